//! The cost of a statement.

use aksara_dialect::Cost;

use crate::action::Action;
use crate::diff::Difference;

/// None yet.
pub(crate) fn cost(_actions: &[&Action], _difference: &Difference<'_>) -> Option<Cost> {
    None
}
