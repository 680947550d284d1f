//! Questions that only the user can answer: what looks removed and added may be renamed.
//!
//! Indexes and constraints are never asked about: one that is equal to another is renamed, and no row has a part in
//! the others.

use std::fmt;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_schema::{FieldName, TableName};
use serde::Serialize;

use crate::candidate::Candidate;
use crate::{Candidates, Decision, DecisionKind, Likeness, RowValueQuestion};

/// One question; its answer goes into [`Answers`](crate::Answers).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// A table is gone and similar ones are new.
    TableRename {
        /// The table that is gone.
        table: TableName,
        /// The names that it may have now.
        #[serde(flatten)]
        candidates: Candidates<TableName>,
    },
    /// A field is gone and similar ones are new; or one has values of another kind now, and others are new that could
    /// hold those of before.
    FieldRename {
        /// The table, under its new name.
        table: TableName,
        /// The field that is gone, or whose values are of another kind.
        field: FieldName,
        /// Whether the models have a field of this name.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        is_kept: bool,
        /// The names that it may have now.
        #[serde(flatten)]
        candidates: Candidates<FieldName>,
    },
    /// A value of an enum is gone and others are new.
    ValueRename {
        /// The table, under its new name.
        table: TableName,
        /// The field, under its new name.
        field: FieldName,
        /// The value that is gone.
        value: String,
        /// The names that it may have now.
        #[serde(flatten)]
        candidates: Candidates<String>,
    },
    /// Rows of a table would have no value in a field.
    RowValue(RowValueQuestion),
}

/// Questions that must be answered first; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questions(pub Vec<Question>);

/// A decision to choose, and what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The decision.
    pub decision: Decision,
    /// The evidence for it; empty if it is not renamed.
    pub evidence: Vec<Likeness>,
}

/// A question in words: what is asked about, under which name flags know it, and its candidates.
struct Words {
    kind: DecisionKind,
    thing: &'static str,
    old: String,
    candidates: Vec<Candidate<String>>,
    /// The name that it has if it was not renamed; none if it is gone then.
    kept: Option<String>,
}

impl Question {
    /// The flags to choose from.
    pub fn flags(&self) -> Vec<String> {
        match self {
            Self::RowValue(question) => question.choices().iter().map(ToString::to_string).collect(),
            Self::TableRename { .. } | Self::FieldRename { .. } | Self::ValueRename { .. } => {
                let choices = self.choices().into_iter();
                choices.map(|choice| choice.decision.to_string()).collect()
            }
        }
    }

    /// The decisions about a rename to choose from: one for each candidate, the likeliest first, and that it is really
    /// removed, or keeps its name. None where a value is asked for.
    pub fn choices(&self) -> Vec<Choice> {
        let Some(Words {
            kind,
            old,
            candidates,
            kept,
            ..
        }) = self.words()
        else {
            return Vec::new();
        };
        let renames = candidates.into_iter().map(|candidate| Choice {
            decision: Decision::Rename {
                kind,
                old: old.clone(),
                new: candidate.name,
            },
            evidence: candidate.evidence,
        });
        let not_renamed = Choice {
            decision: match kept {
                Some(new) => Decision::Rename {
                    kind,
                    old: old.clone(),
                    new,
                },
                None => Decision::Drop {
                    kind,
                    name: old.clone(),
                },
            },
            evidence: Vec::new(),
        };
        renames.chain([not_renamed]).collect()
    }

    fn words(&self) -> Option<Words> {
        let (kind, thing, old, candidates) = match self {
            Self::RowValue(_) => return None,
            Self::TableRename { table, candidates } => (
                DecisionKind::TableOrField,
                "table",
                table.to_string(),
                candidates.map(ToString::to_string),
            ),
            Self::FieldRename {
                table,
                field,
                candidates,
                ..
            } => (
                DecisionKind::TableOrField,
                "field",
                format!("{table}.{field}"),
                candidates.map(ToString::to_string),
            ),
            Self::ValueRename {
                table,
                field,
                value,
                candidates,
            } => (
                DecisionKind::EnumValue,
                "value",
                format!("{table}.{field}.{value}"),
                candidates.map(ToString::to_string),
            ),
        };
        Some(Words {
            kind,
            thing,
            old,
            candidates,
            kept: self.kept_name().map(ToString::to_string),
        })
    }
}

impl Question {
    /// The field that is there still, if it was not renamed.
    fn kept_name(&self) -> Option<&FieldName> {
        match self {
            Self::FieldRename {
                field, is_kept: true, ..
            } => Some(field),
            Self::FieldRename { .. }
            | Self::TableRename { .. }
            | Self::ValueRename { .. }
            | Self::RowValue(_) => None,
        }
    }

    /// Whether its answer may give a field another past: its table or itself may be what is asked about, under a new name.
    pub(crate) fn may_name(&self, table: &TableName, field: &FieldName) -> bool {
        match self {
            Self::TableRename { candidates, .. } => candidates.iter().any(|new| new.name == *table),
            Self::FieldRename {
                table: owner,
                field: old,
                candidates,
                ..
            } => owner == table && (old == field || candidates.iter().any(|new| new.name == *field)),
            Self::ValueRename { .. } | Self::RowValue(_) => false,
        }
    }

    /// Whether it asks for a value of rows, and not about a rename.
    pub fn is_about_values(&self) -> bool {
        matches!(self, Self::RowValue(_))
    }
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.words()) {
            (Self::RowValue(question), _) => question.fmt(formatter),
            (_, Some(words)) => words.fmt(formatter),
            (_, None) => Ok(()),
        }
    }
}

impl fmt::Display for Words {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { thing, old, .. } = self;
        let names = self
            .candidates
            .iter()
            .map(|candidate| format!("`{}`", candidate.name));
        let names: Vec<String> = names.collect();
        write!(
            formatter,
            "was the {thing} `{old}` renamed to {}?",
            names.join(" or ")
        )
    }
}

impl fmt::Display for Questions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let questions: Vec<String> = self.0.iter().map(Question::to_string).collect();
        formatter.write_str(&questions.join("\n"))
    }
}

/// The flag, to be pasted, and below it what speaks for it.
impl fmt::Display for Choice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.decision)?;
        if self.decision.keeps_name() {
            return formatter.write_str("\n  (it was not renamed: its values are converted)");
        }
        if self.evidence.is_empty() {
            return Ok(());
        }
        let evidence: Vec<&str> = self.evidence.iter().map(|evidence| evidence.words()).collect();
        write!(formatter, "\n  ({})", evidence.join(", "))
    }
}

impl std::error::Error for Questions {}

impl Questions {
    fn has_value(&self, is_such: impl Fn(&RowValueQuestion) -> bool) -> bool {
        self.0.iter().any(|question| match question {
            Question::RowValue(value) => is_such(value),
            Question::TableRename { .. } | Question::FieldRename { .. } | Question::ValueRename { .. } => {
                false
            }
        })
    }
}

impl Diagnose for Questions {
    fn diagnosis(&self) -> Diagnosis {
        let asked = Diagnosis::new(Code::ModelsOpenQuestions).with_state("No file was written.");
        let renames = self.0.iter().any(|question| !question.is_about_values());
        let values = self.0.iter().any(Question::is_about_values);
        let asked = when(
            renames,
            asked,
            "a removal and an addition would lose the rows' values, so this is asked",
        );
        let asked = when(
            values,
            asked,
            "a required field needs a value in every row; the value fills the rows and is not kept as a default",
        );
        let asked = asked.advise("run again with one of these flags for each question:");
        let choices = self.0.iter().map(|question| {
            let choices = question.choices().into_iter();
            let choices: Vec<String> = choices.map(|choice| choice.to_string()).collect();
            let choices = if choices.is_empty() {
                question.flags()
            } else {
                choices
            };
            format!("    {}", choices.join("\n").replace('\n', "\n    "))
        });
        let asked = choices.fold(asked, Diagnosis::advise);
        let asked = when(
            renames,
            asked,
            "if nothing was renamed, run again with --no-rename",
        );
        let computed = self.has_value(RowValueQuestion::takes_computed_value);
        let asked = when(
            values && !computed,
            asked,
            "--no-default is for tables without rows",
        );
        let asked = when(
            self.has_value(|value| !value.takes_computed_value()),
            asked,
            "rows get no computed values in a primary key: where the table has rows, create another table with this key \
             and move them",
        );
        when(
            computed,
            asked,
            "SQL of a value may name fields of the row, such as lower(title); --no-default is for tables without rows. \
             A field with a default in the models, or with nullable=True, needs no answer",
        )
    }
}

fn when(applies: bool, diagnosis: Diagnosis, advice: &str) -> Diagnosis {
    if applies {
        diagnosis.advise(advice)
    } else {
        diagnosis
    }
}
