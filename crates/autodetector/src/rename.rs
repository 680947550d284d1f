//! Renames: carrying out those that are decided, and finding those that might be.

use std::collections::BTreeSet;
use std::mem::discriminant;
use std::sync::Arc;

use aksara_operations::{RenameField, RenameTable};
use aksara_schema::{Field, FieldType, Table, TableName};

use crate::detector::Detector;
use crate::join_table::join_the_same;
use crate::{Answers, DetectionError, Pair, Question, Questions};

/// Fields that every model has by itself; they tell nothing about what a table is.
pub(crate) const IMPLICIT: [&str; 3] = ["id", "created_at", "updated_at"];

impl Detector {
    /// Carries out the renames that are decided: tables first, since fields go by the new name of their table.
    pub(crate) fn apply_renames(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        for (old, new) in answers
            .tables
            .iter()
            .filter_map(|(old, new)| Some((old, new.as_ref()?)))
        {
            let is_gone = self.gone_tables().iter().any(|table| table.name == *old);
            let is_new = self.new_tables().iter().any(|table| table.name == *new);
            demand(is_gone && is_new, old, new)?;
            self.push(RenameTable {
                table: old.into(),
                new_name: new.clone(),
            })?;
        }
        self.follow_with_join_tables(answers)?;
        for ((table, old), new) in &answers.fields {
            let Some(new) = new else { continue };
            let has = |schema: &aksara_schema::Schema, field| {
                schema
                    .table(table)
                    .is_some_and(|table| table.fields.contains_key(field))
            };
            let is_gone = has(&self.draft, old) && !has(&self.next, old);
            let is_new = has(&self.next, new) && !has(&self.draft, new);
            demand(is_gone && is_new, &format!("{table}.{old}"), new)?;
            self.push(RenameField {
                table: table.into(),
                old_name: old.to_string(),
                new_name: new.clone(),
            })?;
        }
        self.follow_with_join_columns(answers)
    }

    /// Asks about every possible rename that is not decided.
    pub(crate) fn ask(&self, answers: &Answers) -> Result<(), DetectionError> {
        let tables = self.table_questions(answers);
        let fields = self
            .changed_tables()
            .into_iter()
            .flat_map(|pair| field_questions(&pair, answers));
        match tables.into_iter().chain(fields).collect::<Vec<_>>() {
            questions if questions.is_empty() => Ok(()),
            questions => Err(DetectionError::Questions(Questions(questions))),
        }
    }

    fn table_questions(&self, answers: &Answers) -> Vec<Question> {
        let new = self.new_tables();
        let gone = self.gone_tables();
        let undecided = gone
            .iter()
            .filter(|table| !answers.tables.contains_key(&table.name));
        let questions = undecided.map(|table| {
            let may_be = |candidate: &&Arc<Table>| {
                is_similar(table, candidate) || self.takes_references(table, candidate)
            };
            let mut similar: Vec<&Arc<Table>> = new.iter().filter(may_be).collect();
            // The most telling ones first.
            similar.sort_by_key(|candidate| !share_fields(table, candidate));
            let candidates: Vec<TableName> = similar
                .into_iter()
                .map(|candidate| candidate.name.clone())
                .collect();
            Question::TableRename {
                table: table.name.clone(),
                candidates,
            }
        });
        questions.filter(has_candidates).collect()
    }

    /// Whether a foreign key that refers to the one table refers to the other one in the models.
    fn takes_references(&self, old: &Table, new: &Table) -> bool {
        let moves = |referrer: &Arc<Table>, field: &Field| {
            let refers_to = |field: &Field, table: &Table| {
                field
                    .reference
                    .as_ref()
                    .is_some_and(|reference| reference.table == table.name)
            };
            let next = self.next.table(&referrer.name);
            let next = next.and_then(|table| table.fields.get(&field.name));
            refers_to(field, old) && next.is_some_and(|next| refers_to(next, new))
        };
        let mut referrers = self.draft.referrers(&old.name);
        referrers.any(|referrer| referrer.fields.values().any(|field| moves(referrer, field)))
    }
}

fn demand(holds: bool, old: &impl ToString, new: &impl ToString) -> Result<(), DetectionError> {
    match holds {
        true => Ok(()),
        false => Err(DetectionError::NoSuchRename {
            old: old.to_string(),
            new: new.to_string(),
        }),
    }
}

fn field_questions(pair: &Pair<Arc<Table>>, answers: &Answers) -> Vec<Question> {
    let Pair { previous, next } = pair;
    let table = &next.name;
    let is_decided = |field: &Field| answers.fields.contains_key(&(table.clone(), field.name.clone()));
    let gone = previous
        .fields
        .values()
        .filter(|field| !next.fields.contains_key(&field.name));
    let new: Vec<&Field> = next
        .fields
        .values()
        .filter(|field| !previous.fields.contains_key(&field.name))
        .collect();
    let questions = gone.filter(|field| !is_decided(field)).map(|field| {
        let alike = new.iter().filter(|candidate| is_alike(field, candidate));
        let candidates = alike.map(|candidate| candidate.name.clone()).collect();
        Question::FieldRename {
            table: table.clone(),
            field: field.name.clone(),
            candidates,
        }
    });
    questions.filter(has_candidates).collect()
}

fn has_candidates(question: &Question) -> bool {
    match question {
        Question::TableRename { candidates, .. } => !candidates.is_empty(),
        Question::FieldRename { candidates, .. } => !candidates.is_empty(),
    }
}

/// Whether the one field's values could be the other's: the same kind of type, to whatever length, or a foreign
/// key to the same table. A generated field has no values of its own.
fn is_alike(old: &Field, new: &Field) -> bool {
    let target = |field: &Field| field.reference.as_ref().map(|reference| reference.table.clone());
    let is_foreign = |field: &Field| matches!(field.field_type, FieldType::Foreign(_));
    let same_type = discriminant(&old.field_type) == discriminant(&new.field_type);
    let same_target = !is_foreign(old) || target(old) == target(new);
    old.generated.is_none() && new.generated.is_none() && same_type && same_target
}

/// Whether the tables join the same models, or at least half of their own fields are in both, with the same kind of
/// type, or all of them are of the same kinds.
fn is_similar(old: &Table, new: &Table) -> bool {
    join_the_same(old, new) || share_fields(old, new) || are_of_the_same_kinds(old, new)
}

fn are_of_the_same_kinds(old: &Table, new: &Table) -> bool {
    let (ours, theirs) = (own_fields(old), own_fields(new));
    ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| is_alike(one, other))
}

fn share_fields(old: &Table, new: &Table) -> bool {
    let (ours, theirs) = (own_fields(old), own_fields(new));
    let shared = ours.iter().filter(|field| {
        new.fields
            .get(&field.name)
            .is_some_and(|other| is_same_kind(field, other))
    });
    4 * shared.count() >= ours.len() + theirs.len()
}

fn is_same_kind(old: &Field, new: &Field) -> bool {
    discriminant(&old.field_type) == discriminant(&new.field_type)
}

fn own_fields(table: &Table) -> Vec<&Field> {
    let implicit = BTreeSet::from(IMPLICIT);
    table
        .fields
        .values()
        .filter(|field| !implicit.contains(field.name.as_str()))
        .collect()
}
