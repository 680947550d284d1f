//! What the executor's errors say beside their message: code, place, state of the database, advice.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::MigrationName;

use crate::system_table::SystemTableError;
use crate::{
    ExecutorError, FailedFunction, FailedStatement, FunctionError, RenamedMigration, Requirement, Rows,
    Unfinished,
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
            Self::TransactionEnded { migration } => with(
                Code::MigrateTransactionEnded,
                &format!(
                    "take that statement out; once the database is as the migration wants it, \
                     `aksara migrate {migration} --fake` records it"
                ),
            )
            .with_state("Its changes may be in the database, but it is not recorded as applied."),
            Self::Cancelled { migration, outcome } => {
                let state = if migration.is_some() { outcome.text() } else { BETWEEN_MIGRATIONS };
                with(Code::MigrateCancelled, "run again to go on").with_state(state)
            }
            Self::SystemTable { source, outcome } => match outcome {
                Some(outcome) => source.diagnosis().with_state(outcome.text()),
                None => source.diagnosis(),
            },
            Self::Unfinished(unfinished) => unfinished_diagnosis(unfinished),
            Self::Source { error } => error.diagnosis().with_state(UNCHANGED),
            Self::Graph(error) => error.diagnosis().with_state(UNCHANGED),
            Self::Replay(error) => error.diagnosis().with_state(UNCHANGED),
            Self::Irreversible(error) => error.diagnosis(),
            Self::Compile { source, .. } => source.diagnosis().with_state(UNCHANGED),
            Self::Edited { names, .. } => refused(
Code::MigrateEdited,
                "restore the text, and put the change into a new migration",
            )
            .advise(format!("record an intended edit with {}", accept_flags(names))),
            Self::NothingToAccept { .. } => refused(
Code::MigrateNotApplied,
                "leave out --accept-edited: a migration that is not applied may be edited",
            ),
            Self::Renamed(renamed) => {
                let flags: Vec<String> = renamed.iter().map(RenamedMigration::flag).collect();
                refused(
                    Code::MigrateRenamed,
                    &format!("`aksara migrate {}` records the new names", flags.join(" ")),
                )
                .advise("if a file is another migration with the same text, change its text; a comment is enough")
            }
            Self::NoRename { .. } => refused(
                Code::MigrateNoRename,
                "`aksara status` shows which files were renamed",
            ),
            Self::NoFunctionRunner { origin, .. } => refused(
Code::FunctionNoRunner,
                "give the executor a FunctionRunner, or run `aksara migrate`",
            )
            .at(origin.as_ref()),
            Self::PythonInScript { migration, origin, .. } => refused(
Code::SqlFunctionInScript,
                &format!(
                    "write scripts for the migrations before and after it, and run this one with `aksara migrate \
                     {migration}`"
                ),
            )
            .at(origin.as_ref()),
            Self::NoRange { .. } => refused(
Code::SqlNoRange,
                "write the earlier migration first, also with --reverse",
            ),
            Self::FunctionsUnavailable { origin, source, .. } => source.diagnosis().at(origin.as_ref()).with_state(UNCHANGED),
            Self::Rows(requirement) => requirement.diagnosis().with_state(UNCHANGED),
            Self::RowsUnknown { requirement, source } => Diagnosis {
                code: Code::RowsUnknown,
                ..source.diagnosis()
            }
            .at(requirement.origin.as_ref())
            .with_state(UNCHANGED),
            Self::EditedUnfinished(_) => refused(
Code::MigrateEditedUnfinished,
                "restore them and run again, and put the change into a new migration",
            ),
            Self::LockTimeout { .. } => refused(
Code::MigrateLockTimeout,
                "run again when the other process is done",
            ),
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
        Diagnosis {
            code: match source.code {
                Code::DatabaseStatementRefused => Code::MigrateStatementFailed,
                more_exact => more_exact,
            },
            ..source
        }
        .at(self.origin.as_ref())
        .with_state(self.outcome.text())
    }
}

impl Diagnose for FailedFunction {
    fn diagnosis(&self) -> Diagnosis {
        self.source
            .diagnosis()
            .at(self.origin.as_ref())
            .with_state(self.outcome.text())
    }
}

impl Diagnose for FunctionError {
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::new(match self {
            Self::Unavailable { .. } => Code::FunctionUnavailable,
            Self::Failed { .. } => Code::FunctionFailed,
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

impl Requirement {
    fn diagnosis(&self) -> Diagnosis {
        let code = match self.rows {
            Rows::None => Code::RowsRequired,
            Rows::AtMostOne => Code::RowsSameValue,
            Rows::NotNull => Code::RowsNull,
            Rows::Refer(_) => Code::RowsMissingTarget,
        };
        Diagnosis::new(code)
            .at(self.origin.as_ref())
            .advise(self.advice())
    }
}

fn unfinished_diagnosis(unfinished: &[Unfinished]) -> Diagnosis {
    let name = unfinished.first().map(|first| first.migration.as_str());
    let name = name.unwrap_or_default();
    Diagnosis::new(Code::MigrateUnfinished)
        .with_state("The statements before that are done: this database could not roll them back.")
        .advise(format!("`aksara sql {name}` shows its statements"))
        .advise(format!(
            "do the rest by hand and record it with `aksara migrate {name} --fake`, or undo the first ones and remove \
             its row from the table aksara_journal"
        ))
}

fn accept_flags(names: &[MigrationName]) -> String {
    let flags: Vec<String> = names
        .iter()
        .map(|name| format!("--accept-edited {name}"))
        .collect();
    format!("`aksara migrate {}`", flags.join(" "))
}
