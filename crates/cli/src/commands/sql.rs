//! `aksara sql NAME` and `aksara sql FROM..TO`

use std::process::ExitCode;
use std::sync::Arc;

use aksara::{Dialect, Direction, MigrationRange, Project, ServerVersion, registry};

use super::project;
use crate::Failure;
use crate::arguments::Sql;
use crate::output::Output;

/// Prints the SQL of one migration, or the script of a range; nothing is connected to.
pub fn run(arguments: &Sql, output: &mut Output) -> Result<ExitCode, Failure> {
    output.for_program();
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let dialect = dialect(&project, arguments)?;
    let version = arguments
        .server_version
        .unwrap_or_else(|| dialect.newest_version());
    output.note("Dialect", format_args!("{} {version}", dialect.name()))?;
    match range(&arguments.name) {
        Some(range) => print_range(&project, arguments, &range, (&*dialect, version), output),
        None => print_migration(&project, arguments, (&*dialect, version), output),
    }
}

/// `FROM..TO`, either of which may be left out.
fn range(written: &str) -> Option<MigrationRange> {
    let (from, to) = written.split_once("..")?;
    let end = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
    Some(MigrationRange {
        from: end(from),
        to: end(to),
    })
}

fn dialect(project: &Project, arguments: &Sql) -> Result<Arc<dyn Dialect>, Failure> {
    let dialect = match &arguments.dialect {
        Some(name) => registry::dialect(name),
        None => {
            let url = project
                .settings()
                .database_url()
                .map_err(aksara::Error::from)?
                .value;
            registry::dialect_of(&url)
        }
    };
    Ok(dialect.map_err(aksara::Error::from)?)
}

fn print_migration(
    project: &Project,
    arguments: &Sql,
    (dialect, version): (&dyn Dialect, ServerVersion),
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let migrations = project.migrations()?;
    let planned = migrations.compile(&arguments.name, direction(arguments), dialect, version)?;
    for loss in &planned.losses {
        output.warning(format_args!("this does not bring back {}", loss.value.0))?;
    }
    output.text(planned.script(dialect))?;
    Ok(ExitCode::SUCCESS)
}

fn print_range(
    project: &Project,
    arguments: &Sql,
    range: &MigrationRange,
    (dialect, version): (&dyn Dialect, ServerVersion),
    output: &mut Output,
) -> Result<ExitCode, Failure> {
    let migrations = project.migrations()?;
    output.text(migrations.script(range, direction(arguments), dialect, version)?)?;
    Ok(ExitCode::SUCCESS)
}

fn direction(arguments: &Sql) -> Direction {
    match arguments.reverse {
        true => Direction::Backward,
        false => Direction::Forward,
    }
}
