//! Periods of MariaDB, and keys `WITHOUT OVERLAPS`. Before version 11.4 no catalog lists them: a period shows as a check
//! `start < end` under its name, and a key without overlaps as a unique one that ends with the period's end and start, an
//! order that nobody else writes. Read as a plain unique key it would mean something else.

use aksara_driver::{OpaqueObject, Row};
use aksara_schema::TableName;

use super::index::definition_of;
use super::rows::TableRows;
use crate::token::{Token, tokens};

/// A period: its name, and the columns that bound it.
pub(super) struct Period {
    pub(super) name: String,
    start: String,
    end: String,
}

/// The periods of a table.
pub(super) fn periods(table: &TableRows<'_>) -> Vec<Period> {
    let periods = table.checks.iter().filter_map(read_period);
    let is_told = |period: &Period| table.text.is_some_and(|text| text.has_period(&period.name));
    periods.filter(is_told).collect()
}

/// Whether a check may be a period.
pub(super) fn is_period(check: &Row) -> bool {
    read_period(check).is_some()
}

fn read_period(row: &Row) -> Option<Period> {
    match tokens(row.text("check_clause")?).as_slice() {
        [Token::Name(start), Token::Symbol("<"), Token::Name(end)] => Some(Period {
            name: row.text("constraint_name")?.to_owned(),
            start: start.to_string(),
            end: end.to_string(),
        }),
        _ => None,
    }
}

impl Period {
    /// Whether a unique key of these parts is one without overlaps.
    pub(super) fn ends(&self, parts: &[Row]) -> bool {
        let is_unique = parts.first().and_then(|part| part.integer("non_unique")) == Some(0);
        let column = |part: &Row| part.text("column_name").map(str::to_owned);
        match parts {
            [_, .., end, start] => {
                is_unique
                    && column(end).as_ref() == Some(&self.end)
                    && column(start).as_ref() == Some(&self.start)
            }
            _ => false,
        }
    }

    pub(super) fn opaque(&self, table: &TableName) -> OpaqueObject {
        OpaqueObject {
            kind: "period".to_owned(),
            name: self.name.clone(),
            table: Some(table.clone()),
            definition: Some(format!("({}, {})", self.start, self.end)),
            making: Vec::new(),
        }
    }
}

/// A key without overlaps.
pub(super) fn opaque_key(name: &str, parts: &[Row], table: &TableName) -> OpaqueObject {
    OpaqueObject {
        kind: "temporal key".to_owned(),
        name: name.to_owned(),
        table: Some(table.clone()),
        definition: Some(definition_of(parts)),
        making: Vec::new(),
    }
}
