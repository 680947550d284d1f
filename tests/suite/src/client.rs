//! A database's own command line client, which runs scripts.

use std::io::Write;
use std::process::{Command, Stdio};

use aksara_dialect::ServerVersion;

use crate::Failure;
use crate::failure::failed;

/// The client, and the version that scripts are compiled for.
pub(crate) struct Client<'a> {
    /// The command that reads a script from its standard input and stops at the first error.
    pub command: &'a dyn Fn() -> Option<Command>,
    /// The version of what runs the statements.
    pub version: ServerVersion,
}

impl Client<'_> {
    /// Runs a script; an error holds what the client said.
    pub(crate) fn feed(&self, script: &str) -> Result<(), Failure> {
        let command = (self.command)();
        let mut command = command.ok_or_else(|| Failure::new("there is no database for the client"))?;
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed("starting the client"))?;
        if let Some(mut input) = child.stdin.take() {
            // A client that stops at an error closes its input; its message says why.
            let _ = input.write_all(script.as_bytes());
        }
        let output = child.wait_with_output().map_err(failed("running the client"))?;
        if output.status.success() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "the client said: {}\n{script}",
                String::from_utf8_lossy(&output.stderr)
            )))
        }
    }
}
