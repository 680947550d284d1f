//! Connections to PostgreSQL through tokio-postgres, with TLS through rustls.
//!
//! [`location`] reads URLs as libpq does, [`tls`] verifies certificates as `sslmode` says, [`session`] prepares what
//! every connection relies on. Statements without parameters go through the simple protocol, so that every type comes
//! back as text and a text may hold several statements. Behind a pooler in transaction mode ([`pooling`]) every transaction
//! begins with the session's settings ([`pooled`]), and no statement has a name ([`describing`]).

mod adopting;
mod concurrent_index;
mod connect;
mod connection;
mod dependents;
mod describing;
mod error;
mod interrupt;
mod leasing;
mod location;
mod numeric;
mod others;
mod pooled;
mod pooling;
mod postgres_driver;
mod protection;
mod querying;
mod reading;
mod session;
mod tls;
mod typed;
mod value;
mod waiting;

pub use connection::PostgresConnection;
pub use postgres_driver::PostgresDriver;
