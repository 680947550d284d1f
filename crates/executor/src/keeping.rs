//! Keeping a lease while a run works: a connection beside that of the run renews it.
//!
//! The heartbeat is polled with the run, and not by a task of its own: a run that is dropped or does not get on renews
//! nothing, and its lease ends.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aksara_driver::{Connection, Opener};
use aksara_operations::MigrationName;

use crate::lease::{self, LEASE};
use crate::pause::pause;
use crate::system_table::SystemTableError;
use crate::{ExecutorError, Outcome};

/// The time between two renewals. Several may fail until the lease ends.
const BEAT: Duration = Duration::from_secs(4);

/// The time after which a renewal that failed is tried again.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How a run holds the lock, as far as it must ask.
#[derive(Debug, Clone, Default)]
pub(crate) enum Hold {
    /// By its session, whose end is the end of the run.
    #[default]
    Session,
    /// By a lease.
    Lease(Arc<LeaseState>),
}

/// The state of a lease, by what its holder knows of it.
#[derive(Debug)]
pub(crate) struct LeaseState {
    token: i64,
    is_lost: AtomicBool,
    /// When the last renewal that succeeded was begun.
    renewed: Mutex<Instant>,
}

impl Hold {
    /// Refuses to begin anything where the lease was lost.
    pub fn refuse_lost(&self, migration: Option<&MigrationName>) -> Result<(), ExecutorError> {
        if self.is_lost() {
            return Err(ExecutorError::LeaseLost {
                migration: migration.cloned(),
                outcome: Outcome::RolledBack,
            });
        }
        Ok(())
    }

    /// Whether it is lost, or may be.
    pub fn is_lost(&self) -> bool {
        match self {
            Self::Session => false,
            Self::Lease(state) => state.is_lost(),
        }
    }
}

impl LeaseState {
    /// Another runner may have taken what was not renewed in time.
    fn is_lost(&self) -> bool {
        let renewed = *self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_lost.load(Ordering::Relaxed) || renewed.elapsed() >= Duration::from_secs(lease::SECONDS)
    }

    fn renewed(&self, begun: Instant) {
        *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = begun;
    }
}

/// A lease that is ours.
pub(crate) struct Lease {
    state: Arc<LeaseState>,
    clock: &'static str,
    opener: Arc<dyn Opener>,
    beside: Option<Box<dyn Connection>>,
}

impl Lease {
    /// A lease that was taken, not before this moment.
    pub fn new(token: i64, taken: Instant, clock: &'static str, opener: Arc<dyn Opener>) -> Self {
        let state = LeaseState {
            token,
            is_lost: AtomicBool::new(false),
            renewed: Mutex::new(taken),
        };
        Self {
            state: Arc::new(state),
            clock,
            opener,
            beside: None,
        }
    }

    /// Its number.
    pub fn token(&self) -> i64 {
        self.state.token
    }

    /// The part of it that the run asks.
    pub fn hold(&self) -> Hold {
        Hold::Lease(Arc::clone(&self.state))
    }

    /// Renews it for as long as the work lasts.
    pub async fn while_working<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut wait = BEAT;
        let result = loop {
            tokio::select! {
                biased;
                result = &mut work => break result,
                is_renewed = self.renewed_after(wait) => {
                    wait = if is_renewed { BEAT } else { AFTER_FAILURE };
                }
            }
        };
        if let Some(beside) = self.beside.take() {
            // It was for the renewals alone.
            let _ = beside.close().await;
        }
        result
    }

    /// Waits and renews it; `false` where that failed. It is then tried on a new connection.
    async fn renewed_after(&mut self, wait: Duration) -> bool {
        pause(wait).await;
        if self.state.is_lost.load(Ordering::Relaxed) {
            return true;
        }
        let begun = Instant::now();
        let renewed = tokio::select! {
            renewed = self.renew() => renewed.ok(),
            () = pause(BEAT) => None,
        };
        match renewed {
            Some(true) => self.state.renewed(begun),
            Some(false) => self.state.is_lost.store(true, Ordering::Relaxed),
            None => self.beside = None,
        }
        renewed.is_some()
    }

    async fn renew(&mut self) -> Result<bool, SystemTableError> {
        let connection = match &mut self.beside {
            Some(connection) => connection,
            beside => {
                let opened = self.opener.open().await;
                beside.insert(opened.map_err(|source| LEASE.driver_error(source))?)
            }
        };
        lease::renew(&mut **connection, self.state.token, self.clock).await
    }
}
