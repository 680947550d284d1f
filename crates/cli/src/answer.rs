//! The result of a command: its exit code, and its data for `--json`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::Failure;
use crate::exit::Exit;

/// The end of a command that ran.
#[derive(Debug)]
pub struct Answer {
    /// How the process ends.
    pub exit: Exit,
    /// The result.
    pub result: Value,
}

impl Answer {
    /// A command that did what was asked.
    pub fn done(result: impl Serialize) -> Result<Self, Failure> {
        Self::found(false, result)
    }

    /// A check: it fails where it found something.
    pub fn found(has_findings: bool, result: impl Serialize) -> Result<Self, Failure> {
        let result = serde_json::to_value(result).map_err(|error| Failure::Output(error.into()))?;
        let exit = if has_findings { Exit::Failed } else { Exit::Done };
        Ok(Self { exit, result })
    }

    /// The same answer with the warnings that were said on the way.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<String>) -> Self {
        if let Value::Object(result) = &mut self.result {
            result.entry("warnings").or_insert_with(|| json!(warnings));
        }
        self
    }
}
