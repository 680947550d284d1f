//! A statement that runs: it says every second that it is alive, and who holds it up.

use std::pin::pin;
use std::thread;
use std::time::{Duration, Instant};

use aksara_dialect::Statement;
use aksara_driver::{DriverError, OtherSession};
use futures::channel::mpsc::{Receiver, channel};
use futures::future::BoxFuture;
use futures::{StreamExt, future};

use crate::run::Run;
use crate::{Event, PlannedMigration};

/// The time between two ticks.
const TICK: Duration = Duration::from_millis(100);

/// A statement that takes longer says that it is alive, each time that this has passed.
const ALIVE: Duration = Duration::from_secs(1);

/// When it is first asked who holds a statement up; then after twice the time.
const FIRST_LOOK: Duration = Duration::from_millis(700);

/// A clock that needs no runtime's: programs may drive the executor with whichever runtime they have.
#[derive(Debug, Default)]
pub(crate) struct Ticks(Option<Receiver<()>>);

impl Ticks {
    /// Ends at the next tick. Where no thread can be made, it never ends.
    async fn next(&mut self) {
        let receiver = self.0.get_or_insert_with(start);
        if receiver.next().await.is_none() {
            future::pending::<()>().await;
        }
    }
}

fn start() -> Receiver<()> {
    let (mut sender, receiver) = channel(0);
    let tick = move || {
        loop {
            thread::sleep(TICK);
            // A tick that nobody waits for is left out.
            if sender.try_send(()).is_err_and(|error| error.is_disconnected()) {
                return;
            }
        }
    };
    // As above, where there is no thread.
    let _ = thread::Builder::new().spawn(tick);
    receiver
}

/// The moments at which something is due while a statement runs.
struct Due {
    started: Instant,
    alive: Duration,
    look: Duration,
}

impl Run<'_> {
    /// Runs a statement that can be interrupted.
    pub(crate) async fn watched(
        &mut self,
        planned: &PlannedMigration,
        statement: &Statement,
        number: usize,
    ) -> Result<(), DriverError> {
        self.blockers.clear();
        let Self {
            connection,
            cancellation,
            interrupt,
            events,
            ticks,
            blockers,
            observer,
            waiting,
            again,
            ..
        } = self;
        let work = if *again == Some(number) {
            connection.run_again(statement)
        } else {
            connection.run(statement)
        };
        let mut work = pin!(cancellation.guard(work, &**interrupt));
        let mut due = Due::new(waiting.limit.duration);
        let mut looking: Option<BoxFuture<'_, Vec<OtherSession>>> = None;
        loop {
            tokio::select! {
                biased;
                result = &mut work => return result,
                found = looked(&mut looking) => {
                    looking = None;
                    if !found.is_empty() {
                        *blockers = found;
                        events(Event::Blocked { migration: planned, blockers, elapsed: due.started.elapsed() });
                    }
                }
                () = ticks.next() => {
                    if due.is_alive() {
                        let elapsed = due.started.elapsed();
                        let of = planned.transaction.statements().count();
                        events(Event::StatementRunning { number, of, elapsed });
                    }
                    if looking.is_none() && due.is_look() {
                        looking = Some(observer.blockers());
                    }
                }
            }
        }
    }
}

async fn looked(looking: &mut Option<BoxFuture<'_, Vec<OtherSession>>>) -> Vec<OtherSession> {
    match looking {
        Some(looking) => looking.await,
        None => future::pending().await,
    }
}

impl Due {
    /// A statement that gives way after this time is looked at before.
    fn new(limit: Duration) -> Self {
        Self {
            started: Instant::now(),
            alive: ALIVE,
            look: FIRST_LOOK.min(limit / 2),
        }
    }

    fn is_alive(&mut self) -> bool {
        let is_due = self.started.elapsed() >= self.alive;
        if is_due {
            self.alive = self.started.elapsed() + ALIVE;
        }
        is_due
    }

    fn is_look(&mut self) -> bool {
        let is_due = self.started.elapsed() >= self.look;
        if is_due {
            self.look = self.started.elapsed() * 2;
        }
        is_due
    }
}
