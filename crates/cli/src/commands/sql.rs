//! `aksara sql NAME`

use std::process::ExitCode;

use aksara::{Direction, Project, registry};

use crate::Failure;
use crate::arguments::Sql;
use crate::output::Output;
use crate::script::script;

/// Prints the SQL of one migration; nothing is connected to.
pub fn run(arguments: &Sql, output: &mut Output) -> Result<ExitCode, Failure> {
    output.for_program();
    let project = Project::open(".", arguments.migrations.flags(&arguments.database))?;
    let dialect = match &arguments.dialect {
        Some(name) => registry::dialect(name).map_err(aksara::Error::from)?,
        None => {
            let url = project
                .settings()
                .database_url()
                .map_err(aksara::Error::from)?
                .value;
            registry::dialect_of(&url).map_err(aksara::Error::from)?
        }
    };
    let version = arguments
        .server_version
        .unwrap_or_else(|| dialect.newest_version());
    let direction = match arguments.reverse {
        true => Direction::Backward,
        false => Direction::Forward,
    };
    let migrations = project.migrations()?;
    let planned = migrations.compile(&arguments.name, direction, &*dialect, version)?;
    output.note("Dialect", format_args!("{} {version}", dialect.name()))?;
    for loss in &planned.losses {
        output.warning(format_args!("this does not bring back {}", loss.value.0))?;
    }
    output.text(script(&planned))?;
    Ok(ExitCode::SUCCESS)
}
