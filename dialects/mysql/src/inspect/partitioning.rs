//! How MySQL's tables are partitioned, and the statement that partitions them so.
//!
//! The scheme is what inspection tells of a table: partitions come and go as time passes, without being another scheme.

use aksara_driver::{OpaqueObject, Row};
use aksara_schema::TableName;

use super::catalog::objects;
use super::table::altering;
use crate::name::quoted;

/// The partitioning of every table, from one row for each partition or subpartition.
pub(super) fn read_partitioning(rows: &[Row]) -> Vec<OpaqueObject> {
    objects(rows, "table_name")
        .filter_map(|(table, parts)| partitioning(table, parts))
        .collect()
}

fn partitioning(table: &str, rows: &[Row]) -> Option<OpaqueObject> {
    let name = TableName::new(table).ok()?;
    let first = rows.first()?;
    let words = ["method", "expression", "submethod", "subexpression"];
    let words: Vec<&str> = words.iter().filter_map(|word| first.text(word)).collect();
    Some(OpaqueObject {
        kind: "partitioning".to_owned(),
        name: table.to_owned(),
        making: altering(&name, &clause(first, rows), "REMOVE PARTITIONING"),
        table: Some(name),
        definition: Some(words.join(" ")),
    })
}

/// `PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION p VALUES LESS THAN (2020), …)`.
fn clause(first: &Row, rows: &[Row]) -> String {
    let by = |method: &str, expression: &str| {
        format!("BY {method} ({})", first.text(expression).unwrap_or_default())
    };
    let method = first.text("method").unwrap_or_default();
    let partitions: Vec<(&str, &[Row])> = objects(rows, "partition_name").collect();
    let subpartitions = first.text("submethod").map(|submethod| {
        let count = partitions.first().map_or(1, |(_, rows)| rows.len());
        let by = by(submethod, "subexpression");
        format!(" SUBPARTITION {by} SUBPARTITIONS {count}")
    });
    let listed = partitions
        .iter()
        .map(|(name, rows)| partition(name, method, rows));
    let list = match listed.collect::<Option<Vec<_>>>() {
        Some(listed) => format!(" ({})", listed.join(", ")),
        None => format!(" PARTITIONS {}", partitions.len()),
    };
    let subpartitions = subpartitions.unwrap_or_default();
    format!("PARTITION {}{subpartitions}{list}", by(method, "expression"))
}

/// A partition by its values; `None` where a hash decides.
fn partition(name: &str, method: &str, rows: &[Row]) -> Option<String> {
    let values = rows.first()?.text("description")?;
    let comparison = match method.starts_with("LIST") {
        true => "IN",
        false => "LESS THAN",
    };
    Some(format!(
        "PARTITION {} VALUES {comparison} ({values})",
        quoted(name)
    ))
}
