//! The parts of the executor's errors beside their message: code, place, state of the database, advice.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::MigrationName;

use crate::journal::{go_on, ways_on};
use crate::system_table::SystemTableError;
use crate::{
    Continuation, Doubt, ExecutorError, FailedFunction, FailedStatement, FunctionError, InDoubt, Outcome,
    PartDone, RenamedMigration, Rows, RowsInTheWay, Unfinished,
};

/// The state after an error that was found before anything ran.
const UNCHANGED: &str = "Nothing was changed.";

/// The state after a cancelled run that was between two migrations.
const BETWEEN_MIGRATIONS: &str = "Migrations that were applied before stay applied.";

impl Diagnose for ExecutorError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        let refused = |code, advice: &str| with(code, advice).with_state(UNCHANGED);
        match self {
            Self::Statement(failed) => failed.diagnosis(),
            Self::Function(failed) => failed.diagnosis(),
            Self::Transaction { source, .. } => Diagnosis {
                code: Code::MigrateTransactionFailed,
                ..source.diagnosis()
            }
            .with_state("Its changes were rolled back."),
            Self::TransactionEnded { migration, direction } => {
                let ended = with(Code::MigrateTransactionEnded, "remove that statement")
                    .with_state("Its changes may be in the database, but the history does not say so.");
                advised(ended, ways_on(migration.as_str(), *direction))
            }
            Self::TransactionEndedByFunction {
                migration,
                direction,
                origin,
                ..
            } => {
                let ended = with(
                    Code::FunctionTransactionEnded,
                    "remove the statement that ends it",
                )
                .at(origin.as_ref())
                .with_state("Its changes may be in the database, but the history does not say so.");
                advised(ended, ways_on(migration.as_str(), *direction))
            }
            Self::Cancelled { migration, outcome } => stopped(
                Code::MigrateCancelled,
                migration.as_ref(),
                *outcome,
                "run again to go on",
            ),
            Self::LeaseLost { migration, outcome } => stopped(
                Code::LockLost,
                migration.as_ref(),
                *outcome,
                "run again; this says who holds the lock now:\n  aksara lock show",
            ),
            Self::NeedsSession(needs) => refused(
                Code::MigrateNeedsSession,
                "run this migration with the URL of the server itself, and the others as you like",
            )
            .at(needs.origin.as_ref()),
            Self::SystemTable { source, outcome } => match outcome {
                Some(outcome) => source
                    .diagnosis()
                    .with_state(outcome.text())
                    .advise("this shows where it stopped and how to continue:\n  aksara status"),
                None => source.diagnosis(),
            },
            Self::Unfinished(unfinished, continuation) => unfinished_diagnosis(unfinished, *continuation),
            Self::UnderWay(unfinished) => {
                let advice = unfinished
                    .iter()
                    .flat_map(|one| one.advice(Continuation::Waiting))
                    .take(1);
                advised(Diagnosis::new(Code::MigrateUnderWay), advice)
            }
            Self::MarkedOutOfOrder { .. } => refused(
                Code::MigrateMarkedOutOfOrder,
                "mark a dependency before the migrations that need it; when reverting, mark it after them",
            ),
            Self::Session { source, .. } => Diagnosis {
                code: Code::MigrateSession,
                ..source.diagnosis()
            }
            .advise("this shows what is applied:\n  aksara status"),
            Self::HistoryElsewhere { home, other } => refused(
                Code::HistoryElsewhere,
                &format!("to go on with that history, end the database URL with ?schema={other}"),
            )
            .advise(format!(
                "to begin a history in `{home}`, end it with ?schema={home}"
            )),
            Self::LastingInScript {
                migration, origin, ..
            } => refused(
                Code::SqlOtherDatabaseInScript,
                "write the other database's name before its tables, as in other.users",
            )
            .advise(format!(
                "or run this one on the database:\n  aksara migrate {migration}"
            ))
            .at(origin.as_ref()),
            Self::Source { error } => error.diagnosis().with_state(UNCHANGED),
            Self::Graph(error) => error.diagnosis().with_state(UNCHANGED),
            Self::Replay(error) => error.diagnosis().with_state(UNCHANGED),
            Self::Irreversible(error) => error.diagnosis(),
            Self::Compile { source, .. } => source.diagnosis().with_state(UNCHANGED),
            Self::Edited { names, .. } => refused(
                Code::MigrateEdited,
                "restore the text, and put the change into a new migration",
            )
            .advise(format!("record an intended edit:\n  {}", accept_flags(names))),
            Self::NothingToAccept { .. } => refused(
                Code::MigrateNotApplied,
                "leave out --accept-edited: a migration that is not applied may be edited",
            ),
            Self::Renamed(renamed) => {
                let flags: Vec<String> = renamed.iter().map(RenamedMigration::flag).collect();
                refused(
                    Code::MigrateRenamed,
                    &format!("record the new names:\n  aksara migrate {}", flags.join(" ")),
                )
                .advise(
                    "if a file is another migration that runs the same, restore the file of the applied one",
                )
            }
            Self::NoRename { .. } => refused(
                Code::MigrateNoRename,
                "this shows which files were renamed:\n  aksara status",
            ),
            Self::NoFunctionRunner { origin, .. } => refused(
                Code::FunctionNoRunner,
                "give the executor a FunctionRunner, or run:\n  aksara migrate",
            )
            .at(origin.as_ref()),
            Self::PythonInScript {
                migration, origin, ..
            } => refused(
                Code::SqlFunctionInScript,
                &format!(
                    "write scripts for the migrations before and after it, and run this one on the \
                     database:\n  \
                     aksara migrate {migration}"
                ),
            )
            .at(origin.as_ref()),
            Self::NoRange { .. } => refused(Code::SqlNoRange, "write the earlier migration first"),
            Self::FunctionsUnavailable { origin, source, .. } => {
                source.diagnosis().at(origin.as_ref()).with_state(UNCHANGED)
            }
            Self::Rows(rows) => rows
                .diagnosis()
                .with_state(rows.outcome.map_or(UNCHANGED, Outcome::text)),
            Self::RowsUnknown {
                requirement,
                source,
                outcome,
            } => Diagnosis {
                code: Code::RowsUnknown,
                ..source.diagnosis()
            }
            .at(requirement.origin.as_ref())
            .with_state(outcome.map_or(UNCHANGED, Outcome::text)),
            Self::Objects(objects) => {
                refused(Code::DatabaseObjectInTheWay, &objects.advice()).at(objects.change.origin.as_ref())
            }
            Self::ObjectsUnknown { change, source } => source
                .diagnosis()
                .at(change.origin.as_ref())
                .with_state(UNCHANGED),
            Self::OtherTable { taken_over, .. } => Diagnosis::new(Code::MigrateOtherTable)
                .at(taken_over.origin.as_ref())
                .with_state("The table was left as it is.")
                .advise(
                    "make the model match the table as this prints it, and change it in a later \
                     migration:\n  aksara inspect",
                )
                .advise("or change the table by hand to match the migration, and run again"),
            Self::DataLoss(loss) => refused(
                Code::MigrateDataLoss,
                &format!("back the data up first, for example:\n  {}", loss.backup),
            )
            .advise("then run the same command again with --allow-data-loss"),
            Self::OtherInitial(_) => refused(
                Code::MigrateOtherInitial,
                "if these are the migration's tables, make them match what this prints, and run \
                 again:\n  aksara inspect",
            )
            .advise("if they are others, rename them, and run again without --fake-initial"),
            Self::NotOneTransaction(not) => {
                refused(Code::MigrateNotOneTransaction, &not.advice()).at(not.origin.as_ref())
            }
            Self::TableUnknown { taken_over, source } => source.diagnosis().at(taken_over.origin.as_ref()),
            Self::NothingToResolve { .. } => refused(
                Code::MigrateNothingToResolve,
                "this shows what stopped half way:\n  aksara status",
            ),
            Self::InDoubt(doubt) => doubt.diagnosis(),
            Self::Unseen { source, .. } => source.diagnosis().with_state(UNCHANGED),
            Self::EditedUnfinished(_) => refused(
                Code::MigrateEditedUnfinished,
                "restore them and run again, and put the change into a new migration",
            ),
            Self::LockTimeout { .. } => refused(
                Code::MigrateLockTimeout,
                "run again when the other process is done, or wait longer with --lock-timeout SECONDS",
            )
            .advise("this says who it is:\n  aksara lock show")
            .advise("this takes it from a run that hangs:\n  aksara lock release"),
            Self::Protected { source } => source.diagnosis().with_state(UNCHANGED),
            Self::Lock { source } => Diagnosis {
                code: Code::MigrateLockFailed,
                ..source.diagnosis()
            }
            .with_state(UNCHANGED),
        }
    }
}

impl Diagnose for FailedStatement {
    fn diagnosis(&self) -> Diagnosis {
        let source = self.source.diagnosis();
        let failed = Diagnosis {
            code: match source.code {
                Code::DatabaseStatementRefused => Code::MigrateStatementFailed,
                more_exact => more_exact,
            },
            ..source
        }
        .at(self.origin.as_ref());
        after_part(failed, self.outcome, self.part.as_ref(), &self.migration)
    }
}

impl PartDone {
    /// How many statements are done, and of which operations.
    fn text(&self) -> String {
        let Self { count, of, .. } = self;
        let verb = if *count == 1 { "is" } else { "are" };
        let operations = match self.operations.as_slice() {
            [] => String::new(),
            operations => format!(" ({})", operations.join("; ")),
        };
        format!("{count} of {of} statements {verb} done{operations}")
    }
}

impl Diagnose for FailedFunction {
    fn diagnosis(&self) -> Diagnosis {
        let failed = self.source.diagnosis().at(self.origin.as_ref());
        after_part(failed, self.outcome, self.part.as_ref(), &self.migration)
    }
}

impl Diagnose for FunctionError {
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::new(match self {
            Self::Unavailable { .. } => Code::FunctionUnavailable,
            Self::Failed { .. } => Code::FunctionFailed,
            Self::TransactionEnded { .. } => Code::FunctionTransactionEnded,
            Self::Stopped => Code::FunctionStopped,
        })
    }
}

impl Diagnose for SystemTableError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Definition { .. } => Diagnosis::new(Code::HistoryTableDefinition),
            Self::Foreign { .. } => Diagnosis::new(Code::HistoryForeignTable)
                .advise("rename that table, or choose another database"),
            Self::Driver { source, .. } => Diagnosis {
                code: Code::HistoryUnusable,
                ..source.diagnosis()
            },
        }
    }
}

impl Diagnose for InDoubt {
    fn diagnosis(&self) -> Diagnosis {
        let unfinished = &self.unfinished;
        let Self { sql, .. } = self;
        let state = format!("{} It is: {sql}", unfinished.state());
        let in_doubt = Diagnosis::new(Code::MigrateInDoubt).with_state(state);
        let in_doubt = match &self.reason {
            Doubt::OtherTables(_) => in_doubt.advise(
                "make the tables as they were before that statement, or as they are after it, and run again",
            ),
            Doubt::NoRollback(_) | Doubt::OtherStatements | Doubt::NoComparison => in_doubt,
        };
        advised(in_doubt, unfinished.advice(Continuation::ByHand))
    }
}

impl RowsInTheWay {
    fn diagnosis(&self) -> Diagnosis {
        let code = match self.requirement.rows {
            Rows::None => Code::RowsRequired,
            Rows::AtMostOne => Code::RowsSameValue,
            Rows::NotNull => Code::RowsNull,
            Rows::Refer(_) => Code::RowsMissingTarget,
            Rows::Distinct(_) => Code::RowsShared,
            Rows::Satisfy(_) => Code::RowsUnsatisfied,
            Rows::Convert(_) => Code::RowsUnconvertible,
        };
        Diagnosis::new(code)
            .at(self.requirement.origin.as_ref())
            .advise(self.requirement.advice())
            .advise(format!("this query finds the rows:\n  {}", self.query))
    }
}

fn unfinished_diagnosis(unfinished: &[Unfinished], continuation: Continuation) -> Diagnosis {
    let states: Vec<String> = unfinished.iter().map(Unfinished::state).collect();
    let diagnosis = Diagnosis::new(Code::MigrateUnfinished).with_state(states.join(" "));
    advised(
        diagnosis,
        unfinished.iter().flat_map(|one| one.advice(continuation)),
    )
}

/// With the state of a migration, and the ways to continue.
/// A run that was stopped from outside.
fn stopped(code: Code, migration: Option<&MigrationName>, outcome: Outcome, advice: &str) -> Diagnosis {
    let stopped = Diagnosis::new(code);
    match (migration, outcome) {
        (None, _) => stopped.with_state(BETWEEN_MIGRATIONS).advise(advice),
        (Some(migration), Outcome::Unfinished(_)) => after(stopped, outcome, migration),
        (
            Some(migration),
            Outcome::RolledBack | Outcome::RunRolledBack | Outcome::Resumable | Outcome::Applied,
        ) => after(stopped, outcome, migration).advise(advice),
    }
}

/// With the state of a migration of which a part is done, and the ways to continue.
fn after_part(
    diagnosis: Diagnosis,
    outcome: Outcome,
    part: Option<&PartDone>,
    migration: &MigrationName,
) -> Diagnosis {
    let name = migration.as_str();
    match (outcome, part) {
        (Outcome::Unfinished(direction), Some(part)) => {
            let state = format!("{}: this database cannot roll that back.", part.text());
            advised(diagnosis.with_state(state), ways_on(name, direction))
        }
        (Outcome::Resumable, Some(part)) => {
            let state = format!("{} and kept. Running again goes on from there.", part.text());
            diagnosis.with_state(state).advise(go_on(name, part.direction))
        }
        _ => after(diagnosis, outcome, migration),
    }
}

fn after(diagnosis: Diagnosis, outcome: Outcome, migration: &MigrationName) -> Diagnosis {
    let diagnosis = diagnosis.with_state(outcome.text());
    match outcome {
        Outcome::Unfinished(direction) => advised(diagnosis, ways_on(migration.as_str(), direction)),
        Outcome::RolledBack | Outcome::RunRolledBack | Outcome::Resumable | Outcome::Applied => diagnosis,
    }
}

fn advised(diagnosis: Diagnosis, advice: impl IntoIterator<Item = String>) -> Diagnosis {
    advice.into_iter().fold(diagnosis, Diagnosis::advise)
}

fn accept_flags(names: &[MigrationName]) -> String {
    let flags: Vec<String> = names
        .iter()
        .map(|name| format!("--accept-edited {name}"))
        .collect();
    format!("aksara migrate {}", flags.join(" "))
}
