//! The thread that a connection lives on, behind a bounded channel.
//!
//! A caller awaits its answer and never blocks. Giving up on an answer stops the statement; the next request waits
//! until the thread is free.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aksara_driver::{DriverError, Interrupt};
use futures::future::{BoxFuture, FutureExt};
use rusqlite::InterruptHandle;
use tokio::sync::{mpsc, oneshot};

use super::session::Session;

/// Requests that may wait for the thread.
const QUEUE: usize = 4;

/// A request to the thread.
enum Request {
    /// Work with the session.
    Run(Box<dyn FnOnce(&mut Session) + Send>),
    /// Work with the session, which is used up by it.
    End(Box<dyn FnOnce(Session) + Send>),
}

/// A session on a thread of its own.
pub(super) struct Worker {
    requests: mpsc::Sender<Request>,
    interrupt: Arc<SqliteInterrupt>,
}

/// Stops what the thread is doing.
pub(super) struct SqliteInterrupt {
    handle: InterruptHandle,
    requested: Arc<AtomicBool>,
}

impl SqliteInterrupt {
    fn of(session: &Session) -> Self {
        let handle = session.connection().get_interrupt_handle();
        Self {
            handle,
            requested: session.interrupt_requested(),
        }
    }

    /// The flag lasts until the next request, so that work of many statements stops between two of them too.
    fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
        self.handle.interrupt();
    }
}

impl Interrupt for SqliteInterrupt {
    fn interrupt(&self) -> BoxFuture<'_, ()> {
        async { self.request() }.boxed()
    }
}

impl Worker {
    /// Starts a thread, which opens the session itself.
    pub(super) async fn start(
        open: impl FnOnce() -> Result<Session, DriverError> + Send + 'static,
    ) -> Result<Self, DriverError> {
        let (requests, received) = mpsc::channel(QUEUE);
        let (opened, answer) = oneshot::channel();
        spawn(move || match open() {
            Ok(session) => {
                if opened.send(Ok(SqliteInterrupt::of(&session))).is_ok() {
                    serve(session, received);
                }
            }
            Err(error) => drop(opened.send(Err(error))),
        })?;
        let interrupt = Arc::new(answer.await.map_err(|_| gone())??);
        Ok(Self { requests, interrupt })
    }

    /// Runs work on the thread and gives its result.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> Result<T, DriverError> + Send + 'static,
    ) -> Result<T, DriverError> {
        let (sender, answer) = oneshot::channel();
        self.interrupt.requested.store(false, Ordering::SeqCst);
        let job = move |session: &mut Session| {
            if !sender.is_closed() {
                let _ = sender.send(work(session));
            }
        };
        self.requests
            .send(Request::Run(Box::new(job)))
            .await
            .map_err(|_| gone())?;
        let mut patience = InterruptOnDrop {
            interrupt: &self.interrupt,
            is_answered: false,
        };
        let result = answer.await.map_err(|_| gone());
        patience.is_answered = true;
        result?
    }

    /// Runs the last work of the thread, which takes the session apart.
    pub(super) async fn end<T: Send + 'static>(
        self,
        work: impl FnOnce(Session) -> Result<T, DriverError> + Send + 'static,
    ) -> Result<T, DriverError> {
        let (sender, answer) = oneshot::channel();
        let job = move |session: Session| drop(sender.send(work(session)));
        self.requests
            .send(Request::End(Box::new(job)))
            .await
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub(super) fn interrupt(&self) -> Arc<SqliteInterrupt> {
        self.interrupt.clone()
    }
}

/// Stops the statement when its caller gives up on the answer.
struct InterruptOnDrop<'a> {
    interrupt: &'a SqliteInterrupt,
    is_answered: bool,
}

impl Drop for InterruptOnDrop<'_> {
    fn drop(&mut self) {
        if !self.is_answered {
            self.interrupt.request();
        }
    }
}

fn serve(mut session: Session, mut requests: mpsc::Receiver<Request>) {
    while let Some(request) = requests.blocking_recv() {
        match request {
            Request::Run(work) => work(&mut session),
            Request::End(work) => return work(session),
        }
    }
}

/// Runs work that may wait for a disk on a thread of its own.
pub(super) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DriverError> + Send + 'static,
) -> Result<T, DriverError> {
    let (sender, answer) = oneshot::channel();
    spawn(move || drop(sender.send(work())))?;
    answer.await.map_err(|_| gone())?
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<(), DriverError> {
    match std::thread::Builder::new()
        .name("aksara-sqlite".to_owned())
        .spawn(work)
    {
        Ok(_) => Ok(()),
        Err(cause) => Err(DriverError::Disconnected {
            message: format!("no thread can be started: {cause}"),
        }),
    }
}

fn gone() -> DriverError {
    DriverError::Disconnected {
        message: "its thread has ended".to_owned(),
    }
}
