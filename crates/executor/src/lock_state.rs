//! Who holds the lock that keeps other runners out, and taking it away.

use std::time::Duration;

use aksara_driver::{Connection, OtherSession};

use crate::lock::{holder_of, keep_out, let_in};
use crate::pause::pause;
use crate::{ExecutorError, LockHolder, lease};

/// How often it is looked whether a session that was ended has gone.
const LOOKS: u32 = 50;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The lock that keeps other runners out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockState {
    /// Nobody holds it.
    Free,
    /// This one holds it; `None` where the database does not tell which.
    Held(Option<LockHolder>),
}

/// Who holds the lock.
pub(crate) async fn lock_state(connection: &mut dyn Connection) -> Result<LockState, ExecutorError> {
    if keep_out(connection).await? {
        let_in(connection).await?;
        return Ok(LockState::Free);
    }
    Ok(LockState::Held(holder_of(connection).await?))
}

/// Ends the session that holds the lock or takes its lease away, if it is still this one, and sees that the lock is free.
pub(crate) async fn release_lock(
    connection: &mut dyn Connection,
    holder: &LockHolder,
) -> Result<LockState, ExecutorError> {
    match holder {
        LockHolder::Session(session) => end(connection, session).await?,
        LockHolder::Lease(lease) => {
            lease::take_away(connection, lease.token).await?;
        }
    }
    for _ in 0..LOOKS {
        match lock_state(connection).await? {
            LockState::Held(Some(now)) if now.is(holder) => pause(BETWEEN_LOOKS).await,
            state => return Ok(state),
        }
    }
    lock_state(connection).await
}

async fn end(connection: &mut dyn Connection, session: &OtherSession) -> Result<(), ExecutorError> {
    let now = connection.lock_holder().await.map_err(ExecutorError::lock)?;
    if now.is_some_and(|now| now.id == session.id) {
        let ended = connection.end_session(session).await;
        ended.map_err(ExecutorError::lock)?;
    }
    Ok(())
}
