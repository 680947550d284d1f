//! The exit codes. They are documented, and scripts rely on them.

use std::process::ExitCode;

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// The work failed, or a check found something.
    Failed,
    /// The command was used wrongly.
    Usage,
    /// A question is open that only a person can answer.
    Question,
    /// A signal ended it.
    Signal(Signal),
}

/// A signal that ends a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// The signal of `kill`.
    Terminate,
    /// The terminal was closed.
    HangUp,
}

impl Exit {
    /// The number.
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Question => 3,
            Self::Signal(signal) => 128 + signal.number(),
        }
    }
}

impl Signal {
    /// The signal's number, the same on all systems that have it.
    const fn number(self) -> u8 {
        match self {
            Self::HangUp => 1,
            Self::Interrupt => 2,
            Self::Terminate => 15,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}
