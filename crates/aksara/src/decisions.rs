//! The user's decisions about renames: written in words of models or tables, read as answers about tables and fields.

use std::fmt;

use aksara_autodetector::{Answers, Decision};
use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_formats::python::models::Models;
use aksara_schema::{Field, FieldName, Schema, Table, TableName, join_table_name, nearest};
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

impl Diagnose for WrongDecision {
    fn diagnosis(&self) -> Diagnosis {
        let advice = match &self.problem {
            DecisionProblem::NotGone { gone: names, .. } | DecisionProblem::NotNew { new: names, .. } => {
                names.first().map(|name| format!("did you mean `{name}`?"))
            }
            DecisionProblem::Twice => Some("leave one of the flags out".to_owned()),
        };
        Diagnosis::new(Code::ModelsNoSuchRename).advise(advice.unwrap_or_default())
    }
}

/// The problem with a decision.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum DecisionProblem {
    /// The old name is none that is gone.
    #[error(
        "nothing that is gone from the models is called `{written}`{}",
        there_are("gone", gone)
    )]
    NotGone {
        /// The name as written.
        written: String,
        /// The names that are gone, the nearest first.
        gone: Vec<String>,
    },
    /// The new name is none that is new.
    #[error(
        "nothing that is new in the models is called `{written}`{}",
        there_are("new", new)
    )]
    NotNew {
        /// The name as written.
        written: String,
        /// The names that are new, the nearest first.
        new: Vec<String>,
    },
    /// Something else is decided about it as well.
    #[error("something else is said about it as well")]
    Twice,
}

/// The history and the models that decisions are about.
pub(crate) struct Decisions<'a> {
    pub previous: &'a Schema,
    pub models: &'a Models,
}

/// The subject of a decision.
enum Subject {
    Table(TableName),
    /// The join table of a many-to-many field.
    JoinTable {
        /// The table of the field's model under its old name.
        owner: TableName,
        join: TableName,
    },
    Field {
        /// The table under its old name.
        table: TableName,
        field: FieldName,
    },
}

impl Decisions<'_> {
    /// The answers that the decisions give, beside those that there are: tables first, since fields go by the new name of
    /// theirs.
    pub fn answer(&self, decisions: &[Decision], answers: &mut Answers) -> Result<(), WrongDecision> {
        let mut within_tables = Vec::new();
        for decision in decisions {
            let subject = self
                .subject(decision)
                .map_err(|problem| wrong(decision, problem))?;
            match subject {
                Subject::Table(old) => {
                    let new = self.new_table(decision, |new| self.named_table(new))?;
                    let before = answers.tables.insert(old, new.clone());
                    refuse_other(decision, before, &new)?;
                }
                Subject::JoinTable { .. } | Subject::Field { .. } => within_tables.push((decision, subject)),
            }
        }
        let renames = answers.tables.clone();
        let now = |table: &TableName| match renames.get(table) {
            Some(Some(renamed)) => renamed.clone(),
            Some(None) | None => table.clone(),
        };
        for (decision, subject) in within_tables {
            match subject {
                Subject::Table(_) => {}
                Subject::JoinTable { owner, join } => {
                    let named = |new: &str| join_table_name(&now(&owner), new).ok();
                    let new = self.new_table(decision, |new| named(new).or_else(|| self.named_table(new)))?;
                    let before = answers.tables.insert(join, new.clone());
                    refuse_other(decision, before, &new)?;
                }
                Subject::Field { table, field } => {
                    let new = self.new_field(decision, &table, &now(&table), &field)?;
                    let before = answers.fields.insert((now(&table), field), new.clone());
                    refuse_other(decision, before, &new)?;
                }
            }
        }
        Ok(())
    }

    fn next(&self) -> &Schema {
        &self.models.schema
    }

    /// The name that is gone: a field if the part before the last dot names a table, else a table.
    fn subject(&self, decision: &Decision) -> Result<Subject, DecisionProblem> {
        let written = old_name(decision);
        if let Some((table, field)) = written.rsplit_once('.')
            && let Some(table) = self.table_before(table)
        {
            return self.field_of(table, field, written);
        }
        match self
            .previous
            .resolve(written)
            .ok()
            .filter(|table| self.is_gone(&table.name))
        {
            Some(table) => Ok(Subject::Table(table.name.clone())),
            None => Err(not_gone(written, self.gone_tables())),
        }
    }

    /// A field that is gone, or the join table of a many-to-many field.
    fn field_of(&self, table: &Table, field: &str, written: &str) -> Result<Subject, DecisionProblem> {
        if let Some(found) = as_written(table, field) {
            return Ok(Subject::Field {
                table: table.name.clone(),
                field: found.name.clone(),
            });
        }
        match join_table_name(&table.name, field) {
            Ok(join) if self.previous.table(&join).is_some() && self.is_gone(&join) => {
                Ok(Subject::JoinTable {
                    owner: table.name.clone(),
                    join,
                })
            }
            _ => {
                let fields = table.fields.keys().map(|field| format!("{}.{field}", table.name));
                Err(not_gone(written, fields.collect()))
            }
        }
    }

    /// The new name of a table; none where it is really removed.
    fn new_table(
        &self,
        decision: &Decision,
        named: impl Fn(&str) -> Option<TableName>,
    ) -> Result<Option<TableName>, WrongDecision> {
        let Decision::Rename { new, .. } = decision else {
            return Ok(None);
        };
        match named(new).filter(|name| self.is_new(name)) {
            Some(name) => Ok(Some(name)),
            None => Err(wrong(decision, not_new(new, self.new_tables()))),
        }
    }

    /// The new name of a field; none where it is really removed.
    fn new_field(
        &self,
        decision: &Decision,
        before: &TableName,
        now: &TableName,
        field: &FieldName,
    ) -> Result<Option<FieldName>, WrongDecision> {
        let fields = |schema: &Schema, table: &TableName| {
            let table = schema.table(table).cloned();
            table.map(|table| table.fields.clone()).unwrap_or_default()
        };
        let (before, after) = (fields(self.previous, before), fields(self.next(), now));
        if after.is_empty() || after.contains_key(field) {
            let gone = before.keys().filter(|field| !after.contains_key(*field));
            let gone = gone.map(ToString::to_string).collect();
            return Err(wrong(decision, not_gone(field.as_str(), gone)));
        }
        let Decision::Rename { new, .. } = decision else {
            return Ok(None);
        };
        let table = self.next().table(now);
        let found = table.and_then(|table| as_written(table, new));
        match found.filter(|field| !before.contains_key(&field.name)) {
            Some(field) => Ok(Some(field.name.clone())),
            None => {
                let new_fields = after.keys().filter(|field| !before.contains_key(*field));
                let new_fields = new_fields.map(ToString::to_string).collect();
                Err(wrong(decision, not_new(new, new_fields)))
            }
        }
    }

    fn named_table(&self, written: &str) -> Option<TableName> {
        self.table_now(written).map(|table| table.name.clone())
    }

    /// The table of the history that a name means: its own, its model's, or that of a model which has another name now.
    fn table_before(&self, written: &str) -> Option<&Table> {
        let by_model = || self.previous.table(&self.table_now(written)?.name);
        let found = self.previous.resolve(written).ok().or_else(by_model);
        found.map(|table| &**table)
    }

    /// The table of the models that a name means.
    fn table_now(&self, written: &str) -> Option<&Table> {
        let class = self.models.models.iter().find(|model| model.class == written);
        let by_class = class.and_then(|model| self.next().table(&model.table));
        by_class
            .or_else(|| self.next().resolve(written).ok())
            .map(|table| &**table)
    }

    fn is_gone(&self, name: &TableName) -> bool {
        self.next().table(name).is_none()
    }

    fn is_new(&self, name: &TableName) -> bool {
        self.next().table(name).is_some() && self.previous.table(name).is_none()
    }

    fn gone_tables(&self) -> Vec<String> {
        let gone = self.previous.tables().filter(|table| self.is_gone(&table.name));
        gone.map(|table| table.name.to_string()).collect()
    }

    fn new_tables(&self) -> Vec<String> {
        let new = self.next().tables().filter(|table| self.is_new(&table.name));
        new.map(|table| table.name.to_string()).collect()
    }
}

fn old_name(decision: &Decision) -> &str {
    match decision {
        Decision::Rename { old, .. } => old,
        Decision::Drop(name) => name,
    }
}

/// A field by its column, its name in the model, or the name in the model that its column is called after.
fn as_written<'a>(table: &'a Table, written: &str) -> Option<&'a Field> {
    let by_key = || table.fields.get(format!("{written}_id").as_str());
    let is_key = |field: &&Field| field.reference.is_some();
    table
        .field_as_written(written)
        .or_else(|| by_key().filter(is_key))
}

fn refuse_other<T: PartialEq>(
    decision: &Decision,
    before: Option<Option<T>>,
    now: &Option<T>,
) -> Result<(), WrongDecision> {
    match before {
        Some(before) if before != *now => Err(wrong(decision, DecisionProblem::Twice)),
        Some(_) | None => Ok(()),
    }
}

fn wrong(decision: &Decision, problem: DecisionProblem) -> WrongDecision {
    WrongDecision {
        decision: decision.clone(),
        problem,
    }
}

fn not_gone(written: &str, gone: Vec<String>) -> DecisionProblem {
    DecisionProblem::NotGone {
        written: written.to_owned(),
        gone: nearest_first(written, gone),
    }
}

fn not_new(written: &str, new: Vec<String>) -> DecisionProblem {
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

fn there_are(what: &str, names: &[String]) -> impl fmt::Display {
    match names.is_empty() {
        true => format!("; nothing is {what}"),
        false => format!("; there are: {}", names.join(", ")),
    }
}
