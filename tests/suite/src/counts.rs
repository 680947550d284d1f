//! The results of the operations of generated histories, counted.

use std::collections::BTreeMap;
use std::fmt;

/// Out of so many operations, at most one may be refused.
const REFUSED_ONE_IN: usize = 10;

/// How far a history went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traversed {
    /// Operations that were applied and reverted.
    pub applied: usize,
    /// Operations that the dialect refused, with everything left as it was, by the feature or else the reason.
    pub refused: BTreeMap<String, usize>,
    /// Operations that were only possible after one that was refused.
    pub skipped: usize,
    /// Ways back that were refused for the rows that were there, and gone without them.
    pub without_rows: usize,
    /// Rows that the operations met.
    pub rows: usize,
}

impl Traversed {
    /// Counts one refusal.
    pub(crate) fn refuse(&mut self, reason: String) {
        *self.refused.entry(reason).or_default() += 1;
    }

    /// Both together.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
        Self {
            applied: self.applied + other.applied,
            skipped: self.skipped + other.skipped,
            without_rows: self.without_rows + other.without_rows,
            rows: self.rows + other.rows,
            refused: self.refused,
        }
    }

    fn refusals(&self) -> usize {
        self.refused.values().sum()
    }

    /// Demands that refusals stay the exception.
    pub(crate) fn check(&self) -> Result<(), String> {
        let total = self.applied + self.refusals() + self.skipped;
        if self.refusals() * REFUSED_ONE_IN <= total {
            Ok(())
        } else {
            Err(format!("more than one in {REFUSED_ONE_IN} is refused: {self}"))
        }
    }
}

impl fmt::Display for Traversed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} operations there and back over {} rows ({} back without them), {} refused",
            self.applied,
            self.rows,
            self.without_rows,
            self.refusals()
        )?;
        let reasons: Vec<String> = self
            .refused
            .iter()
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        if !reasons.is_empty() {
            write!(formatter, " ({})", reasons.join(", "))?;
        }
        write!(formatter, ", {} no longer possible", self.skipped)
    }
}
