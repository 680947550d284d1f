//! The directed acyclic graph of a project's migrations.
//!
//! It is built from migrations and the names of their files, and answers what depends on what: the canonical
//! order, heads and conflicts, what to apply or undo for a target, how the next file is called, and how the
//! graph is drawn. It looks at dependencies alone, never at operations, and knows no database: what is applied
//! is an argument. Every answer is the same however the files were listed.

mod drawing;
mod error;
mod external;
mod graph;
mod history;
mod migration_file;
mod numbering;
mod order;
mod out_of_order;
mod route;
mod squash;
mod target;

pub use error::{CycleLink, GraphError, in_words};
pub use external::is_external;
pub use graph::MigrationGraph;
pub use migration_file::{MigrationFile, Placement};
pub use numbering::{InvalidSuffix, MigrationNumber, NameSuffix};
pub use out_of_order::OutOfOrder;
pub use route::{InconsistentHistory, Route};
pub use target::{HEAD, Target};

#[cfg(test)]
mod testing;
