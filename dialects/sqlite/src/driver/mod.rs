//! Connections to SQLite through rusqlite, and the routines that need the live catalog.
//!
//! Each connection lives on a thread of its own, so that no thread of an async runtime ever waits for a disk or a
//! lock. [`location`] reads URLs, [`open`](mod@open) explains why a database cannot be opened, [`rebuild`] builds
//! a new table and keeps the objects that the history does not have. Nothing here decides which SQL a change needs.

mod connection;
mod deferred_keys;
mod dependents;
mod error;
mod kept;
mod location;
mod lock;
mod open;
#[allow(
    clippy::useless_conversion,
    reason = "rusqlite before 0.41 gives a list of columns"
)]
mod reading;
mod rebuild;
#[allow(
    clippy::useless_conversion,
    reason = "rusqlite before 0.41 gives a list of columns"
)]
mod session;
mod sqlite_driver;
mod value;
mod worker;

pub use connection::SqliteConnection;
pub use sqlite_driver::SqliteDriver;
