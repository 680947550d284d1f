//! The changes beside open questions: what a check finds apart from what is asked.

use std::collections::BTreeSet;

use aksara_autodetector::{Answers, Choice, Decision, Question, Questions};
use aksara_operations::{Operation, OperationKind};

use crate::{Apps, ChosenAnswer, Draft, Error, ModelChange, NewMigration, Project};

impl Project {
    /// The changes that no open question is about, as if the likeliest answer to each rename were given and rows
    /// got no values. Nothing is written.
    pub fn changes_beside(&self, apps: &Apps, wanted: &NewMigration) -> Result<Vec<ModelChange>, Error> {
        let models = self.models(apps)?;
        let mut assuming = NewMigration {
            answers: Answers {
                assume_no_values: true,
                ..wanted.answers.clone()
            },
            ..wanted.clone()
        };
        let mut assumed = AssumedAnswers::default();
        let drafts = loop {
            match self.draft_migrations(&models, &assuming) {
                Ok(drafts) => break drafts,
                Err(Error::Questions(questions)) if assumed.take(&questions, &mut assuming) => {}
                // The likeliest answers do not go together: then nothing was renamed.
                Err(_) => {
                    assuming.decisions.clone_from(&wanted.decisions);
                    assuming.answers.assume_no_renames = true;
                    break self.draft_migrations(&models, &assuming)?;
                }
            }
        };
        Ok(drafts
            .into_iter()
            .flat_map(|draft| assumed.others(draft))
            .collect())
    }
}

/// The answers that were assumed.
#[derive(Default)]
struct AssumedAnswers {
    /// The new names that are given away.
    taken: BTreeSet<String>,
    /// The tables that are assumed to be renamed, under both names.
    tables: BTreeSet<String>,
    /// Fields by table, under both names.
    fields: BTreeSet<(String, String)>,
}

impl AssumedAnswers {
    /// Answers questions by their likeliest candidates that are not given away; whether there was any to answer.
    fn take(&mut self, questions: &Questions, wanted: &mut NewMigration) -> bool {
        let before = wanted.decisions.len();
        for question in &questions.0 {
            let mut choices = question.choices().into_iter();
            let Some(choice) = choices.find(|choice| !self.is_given_away(question, choice)) else {
                continue;
            };
            wanted.take(question, &answer(&choice.decision));
            self.remember(question, choice.decision);
        }
        wanted.decisions.len() > before
    }

    fn is_given_away(&self, question: &Question, choice: &Choice) -> bool {
        match &choice.decision {
            Decision::Rename { new, .. } => self.taken.contains(&full_name(question, new)),
            Decision::Drop { .. } => false,
        }
    }

    fn remember(&mut self, question: &Question, decision: Decision) {
        let new = match decision {
            Decision::Rename { new, .. } => Some(new),
            Decision::Drop { .. } => None,
        };
        self.taken
            .extend(new.as_ref().map(|new| full_name(question, new)));
        match question {
            Question::TableRename { table, .. } => {
                self.tables.extend([table.to_string()].into_iter().chain(new))
            }
            Question::FieldRename { table, field, .. } => {
                let names = [field.to_string()].into_iter().chain(new);
                self.fields.extend(names.map(|name| (table.to_string(), name)));
            }
            Question::ValueRename { table, field, .. } => {
                self.fields.insert((table.to_string(), field.to_string()));
            }
            Question::RowValue(_) => {}
        }
    }

    /// The changes of a draft that are not answers.
    fn others(&self, draft: Draft) -> impl Iterator<Item = ModelChange> {
        let operations = draft.migration.operations.into_iter();
        let pairs = draft.changes.into_iter().zip(operations);
        let others = pairs.filter(|(change, operation)| !self.is_answer(change, &operation.value));
        others.map(|(change, _)| change)
    }

    /// Whether a change says what a question asks: a name that is given, with those of the join tables that follow,
    /// or what is made or taken away because it has no other name.
    fn is_answer(&self, change: &ModelChange, operation: &Operation) -> bool {
        let table = change.table.as_deref().unwrap_or_default();
        let field = change.field.as_deref().unwrap_or_default();
        let is_of = |owner: &String| {
            let rest = table.strip_prefix(owner.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        let is_renamed = || self.tables.iter().any(is_of);
        let is_field = || self.fields.contains(&(table.to_owned(), field.to_owned()));
        // Derived names follow the names of tables and fields.
        let follows = || is_renamed() || self.fields.iter().any(|(owner, _)| owner == table);
        match OperationKind::from(operation) {
            OperationKind::RenameTable => is_renamed(),
            OperationKind::CreateTable | OperationKind::DropTable => self.tables.contains(table),
            OperationKind::RenameField => is_field() || is_renamed(),
            OperationKind::RenameIndex | OperationKind::RenameConstraint => follows(),
            OperationKind::AddField | OperationKind::RemoveField | OperationKind::AlterField => is_field(),
            // No question asks for anything else.
            _ => false,
        }
    }
}

fn answer(decision: &Decision) -> ChosenAnswer {
    match decision {
        Decision::Rename { new, .. } => ChosenAnswer::Rename(new.clone()),
        Decision::Drop { .. } => ChosenAnswer::Drop,
    }
}

/// A new name with what it is a name in.
fn full_name(question: &Question, new: &str) -> String {
    match question {
        Question::TableRename { .. } | Question::RowValue(_) => new.to_owned(),
        Question::FieldRename { table, .. } => format!("{table}.{new}"),
        Question::ValueRename { table, field, .. } => format!("{table}.{field}.{new}"),
    }
}
