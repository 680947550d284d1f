//! Asking: every possible rename that is not decided becomes a question.

use std::sync::Arc;

use aksara_schema::{Field, FieldName, Table, TableName};

use crate::candidate::Candidate;
use crate::detector::Detector;
use crate::likely_tables::NewTables;
use crate::likeness::{candidate, is_letter_case, of_tables};
use crate::renamed_values::values;
use crate::{Answers, Candidates, DetectionError, Likeness, Pair, Question, Questions};

impl Detector {
    /// Asks about every possible rename that is not decided. Nothing speaks for some of them; but whatever is gone beside
    /// something new may have been renamed, and its rows would be lost.
    pub(crate) fn ask(&self, answers: &Answers) -> Result<(), DetectionError> {
        let mut questions = self.table_questions(answers);
        for pair in self.changed_tables() {
            questions.extend(self.field_questions(&pair, answers));
            questions.extend(value_questions(&pair, answers));
        }
        let values = self.value_questions(answers, &questions);
        if questions.is_empty() {
            Ok(())
        } else {
            questions.extend(values);
            Err(DetectionError::Questions(Questions(questions)))
        }
    }

    fn table_questions(&self, answers: &Answers) -> Vec<Question> {
        let gone = self.gone_tables();
        // A name that a table of others has is not a new one.
        let is_free = |new: &Arc<Table>| self.draft.table(&new.name).is_none();
        let new: Vec<_> = self.new_tables().into_iter().filter(is_free).collect();
        let is_only = gone.len() == 1 && new.len() == 1;
        let is_decided = |table: &Table| {
            let removed = (table.name.clone(), None);
            answers.tables.contains_key(&table.name) || self.removed.contains(&removed)
        };
        let new = NewTables::new(new, &gone);
        let undecided = gone.iter().filter(|table| !is_decided(table));
        let questions = undecided.filter_map(|table| {
            let likely = new.like(table, &self.draft, &self.next).into_iter();
            let candidate =
                |new: &Arc<Table>, evidence| named(new.name.clone(), table.name.name(), evidence, is_only);
            let likely = likely.filter_map(|new| Some(candidate(new, self.evidence_of_tables(table, new)?)));
            let unlike = || new.near(table).into_iter().map(|new| candidate(new, Vec::new()));
            Some(Question::TableRename {
                table: table.name.clone(),
                candidates: Candidates::new(likely.collect())
                    .or_else(|| Candidates::new(unlike().collect()))?,
            })
        });
        questions.collect()
    }

    /// The evidence that one table is the other; `None` without any.
    fn evidence_of_tables(&self, old: &Table, new: &Table) -> Option<Vec<Likeness>> {
        let mut evidence = of_tables(old, new);
        if self.takes_references(old, new) {
            evidence.push(Likeness::SameReferrers);
        }
        let is_known = !evidence.is_empty() || is_letter_case(old.name.name(), new.name.name());
        is_known.then_some(evidence)
    }

    /// Whether a foreign key that refers to the one table refers to the other one in the models.
    fn takes_references(&self, old: &Table, new: &Table) -> bool {
        let moves = |referrer: &Arc<Table>, field: &Field| {
            let refers_to = |field: &Field, table: &Table| {
                let reference = field.reference.as_ref();
                reference.is_some_and(|reference| reference.table == table.name)
            };
            let next = self.next.table(&referrer.name);
            let next = next.and_then(|table| table.fields.get(&field.name));
            refers_to(field, old) && next.is_some_and(|next| refers_to(next, new))
        };
        let mut referrers = self.draft.referrers(&old.name);
        referrers.any(|referrer| referrer.fields.values().any(|field| moves(referrer, field)))
    }
}

/// The questions about values of enums: a row that has one which is gone would have none.
fn value_questions(pair: &Pair<Arc<Table>>, answers: &Answers) -> Vec<Question> {
    let Pair { previous, next } = pair;
    let questions = next.fields.values().flat_map(|after| {
        let before = previous.fields.get(&after.name).map(values).unwrap_or_default();
        let is_decided = |value: &String| {
            let key = (next.name.clone(), after.name.clone(), value.clone());
            answers.values.contains_key(&key)
        };
        let is_of_field =
            |(table, field, _): &(TableName, FieldName, String)| *table == next.name && *field == after.name;
        let decided = answers.values.iter().filter(|(key, _)| is_of_field(key));
        let taken: Vec<&String> = decided.filter_map(|(_, new)| new.as_ref()).collect();
        let free: Vec<String> = values(after)
            .iter()
            .filter(|value| !taken.contains(value))
            .cloned()
            .collect();
        let renames = renamed_values(before, values(after), &free).into_iter();
        let undecided = renames.filter(|(value, _)| !is_decided(value));
        let questions = undecided.map(|(value, candidates)| Question::ValueRename {
            table: next.name.clone(),
            field: after.name.clone(),
            value,
            candidates,
        });
        questions.collect::<Vec<_>>()
    });
    questions.collect()
}

/// The values that are gone, with those that are new and that no other one becomes.
fn renamed_values(before: &[String], after: &[String], free: &[String]) -> Vec<(String, Candidates<String>)> {
    let missing = |values: &[String], from: &[String]| -> Vec<(usize, String)> {
        let values = values.iter().cloned().enumerate();
        values.filter(|(_, value)| !from.contains(value)).collect()
    };
    let (gone, mut new) = (missing(before, after), missing(after, before));
    new.retain(|(_, value)| free.contains(value));
    let is_only = gone.len() == 1 && new.len() == 1;
    let renames = gone.into_iter().filter_map(|(old_place, old)| {
        let candidates = new.iter().map(|(place, value)| {
            let is_there = (*place == old_place).then_some(Likeness::SamePosition);
            named(value.clone(), &old, is_there.into_iter().collect(), is_only)
        });
        let candidates = Candidates::new(candidates.collect())?;
        Some((old, candidates))
    });
    renames.collect()
}

/// A candidate with the evidence that nothing else of its kind is gone or new, if so.
pub(crate) fn named<N: ToString>(
    name: N,
    old: &str,
    mut evidence: Vec<Likeness>,
    is_only: bool,
) -> Candidate<N> {
    evidence.extend(is_only.then_some(Likeness::OnlyOne));
    candidate(name, old, evidence)
}
