//! `aksara status`

use std::process::ExitCode;

use aksara::{AppliedMigration, MigrationStatus, RenamedMigration};

use super::{database, project};
use crate::Failure;
use crate::arguments::Status;
use crate::output::{CAREFUL, GOOD, Output, QUIET};

/// Shows what is applied and what is not.
pub async fn run(arguments: &Status, output: &mut Output) -> Result<ExitCode, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    database::say(&project, output)?;
    let migrator = project.migrator()?;
    let status = migrator.status().await?;
    output.decorated(
        "📁",
        format_args!("Migrations directory: {}", migrator.directory().path().display()),
    )?;
    output.decorated(
        "📊",
        format_args!("Applied migrations: {}", status.applied_count()),
    )?;
    output.line("")?;
    for migration in &status.migrations {
        match status.applied_as(&migration.entry.name) {
            Some(renamed) => output.line(renamed_line(renamed))?,
            None => output.line(line(migration))?,
        }
    }
    for row in &status.unknown {
        output.line(unknown(row))?;
    }
    for unfinished in &status.unfinished {
        output.warning(unfinished)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn line(migration: &MigrationStatus) -> String {
    let name = &migration.entry.name;
    if migration.follows_rename {
        return format!(" {GOOD}[X]{GOOD:#} {name} {CAREFUL}(what it depends on was renamed){CAREFUL:#}");
    }
    match (&migration.applied, migration.was_edited()) {
        (Some(_), false) => format!(" {GOOD}[X]{GOOD:#} {name}"),
        (Some(_), true) => {
            format!(" {GOOD}[X]{GOOD:#} {name} {CAREFUL}(edited after being applied){CAREFUL:#}")
        }
        (None, _) => format!(" {QUIET}[ ]{QUIET:#} {name}"),
    }
}

fn renamed_line(renamed: &RenamedMigration) -> String {
    let RenamedMigration { old_name, entry } = renamed;
    format!(
        " {CAREFUL}[?]{CAREFUL:#} {} {CAREFUL}(applied as {old_name}; `aksara migrate {}` records the new \
         name){CAREFUL:#}",
        entry.name,
        renamed.flag()
    )
}

fn unknown(row: &AppliedMigration) -> String {
    format!(
        " {CAREFUL}[?]{CAREFUL:#} {} {CAREFUL}(applied, but its file is missing){CAREFUL:#}",
        row.name
    )
}
