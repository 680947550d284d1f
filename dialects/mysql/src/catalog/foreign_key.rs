//! Foreign keys from the catalog, one row for each column.

use std::str::FromStr;

use aksara_driver::{DriverError, Row};
use aksara_schema::ReferentialAction;

use super::rows::objects;
use super::table::table_name;
use crate::physical::ForeignKey;

/// Reads the foreign keys of a table.
pub(super) fn read_foreign_keys(rows: &[Row]) -> Result<Vec<ForeignKey>, DriverError> {
    objects(rows, "constraint_name")
        .filter_map(|(name, parts)| Some(read_foreign_key(name, parts.first()?, parts)))
        .collect()
}

fn read_foreign_key(name: &str, first: &Row, parts: &[Row]) -> Result<ForeignKey, DriverError> {
    let namespace = first
        .text("target_schema")
        .filter(|schema| first.text("own_schema") != Some(*schema));
    let names = |column: &str| {
        let names = parts.iter().map(|part| part.text(column).unwrap_or_default());
        names.map(str::to_owned).collect()
    };
    Ok(ForeignKey {
        name: name.to_owned(),
        columns: names("column_name"),
        table: table_name(namespace, first.text("target_table"))?,
        targets: names("target_column"),
        on_delete: read_action(first.text("delete_rule")),
        on_update: read_action(first.text("update_rule")),
    })
}

fn read_action(rule: Option<&str>) -> ReferentialAction {
    rule.and_then(|rule| ReferentialAction::from_str(rule).ok())
        .unwrap_or(ReferentialAction::NoAction)
}
