//! The SQLite dialect: what it can do, how it spells types and statements, and what it can tell back.
//!
//! Lowering is pure: a change of a table becomes native ALTER statements where SQLite's are exact, else a rebuild.
//! The rebuild is a routine, since only the live catalog knows the triggers and views that it must bring back.
//! With the feature `driver`, the crate also opens connections, reads a live database back and carries routines out.

mod dialect;
#[cfg(feature = "driver")]
mod driver;
#[cfg(feature = "driver")]
mod inspect;
mod token;

pub use dialect::Sqlite;
