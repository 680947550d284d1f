//! Databases whose sessions hold no lock from one transaction to the next.

use std::sync::Arc;

use aksara_dialect::Statement;
use futures::future::BoxFuture;

use crate::{Connection, DriverError};

/// A connection of which every transaction may meet another session, as behind a pooler in transaction mode. Other runners are
/// kept out by a lease: a row with an expiry.
pub trait Leasing: Send {
    /// Tries once to take the lock of sessions until the end of the open transaction; `true` where no session holds it.
    fn try_beside_sessions(&mut self) -> BoxFuture<'_, Result<bool, DriverError>>;

    /// Opens other connections to the same database.
    fn opener(&self) -> Arc<dyn Opener>;

    /// From now on every transaction is committed only if the lease is still held at that moment; else committing fails with
    /// [`DriverError::LeaseLost`]. `None` takes the condition away.
    fn fence(&mut self, fence: Option<Fence>);

    /// Why a statement cannot run here, if it cannot: it runs outside transactions, or leaves something in its session.
    fn refusal(&self, statement: &Statement) -> Option<&'static str>;
}

/// Opens connections to one database.
pub trait Opener: Send + Sync {
    /// Opens another one.
    fn open(&self) -> BoxFuture<'_, Result<Box<dyn Connection>, DriverError>>;
}

/// The lease that a transaction needs to be committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// A query that locks the row of the lease, and finds none if the lease was lost.
    pub query: String,
}
