//! `aksara migrate [NAME]`

use std::time::{Duration, Instant};

use aksara::{
    Dialect, Direction, Goal, Located, Mark, MarkedState, MigrationName, Migrator, Mode, Plan, PlannedLoss,
    PlannedMigration, Project, Request, Transactions, registry,
};
use serde_json::{Value, json};

use super::prompt::confirm_loss;
use super::status::out_of_order;
use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::{Migrate, TargetArgument, TransactionsArgument, Waits};
use crate::interrupt::Interrupts;
use crate::output::{GOOD, Output, STRONG};
use crate::progress::{Progress, direction_word, say_flavour, warn_of_losses};

/// Applies migrations or takes them back.
pub async fn run(
    arguments: &Migrate,
    interrupts: &Interrupts,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let database = database::say(&project, output)?;
    if let Some(mark) = mark(arguments) {
        return mark_by_hand(&project, &mark, &arguments.waits, interrupts, output).await;
    }
    let request = request(arguments)?;
    let migrator = with_waits(project.migrator()?, &arguments.waits);
    let scheme = migrator.dialect()?.name();
    if arguments.check {
        return pending(&migrator.plan(&request).await?, &database, output);
    }
    if arguments.dry_run {
        let rehearsal = migrator.rehearse(&request).await?;
        let dialect = registry::dialect(rehearsal.plan.dialect).map_err(aksara::Error::from)?;
        say_flavour(&rehearsal.plan, scheme, output)?;
        output.together(|output| show(&rehearsal.plan, &*dialect, arguments, output))?;
        if let Some(protection) = &rehearsal.protection {
            output.warning(format_args!("a run would be refused: {protection}"))?;
        }
        let mut refusals = rehearsal.refusals.into_iter().map(aksara::Error::from);
        if let Some(first) = refusals.next() {
            let others = refusals.collect();
            return Err(Failure::Refused { first, others });
        }
        return Answer::done(document(&rehearsal.plan, &database, Some(&*dialect)));
    }
    let migrator = migrator.with_cancellation(interrupts.cancellation());
    let begun = Instant::now();
    let plan = match carry_out(&migrator, &request, false, interrupts, output).await {
        Err(Failure::Library(error)) if !arguments.no_input && output.can_ask() => {
            let Some(loss) = error.data_loss() else {
                return Err(error.into());
            };
            confirm_loss(loss)?;
            let allowed = Request {
                allow_data_loss: true,
                ..request
            };
            carry_out(&migrator, &allowed, true, interrupts, output).await?
        }
        carried_out => carried_out?,
    };
    summarize(&plan, output)?;
    close(&plan, begun.elapsed(), output)?;
    Answer::done(document(&plan, &database, None))
}

pub(super) fn with_waits(mut migrator: Migrator, waits: &Waits) -> Migrator {
    if let Some(timeout) = waits.lock_timeout {
        migrator = migrator.with_lock_timeout(timeout);
    }
    match waits.ddl_lock_timeout {
        Some(timeout) => migrator.with_ddl_lock_timeout(timeout),
        None => migrator,
    }
}

async fn carry_out(
    migrator: &Migrator,
    request: &Request,
    has_agreement: bool,
    interrupts: &Interrupts,
    output: &mut Output,
) -> Result<Plan, Failure> {
    let progress = Progress::new(output, migrator.dialect()?.name());
    let mut progress = progress.agreed(has_agreement);
    let result = migrator
        .migrate(request, &mut |event| progress.event(&event))
        .await;
    let shown = progress.finish();
    // A run that failed must say so, also where its output is gone.
    let plan = result.map_err(|error| interrupts.failure(error))?;
    shown?;
    Ok(plan)
}

/// The pending migrations, as a check.
fn pending(plan: &Plan, database: &str, output: &mut Output) -> Result<Answer, Failure> {
    warn(plan, output)?;
    for unfinished in &plan.unfinished {
        output.warning(unfinished)?;
    }
    for planned in &plan.migrations {
        let verb = match planned.direction {
            Direction::Forward => "Pending",
            Direction::Backward => "To revert",
        };
        output.line(format_args!("{verb}: {STRONG}{}{STRONG:#}", planned.entry.name))?;
    }
    say_to_record(plan, output)?;
    let is_pending = !plan.is_empty() || !plan.unfinished.is_empty();
    if !is_pending {
        output.line("Nothing is pending.")?;
    } else if plan.unfinished.is_empty() {
        next::say("aksara migrate", output)?;
    }
    Answer::found(is_pending, document(plan, database, None))
}

/// A plan as data; with the SQL of each migration where a dialect is given.
fn document(plan: &Plan, database: &str, dialect: Option<&dyn Dialect>) -> Value {
    let texts =
        |items: &[Located<String>]| -> Vec<String> { items.iter().map(|item| item.value.clone()).collect() };
    let migration = |planned: &PlannedMigration| {
        json!({
            "name": planned.entry.name,
            "file": &*planned.entry.file,
            "direction": direction_word(planned.direction),
            "recorded_only": plan.mode == Mode::Fake || planned.is_recorded,
            "rows_with_it": planned.accompanying.iter().map(|row| &row.name).collect::<Vec<_>>(),
            "operations": texts(&planned.descriptions),
            "takes": planned.taken.iter().map(taken).collect::<Vec<_>>(),
            "losses": planned.losses.iter().map(|loss| &loss.value.0).collect::<Vec<_>>(),
            "sql": dialect.map(|dialect| planned.script(dialect)),
        })
    };
    json!({
        "database": database,
        "dialect": plan.dialect,
        "server_version": plan.version.to_string(),
        "dry_run": dialect.is_some(),
        "fake": plan.mode == Mode::Fake,
        "direction": direction_word(plan.direction),
        "migrations": plan.migrations.iter().map(migration).collect::<Vec<_>>(),
        "accepted": plan.accepted.iter().map(|entry| &entry.name).collect::<Vec<_>>(),
        "recorded_squashes": plan.squashed.iter().map(|entry| &entry.name).collect::<Vec<_>>(),
        "out_of_order": out_of_order(&plan.out_of_order),
        "missing": plan.unknown.iter().map(|row| &row.name).collect::<Vec<_>>(),
    })
}

/// The data that a migration takes from existing rows, for JSON.
fn taken(loss: &PlannedLoss) -> Value {
    json!({
        "text": loss.loss.to_string(),
        "table": loss.table.to_string(),
        "field": loss.field.as_ref().map(ToString::to_string),
        "rows": loss.rows,
    })
}

fn goal(arguments: &Migrate) -> Goal {
    match (arguments.steps, arguments.back, &arguments.target) {
        (Some(count), _, _) => Goal::Forward(count),
        (None, Some(count), _) => Goal::Back(count),
        (None, None, Some(target)) => target.goal(),
        (None, None, None) => Goal::Head,
    }
}

/// Where `--back` has no meaning, `-1` has none either.
fn refuse_back(arguments: &Migrate) -> Result<(), Failure> {
    let flags = [
        ("--check", arguments.check),
        ("--fake-initial", arguments.fake_initial),
    ];
    match (&arguments.target, flags.iter().find(|(_, is_given)| *is_given)) {
        (Some(TargetArgument::Back(count)), Some((flag, _))) => Err(Failure::Usage(format!(
            "-{count} reverts migrations, and {flag} is about those that are pending: leave one of them out"
        ))),
        _ => Ok(()),
    }
}

fn request(arguments: &Migrate) -> Result<Request, Failure> {
    refuse_back(arguments)?;
    let names = arguments
        .accept_edited
        .iter()
        .map(MigrationName::new)
        .collect::<Result<_, _>>();
    Ok(Request {
        target: goal(arguments),
        allow_data_loss: arguments.allow_data_loss,
        fake_initial: arguments.fake_initial,
        transactions: match arguments.transactions {
            TransactionsArgument::Group => Transactions::Group,
            TransactionsArgument::Each => Transactions::Each,
            TransactionsArgument::One => Transactions::One,
        },
        mode: if arguments.fake { Mode::Fake } else { Mode::Run },
        accept_edited: names.map_err(|error| Failure::Usage(error.to_string()))?,
        accept_renamed: arguments.accept_renamed.clone(),
        ..Request::default()
    })
}

fn mark(arguments: &Migrate) -> Option<Mark> {
    let applied = arguments
        .mark_applied
        .as_ref()
        .map(|name| (name, MarkedState::Applied));
    let unapplied = arguments
        .mark_unapplied
        .as_ref()
        .map(|name| (name, MarkedState::Unapplied));
    let (migration, state) = applied.or(unapplied)?;
    Some(Mark {
        migration: migration.clone(),
        state,
    })
}

/// Records what was done by hand.
pub(super) async fn mark_by_hand(
    project: &Project,
    mark: &Mark,
    waits: &Waits,
    interrupts: &Interrupts,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let migrator = with_waits(project.migrator()?, waits).with_cancellation(interrupts.cancellation());
    let mut progress = Progress::new(output, migrator.dialect()?.name());
    let result = migrator.mark(mark, &mut |event| progress.event(&event)).await;
    let shown = progress.finish();
    let marked = result.map_err(|error| interrupts.failure(error))?;
    shown?;
    let is_applied = marked.state == MarkedState::Applied;
    let state = if is_applied { "applied" } else { "not applied" };
    let is_changed = marked.has_changed || marked.unfinished.is_some();
    let name = &marked.migration;
    if is_changed {
        output.line(format_args!(
            "{GOOD}✓{GOOD:#} Marked {name} as {state}; nothing of it was run"
        ))?
    } else {
        output.line(format_args!("{name} is {state} already; nothing was changed"))?
    }
    Answer::done(json!({"marked": name, "applied": is_applied, "changed": is_changed}))
}

/// How many migrations it were, and how long they took: of one its own line says enough.
fn close(plan: &Plan, elapsed: Duration, output: &mut Output) -> Result<(), Failure> {
    let verb = match (plan.mode, plan.direction) {
        (Mode::Fake, _) => "Marked",
        (Mode::Run, Direction::Forward) => "Applied",
        (Mode::Run, Direction::Backward) => "Reverted",
    };
    let count = plan.migrations.len();
    if count > 1 {
        let seconds = elapsed.as_secs_f64();
        output.say(format_args!("{verb} {count} migrations in {seconds:.1} s"))?;
    }
    Ok(())
}

/// The other results of a run, beside the migrations.
fn summarize(plan: &Plan, output: &mut Output) -> Result<(), Failure> {
    warn(plan, output)?;
    for renamed in &plan.renamed {
        output.say(format_args!("{GOOD}✓{GOOD:#} Recorded that {renamed}"))?;
    }
    for entry in &plan.accepted {
        output.say(format_args!(
            "{GOOD}✓{GOOD:#} Accepted the edit of {}",
            entry.file
        ))?;
    }
    for entry in &plan.squashed {
        output.say(format_args!(
            "{GOOD}✓{GOOD:#} Recorded {}: everything that it replaces is applied",
            entry.name
        ))?;
    }
    if plan.is_empty() {
        output.say("No migrations to apply.")?;
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
    for stray in &plan.out_of_order {
        output.warning(stray)?;
    }
    for planned in &plan.migrations {
        for note in &planned.transaction.notes {
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
fn show(plan: &Plan, dialect: &dyn Dialect, arguments: &Migrate, output: &mut Output) -> Result<(), Failure> {
    warn(plan, output)?;
    warn_of_losses(plan, output)?;
    if plan.migrations.is_empty() {
        output.line("No migrations to apply.")?;
    }
    for unfinished in &plan.unfinished {
        output.warning(unfinished)?;
    }
    say_to_record(plan, output)?;
    for planned in &plan.migrations {
        output.line(format_args!(
            "{} {STRONG}{}{STRONG:#}",
            heading(plan, planned),
            planned.entry.name
        ))?;
        for description in &planned.descriptions {
            output.line(format_args!("  ● {}", description.value))?;
        }
        if plan.mode == Mode::Run {
            for line in planned.script(dialect).lines() {
                output.line(format_args!("    {line}"))?;
            }
        }
    }
    warn_of_lasting_losses(plan, output)?;
    let needs_flag = !arguments.allow_data_loss && !plan.losses_on_way_back().is_empty();
    if needs_flag {
        output.line("It would have to be run with --allow-data-loss, or confirmed on a terminal.")?;
    }
    output.line("Nothing was changed (--dry-run).")?;
    Ok(())
}

/// What applying again would not bring back: one warning, however many operations lose the same.
fn warn_of_lasting_losses(plan: &Plan, output: &mut Output) -> Result<(), Failure> {
    let mut lost: Vec<&str> = Vec::new();
    for loss in plan.migrations.iter().flat_map(|planned| &planned.losses) {
        if !lost.contains(&loss.value.0.as_str()) {
            lost.push(&loss.value.0);
        }
    }
    if !lost.is_empty() {
        output.warning(format_args!(
            "applying again does not bring back {}",
            lost.join(", ")
        ))?;
    }
    Ok(())
}

/// The records beside the migrations.
fn say_to_record(plan: &Plan, output: &mut Output) -> Result<(), Failure> {
    for renamed in &plan.renamed {
        output.line(format_args!("Would record that {renamed}"))?;
    }
    for entry in &plan.accepted {
        output.line(format_args!("Would accept the edit of {}", entry.file))?;
    }
    for entry in &plan.squashed {
        output.line(format_args!(
            "Would record {}: everything that it replaces is applied",
            entry.name
        ))?;
    }
    Ok(())
}

fn heading(plan: &Plan, planned: &PlannedMigration) -> &'static str {
    match (plan.mode, planned.direction) {
        (Mode::Run, Direction::Forward) if planned.is_recorded => "Would mark as applied",
        (Mode::Run, Direction::Forward) => "Would apply",
        (Mode::Run, Direction::Backward) => "Would revert",
        (Mode::Fake, Direction::Forward) => "Would mark as applied",
        (Mode::Fake, Direction::Backward) => "Would mark as not applied",
    }
}
