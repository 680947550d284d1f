//! The trace of a statement: the tables that it changes, before and after it.
//!
//! A database that cannot roll a statement back may have done it or not when a run is killed. Whoever looks at the tables
//! then knows which.

use std::sync::Arc;

use aksara_schema::Table;

/// The tables that a statement changes. The database changes all of them or none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// Each table.
    pub tables: Vec<TracedTable>,
}

/// One table on both sides of a statement; `None` where there is none of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracedTable {
    /// Before it.
    pub before: Option<Arc<Table>>,
    /// After it.
    pub after: Option<Arc<Table>>,
}

/// A table before and after a statement.
type BothSides = (Option<Arc<Table>>, Option<Arc<Table>>);

impl Trace {
    /// A table is made.
    pub fn created(table: Arc<Table>) -> Self {
        Self::of([(None, Some(table))])
    }

    /// A table is dropped.
    pub fn dropped(table: Arc<Table>) -> Self {
        Self::of([(Some(table), None)])
    }

    /// A table gets another name.
    pub fn renamed(before: Arc<Table>, after: Arc<Table>) -> Self {
        Self::of([(Some(before), None), (None, Some(after))])
    }

    /// A table changes.
    pub fn altered(before: Arc<Table>, after: Arc<Table>) -> Self {
        Self::of([(Some(before), Some(after))])
    }

    fn of<const COUNT: usize>(tables: [BothSides; COUNT]) -> Self {
        let tables = tables.map(|(before, after)| TracedTable { before, after });
        Self {
            tables: tables.into(),
        }
    }
}
