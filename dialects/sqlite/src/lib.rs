//! The SQLite dialect: its capabilities, its spelling of types and statements, and the form in which it reports
//! schemas.
//!
//! Lowering is pure: a change of a table becomes native ALTER statements where SQLite's are exact, else a rebuild.
//! The rebuild is a routine, since only the live catalog knows the triggers and views that it must bring back.
//! With the feature `driver`, the crate also opens connections, reads a live database back and carries routines out.

mod action;
#[cfg(any(test, feature = "driver"))]
mod affinity;
#[cfg(any(test, feature = "driver"))]
mod apply;
mod arrange;
mod build;
mod canonical;
mod capabilities;
#[cfg(feature = "driver")]
mod catalog;
mod constant;
mod conversion;
mod converted_keys;
mod dialect;
mod diff;
#[cfg(feature = "driver")]
mod driver;
mod expression;
mod ignored;
mod lexis;
mod limits;
mod literal;
mod lower;
mod nesting;
mod order;
#[cfg_attr(
    not(feature = "driver"),
    allow(dead_code, unused_imports, reason = "the driver alone reads live tables")
)]
mod physical;
mod product;
#[cfg(test)]
mod properties;
mod read;
mod rebuild;
mod refusal;
mod renames;
mod render;
mod routine;
mod run_sql;
mod table_change;
mod text;
mod token;
mod types;

pub use dialect::Sqlite;
#[cfg(feature = "driver")]
pub use driver::{SqliteConnection, SqliteDriver};
pub use routine::{AlterNullability, ConvertedKey, RebuildTable};

/// The dialect's name.
pub(crate) const NAME: aksara_schema::DialectName = aksara_schema::DialectName::Sqlite;
