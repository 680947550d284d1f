//! Connections to PostgreSQL through tokio-postgres, with TLS through rustls.
//!
//! [`location`] reads URLs as libpq does, [`tls`] verifies certificates as `sslmode` says, [`session`] prepares what
//! every connection relies on. Statements without parameters go through the simple protocol, so that every type comes
//! back as text and a text may hold several statements.

mod concurrent_index;
mod connect;
mod connection;
mod dependents;
mod error;
mod location;
mod numeric;
mod others;
mod postgres_driver;
mod protection;
mod reading;
mod session;
mod tls;
mod typed;
mod value;
mod waiting;

pub use postgres_driver::PostgresDriver;
