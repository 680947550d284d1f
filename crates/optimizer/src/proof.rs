//! The proof that operations can replace others: by replay, forward and backward.

use aksara_operations::{Change, Inverse, Operation};
use aksara_schema::Schema;

use crate::DerivedNames;
use crate::row_history::RowHistory;
use crate::same::is_same;

/// The effect of operations on a schema.
#[derive(Debug)]
pub(crate) struct ReplayTrace {
    /// The schema after them.
    pub(crate) after: Schema,
    /// The change of each of them.
    pub(crate) changes: Vec<Change>,
}

impl ReplayTrace {
    /// Applies the operations; `None` where one does not apply.
    pub(crate) fn of<'a>(
        operations: impl IntoIterator<Item = &'a Operation>,
        before: &Schema,
    ) -> Option<Self> {
        let mut after = before.clone();
        let apply = |operation: &Operation| operation.apply(&mut after).ok();
        let changes = operations.into_iter().map(apply).collect::<Option<_>>()?;
        Some(Self { after, changes })
    }

    /// The effect on the values of rows.
    pub(crate) fn rows(&self) -> RowHistory {
        RowHistory::of(&self.changes)
    }

    /// Whether another course leads to the same schema and the same rows, and back as well.
    pub(crate) fn is_matched_by(&self, other: &Self, names: DerivedNames) -> bool {
        is_same(&self.after, &other.after, names) && self.rows() == other.rows() && self.returns_as(other)
    }

    /// Whether the other one's way back keeps all that the way back of this one does.
    fn returns_as(&self, other: &Self) -> bool {
        match (self.way_back(), other.way_back()) {
            (Some(mine), Some(others)) => mine.is_kept_by(&others),
            (None, _) => true,
            (Some(_), None) => false,
        }
    }

    /// The effect of reverting on rows; `None` if it cannot be reverted.
    fn way_back(&self) -> Option<RowHistory> {
        let mut schema = self.after.clone();
        let mut changes = Vec::new();
        for change in self.changes.iter().rev() {
            let Inverse::Operations { operations, .. } = &change.inverse else {
                return None;
            };
            for operation in operations {
                changes.push(operation.apply(&mut schema).ok()?);
            }
        }
        Some(RowHistory::of(&changes))
    }
}
