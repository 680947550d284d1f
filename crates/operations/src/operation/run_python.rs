//! `RunPython(forward, reverse)`: carried and shown in plans; the executor runs it.

use std::sync::Arc;

use aksara_schema::Schema;
use serde::{Deserialize, Serialize};

use super::{Definition, Nature, Suggestion};
use crate::{Change, Effect, Inverse, OperationError, PythonCall};

/// Runs functions of the migration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPython {
    /// The way there.
    pub forward: PythonFunction,
    /// The way back, where there is one.
    pub reverse: Option<PythonFunction>,
}

/// A function of the migration file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PythonFunction {
    /// Called with the connection.
    Named(String),
    /// `RunPython.noop`
    Noop,
}

impl RunPython {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let inverse = match &self.reverse {
            Some(reverse) => {
                let undo = Self {
                    forward: reverse.clone(),
                    reverse: Some(self.forward.clone()),
                };
                Inverse::exact([undo.into()])
            }
            None => Inverse::Irreversible {
                reason: "RunPython has no reverse function",
                cure: "reverse=op.RunPython.noop",
            },
        };
        Ok(Change {
            effects: vec![Effect::RunPython(PythonCall {
                function: self.forward.clone(),
                schema: Arc::new(schema.clone()),
            })],
            inverse,
        })
    }

    pub(super) fn describe(&self) -> String {
        match &self.forward {
            PythonFunction::Named(name) => {
                let words: Vec<&str> = name.split_whitespace().collect();
                format!("Run Python: {}", words.join(" "))
            }
            PythonFunction::Noop => "Run Python: nothing".to_owned(),
        }
    }
}

impl Definition for RunPython {
    fn nature(&self) -> Nature {
        Nature::Code {
            is_empty: self.forward == PythonFunction::Noop,
        }
    }

    fn suggestion(&self) -> Suggestion {
        let name = match &self.forward {
            PythonFunction::Named(function) => function.clone(),
            PythonFunction::Noop => "run_python".to_owned(),
        };
        Suggestion { rank: 8, name }
    }
}
