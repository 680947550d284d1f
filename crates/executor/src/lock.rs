//! The lock that keeps other runners out, and the connection that is reached only through it.
//!
//! The lock is polled with jitter on a connection without open transaction: waiting inside a blocking lock
//! deadlocks with an index that another runner builds concurrently.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use aksara_driver::{Connection, DriverError, OtherSession};

use crate::pause::pause;
use crate::{Cancellation, Event, EventSink, ExecutorError, Outcome};

/// The shortest time between two tries.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How often it is tried until it is asked again who holds the lock.
const TRIES_PER_LOOK: u32 = 20;

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
        let protected = connection.demand_writable().await;
        protected.map_err(|source| ExecutorError::Protected { source })?;
        let started = Instant::now();
        let mut holder = None;
        let mut tries = 0_u32;
        while !connection.try_lock().await.map_err(ExecutorError::lock)? {
            if started.elapsed() >= timeout {
                return Err(ExecutorError::LockTimeout {
                    seconds: timeout.as_secs_f64(),
                    holder,
                });
            }
            if tries.is_multiple_of(TRIES_PER_LOOK) {
                // A server that does not tell is no reason not to wait.
                let now = connection.lock_holder().await.unwrap_or_default();
                let is_another = now.is_some() && id(now.as_ref()) != id(holder.as_ref());
                holder = now.or(holder);
                if tries == 0 || is_another {
                    events(Event::WaitingForLock {
                        holder: holder.as_ref(),
                    });
                }
            }
            tries = tries.wrapping_add(1);
            wait(cancellation, POLL_INTERVAL + POLL_INTERVAL.mul_f64(random_part())).await?;
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

fn id(session: Option<&OtherSession>) -> Option<i64> {
    session.map(|session| session.id)
}

/// Waits, unless the run is cancelled.
pub(crate) async fn wait(cancellation: &Cancellation, duration: Duration) -> Result<(), ExecutorError> {
    tokio::select! {
        () = cancellation.cancelled() => Err(ExecutorError::Cancelled { migration: None, outcome: Outcome::RolledBack }),
        () = pause(duration) => Ok(()),
    }
}

/// A random part of one, so that runners that started together do not try together.
pub(crate) fn random_part() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    (random % 1024) as f64 / 1024.0
}
