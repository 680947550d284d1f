//! Signals: the first one stops the running command, the second one does not wait.
//!
//! A thread of its own listens, so that a command which does not wait for anything can be stopped as well.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aksara::{Cancellation, Code};
use crossterm::{cursor, execute, terminal};

use crate::Failure;
use crate::envelope::Envelope;
use crate::exit::{Exit, Signal};

/// The time between two looks at the terminal of a question.
#[cfg(unix)]
const LOOK: Duration = Duration::from_millis(500);

/// The handling of this process's signals.
#[derive(Debug, Clone, Default)]
pub struct Interrupts(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Stops the running command; without it the process ends at once.
    cancellation: Option<Cancellation>,
    /// The signal that came.
    signal: Option<Signal>,
}

impl Interrupts {
    /// Listens from now on. `json_command` is the command's name where its output is JSON.
    pub fn listen(json_command: Option<&'static str>) -> Self {
        let interrupts = Self::default();
        let listening = interrupts.clone();
        // Without the thread, signals do what they do by default.
        let _ = std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || listening.watch(json_command));
        interrupts
    }

    /// A token that a signal cancels.
    pub fn cancellation(&self) -> Cancellation {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.cancellation.get_or_insert_with(Cancellation::new).clone()
    }

    /// The failure of work that a signal may have stopped.
    pub fn failure(&self, error: aksara::Error) -> Failure {
        let signal = self.0.lock().unwrap_or_else(PoisonError::into_inner).signal;
        match signal {
            Some(signal) if error.is_cancelled() => Failure::Stopped { signal, error },
            _ => Failure::Library(error),
        }
    }

    /// The exit code of a command that ended after a signal came: a failure is the signal's doing, also where what failed
    /// was another process that got the signal as well.
    pub fn exit(&self, exit: Exit) -> Exit {
        let signal = self.0.lock().unwrap_or_else(PoisonError::into_inner).signal;
        match (exit, signal) {
            (Exit::Failed, Some(signal)) => Exit::Signal(signal),
            (exit, _) => exit,
        }
    }

    fn watch(&self, json_command: Option<&'static str>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        while let Some(signal) = runtime.block_on(next_signal()) {
            self.take(signal, json_command);
        }
    }

    fn take(&self, signal: Signal, json_command: Option<&'static str>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = state.signal.replace(signal).is_none();
        match &state.cancellation {
            Some(cancellation) if is_first => cancellation.cancel(),
            Some(_) | None => end(signal, json_command),
        }
    }
}

/// Ends the process at once.
fn end(signal: Signal, json_command: Option<&'static str>) -> ! {
    if let Some(command) = json_command {
        let envelope = Envelope::of_message(command, Code::CommandInterrupted, "interrupted".to_owned());
        if let Ok(line) = envelope.to_line() {
            use std::io::Write;
            // The reader may be gone, as the process soon is.
            let _ = writeln!(std::io::stdout(), "{line}");
        }
    }
    restore_terminal();
    std::process::exit(Exit::Signal(signal).number().into())
}

/// Undoes what a prompt does to the terminal: it gets no turn to do so itself.
fn restore_terminal() {
    if terminal::is_raw_mode_enabled().unwrap_or(false) {
        // Nothing is left to do where the terminal is gone.
        let _ = terminal::disable_raw_mode();
        let _ = execute!(std::io::stderr(), cursor::Show);
    }
}

#[cfg(unix)]
async fn next_signal() -> Option<Signal> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).ok()?;
    let mut hang_up = signal(SignalKind::hangup()).ok()?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt.ok().map(|()| Signal::Interrupt),
        received = terminate.recv() => received.map(|()| Signal::Terminate),
        received = hang_up.recv() => received.map(|()| Signal::HangUp),
        () = terminal_gone() => Some(Signal::HangUp),
    }
}

/// Waits until the terminal of a question is gone. Without a controlling terminal no signal says so, and a prompt would
/// read its end for ever.
#[cfg(unix)]
async fn terminal_gone() {
    use std::io::{IsTerminal, stdin};
    let is_asking = || terminal::is_raw_mode_enabled().unwrap_or(false);
    while !is_asking() || stdin().is_terminal() {
        tokio::time::sleep(LOOK).await;
    }
}

#[cfg(not(unix))]
async fn next_signal() -> Option<Signal> {
    tokio::signal::ctrl_c().await.ok().map(|()| Signal::Interrupt)
}
