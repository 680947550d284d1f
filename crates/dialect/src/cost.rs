//! The cost of one action of a schema change, as data: dry runs show it, and rules can ask for it.

use std::fmt::{self, Display, Formatter};

use crate::Evidence;

/// The cost of an action while others use the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Who waits until the action, or the transaction around it, is done.
    pub lock: Lock,
    /// Whether the database rewrites the whole table.
    pub rewrite: bool,
    /// Whether the database reads every row.
    pub scan: bool,
    /// How many rows get other values.
    pub rows: ChangedRows,
    /// Whether a failure, also a later one in the same transaction, takes the action back.
    pub rollback: bool,
    /// How this is known.
    pub evidence: Evidence,
}

/// Who waits for an action, the fewest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum Lock {
    /// Nobody.
    #[strum(to_string = "blocks nobody")]
    Nobody,
    /// Whoever writes.
    #[strum(to_string = "blocks writers")]
    Writers,
    /// Whoever reads or writes.
    #[strum(to_string = "blocks readers and writers")]
    Everyone,
}

/// How many rows get other values, the fewest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangedRows {
    /// None.
    None,
    /// Those that a condition names.
    Some,
    /// Every row.
    All,
}

impl Display for Cost {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let rollback = if self.rollback {
            "rolls back"
        } else {
            "cannot be rolled back"
        };
        write!(formatter, "{}; {}; {rollback}", self.work(), self.lock)
    }
}

impl Cost {
    /// The cost of two actions that run in one statement: the greater one in every respect.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            lock: self.lock.max(other.lock),
            rewrite: self.rewrite || other.rewrite,
            scan: self.scan || other.scan,
            rows: self.rows.max(other.rows),
            rollback: self.rollback && other.rollback,
            evidence: self.evidence.max(other.evidence),
        }
    }

    /// The database's work on the rows.
    fn work(&self) -> &'static str {
        match (self.rewrite, self.rows, self.scan) {
            (true, ..) => "reads and writes every row",
            (false, ChangedRows::All, _) => "changes every row",
            (false, ChangedRows::Some, _) => "reads every row and changes some",
            (false, ChangedRows::None, true) => "reads every row",
            (false, ChangedRows::None, false) => "touches no row",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const NOTHING: Cost = Cost {
        lock: Lock::Nobody,
        rewrite: false,
        scan: false,
        rows: ChangedRows::None,
        rollback: true,
        evidence: Evidence::Tested,
    };

    #[test]
    fn a_cost_reads_as_one_line() {
        let rebuild = Cost {
            lock: Lock::Writers,
            rewrite: true,
            scan: true,
            ..NOTHING
        };
        let update = Cost {
            lock: Lock::Everyone,
            rows: ChangedRows::Some,
            rollback: false,
            ..NOTHING
        };
        for (cost, expected) in [
            (NOTHING, "touches no row; blocks nobody; rolls back"),
            (rebuild, "reads and writes every row; blocks writers; rolls back"),
            (
                update,
                "reads every row and changes some; blocks readers and writers; cannot be rolled back",
            ),
        ] {
            assert_eq!(cost.to_string(), expected);
        }
    }
}
