//! Objects that depend on a table by the catalog, and that no migration knows.
//!
//! PostgreSQL follows new names. It refuses to drop or retype what a view uses, and drops an index or check over
//! several fields with any of them, without a word.

use std::collections::{BTreeMap, BTreeSet};

use aksara_dialect::{Dialect, Disturbance, DisturbedTable};
use aksara_driver::{Connection, Dependent, DriverError, Row, Value};
use aksara_schema::Table;

use crate::build::build_known;
use crate::dialect::POSTGRES;
use crate::flavour::Server;

const OF_FIELDS: &str = include_str!("of_fields.sql");
const OF_TABLE: &str = include_str!("of_table.sql");

/// The kinds of objects for which PostgreSQL refuses another type of a column
/// (<https://www.postgresql.org/docs/18/sql-altertable.html>).
const HOLD_TYPES: &[&str] = &[
    "view",
    "materialized view",
    "rule",
    "trigger",
    "policy",
    "function",
    "procedure",
];

/// The objects that a change would break or lose.
pub(super) async fn dependents(
    connection: &mut dyn Connection,
    disturbed: &DisturbedTable<'_>,
    server: Server,
) -> Result<Vec<Dependent>, DriverError> {
    let name = [Value::Text(POSTGRES.quote_table(&disturbed.table.name))];
    match disturbed.whole {
        Some(Disturbance::Dropped) => {
            let rows = connection.query(OF_TABLE, &name).await?;
            Ok(rows.iter().filter_map(of_table).collect())
        }
        Some(Disturbance::Renamed | Disturbance::Retyped) => Ok(Vec::new()),
        None => {
            let rows = connection.query(OF_FIELDS, &name).await?;
            Ok(of_fields(&rows, disturbed, server))
        }
    }
}

fn of_table(row: &Row) -> Option<Dependent> {
    Some(Dependent {
        kind: row.text("kind")?.to_owned(),
        name: row.text("name")?.to_owned(),
        field: None,
        disturbance: Disturbance::Dropped,
    })
}

fn of_fields(rows: &[Row], disturbed: &DisturbedTable<'_>, server: Server) -> Vec<Dependent> {
    let known = known_names(disturbed.table, server);
    let mut used: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for row in rows {
        if let (Some(kind), Some(name), Some(field)) = (row.text("kind"), row.text("name"), row.text("field"))
        {
            used.entry((kind, name)).or_default().push(field);
        }
    }
    let goes_along = |row: &Row| row.get("goes_along") == Some(&Value::Boolean(true));
    let dependents = rows.iter().filter_map(|row| {
        let (kind, name) = (row.text("kind")?, row.text("name")?);
        let (field, disturbance) = disturbed.field(row.text("field")?)?;
        let is_lost_in_part = || {
            let fields = used.get(&(kind, name));
            let keeps_some = fields.is_some_and(|fields| !fields.iter().all(|field| disturbed.drops(field)));
            keeps_some && !known.contains(name)
        };
        let is_in_the_way = match disturbance {
            Disturbance::Dropped if goes_along(row) => is_lost_in_part(),
            Disturbance::Dropped => true,
            Disturbance::Retyped => !goes_along(row) && HOLD_TYPES.contains(&kind),
            Disturbance::Renamed => false,
        };
        is_in_the_way.then(|| Dependent {
            kind: kind.to_owned(),
            name: name.to_owned(),
            field: Some(field.clone()),
            disturbance,
        })
    });
    dependents.collect()
}

/// The names of the indexes and constraints that the migrations made.
fn known_names(table: &Table, server: Server) -> BTreeSet<String> {
    let known = build_known(table, server);
    let indexes = known.indexes.into_iter().map(|index| index.object.name);
    let constraints = known.constraints.into_iter();
    constraints
        .map(|constraint| constraint.object.name)
        .chain(indexes)
        .collect()
}
