//! The PostgreSQL dialect, for versions 12 to 18: what it can do, how it spells types and statements, and what it
//! can tell back.
//!
//! Lowering is pure. A change of a table is one ALTER TABLE as far as PostgreSQL allows; what only the live catalog
//! knows (whether a native enum type is still in use, a sequence's name) is left to anonymous blocks that ask it.

mod arrange;
mod capabilities;
mod catalog_text;
mod default;
mod dialect;
#[cfg(feature = "driver")]
mod driver;
mod expression;
#[cfg(feature = "driver")]
mod inspect;
mod legalize;
mod lexis;
mod literal;
mod lower;
mod normalize;
mod own_objects;
mod read;
mod refused_values;
mod session;
mod types;
mod unreadable_text;

pub use dialect::Postgres;
#[cfg(feature = "driver")]
pub use driver::PostgresDriver;
