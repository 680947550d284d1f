//! Decisions that cannot be followed, and why.

use std::fmt;

use aksara_autodetector::Decision;
use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_schema::nearest;
use thiserror::Error as ThisError;

/// A decision that says nothing about these models and this history.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("{decision}: {problem}")]
pub struct WrongDecision {
    /// The decision.
    pub decision: Decision,
    /// The problem with it.
    pub problem: DecisionProblem,
}

/// The problem with a decision.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum DecisionProblem {
    /// Nothing is called like the table before the dot.
    #[error("there is no table or model `{written}`{}", there_are("declared", tables))]
    NoTable {
        /// The name as written.
        written: String,
        /// The tables that there are, the nearest first.
        tables: Vec<String>,
    },
    /// The table is new: the history has nothing of it that could be gone.
    #[error("`{table}` is new in the models, so nothing of it was there before")]
    NewTable {
        /// The table, by its own name.
        table: String,
    },
    /// The old name is none that is gone.
    #[error(
        "`{written}` names nothing that was removed from the models{}",
        there_are("removed", gone)
    )]
    NotGone {
        /// The name as written.
        written: String,
        /// The names that are gone, the nearest first.
        gone: Vec<String>,
    },
    /// The new name is none that is new.
    #[error(
        "`{written}` names nothing that is new in the models{}",
        there_are("new", new)
    )]
    NotNew {
        /// The name as written.
        written: String,
        /// The names that are new, the nearest first.
        new: Vec<String>,
    },
    /// The new name is that of something that was there before, of which no decision says that it gives the name up.
    #[error("`{written}` was there before, and keeps its name")]
    Taken {
        /// The name as written.
        written: String,
        /// What has the name, as a decision calls it.
        owner: String,
    },
    /// Something else is decided about it as well, by another flag or by the models.
    #[error("another decision about it was given as well")]
    Twice,
    /// Two things cannot have one name.
    #[error("`{other}` gets the same name")]
    SameName {
        /// The other one, under its old name.
        other: String,
    },
}

impl Diagnose for WrongDecision {
    fn diagnosis(&self) -> Diagnosis {
        let advice = match &self.problem {
            DecisionProblem::NoTable { tables: names, .. }
            | DecisionProblem::NotGone { gone: names, .. }
            | DecisionProblem::NotNew { new: names, .. } => {
                names.first().map(|name| format!("did you mean `{name}`?"))
            }
            DecisionProblem::NewTable { table } => Some(format!(
                "if the table itself was renamed, say so as well: --rename OLD:{table}"
            )),
            DecisionProblem::Taken { owner, .. } => Some(format!(
                "if that one was really removed and its name was given to this one, say so as well: --drop {owner}"
            )),
            DecisionProblem::Twice => Some(
                "leave one of the two out: a flag, or the hint in the models (`renamed_from`, `renamed_fields`, …)"
                    .to_owned(),
            ),
            DecisionProblem::SameName { .. } => Some("leave one of the flags out".to_owned()),
        };
        Diagnosis::new(Code::ModelsNoSuchRename).advise(advice.unwrap_or_default())
    }
}

impl DecisionProblem {
    pub(super) fn of(self, decision: &Decision) -> WrongDecision {
        WrongDecision {
            decision: decision.clone(),
            problem: self,
        }
    }
}

pub(super) fn no_table(written: &str, tables: Vec<String>) -> DecisionProblem {
    DecisionProblem::NoTable {
        written: written.to_owned(),
        tables: nearest_first(written, tables),
    }
}

pub(super) fn not_gone(written: &str, gone: Vec<String>) -> DecisionProblem {
    DecisionProblem::NotGone {
        written: written.to_owned(),
        gone: nearest_first(written, gone),
    }
}

pub(super) fn taken(written: &str, owner: String) -> DecisionProblem {
    DecisionProblem::Taken {
        written: written.to_owned(),
        owner,
    }
}

pub(super) fn not_new(written: &str, new: Vec<String>) -> DecisionProblem {
    DecisionProblem::NotNew {
        written: written.to_owned(),
        new: nearest_first(written, new),
    }
}

fn nearest_first(written: &str, mut names: Vec<String>) -> Vec<String> {
    let nearest = nearest(written, names.iter().map(String::as_str)).map(str::to_owned);
    names.sort_by_key(|name| nearest.as_ref() != Some(name));
    names
}

/// The most names that one message lists.
const MOST_LISTED: usize = 10;

fn there_are(which: &str, names: &[String]) -> impl fmt::Display {
    let listed = names.iter().take(MOST_LISTED).map(String::as_str);
    let listed = listed.collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => format!("; nothing is {which}"),
        1..=MOST_LISTED => format!("; there are: {listed}"),
        count => format!("; there are: {listed} and {} more", count - MOST_LISTED),
    }
}
