//! Optimizing a list of operations.

use aksara_operations::{Located, Nature, Operation};
use aksara_schema::{Management, Schema, Table};

use crate::proof::ReplayTrace;
use crate::same::is_same;
use crate::{DerivedNames, component};

/// Fewer operations that do the same: to the schema `before`, to rows, and on the way back. Nothing moves across what
/// could look at rows or runs the user's code, and what gives a row another value on the way stays in its steps. An
/// operation that others were joined into is at the place of the first of them.
///
/// Operations that do not apply to `before` in order are given back as they are.
pub fn optimize(
    operations: Vec<Located<Operation>>,
    before: &Schema,
    names: DerivedNames,
) -> Vec<Located<Operation>> {
    let joined = in_segments(operations.clone(), before, names);
    // If names are derived again, code behind a barrier may look for an old one.
    let is_proven = || {
        let (original, joined) = (
            ReplayTrace::of(values(&operations), before),
            ReplayTrace::of(values(&joined), before),
        );
        original
            .zip(joined)
            .is_some_and(|(original, joined)| is_same(&original.after, &joined.after, names))
    };
    if is_proven() { joined } else { operations }
}

/// Optimizes the operations between barriers, each group by itself.
fn in_segments(
    operations: Vec<Located<Operation>>,
    before: &Schema,
    names: DerivedNames,
) -> Vec<Located<Operation>> {
    let mut schema = before.clone();
    let mut optimized = Vec::with_capacity(operations.len());
    let mut rest = operations.into_iter().peekable();
    while rest.peek().is_some() {
        let mut segment = Vec::new();
        while let Some(operation) = rest.next_if(|operation| !is_barrier(&operation.value, &schema)) {
            segment.push(operation);
        }
        let Some(course) = ReplayTrace::of(values(&segment), &schema) else {
            optimized.extend(segment);
            optimized.extend(rest);
            return optimized;
        };
        optimized.extend(shortened(segment, &schema, &course, names));
        schema = course.after;
        if let Some(barrier) = rest.next() {
            let applied = barrier.value.apply(&mut schema);
            optimized.push(barrier);
            if applied.is_err() {
                optimized.extend(rest);
                return optimized;
            }
        }
    }
    optimized
}

/// The operations joined, where the whole is proven to do the same; else as they are.
fn shortened(
    operations: Vec<Located<Operation>>,
    before: &Schema,
    course: &ReplayTrace,
    names: DerivedNames,
) -> Vec<Located<Operation>> {
    let Some(joined) = component::joined(&operations, before, names) else {
        return operations;
    };
    let proven = ReplayTrace::of(values(&joined), before);
    let is_proven = proven.is_some_and(|proven| course.is_matched_by(&proven, names));
    if is_proven { joined } else { operations }
}

fn values(operations: &[Located<Operation>]) -> impl Iterator<Item = &Operation> {
    operations.iter().map(|operation| &operation.value)
}

/// Whether an operation looks at rows, or at the database in a way that only its author knows, or gives a table to others
/// or takes it from them: that one exists perhaps already.
fn is_barrier(operation: &Operation, before: &Schema) -> bool {
    let is_of_others = || {
        if let Operation::CreateTable(create) = operation {
            let there = before.table(&create.table.name);
            is_external(&create.table) || there.is_some_and(|table| is_external(table))
        } else {
            false
        }
    };
    operation.nature() != Nature::Schema || is_of_others()
}

fn is_external(table: &Table) -> bool {
    match table.management {
        Management::External => true,
        Management::Managed => false,
    }
}
