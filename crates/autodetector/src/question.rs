//! Questions that only the user can answer: what looks removed and added may be renamed.

use std::fmt;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_schema::{FieldName, TableName};
use serde::Serialize;

use crate::Decision;

/// One question; its answer goes into [`Answers`](crate::Answers).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// A table is gone and similar ones are new.
    TableRename {
        /// The table that is gone.
        table: TableName,
        /// What it may be called now.
        candidates: Vec<TableName>,
    },
    /// A field is gone and others of its type are new.
    FieldRename {
        /// The table, under its new name.
        table: TableName,
        /// The field that is gone.
        field: FieldName,
        /// What it may be called now.
        candidates: Vec<FieldName>,
    },
}

/// Questions that must be answered first; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questions(pub Vec<Question>);

impl Question {
    /// The decisions to choose from: one for each candidate, and that it is really removed.
    pub fn choices(&self) -> Vec<Decision> {
        let (old, candidates): (String, Vec<String>) = match self {
            Self::TableRename { table, candidates } => (
                table.to_string(),
                candidates.iter().map(ToString::to_string).collect(),
            ),
            Self::FieldRename {
                table,
                field,
                candidates,
            } => (
                format!("{table}.{field}"),
                candidates.iter().map(ToString::to_string).collect(),
            ),
        };
        let renames = candidates.into_iter().map(|new| Decision::Rename {
            old: old.clone(),
            new,
        });
        renames.chain([Decision::Drop(old.clone())]).collect()
    }
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TableRename { table, candidates } => {
                write!(
                    formatter,
                    "was the table `{table}` renamed to {}?",
                    alternatives(candidates)
                )
            }
            Self::FieldRename {
                table,
                field,
                candidates,
            } => {
                write!(
                    formatter,
                    "was the field `{table}.{field}` renamed to {}?",
                    alternatives(candidates)
                )
            }
        }
    }
}

impl fmt::Display for Questions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let questions: Vec<String> = self.0.iter().map(Question::to_string).collect();
        formatter.write_str(&questions.join("\n"))
    }
}

fn alternatives(names: &[impl fmt::Display]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(" or ")
}

impl std::error::Error for Questions {}

impl Diagnose for Questions {
    fn diagnosis(&self) -> Diagnosis {
        let asked = Diagnosis::new(Code::ModelsOpenQuestions)
            .with_state("No file was written.")
            .advise("a removal and an addition would lose the rows' values, so this is asked")
            .advise("run again with one of these flags for each question:");
        let choices = self.0.iter().map(|question| {
            let choices: Vec<String> = question.choices().iter().map(Decision::to_string).collect();
            format!("    {}", choices.join("  or  "))
        });
        let asked = choices.fold(asked, Diagnosis::advise);
        asked.advise("where nothing at all was renamed, run again with --no-rename")
    }
}
