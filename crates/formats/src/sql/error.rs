//! What is wrong with an SQL file.

use std::fmt;

use aksara_operations::Origin;
use aksara_schema::InvalidName;
use thiserror::Error;

use crate::python::PythonError;

/// An error and its place in the file.
#[derive(Debug, Error)]
pub struct SqlFileError {
    /// What is wrong.
    #[source]
    pub problem: SqlFileProblem,
    /// Where.
    pub origin: Origin,
}

/// What is wrong with an SQL file.
#[derive(Debug, Error)]
pub enum SqlFileProblem {
    /// SQL that belongs to no section of a file with sections.
    #[error("there is SQL before the first section; put it below a line `-- migrate:up`")]
    OutsideSections,
    /// A comment for aksara that it does not know.
    #[error("`-- aksara:{0}` is not known; there are operations, end, depends, dialect and checksum")]
    UnknownComment(String),
    /// A comment for aksara where it means nothing.
    #[error("`-- aksara:{comment}` has no meaning here; it belongs {place}")]
    MisplacedComment {
        /// The comment's word.
        comment: &'static str,
        /// Where it belongs.
        place: &'static str,
    },
    /// A section that is neither up nor down.
    #[error("`-- migrate:{0}` is not known; there are `-- migrate:up` and `-- migrate:down`")]
    UnknownSection(String),
    /// Something after a section's marker.
    #[error(
        "`{0}` after a section's name is not known; name its dialect in a line of its own, `-- aksara:dialect NAME`"
    )]
    SectionOption(String),
    /// Two sections of the same kind for one dialect.
    #[error("there is a second section `-- migrate:{section}`{}", of_dialect(dialect.as_deref()))]
    RepeatedSection {
        /// Up or down.
        section: &'static str,
        /// The dialect, where sections name dialects.
        dialect: Option<String>,
    },
    /// Sections with and without dialect.
    #[error("some sections name a dialect and some do not; name one in each, or in none")]
    MixedSections,
    /// A way without its other way, where other dialects have both.
    #[error(
        "there is no `-- migrate:{section}`{}, although other dialects have one; an empty one says that nothing is to \
         be done",
        of_dialect(dialect.as_deref())
    )]
    MissingSection {
        /// Up or down.
        section: &'static str,
        /// The dialect.
        dialect: Option<String>,
    },
    /// A dialect that cannot be one.
    #[error("the dialect: {0}")]
    Dialect(InvalidName),
    /// A dependency that cannot be a migration.
    #[error("the dependency: {0}")]
    Dependency(String),
    /// Dependencies both in the operations and beside them.
    #[error("the operations tell the dependencies already; add this one to their `dependencies`")]
    RepeatedDependencies,
    /// Operations without an end.
    #[error("the operations do not end; a line `-- aksara:end` must follow them")]
    OpenOperations,
    /// Operations that cannot be read.
    #[error("the operations in the comment: {0}")]
    Operations(PythonError),
    /// Operations that a comment cannot hold.
    #[error(
        "the operations in the comment run Python, which an SQL file cannot; put them into a Python file"
    )]
    PythonOperations,
}

impl fmt::Display for SqlFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.origin, self.problem)
    }
}

fn of_dialect(dialect: Option<&str>) -> String {
    dialect
        .map(|dialect| format!(" for {dialect}"))
        .unwrap_or_default()
}
