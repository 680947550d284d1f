//! Compiles the changes of one migration into the statements of one database.
//!
//! Changes become steps; steps of one table are coalesced where nothing between them could look; the dialect
//! legalizes what it cannot do one by one, lowers each step, and arranges the statements around the transaction.
//! Nothing here does I/O, and nothing here knows a dialect by name.

mod coalesce;
mod compile;
mod error;
mod key_collations;
mod passing_tables;
mod taken_names;

pub use coalesce::coalesce;
pub use compile::{Coalescing, Compiled, compile, steps_of};
pub use error::CompileError;
