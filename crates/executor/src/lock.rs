//! The lock that keeps other runners out, and the connection that is reached only through it.
//!
//! The lock is polled with jitter on a connection without open transaction: waiting inside a blocking lock
//! deadlocks with an index that another runner builds concurrently.

use std::collections::hash_map::RandomState;
use std::future::Future;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use aksara_driver::{Connection, Fence};

use crate::keeping::{Hold, Lease};
use crate::pause::pause;
use crate::{Cancellation, Event, EventSink, ExecutorError, LockHolder, Outcome, lease};

/// The shortest time between two tries.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How often it is tried until it is asked again who holds the lock.
const TRIES_PER_LOOK: u32 = 20;

/// A connection whose database is locked for this run. Every write of a run goes through it.
pub(crate) struct Locked<'a> {
    connection: &'a mut dyn Connection,
    grip: Grip,
}

/// How the lock is held.
pub(crate) enum Grip {
    /// By the session.
    Session,
    /// By a lease.
    Lease(Lease),
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
        let mut holder: Option<LockHolder> = None;
        let mut tries = 0_u32;
        let grip = loop {
            if let Some(grip) = try_acquire(connection).await? {
                break grip;
            }
            if started.elapsed() >= timeout {
                return Err(ExecutorError::LockTimeout {
                    seconds: timeout.as_secs_f64(),
                    holder: holder.map(Box::new),
                });
            }
            if tries.is_multiple_of(TRIES_PER_LOOK) {
                // A server that does not tell is no reason not to wait.
                let now = holder_of(connection).await.unwrap_or_default();
                let is_another = now
                    .as_ref()
                    .is_some_and(|now| !holder.as_ref().is_some_and(|holder| now.is(holder)));
                holder = now.or(holder);
                if tries == 0 || is_another {
                    events(Event::WaitingForLock {
                        holder: holder.as_ref(),
                    });
                }
            }
            tries = tries.wrapping_add(1);
            wait(cancellation, POLL_INTERVAL + POLL_INTERVAL.mul_f64(random_part())).await?;
        };
        Ok(Self { connection, grip })
    }

    /// The connection, for as long as the lock is held, and how it is held.
    pub fn parts(&mut self) -> (&mut dyn Connection, &mut Grip) {
        (self.connection, &mut self.grip)
    }

    /// Gives the lock back.
    pub async fn release(self) -> Result<(), ExecutorError> {
        match self.grip {
            Grip::Session => self.connection.unlock().await.map_err(ExecutorError::lock),
            Grip::Lease(lease) => {
                set_fence(self.connection, None);
                Ok(lease::give_back(self.connection, lease.token()).await?)
            }
        }
    }
}

impl Grip {
    /// Does some work, during which the lock is held.
    pub async fn while_working<T>(&mut self, work: impl Future<Output = T>) -> T {
        match self {
            Self::Session => work.await,
            Self::Lease(lease) => lease.while_working(work).await,
        }
    }

    /// The part of it that a run asks.
    pub fn hold(&self) -> Hold {
        match self {
            Self::Session => Hold::Session,
            Self::Lease(lease) => lease.hold(),
        }
    }
}

/// Tries once to take the lock: that of the session, unless a runner has a lease; or a lease, unless a session has the lock.
pub(crate) async fn try_acquire(connection: &mut dyn Connection) -> Result<Option<Grip>, ExecutorError> {
    if connection.leasing().is_some() {
        return try_lease(connection).await;
    }
    if !connection.try_lock().await.map_err(ExecutorError::lock)? {
        return Ok(None);
    }
    match lease::holder(connection).await {
        Ok(None) => Ok(Some(Grip::Session)),
        held => {
            connection.unlock().await.map_err(ExecutorError::lock)?;
            held?;
            Ok(None)
        }
    }
}

async fn try_lease(connection: &mut dyn Connection) -> Result<Option<Grip>, ExecutorError> {
    if lease::holder(connection).await?.is_some() {
        return Ok(None);
    }
    let (Some(clock), Some(opener)) = (
        connection.lease_clock(),
        connection.leasing().map(|it| it.opener()),
    ) else {
        return Ok(None);
    };
    let taken = Instant::now();
    connection.begin().await.map_err(ExecutorError::lock)?;
    let token = match take_in_transaction(connection, clock).await {
        Ok(Some(token)) => token,
        not_taken => {
            // Nothing was written, or what failed says more.
            let _ = connection.rollback().await;
            return not_taken.map(|_| None);
        }
    };
    connection.commit().await.map_err(ExecutorError::lock)?;
    let fence = lease::fence(connection, token)?;
    set_fence(connection, Some(fence));
    Ok(Some(Grip::Lease(Lease::new(token, taken, clock, opener))))
}

async fn take_in_transaction(
    connection: &mut dyn Connection,
    clock: &'static str,
) -> Result<Option<i64>, ExecutorError> {
    if !is_free_of_sessions(connection).await? {
        return Ok(None);
    }
    Ok(lease::take(connection, clock).await?)
}

/// Whether no session holds the lock; none takes it until the end of the transaction.
async fn is_free_of_sessions(connection: &mut dyn Connection) -> Result<bool, ExecutorError> {
    match connection.leasing() {
        Some(leasing) => leasing.try_beside_sessions().await.map_err(ExecutorError::lock),
        None => Ok(true),
    }
}

fn set_fence(connection: &mut dyn Connection, fence: Option<Fence>) {
    if let Some(leasing) = connection.leasing() {
        leasing.fence(fence);
    }
}

/// The holder of the lock, if the database tells.
pub(crate) async fn holder_of(connection: &mut dyn Connection) -> Result<Option<LockHolder>, ExecutorError> {
    if let Some(holder) = lease::holder(connection).await? {
        return Ok(Some(LockHolder::Lease(holder)));
    }
    let session = connection.lock_holder().await.map_err(ExecutorError::lock)?;
    Ok(session.map(LockHolder::Session))
}

/// Keeps other runners out for a moment, and writes nothing; `false` where one of them holds the lock.
pub(crate) async fn keep_out(connection: &mut dyn Connection) -> Result<bool, ExecutorError> {
    if connection.leasing().is_none() {
        return Ok(try_acquire(connection).await?.is_some());
    }
    connection.begin().await.map_err(ExecutorError::lock)?;
    let is_free = match lease::holder(connection).await {
        Ok(None) => is_free_of_sessions(connection).await,
        held => held.map(|_| false).map_err(ExecutorError::from),
    };
    if !matches!(is_free, Ok(true)) {
        let_in(connection).await?;
    }
    is_free
}

/// Lets other runners in again.
pub(crate) async fn let_in(connection: &mut dyn Connection) -> Result<(), ExecutorError> {
    let ended = match connection.leasing() {
        Some(_) => connection.rollback().await,
        None => connection.unlock().await,
    };
    ended.map_err(ExecutorError::lock)
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
