//! Joining two operations that follow each other into fewer, or into an order in which more can be joined.
//!
//! A rule only proposes; the proposal is taken if replay proves that it does the same.

mod moved;
mod opened;
mod rules;

use std::sync::Arc;

use aksara_operations::{Located, Operation};
use aksara_schema::{Schema, Table};

pub(crate) use rules::{table_after, table_before};

use crate::DerivedNames;
use crate::proof::ReplayTrace;

/// The joined form of two operations; `None` if they stay as they are.
pub(crate) fn join(
    first: &Located<Operation>,
    second: &Located<Operation>,
    before: &Schema,
    names: DerivedNames,
) -> Option<Vec<Located<Operation>>> {
    let two = OperationPair::new(&first.value, &second.value, before)?;
    let is_proven = |proposal: &Vec<Operation>| {
        ReplayTrace::of(proposal, before).is_some_and(|course| two.course.is_matched_by(&course, names))
    };
    let proposal = two.proposals().into_iter().find(is_proven)?;
    let origins = match proposal.as_slice() {
        [only] if *only == second.value => vec![second.origin.clone()],
        [_, _] => vec![second.origin.clone(), first.origin.clone()],
        _ => vec![first.origin.clone().or_else(|| second.origin.clone())],
    };
    let located = proposal.into_iter().zip(origins);
    Some(located.map(|(value, origin)| Located { value, origin }).collect())
}

/// Two operations about one table, and the table before, between and after them.
pub(crate) struct OperationPair<'a> {
    first: &'a Operation,
    second: &'a Operation,
    before: Option<Arc<Table>>,
    between: Arc<Table>,
    after: Option<Arc<Table>>,
    course: ReplayTrace,
}

impl<'a> OperationPair<'a> {
    /// `None` where they are about different tables, or could never be joined.
    fn new(first: &'a Operation, second: &'a Operation, schema: &Schema) -> Option<Self> {
        let mut middle = schema.clone();
        let mut changes = vec![first.apply(&mut middle).ok()?];
        let own = rules::table_after(first, schema)?;
        let between = middle.table(&own)?.clone();
        let of_second = middle.resolve(second.table()?.as_str()).ok()?;
        if of_second.name != own {
            return None;
        }
        let before = rules::table_before(first, schema);
        let after_name = rules::table_after(second, &middle)?;
        let mut after = middle;
        changes.push(second.apply(&mut after).ok()?);
        let last = after.table(&after_name).cloned();
        Some(Self {
            first,
            second,
            before,
            between,
            after: last,
            course: ReplayTrace { after, changes },
        })
    }

    /// The possible joined forms, the best first.
    fn proposals(&self) -> Vec<Vec<Operation>> {
        let mut proposals = vec![Vec::new()];
        if self.second.covers() {
            proposals.push(vec![self.second.clone()]);
        }
        if !self.renames_under_raw_text() {
            proposals.extend(self.merged().into_iter().map(|merged| vec![merged]));
            proposals.extend(self.moved());
        }
        proposals
    }

    /// Whether a name changes that raw text may hold: it follows in the database and not in an operation.
    fn renames_under_raw_text(&self) -> bool {
        let renames = |operation: &Operation| {
            matches!(operation, Operation::RenameField(_) | Operation::RenameTable(_))
        };
        renames(self.second) && !renames(self.first) && opened::has_raw_text(&self.between)
    }
}
