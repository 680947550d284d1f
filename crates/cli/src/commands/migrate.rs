//! `aksara migrate [NAME]`

use std::process::ExitCode;

use aksara::{Cancellation, Dialect, Direction, MigrationName, Mode, Plan, PlannedMigration, Request};

use super::{database, interrupt, project};
use crate::Failure;
use crate::arguments::Migrate;
use crate::output::{CAREFUL, GOOD, Output, STRONG};
use crate::progress::Progress;

/// Applies migrations or takes them back.
pub async fn run(arguments: &Migrate, output: &mut Output) -> Result<ExitCode, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    database::say(&project, output)?;
    let request = request(arguments)?;
    let migrator = project.migrator()?;
    match arguments.dry_run {
        true => show(&migrator.plan(&request).await?, &*migrator.dialect()?, output)?,
        false => {
            let cancellation = Cancellation::new();
            interrupt::listen(cancellation.clone());
            let migrator = migrator.with_cancellation(cancellation);
            let mut progress = Progress::new(output);
            let plan = migrator
                .migrate(&request, &mut |event| progress.event(&event))
                .await;
            progress.finish()?;
            summarize(&plan?, output)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn request(arguments: &Migrate) -> Result<Request, Failure> {
    let names = arguments
        .accept_edited
        .iter()
        .map(MigrationName::new)
        .collect::<Result<_, _>>();
    Ok(Request {
        target: arguments.target.clone(),
        mode: if arguments.fake { Mode::Fake } else { Mode::Run },
        accept_edited: names.map_err(|error| Failure::Usage(error.to_string()))?,
        accept_renamed: arguments.accept_renamed.clone(),
        ..Request::default()
    })
}

/// What stands after a run beside the migrations themselves.
fn summarize(plan: &Plan, output: &mut Output) -> Result<(), Failure> {
    warn(plan, output)?;
    for renamed in &plan.renamed {
        output.line(format_args!("{GOOD}✓{GOOD:#} Recorded that {renamed}"))?;
    }
    for entry in &plan.accepted {
        output.line(format_args!(
            "{GOOD}✓{GOOD:#} Accepted the edit of {}",
            entry.file
        ))?;
    }
    if plan.is_empty() {
        output.line("No migrations to apply.")?;
    }
    Ok(())
}

fn warn(plan: &Plan, output: &mut Output) -> Result<(), Failure> {
    for row in &plan.unknown {
        output.warning(format_args!(
            "{} is applied, but its file is missing; it is left alone",
            row.name
        ))?;
    }
    for inconsistency in &plan.inconsistencies {
        output.warning(inconsistency)?;
    }
    for planned in &plan.migrations {
        for note in &planned.unit.notes {
            let place = note.origin.as_ref().map(|origin| format!(" ({origin})"));
            output.warning(format_args!(
                "{}: {}{}",
                planned.entry.name,
                note.value,
                place.unwrap_or_default()
            ))?;
        }
    }
    Ok(())
}

/// The plan with every operation and statement in the order in which they would run.
fn show(plan: &Plan, dialect: &dyn Dialect, output: &mut Output) -> Result<(), Failure> {
    warn(plan, output)?;
    if plan.migrations.is_empty() {
        output.line("No migrations to apply.")?;
    }
    for unfinished in &plan.unfinished {
        output.warning(unfinished)?;
    }
    for renamed in &plan.renamed {
        output.line(format_args!("Would record that {renamed}"))?;
    }
    for entry in &plan.accepted {
        output.line(format_args!("Would accept the edit of {}", entry.file))?;
    }
    for planned in &plan.migrations {
        output.line(format_args!(
            "{} {STRONG}{}{STRONG:#}",
            heading(plan, planned),
            planned.entry.name
        ))?;
        for description in &planned.descriptions {
            output.line(format_args!("  ● {}", description.value))?;
        }
        for loss in &planned.losses {
            output.line(format_args!(
                "  {CAREFUL}●{CAREFUL:#} does not bring back {}",
                loss.value.0
            ))?;
        }
        if plan.mode == Mode::Run {
            for line in planned.script(dialect).lines() {
                output.line(format_args!("    {line}"))?;
            }
        }
    }
    output.line("Nothing was changed (--dry-run).")?;
    Ok(())
}

fn heading(plan: &Plan, planned: &PlannedMigration) -> &'static str {
    match (plan.mode, planned.direction) {
        (Mode::Run, Direction::Forward) => "Would apply",
        (Mode::Run, Direction::Backward) => "Would revert",
        (Mode::Fake, Direction::Forward) => "Would mark as applied",
        (Mode::Fake, Direction::Backward) => "Would mark as not applied",
    }
}
