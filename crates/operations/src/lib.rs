//! Migration operations, one file each, and what is made of them: migrations and their replay.
//!
//! An operation is intent, as written in a migration file. Applying it to a [`Schema`](aksara_schema::Schema)
//! resolves its references, checks it against what is there, and gives a [`Change`]: the touched tables before and
//! after, and the inverse. The database's work follows from the change alone; nothing after replay reads an
//! operation's references. Nothing here does I/O or knows a database.

mod alteration;
mod change;
mod conversion;
mod conversion_loss;
mod data_loss;
mod error;
mod fill;
mod freeze;
mod migration;
mod migration_name;
mod narrowing;
mod operation;
mod replay;
mod resolve;
mod using;

pub use aksara_diagnostic::{Located, Origin};
pub use change::{
    AlterHints, AlterTable, BackfillEffect, Change, Effect, FieldMapping, Inverse, Loss, PythonCall,
    RenameTableEffect, SqlCall,
};
pub use conversion::is_converted_somewhere;
pub use data_loss::{DataLoss, LostData};
pub use error::OperationError;
pub use fill::Fill;
pub use freeze::freeze_table;
pub use migration::{Dependency, Migration};
pub use migration_name::{InvalidMigrationName, MigrationName, slug};
pub use narrowing::unfit_values;
pub use operation::*;
pub use replay::{Irreversible, ReplayError, Replayed, replay};
pub use resolve::resolve;
pub use using::{Lookup, Using};
