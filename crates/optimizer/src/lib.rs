//! Optimizing: fewer operations that do the same; and whether operations may change places.
//!
//! [`optimize`] joins pairs of operations (a table that is made and then gets a field, a field that is renamed twice) until
//! none can be joined. [`commute`] and [`branches_commute`] decide whether two operations, or the operations of two
//! branches, may run in either order. Both know an operation by its footprint: what of the schema it changes, and what
//! it needs to be as it is. Every join is proven by replay: the schema, the way back and what every row holds stay the
//! same. Nothing here does I/O or knows a database.

mod branches;
mod clash;
mod commutation;
mod component;
mod footprint;
mod join;
mod names;
mod optimize;
mod proof;
mod resource;
mod row_history;
mod same;
mod segment;

pub use branches::{BranchClash, branches_commute};
pub use clash::Clash;
pub use commutation::commute;
pub use names::DerivedNames;
pub use optimize::optimize;
