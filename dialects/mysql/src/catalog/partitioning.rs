//! How tables are partitioned, and the statement that partitions them so.
//!
//! Inspection reports the scheme of a table: partitions come and go as time passes, without being another scheme.

use aksara_driver::OpaqueObject;
use aksara_schema::TableName;

use super::created::CreateText;
use super::table::altering;

/// The partitioning of a table, where it has any.
pub(super) fn read_partitioning(text: &CreateText, table: &TableName) -> Option<OpaqueObject> {
    let clause = text.partition_clause()?;
    let is_of_scheme = |line: &&str| !line.starts_with("PARTITIONS ") && !line.starts_with("SUBPARTITIONS ");
    let lines = clause.lines().take_while(|line| !line.starts_with('('));
    let scheme: Vec<&str> = lines.filter(is_of_scheme).collect();
    Some(OpaqueObject {
        kind: "partitioning".to_owned(),
        name: table.name().to_owned(),
        table: Some(table.clone()),
        definition: Some(scheme.join(" ")),
        making: altering(table, clause, "REMOVE PARTITIONING"),
    })
}
