//! The PostgreSQL dialect, for versions 12 to 18: what it can do, how it spells types and statements, and what it
//! can tell back.
//!
//! Lowering is pure. A change of a table is one ALTER TABLE as far as PostgreSQL allows; what only the live catalog
//! knows (whether a native enum type is still in use, a sequence's name) is left to anonymous blocks that ask it.

mod action;
#[cfg(test)]
mod apply;
mod arrange;
mod build;
#[cfg(feature = "driver")]
mod catalog;
mod conversion;
mod default;
mod dialect;
mod diff;
#[cfg(feature = "driver")]
mod driver;
mod enum_values;
mod expression;
mod flavour;
mod flavours;
mod legalize;
mod lexis;
mod limits;
mod literal;
mod lower;
mod nesting;
mod order;
mod own_objects;
mod physical;
#[cfg(test)]
mod properties;
mod read;
mod refusal;
mod refused_values;
mod renames;
mod render;
mod routine;
mod row_values;
mod session;
mod table_change;
mod types;
mod unreadable_text;
mod user_sql;

pub use dialect::{POSTGRES, Postgres};
#[cfg(feature = "driver")]
pub use driver::{PostgresConnection, PostgresDriver};
pub use flavour::Flavour;
pub use routine::ConcurrentIndex;
