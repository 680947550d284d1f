//! Migrations as SQL files: the legacy form.
//!
//! A file is plain SQL, which goes one way, or has sections `-- migrate:up` and `-- migrate:down`, one of each for
//! every dialect that it names. A generated file keeps its operations in comments, in the Python syntax, so that what
//! it does to the schema is known. SQL.md says how such a file is written. Nothing here runs or understands SQL.

mod checksum;
mod embedded;
mod error;
mod marker;
mod read;
mod section;
mod write;

pub use error::{SqlFileError, SqlFileProblem};
pub use read::{SqlMigration, read_sql_migration};
pub use write::{SqlSection, write_sql_migration};
