//! How a command ends that did not succeed.

use std::io;
use std::path::PathBuf;

use aksara::{AnswerFileError, Code, Diagnose, Diagnosis};
use thiserror::Error;

use crate::exit::{Exit, Signal};

/// A command that failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// The library's error.
    #[error(transparent)]
    Library(#[from] aksara::Error),
    /// Something that a run would refuse.
    #[error("{first}")]
    Refused {
        /// The first refusal.
        #[source]
        first: aksara::Error,
        /// The other known refusals.
        others: Vec<aksara::Error>,
    },
    /// A signal stopped the command.
    #[error("{error}")]
    Stopped {
        /// The signal.
        signal: Signal,
        /// An error of the library.
        error: aksara::Error,
    },
    /// Something that cannot be asked for.
    #[error("{0}")]
    Usage(String),
    /// A file that the command writes cannot be written.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file that the command reads cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file of answers cannot be followed.
    #[error("{}: {error}", path.display())]
    Answers {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: AnswerFileError,
    },
    /// The user ended a question instead of answering it.
    #[error("the question was not answered")]
    Unanswered,
    /// The user ended the question whether to go on.
    #[error("the question was not answered")]
    Unconfirmed,
    /// The user answered that nothing shall be done.
    #[error("it was not confirmed")]
    Declined,
    /// A session is to be ended, and nobody can be asked whether.
    #[error("the lock is held by {holder}")]
    Unasked {
        /// The session.
        holder: String,
    },
    /// The holder of the lock is not known.
    #[error("the lock is held by a process on this machine, which the database cannot name")]
    UnknownHolder,
    /// A question cannot be shown.
    #[error("the terminal shows no question: {0}")]
    Terminal(String),
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The messages beside its own.
    pub fn others(&self) -> &[aksara::Error] {
        match self {
            Self::Refused { others, .. } => others,
            Self::Library(_)
            | Self::Stopped { .. }
            | Self::Usage(_)
            | Self::Answers { .. }
            | Self::Unanswered
            | Self::Unconfirmed
            | Self::Unasked { .. }
            | Self::UnknownHolder
            | Self::Declined
            | Self::Write { .. }
            | Self::Read { .. }
            | Self::Terminal(_)
            | Self::Output(_) => &[],
        }
    }

    /// The exit code that says it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Library(error) if error.is_question() => Exit::Question,
            Self::Library(error) if error.is_usage() => Exit::Usage,
            Self::Unasked { .. } => Exit::Question,
            Self::Usage(_) | Self::Answers { .. } => Exit::Usage,
            Self::Unanswered | Self::Unconfirmed => Exit::Signal(Signal::Interrupt),
            Self::Stopped { signal, .. } => Exit::Signal(*signal),
            Self::Library(_)
            | Self::Refused { .. }
            | Self::Declined
            | Self::UnknownHolder
            | Self::Write { .. }
            | Self::Read { .. }
            | Self::Terminal(_)
            | Self::Output(_) => Exit::Failed,
        }
    }
}

impl Diagnose for Failure {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Library(error) | Self::Refused { first: error, .. } | Self::Stopped { error, .. } => {
                error.diagnosis()
            }
            Self::Usage(_) => Diagnosis::new(Code::CommandUsage),
            Self::Write { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                Diagnosis::new(Code::FilesExists)
                    .with_state("It was not overwritten.")
                    .advise("move or remove it, or write to another file")
            }
            Self::Read { .. } => Diagnosis::new(Code::FilesUnreadable),
            Self::Answers { error, .. } => error.diagnosis(),
            Self::Unanswered => Diagnosis::new(Code::CommandInterrupted)
                .with_state("No file was written.")
                .advise("--no-input lists the flags that answer instead"),
            Self::Unconfirmed => Diagnosis::new(Code::CommandInterrupted).with_state("Nothing was changed."),
            Self::Unasked { .. } => Diagnosis::new(Code::LockHeld)
                .with_state("Nothing was changed.")
                .advise("if that run hangs, this ends its session:\n  aksara lock release --yes"),
            Self::UnknownHolder => Diagnosis::new(Code::LockHeld)
                .with_state("Nothing was changed.")
                .advise("end that process: its lock ends with it (`fuser -v DATABASE.aksara-lock` names it)"),
            Self::Declined => Diagnosis::new(Code::CommandDeclined).with_state("Nothing was changed."),
            Self::Terminal(_) => Diagnosis::new(Code::CommandOutput)
                .with_state("No file was written.")
                .advise("--no-input lists the flags that answer instead"),
            Self::Write { .. } => Diagnosis::new(Code::FilesUnwritable),
            Self::Output(_) => Diagnosis::new(Code::CommandOutput),
        }
    }
}
