//! `aksara status`

use std::path::Path;

use aksara::{
    AppliedMigration, Continuation, InactiveSquash, MigrationName, MigrationStatus, OutOfOrder,
    RenamedMigration, Status, Unfinished,
};
use serde_json::{Value, json};

use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Status as Arguments;
use crate::output::{CAREFUL, GOOD, Output, QUIET};

/// Up to this many migrations are all shown.
const MANY: usize = 40;

/// So many of the applied ones are shown where there are more.
const SHOWN: usize = 10;

/// The indentation of a command below the line that it is about.
const COMMAND: &str = "       ";

/// Shows what is applied and what is not.
pub async fn run(arguments: &Arguments, output: &mut Output) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let database = database::say(&project, output)?;
    let migrator = project.migrator()?;
    let status = migrator.status().await?;
    output.together(|output| show(&status, migrator.directory().path(), arguments, output))?;
    let migration = |migration: &MigrationStatus| {
        let applied_at = migration.applied.as_ref().and_then(|row| row.applied_at.clone());
        json!({
            "name": migration.entry.name,
            "file": &*migration.entry.file,
            "applied": migration.applied.is_some(),
            "applied_at": applied_at,
            "edited": migration.was_edited(),
            "replaces": migration.replaces,
            "applied_as": status.applied_as(&migration.entry.name).map(|renamed| &renamed.old_name),
        })
    };
    let squash = |squash: &InactiveSquash| {
        json!({
            "name": squash.entry.name,
            "recorded": squash.is_recorded,
            "pending": squash.pending,
        })
    };
    let has_findings = arguments.check && needs_attention(&status);
    let result = json!({
        "database": database,
        "directory": migrator.directory().path(),
        "applied": status.applied_count(),
        "migrations": status.migrations.iter().map(migration).collect::<Vec<_>>(),
        "squashes_aside": status.squashes.iter().map(squash).collect::<Vec<_>>(),
        "missing": status.unknown.iter().map(|row| &row.name).collect::<Vec<_>>(),
        "out_of_order": out_of_order(&status.out_of_order),
        "unfinished": status.unfinished.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    Answer::found(has_findings, result)
}

/// Prints it for a person.
fn show(
    status: &Status,
    directory: &Path,
    arguments: &Arguments,
    output: &mut Output,
) -> Result<(), Failure> {
    output.decorated(
        "📁",
        format_args!("Migrations directory: {}", directory.display()),
    )?;
    output.decorated(
        "📊",
        format_args!("Applied migrations: {}", status.applied_count()),
    )?;
    output.say("")?;
    let collapsed = collapsed(status, arguments, output);
    if collapsed > 0 {
        output.line(format_args!(
            " {GOOD}[X]{GOOD:#} {collapsed} migrations {QUIET}(--all shows them){QUIET:#}"
        ))?;
    }
    for migration in status.migrations.iter().skip(collapsed) {
        match status.applied_as(&migration.entry.name) {
            Some(renamed) => output.paragraph(renamed_line(renamed))?,
            None => output.line(line(migration))?,
        }
    }
    for row in &status.unknown {
        output.line(unknown(row))?;
    }
    for squash in &status.squashes {
        output.paragraph(inactive(squash))?;
    }
    for stray in &status.out_of_order {
        output.warning(stray)?;
    }
    for unfinished in &status.unfinished {
        output.warning(unfinished_text(unfinished, status.continuation))?;
    }
    say_next(status, output)
}

/// How many of the first migrations are applied with nothing to say about them, where a terminal has no room for all.
fn collapsed(status: &Status, arguments: &Arguments, output: &Output) -> usize {
    if arguments.all || !output.is_terminal() || status.migrations.len() <= MANY {
        return 0;
    }
    let is_plain = |migration: &&MigrationStatus| {
        let is_as_applied =
            migration.applied.is_some() && !migration.was_edited() && !migration.follows_rename;
        is_as_applied && status.applied_as(&migration.entry.name).is_none()
    };
    let plain = status.migrations.iter().take_while(is_plain).count();
    plain.saturating_sub(SHOWN)
}

/// What is pending is applied next, unless something else comes before it.
fn say_next(status: &Status, output: &mut Output) -> Result<(), Failure> {
    let is_pending = status
        .migrations
        .iter()
        .any(|migration| migration.applied.is_none());
    // A program that reads the block gets no line more.
    if output.is_terminal() && is_pending && status.unfinished.is_empty() && status.renamed.is_empty() {
        output.say("")?;
        next::say("aksara migrate", output)?;
    }
    Ok(())
}

/// Whether the database is not where the files would have it.
fn needs_attention(status: &Status) -> bool {
    let is_in_order = |migration: &MigrationStatus| migration.applied.is_some() && !migration.was_edited();
    !status.migrations.iter().all(is_in_order) || !status.renamed.is_empty() || !status.unfinished.is_empty()
}

/// The migrations that were applied out of order, for JSON.
pub(super) fn out_of_order(strays: &[OutOfOrder]) -> Value {
    strays
        .iter()
        .map(|stray| json!({"migration": stray.migration, "after": stray.after}))
        .collect()
}

fn unfinished_text(unfinished: &Unfinished, continuation: Continuation) -> String {
    let head = match continuation {
        Continuation::Waiting => unfinished.under_way(),
        Continuation::SameRun | Continuation::ByHand => format!("{unfinished}. {}", unfinished.state()),
    };
    let advice = unfinished.advice(continuation).join("\n").replace('\n', "\n  ");
    format!("{head}\n  {advice}")
}

fn line(migration: &MigrationStatus) -> String {
    let name = match migration.replaces.len() {
        0 => migration.entry.name.to_string(),
        count => format!("{} (replaces {count} migrations)", migration.entry.name),
    };
    if migration.follows_rename {
        return format!(" {GOOD}[X]{GOOD:#} {name} {CAREFUL}(a dependency was renamed){CAREFUL:#}");
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
        " {CAREFUL}[?]{CAREFUL:#} {} {CAREFUL}(applied as {old_name}; this records the new name){CAREFUL:#}\n\
         {COMMAND}aksara migrate {}",
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

/// A squash whose originals ran, or must run, on this database.
fn inactive(squash: &InactiveSquash) -> String {
    let name = &squash.entry.name;
    if squash.is_recorded {
        return format!(" {QUIET}[X] {name} (applied as the migrations that it replaces){QUIET:#}");
    }
    if squash.pending.is_empty() {
        return format!(
            " {CAREFUL}[-]{CAREFUL:#} {name} {CAREFUL}(everything that it replaces is applied; this records \
             it){CAREFUL:#}\n{COMMAND}aksara migrate"
        );
    }
    let pending: Vec<&str> = squash.pending.iter().map(MigrationName::as_str).collect();
    format!(
        " {CAREFUL}[-]{CAREFUL:#} {name} {CAREFUL}(some of what it replaces is applied; this applies {} and \
         records it){CAREFUL:#}\n{COMMAND}aksara migrate",
        pending.join(", ")
    )
}
