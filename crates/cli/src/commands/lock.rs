//! `aksara lock`

use aksara::{LockHolder, LockState, Migrator};
use serde_json::{Value, json};

use super::prompt::confirm_release;
use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::{Database, Lock, LockCommand, LockRelease, Migrations};
use crate::lock_holder::holder;
use crate::output::{GOOD, Output};

/// Shows the lock that keeps other runs out, or takes it from the one that holds it.
pub async fn run(arguments: &Lock, output: &mut Output) -> Result<Answer, Failure> {
    match &arguments.command {
        LockCommand::Show(arguments) => {
            let migrator = migrator(&arguments.migrations, &arguments.database, output)?;
            let state = migrator.lock_state().await?;
            say(&state, output)?;
            Answer::done(document(&state))
        }
        LockCommand::Release(arguments) => {
            let migrator = migrator(&arguments.migrations, &arguments.database, output)?;
            release(&migrator, arguments, output).await
        }
    }
}

fn migrator(
    migrations: &Migrations,
    of_database: &Database,
    output: &mut Output,
) -> Result<Migrator, Failure> {
    let project = project::open(migrations.flags(of_database), output)?;
    database::say(&project, output)?;
    Ok(project.migrator()?)
}

async fn release(
    migrator: &Migrator,
    arguments: &LockRelease,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let state = migrator.lock_state().await?;
    let holder = match &state {
        LockState::Free => {
            say(&state, output)?;
            return Answer::done(json!({"released": false, "lock": document(&state)}));
        }
        LockState::Held(None) => return Err(Failure::UnknownHolder),
        LockState::Held(Some(holder)) => holder,
    };
    if !arguments.yes {
        if !output.can_ask() {
            return Err(Failure::Unasked {
                holder: holder.to_string(),
            });
        }
        confirm_release(holder)?;
    }
    let after = migrator.release_lock(holder).await?;
    let is_released = !is_held_by(&after, holder);
    if is_released {
        let done = match holder {
            LockHolder::Session(_) => "Ended",
            LockHolder::Lease(_) => "Took away",
        };
        output.line(format_args!("{GOOD}✓{GOOD:#} {done} {holder}"))?;
        next::say("aksara status", output)?;
    }
    say(&after, output)?;
    Answer::found(
        !is_released,
        json!({"released": is_released, "lock": document(&after)}),
    )
}

fn is_held_by(state: &LockState, holder: &LockHolder) -> bool {
    matches!(state, LockState::Held(Some(now)) if now.is(holder))
}

fn say(state: &LockState, output: &mut Output) -> Result<(), Failure> {
    match state {
        LockState::Free => output.line("No run of migrations holds the lock.")?,
        LockState::Held(Some(holder)) => output.line(format_args!("The lock is held by {holder}"))?,
        LockState::Held(None) => output.line(
            "The lock is held by a process on this machine, which the database cannot name. It is free when that \
             process ends.",
        )?,
    }
    Ok(())
}

fn document(state: &LockState) -> Value {
    match state {
        LockState::Free => json!({"held": false}),
        LockState::Held(by) => json!({"held": true, "holder": by.as_ref().map(holder)}),
    }
}
