//! Hints in the models, read as answers: those that the history has not followed yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_autodetector::Answers;
use aksara_diagnostic::{Code, Diagnose, Diagnosis, Origin};
use aksara_formats::hints::RenameHint;
use aksara_formats::python::models::Models;
use aksara_schema::{FieldName, ObjectName, Schema, SchemaError, Table, TableName, join_table_name, nearest};
use thiserror::Error as ThisError;

use crate::decisions::naming::{Renamed, as_written};
use crate::past_names::PastNames;

/// A hint that says nothing about these models and this history.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error(
    "a hint says that {thing} `{}` was called `{}` before: {problem}",
    .hint.name,
    .hint.earlier.join("`, then `")
)]
pub struct WrongHint {
    /// The kind of thing.
    pub thing: &'static str,
    /// The hint.
    pub hint: RenameHint,
    /// The problem with it.
    pub problem: HintProblem,
}

/// The problem with a hint.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum HintProblem {
    /// The history has neither name.
    #[error("the migrations have neither name")]
    NeverWas {
        /// The nearest name that they have.
        suggestion: Option<String>,
    },
    /// The models do not have what was renamed.
    #[error("the models have nothing of that name")]
    NotThere {
        /// The nearest name that they have.
        suggestion: Option<String>,
    },
    /// Another hint names the same thing.
    #[error("another hint says the same of `{other}`")]
    Twice {
        /// The other one.
        other: String,
    },
}

impl Diagnose for WrongHint {
    fn diagnosis(&self) -> Diagnosis {
        let advice = match &self.problem {
            HintProblem::NeverWas { suggestion } | HintProblem::NotThere { suggestion, .. } => {
                match suggestion {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "correct the hint, or take it out of the model".to_owned(),
                }
            }
            HintProblem::Twice { .. } => "take one of the two hints out".to_owned(),
        };
        Diagnosis::new(Code::ModelsNoSuchRename)
            .at(Some(&self.hint.origin))
            .with_state("No file was written.")
            .advise(advice)
    }
}

/// The history and the models that hints are about.
pub(crate) struct Hints<'a> {
    pub previous: &'a Schema,
    pub models: &'a Models,
    pub past: &'a PastNames,
}

impl Hints<'_> {
    /// Adds the answers that the hints give about tables; what is answered already counts more.
    pub fn answer_tables(&self, answers: &mut Answers) -> Result<(), WrongHint> {
        for hints in &self.models.hints {
            let Some(hint) = &hints.renamed_from else { continue };
            let followed = self.table(&hints.table, hint, &mut answers.tables);
            followed.map_err(|problem| problem.of("the table", hint))?;
        }
        Ok(())
    }

    /// Adds the answers that the hints give about everything else, once it is known which tables were renamed.
    pub fn answer_others(&self, answers: &mut Answers) -> Result<(), WrongHint> {
        let mut outcomes = Outcomes::default();
        for hints in &self.models.hints {
            if self.may_be_renamed(&hints.table, answers) {
                continue;
            }
            for hint in &hints.fields {
                outcomes.note("the field", hint, self.field(&hints.table, hint, answers));
            }
            for hint in &hints.indexes {
                let names = |table: &Table| table.indexes.keys().cloned().collect();
                let followed = self.object(&hints.table, hint, names, &answers.tables);
                outcomes.note(
                    "the index",
                    hint,
                    add(&mut answers.indexes, &hints.table, followed),
                );
            }
            for hint in &hints.constraints {
                let names = |table: &Table| table.constraints.keys().cloned().collect();
                let followed = self.object(&hints.table, hint, names, &answers.tables);
                outcomes.note(
                    "the constraint",
                    hint,
                    add(&mut answers.constraints, &hints.table, followed),
                );
            }
        }
        outcomes.finish()
    }

    /// Whether a table is new, and may be one that is gone: then that is asked first.
    fn may_be_renamed(&self, table: &TableName, answers: &Answers) -> bool {
        let is_undecided = |gone: &Arc<Table>| {
            let is_gone = self.models.schema.table(&gone.name).is_none();
            is_gone && !gone.name.is_of_package() && !answers.tables.contains_key(&gone.name)
        };
        !answers.assume_no_renames
            && self.before(table, &answers.tables).is_none()
            && self.previous.tables().any(is_undecided)
    }

    fn table(
        &self,
        table: &TableName,
        hint: &RenameHint,
        tables: &mut BTreeMap<TableName, Option<TableName>>,
    ) -> Result<(), HintProblem> {
        if self.previous.table(table).is_some() {
            return Ok(());
        }
        let found = newest_first(hint).find_map(|old| self.previous.resolve(old).ok());
        match found {
            Some(old) => insert(tables, old.name.clone(), table.clone()),
            None if self.past.had_table(hint) => Ok(()),
            None => Err(HintProblem::NeverWas {
                suggestion: newest_first(hint)
                    .find_map(|old| suggested(self.previous.resolve(old).err()?))
                    .or_else(|| self.only_gone_table()),
            }),
        }
    }

    /// The one table that the models do not have any more.
    fn only_gone_table(&self) -> Option<String> {
        let is_gone = |table: &&Arc<Table>| {
            self.models.schema.table(&table.name).is_none() && !table.name.is_of_package()
        };
        let mut gone = self.previous.tables().filter(is_gone);
        let only = gone.next()?.name.to_string();
        gone.next().is_none().then_some(only)
    }

    fn field(&self, table: &TableName, hint: &RenameHint, answers: &mut Answers) -> Result<(), HintProblem> {
        let before = self.before(table, &answers.tables);
        let Some(after) = self.models.schema.table(table) else {
            return Ok(());
        };
        let join = |table: &TableName, field: &str| join_table_name(table, field).ok();
        let new_join = join(table, &hint.name).filter(|name| self.models.schema.table(name).is_some());
        let new = as_written(after, &hint.name);
        match (before, new, new_join) {
            (None, _, _) if hint.is_inherited => Ok(()),
            (None, _, _) => Err(HintProblem::NeverWas { suggestion: None }),
            (Some(before), None, Some(new_join)) => {
                let of_history = |field: &str| join(&before.name, field);
                let has = |name: &TableName| self.previous.table(name).is_some();
                let is_followed = has(&new_join) || of_history(&hint.name).is_some_and(|name| has(&name));
                let mut earlier = newest_first(hint).filter_map(of_history);
                match earlier.find(has) {
                    _ if is_followed => Ok(()),
                    Some(old_join) => insert(&mut answers.tables, old_join, new_join),
                    None => Err(never_was(hint, before.fields.keys())),
                }
            }
            (Some(before), _, _) if as_written(before, &hint.name).is_some() => Ok(()),
            (Some(before), Some(new), _) => {
                let new = new.name.clone();
                match newest_first(hint).find_map(|old| as_written(before, old)) {
                    Some(old) => insert(&mut answers.fields, (table.clone(), old.name.clone()), new),
                    None => Err(never_was(hint, before.fields.keys())),
                }
            }
            (Some(before), None, None) if self.past.had(&before.name, &hint.name) => Ok(()),
            (Some(before), None, None) => {
                let is_new = |name: &&FieldName| !before.fields.contains_key(*name);
                Err(HintProblem::NotThere {
                    suggestion: nearest_of(&hint.name, after.fields.keys().filter(is_new)),
                })
            }
        }
    }

    /// The old and the new name of an index or constraint, where the hint has something to do.
    fn object(
        &self,
        table: &TableName,
        hint: &RenameHint,
        names: impl Fn(&Table) -> Vec<ObjectName>,
        tables: &BTreeMap<TableName, Option<TableName>>,
    ) -> Result<Option<(ObjectName, ObjectName)>, HintProblem> {
        let before = self.before(table, tables).map(&names);
        let after = self.models.schema.table(table).map(|table| names(table));
        let named = |names: &[ObjectName], name: &str| names.iter().find(|own| own.as_str() == name).cloned();
        let (Some(before), Some(after)) = (before, after) else {
            return if hint.is_inherited {
                Ok(None)
            } else {
                Err(HintProblem::NeverWas { suggestion: None })
            };
        };
        if named(&before, &hint.name).is_some() {
            return Ok(None);
        }
        let old = newest_first(hint).find_map(|old| named(&before, old));
        match (old, named(&after, &hint.name)) {
            (_, None) if self.past.had(table, &hint.name) => Ok(None),
            (_, None) => Err(HintProblem::NotThere {
                suggestion: nearest_of(&hint.name, after.iter().filter(|name| !before.contains(name))),
            }),
            (None, Some(_)) => Err(never_was(hint, before.iter())),
            (Some(old), Some(new)) => Ok(Some((old, new))),
        }
    }

    /// The table of the history that has this name now.
    fn before(&self, now: &TableName, tables: &BTreeMap<TableName, Option<TableName>>) -> Option<&Table> {
        let renamed = Renamed {
            previous: self.previous,
            models: self.models,
            tables,
        };
        renamed.pair(now).map(|pair| pair.before)
    }
}

impl HintProblem {
    fn of(self, thing: &'static str, hint: &RenameHint) -> WrongHint {
        WrongHint {
            thing,
            hint: hint.clone(),
            problem: self,
        }
    }
}

/// The outcomes of hints, of which one class may give the same to several models.
#[derive(Default)]
struct Outcomes {
    followed: Vec<Origin>,
    wrong: Vec<WrongHint>,
}

impl Outcomes {
    fn note(&mut self, thing: &'static str, hint: &RenameHint, outcome: Result<(), HintProblem>) {
        match outcome {
            Ok(()) => self.followed.push(hint.origin.clone()),
            Err(problem) => self.wrong.push(problem.of(thing, hint)),
        }
    }

    /// The first that is wrong: of a class of several models, what fits none of them.
    fn finish(self) -> Result<(), WrongHint> {
        let fits_another =
            |wrong: &WrongHint| wrong.hint.is_inherited && self.followed.contains(&wrong.hint.origin);
        match self.wrong.into_iter().find(|wrong| !fits_another(wrong)) {
            Some(wrong) => Err(wrong),
            None => Ok(()),
        }
    }
}

/// Notes an answer; of two hints about one thing, one is wrong.
fn insert<K: Ord, N: PartialEq + ToString>(
    answers: &mut BTreeMap<K, Option<N>>,
    old: K,
    new: N,
) -> Result<(), HintProblem> {
    match answers.get(&old) {
        Some(Some(other)) if *other != new => Err(HintProblem::Twice {
            other: other.to_string(),
        }),
        Some(_) => Ok(()),
        None => {
            answers.insert(old, Some(new));
            Ok(())
        }
    }
}

fn add(
    answers: &mut BTreeMap<(TableName, ObjectName), Option<ObjectName>>,
    table: &TableName,
    followed: Result<Option<(ObjectName, ObjectName)>, HintProblem>,
) -> Result<(), HintProblem> {
    match followed? {
        Some((old, new)) => insert(answers, (table.clone(), old), new),
        None => Ok(()),
    }
}

fn newest_first(hint: &RenameHint) -> impl Iterator<Item = &str> {
    hint.earlier.iter().rev().map(String::as_str)
}

fn never_was<'a, N: ToString + 'a>(hint: &RenameHint, names: impl Iterator<Item = &'a N>) -> HintProblem {
    let names: Vec<String> = names.map(ToString::to_string).collect();
    HintProblem::NeverWas {
        suggestion: newest_first(hint)
            .find_map(|old| nearest(old, names.iter().map(String::as_str)))
            .map(str::to_owned),
    }
}

fn nearest_of<'a, N: ToString + 'a>(written: &str, names: impl Iterator<Item = &'a N>) -> Option<String> {
    let names: Vec<String> = names.map(ToString::to_string).collect();
    nearest(written, names.iter().map(String::as_str)).map(str::to_owned)
}

fn suggested(error: SchemaError) -> Option<String> {
    let SchemaError::UnknownTable { suggestion, .. } = error;
    suggestion
}
