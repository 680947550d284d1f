//! How a command ends that did not succeed.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use thiserror::Error;

/// A command that failed.
#[derive(Debug, Error)]
pub enum Failure {
    /// The library's error.
    #[error(transparent)]
    Library(#[from] aksara::Error),
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
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// The exit code that says it: 1 where work failed, 2 where something was asked that cannot be.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Library(error) if error.is_usage() => wrong_usage(),
            Self::Usage(_) => wrong_usage(),
            Self::Library(_) | Self::Write { .. } | Self::Output(_) => ExitCode::FAILURE,
        }
    }

    /// Whether the reader of the output has gone (`| head`).
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The exit code for what cannot be asked.
pub fn wrong_usage() -> ExitCode {
    ExitCode::from(2)
}
