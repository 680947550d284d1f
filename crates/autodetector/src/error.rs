//! Why no operations could be given.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::OperationError;
use aksara_schema::TableName;
use thiserror::Error;

use crate::Questions;

/// What stands between the models and the operations.
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
        "`{old}` was not renamed to `{new}`: the models must lack the old name and the history the new one"
    )]
    NoSuchRename {
        /// What is said to be renamed.
        old: String,
        /// What it is said to be called now.
        new: String,
    },
    /// The history does not allow what the models want.
    #[error("{operation}: {source}")]
    Operation {
        /// What the operation would do.
        operation: String,
        /// Why it cannot be done.
        source: Box<OperationError>,
    },
    /// A difference that no operation makes.
    #[error("no operation changes the order of the primary key of `{table}`")]
    PrimaryKeyOrder {
        /// The table.
        table: TableName,
    },
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
            Self::Operation { source, .. } => source.diagnosis(),
            Self::PrimaryKeyOrder { .. } => Diagnosis::new(Code::ModelsKeyOrder)
                .advise("keep the order, or create another table and move the rows"),
        }
    }
}
