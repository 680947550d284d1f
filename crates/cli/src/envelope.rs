//! The output of `--json`: events as lines while a command runs, and one envelope at its end.
//!
//! The envelope is `{"version": 1, "command": "…", "result": …}`, or `"error"` in place of `"result"`. A field is
//! never removed or given another meaning within a version.

use std::io;

use aksara::{Code, DatabaseUrl, Diagnose, OpenQuestion, Origin};
use serde::Serialize;
use serde_json::Value;

use crate::{Failure, report};

/// The version of the form.
const VERSION: u32 = 1;

/// The outcome of a command: a result or an error.
#[derive(Debug, Serialize)]
pub struct Envelope<'a> {
    version: u32,
    command: &'a str,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Result(Value),
    Error(ErrorDocument),
}

/// An error as data.
#[derive(Debug, Serialize)]
struct ErrorDocument {
    code: &'static str,
    message: String,
    place: Option<Place>,
    state: Option<String>,
    advice: Option<String>,
    causes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    questions: Option<Vec<OpenQuestion>>,
    /// The other refusals of a run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<ErrorDocument>,
}

/// A place in a file, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    file: String,
    line: u32,
    column: u32,
}

impl<'a> Envelope<'a> {
    /// The envelope of a result.
    pub fn of_result(command: &'a str, result: Value) -> Self {
        Self::new(command, Outcome::Result(result))
    }

    /// The envelope of a failure.
    pub fn of_failure(command: &'a str, failure: &Failure) -> Self {
        let questions = match failure {
            Failure::Library(aksara::Error::Questions(questions)) => Some(OpenQuestion::all(questions)),
            _ => None,
        };
        let others = failure.others().iter().map(|other| ErrorDocument::new(other));
        let document = ErrorDocument {
            questions,
            others: others.collect(),
            ..ErrorDocument::new(failure)
        };
        Self::new(command, Outcome::Error(document))
    }

    /// The envelope of an error that has a code and a message alone.
    pub fn of_message(command: &'a str, code: Code, message: String) -> Self {
        let document = ErrorDocument {
            code: code.as_str(),
            message,
            place: None,
            state: None,
            advice: None,
            causes: Vec::new(),
            questions: None,
            others: Vec::new(),
        };
        Self::new(command, Outcome::Error(document))
    }

    fn new(command: &'a str, outcome: Outcome) -> Self {
        Self {
            version: VERSION,
            command,
            outcome,
        }
    }

    /// Its text: one line. A message may quote what the user wrote.
    pub fn to_line(&self) -> io::Result<String> {
        Ok(DatabaseUrl::mask_all(&serde_json::to_string(self)?))
    }
}

impl ErrorDocument {
    fn new(error: &dyn Diagnose) -> Self {
        let diagnosis = error.diagnosis();
        Self {
            code: diagnosis.code.as_str(),
            message: error.to_string(),
            place: diagnosis.place.as_ref().map(Place::of),
            state: diagnosis.state,
            advice: diagnosis.advice,
            causes: report::causes(error),
            questions: None,
            others: Vec::new(),
        }
    }
}

impl Place {
    /// The place of an origin.
    pub fn of(origin: &Origin) -> Self {
        Self {
            file: origin.file.to_string(),
            line: origin.line,
            column: origin.column,
        }
    }
}
