//! Cancelling a run from outside: Ctrl-C, a program that shuts down.
//!
//! A cancelled run interrupts the statement that is running, rolls back its migration and ends with an error. It
//! is a token because dropping the run's future would leave the database's own work going on.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aksara_driver::Interrupt;
use tokio::sync::Notify;

use crate::pause::pause;

/// How often a statement that goes on is interrupted again: an interrupt between two statements has no effect.
const INTERRUPT_INTERVAL: Duration = Duration::from_millis(50);

/// Says once, to whoever holds a clone, that a run shall stop.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_cancelled: AtomicBool,
    notify: Notify,
}

impl Cancellation {
    /// A token that is not cancelled.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop. It cannot be taken back.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        self.0.notify.notify_waiters();
    }

    /// Whether the run was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    /// Ends when the run is asked to stop.
    pub async fn cancelled(&self) {
        let notified = self.0.notify.notified();
        if !self.is_cancelled() {
            notified.await;
        }
    }

    /// Waits for the database's answer; once cancelled, interrupts the database until it answers.
    pub async fn guard<T>(&self, work: impl Future<Output = T>, interrupt: &dyn Interrupt) -> T {
        let mut work = std::pin::pin!(work);
        tokio::select! {
            biased;
            result = &mut work => return result,
            () = self.cancelled() => {}
        }
        loop {
            interrupt.interrupt().await;
            tokio::select! {
                biased;
                result = &mut work => return result,
                () = pause(INTERRUPT_INTERVAL) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_token_wakes_those_who_wait_and_those_who_come_later() {
        let token = Cancellation::new();
        let waiting = tokio::spawn({
            let token = token.clone();
            async move { token.cancelled().await }
        });
        tokio::task::yield_now().await;
        assert!(!token.is_cancelled());
        token.cancel();
        waiting.await.unwrap();
        token.cancelled().await;
    }
}
