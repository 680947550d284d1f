//! The tables of some consecutive steps: each as it is before the first of its steps and after the last.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::Step;
use aksara_operations::Origin;
use aksara_schema::{Table, TableName};

/// A table through the steps.
pub(super) struct Span {
    /// Nothing where it is made by them.
    pub(super) start: Option<Version>,
    /// Nothing where it is dropped by them.
    pub(super) end: Option<Version>,
    pub(super) origins: Vec<Origin>,
}

/// A table before or after the step at a position.
pub(super) struct Version {
    pub(super) table: Arc<Table>,
    pub(super) position: usize,
}

/// The tables of the steps from the first to the last.
pub(super) fn spans(steps: &[Step], first: usize, last: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open: BTreeMap<TableName, usize> = BTreeMap::new();
    for (position, step) in steps.iter().enumerate().take(last + 1).skip(first) {
        let version = |table: &Arc<Table>| Version {
            table: Arc::clone(table),
            position,
        };
        let (before, after) = step.effect.sides();
        if before.is_none() && after.is_none() {
            continue;
        }
        let known = before.and_then(|before| open.remove(&before.name));
        let index = known.unwrap_or(spans.len());
        if known.is_none() {
            spans.push(Span {
                start: before.map(version),
                end: None,
                origins: step.origins.clone(),
            });
        }
        if let Some(span) = spans.get_mut(index) {
            span.end = after.map(version);
        }
        if let Some(after) = after {
            open.insert(after.name.clone(), index);
        }
    }
    spans
}
