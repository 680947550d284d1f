//! Migrations as SQL files.
//!
//! A file is plain SQL, which goes one way, or has sections `-- migrate:up` and `-- migrate:down`, one of each for
//! every dialect that it names; or two files are one migration, each a way. The markers and names of other tools are
//! read as theirs (`notation.rs`, `file_name.rs`), and what looks like such and is not known is refused
//! (`suspicion.rs`). A generated file keeps its operations in comments, in the Python syntax, so that what it does to
//! the schema is known. SQL.md says how such a file is written. Nothing here runs or understands SQL.

mod checksum;
mod cutter;
mod embedded;
mod error;
mod file_name;
mod header;
mod layout;
mod marker;
mod meaning;
mod notation;
mod places;
mod read;
mod section;
mod suspicion;
mod write;
mod write_empty;

pub use error::{SqlFileError, SqlFileProblem};
pub use file_name::{FileNameProblem, PairKey, SqlFileName, looks_like_down, read_file_name};
pub use meaning::meaning;
pub use notation::{Notation, SqlDirection};
pub use read::{SqlMigration, SqlSource, read_sql_migration, read_sql_pair};
pub use write::{SqlSection, write_sql_migration};
pub use write_empty::write_empty_sql;
