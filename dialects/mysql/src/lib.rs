//! The MySQL and MariaDB dialects: what they can do, how they spell types and statements, what they can tell back.
//!
//! Both are one crate with two flavours, since most of their SQL agrees; where it does not, the data of a [`Flavour`] says
//! so. Lowering is pure. Every DDL statement commits on these
//! databases, so the changes of a table are put into one ALTER TABLE, which is all or nothing.
//! With the feature `driver`, the crate also opens connections and reads a live database back.

mod action;
mod apply;
mod build;
mod capabilities;
#[cfg(feature = "driver")]
mod catalog;
mod conversion;
mod cost;
mod dialect;
mod diff;
#[cfg(feature = "driver")]
mod driver;
mod expression;
mod flavour;
mod flavours;
mod ignored;
mod index_method;
mod legalize;
mod lexis;
mod limits;
mod literal;
mod lower;
mod moments;
mod name;
mod nesting;
mod order;
mod own_type;
mod physical;
#[cfg(test)]
mod properties;
mod read;
mod refused_values;
mod renames;
mod render;
mod server_text;
mod session;
mod table_change;
mod taken_names;
mod token;
mod types;

pub use dialect::{MARIADB, MYSQL, Mysql};
#[cfg(feature = "driver")]
pub use driver::{MysqlConnection, MysqlDriver};
pub use flavour::Flavour;
