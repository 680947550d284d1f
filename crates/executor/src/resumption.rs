//! Going on with a migration that a run before left unfinished.
//!
//! Everything before the statement that the journal names is done. Whether that statement is done is known where it shares a
//! transaction with the note of what follows it, or is done range by range. Where the database alone committed it, its
//! tables show it ([`crate::in_doubt`]). What was run before that point must be what the migration says now; the rest may have
//! been corrected since.

use aksara_dialect::{Command, SessionEffect, Statement, TransactionPlan};

use crate::journal::Stage;
use crate::part::{Part, PartKind, parts};
use crate::{Checksum, PlannedMigration, Unfinished};

/// The way from where a run stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resumption {
    /// Statement `from` comes next.
    From(usize),
    /// Statement `from` comes next if the database rolls back rows of all tables that it names.
    IfRolledBack(usize),
    /// This statement may be done, and its tables show it.
    Look(usize),
    /// This statement may be done, and nothing shows it.
    Unknown(usize),
    /// A statement before it changed the session, and no other session can be made so.
    LostSession(usize),
    /// The same file gave other statements to the version that began it: its tables show which of these are done.
    Locate,
    /// The statements that already ran were edited since.
    Edited,
    /// The journal speaks of another migration, or of the other direction.
    Other,
}

impl Resumption {
    /// Whether a run may go on, as far as that is known before anything is looked at.
    pub fn is_possible(self) -> bool {
        match self {
            Self::From(_) | Self::IfRolledBack(_) | Self::Look(_) | Self::Locate => true,
            Self::Unknown(_) | Self::LostSession(_) | Self::Edited | Self::Other => false,
        }
    }
}

/// The way on with a planned migration.
pub(crate) fn resumption(planned: &PlannedMigration, unfinished: &Unfinished) -> Resumption {
    let is_same =
        unfinished.migration == planned.entry.name.as_str() && unfinished.direction == planned.direction;
    let (true, Ok(number)) = (is_same, usize::try_from(unfinished.statement)) else {
        return Resumption::Other;
    };
    if number == 0 {
        return Resumption::From(1);
    }
    match &unfinished.done {
        Some(done) if *done == checksum_before(&planned.transaction, number) => {
            standing(&planned.transaction, number, unfinished.stage)
        }
        Some(_) if unfinished.file.as_ref() == Some(&planned.entry.checksum) => Resumption::Locate,
        Some(_) => Resumption::Edited,
        None => Resumption::Unknown(number),
    }
}

/// The way on from a statement at which a run stopped. A note without a stage is an older version's, which shared no
/// transaction with rows on a database that commits schema changes.
pub(crate) fn standing(transaction: &TransactionPlan, number: usize, stage: Option<Stage>) -> Resumption {
    let parts = parts(transaction);
    let Some(part) = parts
        .iter()
        .find(|part| (part.first..part.next()).contains(&number))
    else {
        let is_end = number == transaction.statements().count() + 1;
        return if is_end {
            Resumption::From(number)
        } else {
            Resumption::Unknown(number)
        };
    };
    if loses_session(transaction, part) {
        return Resumption::LostSession(number);
    }
    let shares_note = stage.is_some() || transaction.is_atomic;
    match (stage, part.kind) {
        (Some(Stage::Doubtful), _) => Resumption::Unknown(number),
        (Some(Stage::Ready), _) | (_, PartKind::Setting) => Resumption::From(number),
        (_, PartKind::Batched) => Resumption::IfRolledBack(number),
        (_, PartKind::Transaction) if part.first == number && shares_note => Resumption::IfRolledBack(number),
        (_, PartKind::Transaction) => Resumption::Unknown(number),
        (_, PartKind::Alone) if part.statements.iter().all(|statement| statement.trace.is_some()) => {
            Resumption::Look(number)
        }
        // The database does it wholly or not at all, or its driver finds what it left.
        (_, PartKind::Alone) if transaction.is_atomic => Resumption::From(number),
        (_, PartKind::Alone) => Resumption::Unknown(number),
    }
}

/// Whether a statement before this part left something in the session that the user's statements after it may need.
fn loses_session(transaction: &TransactionPlan, part: &Part<'_>) -> bool {
    let lasts = |statement: &Statement| statement.session == SessionEffect::Lasting;
    let may_need = |statement: &Statement| statement.trace.is_none();
    transaction.statements().take(part.first - 1).any(lasts)
        && transaction.statements().skip(part.first - 1).any(may_need)
}

/// The checksum of the statements before this one.
pub(crate) fn checksum_before(transaction: &TransactionPlan, number: usize) -> Checksum {
    let mut text = String::new();
    for statement in transaction.statements().take(number.saturating_sub(1)) {
        match &statement.command {
            Command::Python(call) => text.push_str(&format!("{:?}", call.function)),
            Command::Sql(_) | Command::Routine(_) | Command::Backfill(_) => {
                text.push_str(&statement.sql_texts().join("\n"));
            }
        }
        text.push('\0');
    }
    Checksum::of(&text)
}
