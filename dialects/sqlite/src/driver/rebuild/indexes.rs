//! The indexes of the table after: the live ones as they are, but for what the change makes of them.

use std::collections::BTreeMap;

use aksara_driver::DriverError;

use super::live::{LiveObject, LiveTable, refuse};
use super::renames::Dropped;
use crate::inspect::definition::{names, read_index};

/// The statements that make the indexes. `before` and `after` are those of the history.
pub(super) fn merge_indexes(
    live: &LiveTable,
    before: &[String],
    after: &[String],
    dropped: &[Dropped],
) -> Result<Vec<String>, DriverError> {
    let (before, after) = (by_name(before), by_name(after));
    let mut result = Vec::new();
    for index in &live.indexes {
        let name = index.name.to_ascii_lowercase();
        match (before.get(&name), after.get(&name)) {
            (None, _) => {
                demand_none_dropped(index, dropped)?;
                result.push(index.sql.clone());
            }
            (Some(old), Some(new)) if old == new => result.push(index.sql.clone()),
            (Some(_), Some(new)) => result.push((*new).clone()),
            (Some(_), None) => {}
        }
    }
    let is_new = |name: &String| !before.contains_key(name);
    result.extend(
        after
            .iter()
            .filter(|(name, _)| is_new(name))
            .map(|(_, sql)| (*sql).clone()),
    );
    Ok(result)
}

/// Statements by the names of their indexes in lower case.
fn by_name(statements: &[String]) -> BTreeMap<String, &String> {
    statements
        .iter()
        .filter_map(|sql| Some((read_index(sql)?.name.to_ascii_lowercase(), sql)))
        .collect()
}

/// An index that the history does not know must not go unnoticed.
fn demand_none_dropped(index: &LiveObject, dropped: &[Dropped]) -> Result<(), DriverError> {
    match dropped.iter().find(|column| names(&index.sql, &column.live_name)) {
        None => Ok(()),
        Some(column) => Err(refuse(
            format!(
                "the field `{}` cannot be dropped: the index `{}` names it, which the migrations do not know",
                column.name, index.name
            ),
            format!("drop the index first: DROP INDEX \"{}\"", index.name),
        )),
    }
}
