//! `aksara sql NAME` and `aksara sql FROM..TO`

use std::time::Duration;

use aksara::{
    Dialect, Direction, ExecutorError, MigrationRange, Project, ProjectServer, ServerVersion, registry,
};
use serde_json::json;
use tokio::time::timeout;

use super::project;
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Sql;
use crate::output::Output;

/// How long a database may take to report its history.
const PATIENCE: Duration = Duration::from_secs(5);

/// Prints the SQL of one migration, or the script of a range. If the project's own database can be reached, what
/// `migrate` refuses as renamed is refused here as well.
pub async fn run(arguments: &Sql, output: &mut Output) -> Result<Answer, Failure> {
    output.for_program();
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    if arguments.dialect.is_none() {
        refuse_renamed(&project, output).await?;
    }
    let server = server(&project, arguments).await?;
    output.note("Dialect", &server)?;
    let ProjectServer { dialect, version, .. } = server;
    let sql = match MigrationRange::parse(&arguments.name) {
        Some(range) => {
            let migrations = project.migrations()?;
            migrations.script(&range, direction(arguments), &*dialect, version)?
        }
        None => script(&project, arguments, (&*dialect, version), output)?,
    };
    output.text(&sql)?;
    Answer::done(json!({"dialect": dialect.name(), "version": version.to_string(), "sql": sql}))
}

/// The SQL of a renamed file would do a second time what is done.
async fn refuse_renamed(project: &Project, output: &mut Output) -> Result<(), Failure> {
    let migrator = project.migrator()?;
    // Errors of the migrations themselves are reported when they are compiled.
    let Ok(Ok(status)) = timeout(PATIENCE, migrator.status()).await else {
        output.note("History", "not checked: the database did not answer")?;
        return Ok(());
    };
    if status.renamed.is_empty() {
        Ok(())
    } else {
        Err(aksara::Error::from(ExecutorError::Renamed(status.renamed)).into())
    }
}

async fn server(project: &Project, arguments: &Sql) -> Result<ProjectServer, Failure> {
    let server = match &arguments.dialect {
        Some(name) => named(name, project, arguments).await?,
        None => project.server().await?,
    };
    Ok(ProjectServer {
        version: arguments.server_version.unwrap_or(server.version),
        ..server
    })
}

/// The database that `--dialect` names. A server that the command names as well is asked for its version.
async fn named(name: &str, project: &Project, arguments: &Sql) -> Result<ProjectServer, Failure> {
    let given = ProjectServer::given(registry::dialect(name).map_err(aksara::Error::from)?);
    if arguments.database.database_url.is_none() || arguments.server_version.is_some() {
        return Ok(given);
    }
    let asked = project.server().await?;
    Ok(if asked.dialect.name() == given.dialect.name() {
        asked
    } else {
        given.beside(&asked)
    })
}

/// The script of one migration.
fn script(
    project: &Project,
    arguments: &Sql,
    (dialect, version): (&dyn Dialect, ServerVersion),
    output: &mut Output,
) -> Result<String, Failure> {
    let migrations = project.migrations()?;
    let planned = migrations.compile(&arguments.name, direction(arguments), dialect, version)?;
    let mut lost: Vec<&str> = planned.losses.iter().map(|loss| loss.value.0.as_str()).collect();
    lost.dedup();
    if !lost.is_empty() {
        output.warning(format_args!("this does not restore {}", lost.join(", ")))?;
    }
    for loss in &planned.taken {
        output.warning(loss)?;
    }
    Ok(planned.script(dialect))
}

fn direction(arguments: &Sql) -> Direction {
    if arguments.reverse {
        Direction::Backward
    } else {
        Direction::Forward
    }
}
