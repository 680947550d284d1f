//! Whether two branches of a history may run in either order.

use aksara_operations::{Located, Operation, OperationError};
use aksara_schema::Schema;
use thiserror::Error;

use crate::commutation::demand_independent;
use crate::footprint::Footprint;
use crate::same::is_same;
use crate::{Clash, DerivedNames};

/// Two operations of two branches that must not change places, by their positions.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{clash}")]
pub struct BranchClash {
    /// Which of the left branch.
    pub left: usize,
    /// Which of the right branch.
    pub right: usize,
    /// Why.
    pub clash: Clash,
}

/// Whether two branches that both begin at the schema `base` may run in either order.
pub fn branches_commute(
    base: &Schema,
    left: &[Located<Operation>],
    right: &[Located<Operation>],
) -> Result<(), BranchClash> {
    let lefts = footprints(left, base).map_err(|(at, error)| BranchClash::refused(at, 0, error))?;
    let rights = footprints(right, base).map_err(|(at, error)| BranchClash::refused(0, at, error))?;
    for (left, one) in lefts.iter().enumerate() {
        for (right, other) in rights.iter().enumerate() {
            demand_independent(one, other).map_err(|clash| BranchClash { left, right, clash })?;
        }
    }
    prove(base, left, right)
}

/// Replays both orders.
fn prove(
    base: &Schema,
    left: &[Located<Operation>],
    right: &[Located<Operation>],
) -> Result<(), BranchClash> {
    let last = |operations: &[Located<Operation>]| operations.len().saturating_sub(1);
    let left_first = after(base, [left, right])
        .map_err(|(at, error)| BranchClash::refused(last(left), at - left.len().min(at), error))?;
    let right_first = after(base, [right, left])
        .map_err(|(at, error)| BranchClash::refused(at - right.len().min(at), last(right), error))?;
    if is_same(&left_first, &right_first, DerivedNames::Kept) {
        return Ok(());
    }
    Err(BranchClash {
        left: last(left),
        right: last(right),
        clash: Clash::Order,
    })
}

fn after(base: &Schema, branches: [&[Located<Operation>]; 2]) -> Result<Schema, (usize, OperationError)> {
    let mut schema = base.clone();
    for (at, operation) in branches.into_iter().flatten().enumerate() {
        operation.value.apply(&mut schema).map_err(|error| (at, error))?;
    }
    Ok(schema)
}

/// The footprint of each operation. A table that the branch has made is made by all that follow: nobody outside the
/// branch knows of it.
fn footprints(
    operations: &[Located<Operation>],
    base: &Schema,
) -> Result<Vec<Footprint>, (usize, OperationError)> {
    let mut schema = base.clone();
    let mut made = std::collections::BTreeSet::new();
    let mut footprints = Vec::with_capacity(operations.len());
    for (at, operation) in operations.iter().enumerate() {
        let (mut footprint, _) =
            Footprint::apply(&operation.value, &mut schema).map_err(|error| (at, error))?;
        made.extend(footprint.makes.iter().cloned());
        footprint.makes.extend(made.iter().cloned());
        footprints.push(footprint);
    }
    Ok(footprints)
}

impl BranchClash {
    fn refused(left: usize, right: usize, error: OperationError) -> Self {
        Self {
            left,
            right,
            clash: Clash::Refused(Box::new(error)),
        }
    }
}
