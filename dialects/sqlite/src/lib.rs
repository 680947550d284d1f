//! The SQLite dialect: what it can do, how it spells types and statements, and what it can tell back.
//!
//! Lowering is pure: a change of a table becomes native ALTER statements where SQLite's are exact, else a rebuild.
//! The rebuild is a routine, since only the live catalog knows the triggers and views that it must bring back.
//! With the feature `driver`, the crate also opens connections, reads a live database back and carries routines out.

#[cfg(any(test, feature = "driver"))]
mod affinity;
mod arrange;
mod canonical;
mod capabilities;
mod constant;
mod dialect;
#[cfg(feature = "driver")]
mod driver;
#[cfg(feature = "driver")]
mod inspect;
mod lexis;
mod lower;
mod normalize;
mod refusal;
mod token;
mod types;

pub use dialect::Sqlite;
#[cfg(feature = "driver")]
pub use driver::{SqliteConnection, SqliteDriver};

/// The dialect's name.
pub(crate) const NAME: &str = "sqlite";
