//! The lock that keeps other runners out, and the connection that is reached only through it.
//!
//! The lock is polled with jitter on a connection without open transaction: waiting inside a blocking lock
//! deadlocks with an index that another runner builds concurrently.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use aksara_driver::{Connection, DriverError};

use crate::pause::pause;
use crate::{Cancellation, Event, EventSink, ExecutorError, Outcome};

/// The shortest time between two tries.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// A connection whose database is locked for this run. Every write of a run goes through it.
pub(crate) struct Locked<'a> {
    connection: &'a mut dyn Connection,
}

impl<'a> Locked<'a> {
    /// Takes the lock, waiting for another runner until `timeout` is over.
    pub async fn acquire(
        connection: &'a mut dyn Connection,
        timeout: Duration,
        cancellation: &Cancellation,
        events: EventSink<'_>,
    ) -> Result<Self, ExecutorError> {
        let started = Instant::now();
        let mut is_waiting = false;
        while !connection.try_lock().await.map_err(ExecutorError::lock)? {
            if started.elapsed() >= timeout {
                return Err(ExecutorError::LockTimeout {
                    seconds: timeout.as_secs(),
                });
            }
            if !std::mem::replace(&mut is_waiting, true) {
                events(Event::WaitingForLock);
            }
            wait(cancellation).await?;
        }
        Ok(Self { connection })
    }

    /// The connection, for as long as the lock is held.
    pub fn connection(&mut self) -> &mut dyn Connection {
        self.connection
    }

    /// Gives the lock back.
    pub async fn release(self) -> Result<(), DriverError> {
        self.connection.unlock().await
    }
}

async fn wait(cancellation: &Cancellation) -> Result<(), ExecutorError> {
    tokio::select! {
        () = cancellation.cancelled() => Err(ExecutorError::Cancelled { migration: None, outcome: Outcome::RolledBack }),
        () = pause(POLL_INTERVAL + jitter()) => Ok(()),
    }
}

/// Up to one interval more, so that runners that started together do not try together.
fn jitter() -> Duration {
    let random = RandomState::new().hash_one(0_u8);
    POLL_INTERVAL.mul_f64((random % 1024) as f64 / 1024.0)
}
