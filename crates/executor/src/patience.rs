//! Trying again where another session held a lock for too long.
//!
//! A change of a table that waits holds up every reader who comes after it. So it waits for a short time, gives way, and
//! is tried again. Where there is a transaction, all of it is tried again: what it had locked before would stay
//! locked. Nothing is tried again that holds a function: nobody knows what that did outside the database.

use std::time::{Duration, Instant};

use aksara_dialect::{Command, Statement};

use crate::lock::{random_part, wait};
use crate::run::Run;
use crate::{Event, ExecutorError, PlannedMigration};

/// The shortest time to give way.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// How long something is tried again; it begins with the first refusal.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    since: Option<Instant>,
}

impl Run<'_> {
    /// Whether a failure was another session's lock, and the work is to be tried again; waits until then.
    pub(crate) async fn tries_again<T>(
        &mut self,
        planned: &PlannedMigration,
        result: &Result<T, ExecutorError>,
        patience: &mut Patience,
    ) -> Result<bool, ExecutorError> {
        let Err(error) = result else { return Ok(false) };
        if !error.is_locked() {
            return Ok(false);
        }
        let since = *patience.since.get_or_insert_with(Instant::now);
        let pause = self.pause();
        if since.elapsed() + pause > self.waiting.total {
            return Ok(false);
        }
        (self.events)(Event::TryingAgain {
            migration: planned,
            blockers: &self.blockers,
            pause,
            rest: self.waiting.total.saturating_sub(since.elapsed()),
        });
        if wait(self.cancellation, pause).await.is_err() {
            self.refuse_cancelled(Some(planned))?;
        }
        Ok(true)
    }

    /// Long enough for those who came after the change to get through, and never the same for two runners.
    fn pause(&self) -> Duration {
        let half = (self.waiting.limit.duration / 2).max(SHORTEST_PAUSE);
        half + half.mul_f64(random_part())
    }
}

/// Whether any of these statements calls a function.
pub(crate) fn has_function<'a>(statements: impl IntoIterator<Item = &'a Statement>) -> bool {
    statements.into_iter().any(|statement| match statement.command {
        Command::Python(_) => true,
        Command::Sql(_) | Command::Routine(_) | Command::Backfill(_) => false,
    })
}
