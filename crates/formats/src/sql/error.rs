//! The errors of SQL files.

use std::fmt;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::Origin;
use aksara_schema::{DialectName, UnknownDialect};
use thiserror::Error;

use super::notation::{Notation, SqlDirection};
use crate::python::PythonError;

/// An error and its place in the file.
#[derive(Debug, Error)]
pub struct SqlFileError {
    /// The problem.
    #[source]
    pub problem: SqlFileProblem,
    /// The place.
    pub origin: Origin,
}

/// A problem of an SQL file.
#[derive(Debug, Error)]
pub enum SqlFileProblem {
    /// SQL that belongs to no section of a file with sections.
    #[error("there is SQL before the first section")]
    OutsideSections,
    /// A comment for aksara that it does not know.
    #[error("`-- aksara:{0}` is not known")]
    UnknownComment(String),
    /// A comment for aksara where it means nothing.
    #[error("`-- aksara:{comment}` has no meaning here")]
    MisplacedComment {
        /// The comment's word.
        comment: &'static str,
        /// The path that it is written to.
        place: &'static str,
    },
    /// A marker of a known tool with a word that is not known.
    #[error("`{0}` is not known")]
    UnknownMarker(String),
    /// A comment that looks like a marker.
    #[error("`{written}` looks like the beginning of a section, in an unknown form")]
    LooksLikeSection {
        /// The line.
        written: String,
    },
    /// Markers of two tools.
    #[error("this line is in the form of {found}, but the file's first section is in the form of {expected}")]
    MixedNotations {
        /// The form of the first section.
        expected: Notation,
        /// The form of the line.
        found: Notation,
    },
    /// A statement's edges in a file without sections.
    #[error("this line belongs in a section")]
    NoSection(Notation),
    /// A statement that begins twice or does not end.
    #[error("a StatementBegin has no StatementEnd, or the other way round")]
    UnpairedStatement,
    /// The placeholder of a tool.
    #[error("`{written}` is a placeholder of another tool, and nothing fills it in here")]
    Template {
        /// As written.
        written: String,
    },
    /// A section in a file that has another file for its way back.
    #[error("the migration has one file for each direction, so neither file may have sections")]
    SectionInPair,
    /// A comment for aksara in the file of the way back.
    #[error("`-- aksara:…` has no meaning in the file that reverts the migration")]
    CommentInDownFile,
    /// Something after a section's marker.
    #[error("`{0}` after a section's name is not known")]
    SectionOption(String),
    /// Two sections of the same kind for one dialect.
    #[error("there is a second section `{marker}`{}", of_dialect(*dialect))]
    RepeatedSection {
        /// The section's marker.
        marker: &'static str,
        /// The dialect, where sections name dialects.
        dialect: Option<DialectName>,
    },
    /// Sections with and without dialect.
    #[error("some sections name a dialect and some do not")]
    MixedSections,
    /// A way without its other way, where other dialects have both.
    #[error(
        "there is no `{marker}`{}",
        of_dialect(*dialect)
    )]
    MissingSection {
        /// The section's marker.
        marker: &'static str,
        /// The dialect.
        dialect: Option<DialectName>,
    },
    /// A dialect that cannot be one.
    #[error("`-- aksara:dialect`: {0}")]
    Dialect(UnknownDialect),
    /// A dependency that cannot be a migration.
    #[error("the dependency: {0}")]
    Dependency(String),
    /// Dependencies both in the operations and beside them.
    #[error("the operations already give the dependencies and the replaced migrations")]
    RepeatedDependencies,
    /// Operations without an end.
    #[error("the operations do not end")]
    OpenOperations,
    /// Operations that cannot be read.
    #[error("the operations in the comment: {0}")]
    Operations(PythonError),
    /// Operations that a comment cannot hold.
    #[error("the operations in the comment run Python, and an SQL file cannot")]
    PythonOperations,
}

impl SqlFileError {
    /// The same error, whose place shows the file's text.
    pub(super) fn in_text(mut self, text: &str) -> Self {
        self.origin.text = text.into();
        self
    }
}

impl fmt::Display for SqlFileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(formatter)
    }
}

fn of_dialect(dialect: Option<DialectName>) -> String {
    dialect
        .map(|dialect| format!(" for {dialect}"))
        .unwrap_or_default()
}

impl Diagnose for SqlFileError {
    fn diagnosis(&self) -> Diagnosis {
        self.problem.diagnosis().at(Some(&self.origin))
    }
}

impl SqlFileProblem {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::OutsideSections => with(
                Code::SqlFileOutsideSections,
                "put it below a line `-- migrate:up`",
            ),
            Self::UnknownComment(_) => with(
                Code::SqlFileUnknownComment,
                "there are operations, end, depends, replaces, dialect and checksum",
            ),
            Self::MisplacedComment { place, .. } => {
                Diagnosis::new(Code::SqlFileMisplacedComment).advise(format!("it belongs {place}"))
            }
            Self::UnknownMarker(_) => with(
                Code::SqlFileUnknownSection,
                "sections begin with `-- migrate:up` and `-- migrate:down`",
            ),
            Self::LooksLikeSection { .. } => with(
                Code::SqlFileLooksLikeSection,
                "write `-- migrate:up` above the SQL that applies the migration, and `-- migrate:down` above the \
                 SQL that reverts it; if the line is a remark, reword it",
            ),
            Self::MixedNotations { expected, .. } => Diagnosis::new(Code::SqlFileMixedTools).advise(format!(
                "write it like `{}`",
                expected.section(SqlDirection::Down)
            )),
            Self::NoSection(notation) => Diagnosis::new(Code::SqlFileNoSection)
                .advise(format!("write `{}` above it", notation.section(SqlDirection::Up))),
            Self::UnpairedStatement => {
                with(Code::SqlFileUnpairedStatement, "write both, in the same section")
            }
            Self::Template { .. } => with(Code::SqlFileTemplate, "write the value itself"),
            Self::SectionInPair => with(
                Code::SqlFileSectionInPair,
                "remove this line, or put both directions into one file",
            ),
            Self::CommentInDownFile => with(
                Code::SqlFileMisplacedComment,
                "put it into the file that applies the migration",
            ),
            Self::SectionOption(_) => with(
                Code::SqlFileSectionOption,
                "write `transaction:false` (dbmate) or `notransaction` (sql-migrate); name the section's dialect in a \
                 line of its own, `-- aksara:dialect NAME`",
            ),
            Self::RepeatedSection { .. } => with(Code::SqlFileRepeatedSection, "join the two sections"),
            Self::MixedSections => with(
                Code::SqlFileMixedSections,
                "name a dialect in each section, or in none",
            ),
            Self::MissingSection { .. } => with(
                Code::SqlFileMissingSection,
                "write the section; an empty one means that nothing is run",
            ),
            Self::Dialect(_) => Diagnosis::new(Code::SqlFileDialect),
            Self::Dependency(_) => Diagnosis::new(Code::SqlFileDependency),
            Self::RepeatedDependencies => with(
                Code::SqlFileRepeatedDependencies,
                "add this one to the `dependencies` or `replaces` of the operations",
            ),
            Self::OpenOperations => with(
                Code::SqlFileOpenOperations,
                "end them with a line `-- aksara:end`",
            ),
            Self::Operations(error) => error.diagnosis(),
            Self::PythonOperations => with(Code::SqlFilePythonOperations, "put them into a Python file"),
        }
    }
}
