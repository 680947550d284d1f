//! Who holds the lock that keeps other runners out, and ending a session that holds it.

use std::time::Duration;

use aksara_driver::{Connection, OtherSession};

use crate::ExecutorError;
use crate::pause::pause;

/// How often it is looked whether a session that was ended has gone.
const LOOKS: u32 = 50;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The lock that keeps other runners out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockState {
    /// Nobody holds it.
    Free,
    /// This session holds it; `None` where the database does not tell which.
    Held(Option<OtherSession>),
}

/// Who holds the lock.
pub(crate) async fn lock_state(connection: &mut dyn Connection) -> Result<LockState, ExecutorError> {
    if connection.try_lock().await.map_err(ExecutorError::lock)? {
        connection.unlock().await.map_err(ExecutorError::lock)?;
        return Ok(LockState::Free);
    }
    let holder = connection.lock_holder().await.map_err(ExecutorError::lock)?;
    Ok(LockState::Held(holder))
}

/// Ends the session that holds the lock, if it is still this one, and sees that the lock is free.
pub(crate) async fn release_lock(
    connection: &mut dyn Connection,
    holder: &OtherSession,
) -> Result<LockState, ExecutorError> {
    let now = connection.lock_holder().await.map_err(ExecutorError::lock)?;
    if now.is_some_and(|now| now.id == holder.id) {
        connection
            .end_session(holder)
            .await
            .map_err(ExecutorError::lock)?;
    }
    for _ in 0..LOOKS {
        match lock_state(connection).await? {
            LockState::Held(Some(now)) if now.id == holder.id => pause(BETWEEN_LOOKS).await,
            state => return Ok(state),
        }
    }
    lock_state(connection).await
}
