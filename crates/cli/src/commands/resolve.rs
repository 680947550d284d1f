//! `aksara resolve NAME`

use aksara::{Mark, MarkedState, Resolution, Resolve as Asked, ResolveWay};
use serde_json::json;

use super::migrate::{mark_by_hand, with_waits};
use super::prompt::confirm;
use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Resolve;
use crate::interrupt::Interrupts;
use crate::output::{GOOD, Output};
use crate::progress::Progress;

/// Ends a migration that stopped half way.
pub async fn run(
    arguments: &Resolve,
    interrupts: &Interrupts,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    database::say(&project, output)?;
    if let Some(state) = marked_state(arguments) {
        let word = match state {
            MarkedState::Applied => "applied",
            MarkedState::Unapplied => "not applied",
        };
        output.line(format_args!(
            "Records {} as {word}, and runs nothing.",
            arguments.name
        ))?;
        demand_yes(arguments, output)?;
        let mark = Mark {
            migration: arguments.name.clone(),
            state,
        };
        return mark_by_hand(&project, &mark, &arguments.waits, interrupts, output).await;
    }
    let asked = Asked {
        way: if arguments.back {
            ResolveWay::Back
        } else {
            ResolveWay::Forward
        },
        from: arguments.from.map(std::num::NonZeroUsize::get),
    };
    let migrator = with_waits(project.migrator()?, &arguments.waits);
    let migrator = migrator.with_cancellation(interrupts.cancellation());
    let resolution = migrator.resolution(&arguments.name, asked).await?;
    show(&resolution, output)?;
    demand_yes(arguments, output)?;
    let mut progress = Progress::new(output, migrator.dialect()?.name());
    let result = migrator
        .resolve(&arguments.name, asked, &mut |event| progress.event(&event))
        .await;
    let shown = progress.finish();
    let resolution = result.map_err(|error| interrupts.failure(error))?;
    shown?;
    let name = &resolution.planned.entry.name;
    let end = match resolution.part {
        None => "is ended",
        Some(_) => "is undone as far as it was done",
    };
    output.say(format_args!("{GOOD}✓{GOOD:#} {name} {end}"))?;
    if !arguments.back {
        next::say("aksara migrate", output)?;
    }
    Answer::done(json!({"resolved": name, "statements": resolution.statements()}))
}

fn marked_state(arguments: &Resolve) -> Option<MarkedState> {
    let applied = arguments.applied.then_some(MarkedState::Applied);
    applied.or_else(|| arguments.reverted.then_some(MarkedState::Unapplied))
}

/// The statements that will run.
fn show(resolution: &Resolution, output: &mut Output) -> Result<(), Failure> {
    let statements = resolution.statements();
    output.line(format_args!("{}.", resolution.unfinished))?;
    if statements.is_empty() {
        output.line("Nothing is left to run; the history and the journal are put right.")?;
    } else {
        output.line("These statements will run:")?;
    }
    for statement in statements {
        output.line(format_args!("{statement};"))?;
    }
    Ok(())
}

/// Asks, where a person can answer; otherwise only --yes goes on.
fn demand_yes(arguments: &Resolve, output: &Output) -> Result<(), Failure> {
    if arguments.yes {
        return Ok(());
    }
    if output.can_ask() {
        confirm("Do it?", "anything but yes leaves all as it is")
    } else {
        Err(Failure::Declined)
    }
}
