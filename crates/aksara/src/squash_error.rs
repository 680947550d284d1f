//! Why migrations cannot be squashed, or originals not be removed.

use std::path::PathBuf;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::{MigrationName, Origin};
use thiserror::Error;

/// The reasons that prevent a squash, or the removal of its originals.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SquashError {
    /// Fewer than two migrations.
    #[error("the range has {}, and a squash needs two", only_text(only.as_ref()))]
    TooFew {
        /// The only one.
        only: Option<MigrationName>,
    },
    /// An end of the range that a squash replaces already.
    #[error("`{migration}` is replaced by `{squash}` already")]
    Replaced {
        /// The end.
        migration: MigrationName,
        /// Its squash.
        squash: MigrationName,
    },
    /// A function in a squash that is an SQL file.
    #[error("`{migration}` runs the function `{function}`, and an SQL file cannot")]
    FunctionInSql {
        /// The migration.
        migration: MigrationName,
        /// Its function.
        function: String,
    },
    /// A migration whose SQL is committed statement by statement.
    #[error("`{migration}` commits each of its statements by itself, and a squash commits as a whole")]
    CommitsEach {
        /// The migration.
        migration: MigrationName,
        /// Its SQL.
        origin: Option<Origin>,
    },
    /// A squash that would not do what the originals do.
    #[error("`{squash}` would not make the same schema as the migrations one by one")]
    OtherSchema {
        /// The squash.
        squash: MigrationName,
    },
    /// A squash whose text does not say what it is.
    #[error("`{squash}` cannot be written: {reason}")]
    Illegible {
        /// The squash.
        squash: MigrationName,
        /// The problem with its text.
        reason: String,
    },
    /// A database that takes the originals one by one and not as one.
    #[error("{target} cannot run the migrations as one: {reason}")]
    Refused {
        /// The database and its version.
        target: String,
        /// Why not.
        reason: String,
        /// The operation.
        origin: Option<Origin>,
    },
    /// There are no originals to remove.
    #[error("there is nothing to remove: {}", nothing_text(squash.as_ref()))]
    NothingToPrune {
        /// The squash that was asked for.
        squash: Option<MigrationName>,
    },
    /// A name that is none of a squash.
    #[error("`{migration}` is not a squash")]
    NoSquash {
        /// The migration.
        migration: MigrationName,
    },
    /// A database without the squash.
    #[error("{url} does not have `{squash}`{}", pending_text(pending))]
    NotEverywhere {
        /// The database, without its password.
        url: String,
        /// The squash.
        squash: MigrationName,
        /// The originals that it lacks.
        pending: Vec<MigrationName>,
    },
    /// A function that is still to be written by hand, and whose text would be lost.
    #[error("{} still has functions that are to be written by hand", file.display())]
    Unwritten {
        /// The squash's file.
        file: PathBuf,
    },
}

impl SquashError {
    /// Whether the caller asked for something that cannot be.
    pub(crate) fn is_usage(&self) -> bool {
        match self {
            Self::TooFew { .. } | Self::Replaced { .. } | Self::NoSquash { .. } => true,
            Self::FunctionInSql { .. }
            | Self::CommitsEach { .. }
            | Self::OtherSchema { .. }
            | Self::Illegible { .. }
            | Self::Refused { .. }
            | Self::NothingToPrune { .. }
            | Self::NotEverywhere { .. }
            | Self::Unwritten { .. } => false,
        }
    }
}

impl Diagnose for SquashError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        let not_written = |diagnosis: Diagnosis| diagnosis.with_state("No file was written.");
        let not_removed = |diagnosis: Diagnosis| diagnosis.with_state("No file was removed.");
        match self {
            Self::TooFew { .. } => not_written(with(
                Code::SquashTooFew,
                "FROM is not included: name the migration before the first one, or leave FROM out for all",
            )),
            Self::Replaced { squash, .. } => not_written(with(
                Code::SquashReplaced,
                &format!("name `{squash}` instead: a squash may be squashed again"),
            )),
            Self::FunctionInSql { .. } => not_written(with(
                Code::SquashFunctionInSql,
                "leave out --sql, or end the range before that migration",
            )),
            Self::CommitsEach { migration, origin } => not_written(with(
                Code::SquashCommitsEach,
                &format!("squash up to the migration before `{migration}`, and from `{migration}` on"),
            ))
            .at(origin.as_ref()),
            Self::OtherSchema { .. } => not_written(with(
                Code::SquashOtherSchema,
                "another migration comes between them: include it in the range, or make two squashes, one before \
                 it and one after it",
            )),
            Self::Illegible { .. } => not_written(with(
                Code::SquashIllegible,
                "squash up to the migration that has it, and from that one on",
            )),
            Self::Refused { origin, .. } => not_written(with(
                Code::SquashRefused,
                "end the range before the migration that is shown, and squash the rest by itself",
            ))
            .at(origin.as_ref()),
            Self::NothingToPrune { .. } => Diagnosis::new(Code::SquashNothingToPrune),
            Self::NoSquash { .. } => not_removed(with(
                Code::SquashNoSquash,
                "name a migration that has `replaces`; without a name all of them are looked at",
            )),
            Self::NotEverywhere { .. } => not_removed(with(
                Code::SquashNotEverywhere,
                "run this there; it records the squash when everything that it replaces is applied:\n  aksara migrate",
            )),
            Self::Unwritten { .. } => not_removed(with(
                Code::SquashUnwritten,
                "write the functions `write_by_hand_…` from the originals first",
            )),
        }
    }
}

fn only_text(only: Option<&MigrationName>) -> String {
    only.map_or_else(
        || "no migration".to_owned(),
        |name| format!("one migration, `{name}`"),
    )
}

fn nothing_text(squash: Option<&MigrationName>) -> String {
    squash.map_or_else(
        || "no squash has originals whose files are there".to_owned(),
        |name| format!("the files that `{name}` replaces are already removed"),
    )
}

fn pending_text(pending: &[MigrationName]) -> String {
    let names: Vec<&str> = pending.iter().map(MigrationName::as_str).collect();
    match names.as_slice() {
        [] => String::new(),
        names => format!("; it lacks these originals: {}", names.join(", ")),
    }
}
