//! Why no operations could be given.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::OperationError;
use aksara_schema::{FieldName, TableName};
use thiserror::Error;

use crate::Questions;

/// The reason why the models give no operations.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DetectionError {
    /// Only the user knows.
    #[error("{0}")]
    Questions(Questions),
    /// The models do not fit each other.
    #[error("the models do not fit together: {0}")]
    Models(#[source] Box<OperationError>),
    /// An answer about something that is not there.
    #[error(
        "`{old}` was not renamed to `{new}`: the history must have the old name and the models the new one, which must \
         be free"
    )]
    NoSuchRename {
        /// The old name.
        old: String,
        /// The new name.
        new: String,
    },
    /// A value for a field whose rows need none.
    #[error(
        "existing rows of `{table}` need no value for `{field}`: it is neither a new field without a default nor \
         a field that becomes required"
    )]
    NoValueNeeded {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// One value for all rows of a unique field.
    #[error("all rows of `{table}` would get the same value for `{field}`, which is unique")]
    SameValue {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// One value for all rows of a primary key.
    #[error("all rows of `{table}` would get the same value for `{field}`, which is the primary key")]
    SameKey {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// A constant that no backfill can write as SQL.
    #[error("no backfill can set `{table}.{field}` to this constant")]
    NoBackfilledConstant {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// A primary key that is to be made in steps.
    #[error("`{table}.{field}` belongs to the primary key, which must have a value between the steps")]
    KeyInSteps {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// A field of a table without a primary key that is to be made in steps.
    #[error("`{table}` has no primary key, and the steps need one to fill the rows of `{table}.{field}`")]
    StepsWithoutKey {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// The history does not allow what the models want.
    #[error("{operation}: {source}")]
    Operation {
        /// The effect of the operation.
        operation: String,
        /// Why it cannot be done.
        source: Box<OperationError>,
    },
}

impl DetectionError {
    /// Whether an answer was given that cannot be followed, as opposed to models that do not fit.
    pub fn is_usage(&self) -> bool {
        match self {
            Self::Questions(_)
            | Self::NoSuchRename { .. }
            | Self::NoValueNeeded { .. }
            | Self::SameValue { .. }
            | Self::SameKey { .. }
            | Self::KeyInSteps { .. }
            | Self::StepsWithoutKey { .. }
            | Self::NoBackfilledConstant { .. } => true,
            Self::Models(_) | Self::Operation { .. } => false,
        }
    }
}

impl Diagnose for DetectionError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Questions(questions) => questions.diagnosis(),
            Self::Models(source) => Diagnosis {
                code: Code::ModelsUnfit,
                ..source.diagnosis()
            },
            Self::NoSuchRename { .. } => Diagnosis::new(Code::ModelsNoSuchRename),
            Self::NoValueNeeded { .. } => {
                Diagnosis::new(Code::ModelsWrongValue).advise("leave the flag out")
            }
            Self::SameValue { table, field } => Diagnosis::new(Code::ModelsWrongValue).advise(format!(
                "give SQL that has a different value in each row, or write three migrations: --three-step \
                 {table}.{field}"
            )),
            Self::NoBackfilledConstant { .. } => Diagnosis::new(Code::ModelsWrongValue).advise(
                "give the value without --three-step, or leave the value out and fill the backfill in by hand",
            ),
            Self::KeyInSteps { table, field } | Self::SameKey { table, field } => {
                Diagnosis::new(Code::ModelsWrongValue).advise(format!(
                    "create another table with this key and move the rows, or, where the table has no rows, use \
                     --no-default {table}.{field}"
                ))
            }
            Self::StepsWithoutKey { table, field } => Diagnosis::new(Code::ModelsWrongValue).advise(format!(
                "give the table a primary key, or the rows a value at once: --default {table}.{field}=SQL"
            )),
            Self::Operation { source, .. } => source.diagnosis(),
        }
    }
}
