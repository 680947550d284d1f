//! Rows that do not meet a requirement, and what is said of them.

use std::fmt;

use super::{Demand, Requirement, Rows};
use crate::Outcome;

/// Rows that do not meet a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsInTheWay {
    /// The requirement.
    pub requirement: Requirement,
    /// The number of rows in the way.
    pub count: u64,
    /// The query that finds them.
    pub query: String,
    /// The state, where the run had begun.
    pub outcome: Option<Outcome>,
}

impl RowsInTheWay {
    /// `3 rows of `table``, and the verb in the number that goes with it.
    fn subject<'a>(&self, one: &'a str, several: &'a str) -> (String, &'a str) {
        let table = &self.requirement.table;
        match self.count {
            1 => (format!("1 row of `{table}`"), one),
            count => (format!("{count} rows of `{table}`"), several),
        }
    }
}

impl fmt::Display for RowsInTheWay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Requirement {
            table, field, rows, ..
        } = &self.requirement;
        let count = self.count;
        match rows {
            Rows::None => {
                let (rows, them) = if count == 1 {
                    ("row", "it")
                } else {
                    ("rows", "them")
                };
                write!(
                    formatter,
                    "`{table}` has {count} {rows}, and nothing gives {them} a value for `{field}`, which is required"
                )
            }
            Rows::AtMostOne => write!(
                formatter,
                "`{table}` has {count} rows, and each would get the same value for `{field}`, which is unique"
            ),
            Rows::NotNull => {
                let (rows, hold) = self.subject("holds", "hold");
                write!(
                    formatter,
                    "{rows} {hold} NULL in `{field}`, which becomes required and has no default"
                )
            }
            Rows::Refer(target) => {
                let (rows, _) = self.subject("", "");
                let needed = target.needed.iter();
                let needed: String = needed.map(|needed| format!(" or have no `{needed}`")).collect();
                let target = &target.table;
                write!(
                    formatter,
                    "{rows} would refer by `{field}` to rows of `{target}` that are not there{needed}"
                )
            }
            Rows::Distinct(distinct) => {
                let (rows, share) = self.subject("shares its", "share their");
                let described = distinct.described();
                write!(formatter, "{rows} {share} values with others in {described}")
            }
            Rows::Convert(converted) => {
                let (rows, hold) = self.subject("holds", "hold");
                let described = converted.described();
                write!(formatter, "{rows} {hold} a value in `{field}` {described}")
            }
            Rows::Satisfy(condition) => self.unsatisfied(&condition.demand, formatter),
        }
    }
}

impl RowsInTheWay {
    fn unsatisfied(&self, demand: &Demand, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.requirement.field;
        match demand {
            Demand::Check(name) => {
                let (rows, violate) = self.subject("does", "do");
                write!(formatter, "{rows} {violate} not satisfy the check `{name}`")
            }
            Demand::Listed(values) => {
                let (rows, hold) = self.subject("holds", "hold");
                let values = values.join(", ");
                write!(
                    formatter,
                    "{rows} {hold} a value in `{field}` that is none of {values}"
                )
            }
            Demand::Filled(filled) => {
                let (rows, get) = self.subject("gets", "get");
                write!(
                    formatter,
                    "{rows} {get} no value for `{filled}`: the expression that fills it gives NULL"
                )
            }
            Demand::NotNegative => {
                let (rows, hold) = self.subject("holds", "hold");
                write!(
                    formatter,
                    "{rows} {hold} a negative number in `{field}`, which becomes positive"
                )
            }
        }
    }
}
