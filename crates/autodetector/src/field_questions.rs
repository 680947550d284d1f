//! Questions about fields: one that is gone may have another name. So may one that has values of another kind now, where
//! a new field could hold those of before: then the models have a new field under the old name.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_schema::{Field, FieldName, Table};

use crate::asking::named;
use crate::candidate::Candidate;
use crate::detector::Detector;
use crate::likeness::{FieldOfTable, is_of_other_kind, of_fields};
use crate::{Answers, Candidates, Likeness, Pair, Question};

impl Detector {
    /// The questions about the fields of a table that nothing is decided about.
    pub(crate) fn field_questions(&self, pair: &Pair<Arc<Table>>, answers: &Answers) -> Vec<Question> {
        let changes = FieldChanges::of(pair);
        let table = &changes.next.name;
        let of_table = answers.fields.iter().filter(|((owner, _), _)| owner == table);
        let named: BTreeSet<&FieldName> = of_table.filter_map(|(_, new)| new.as_ref()).collect();
        let is_decided = |field: &Field| {
            let removed = (table.clone(), Some(field.name.clone()));
            let answer = answers.fields.get(&(table.clone(), field.name.clone()));
            answer.is_some() || named.contains(&field.name) || self.removed.contains(&removed)
        };
        let fields = changes.previous.fields.values();
        let undecided = fields.filter(|field| !is_decided(field));
        undecided.filter_map(|field| changes.question(field)).collect()
    }
}

/// A table before and after, with the fields that only one of both has.
struct FieldChanges<'a> {
    previous: &'a Table,
    next: &'a Table,
    new: Vec<&'a Field>,
    /// Whether nothing else is gone, and nothing else is new.
    is_only: bool,
}

impl<'a> FieldChanges<'a> {
    fn of(pair: &'a Pair<Arc<Table>>) -> Self {
        let Pair { previous, next } = pair;
        let missing = |field: &&Field, from: &Table| !from.fields.contains_key(&field.name);
        let gone = previous
            .fields
            .values()
            .filter(|field| missing(field, next))
            .count();
        let new = next.fields.values().filter(|field| missing(field, previous));
        let new: Vec<&Field> = new.collect();
        Self {
            previous,
            next,
            is_only: gone == 1 && new.len() == 1,
            new,
        }
    }

    fn question(&self, field: &Field) -> Option<Question> {
        let now = self.next.fields.get(&field.name);
        let candidates = match now {
            None => Candidates::new(self.likely(field)).or_else(|| Candidates::new(self.unlike(field))),
            Some(now) if is_of_other_kind(field, now) => Candidates::new(self.of_the_same_kind(field)),
            Some(_) => None,
        };
        Some(Question::FieldRename {
            table: self.next.name.clone(),
            field: field.name.clone(),
            is_kept: now.is_some(),
            candidates: candidates?,
        })
    }

    /// The new fields for which something speaks.
    fn likely(&self, old: &Field) -> Vec<Candidate<FieldName>> {
        let (table, field) = (self.previous, old);
        let evidence = |new| of_fields(FieldOfTable { table, field }, self.new_field(new));
        let new = self.new.iter();
        new.filter_map(|new| Some(self.candidate(old, new, evidence(new)?)))
            .collect()
    }

    /// The new fields for which nothing speaks; but the values of the old one would be lost.
    fn unlike(&self, old: &Field) -> Vec<Candidate<FieldName>> {
        let holds_values = |new: &&&Field| new.generated.is_none() && old.generated.is_none();
        let new = self.new.iter().filter(holds_values);
        new.map(|new| self.candidate(old, new, Vec::new())).collect()
    }

    /// The likely fields that could hold the values of the old one.
    fn of_the_same_kind(&self, old: &Field) -> Vec<Candidate<FieldName>> {
        let is_alike = |candidate: &Candidate<FieldName>| {
            let alike = [Likeness::SameType, Likeness::SimilarType];
            alike.iter().any(|likeness| candidate.evidence.contains(likeness))
        };
        self.likely(old).into_iter().filter(is_alike).collect()
    }

    fn new_field(&self, field: &'a Field) -> FieldOfTable<'a> {
        FieldOfTable {
            table: self.next,
            field,
        }
    }

    fn candidate(&self, old: &Field, new: &Field, evidence: Vec<Likeness>) -> Candidate<FieldName> {
        named(new.name.clone(), old.name.as_str(), evidence, self.is_only)
    }
}
