//! Comparing a live database with a replayed schema.

use aksara_autodetector::{Answers, Pair, detect};
use aksara_driver::Connection;
use aksara_operations::Operation;
use aksara_schema::{Management, Schema, Table};
use pretty_assertions::StrComparison;

use crate::Failure;
use crate::failure::failed;

/// Demands that the live database is the expected schema, as far as the database reports it. The engine's own tables
/// do not count, nor do those that something else makes.
///
/// Gives the inspected schema in its JSON form, which is also shown to be one that a history can start with.
pub(crate) async fn demand_schema(
    connection: &mut dyn Connection,
    expected: &Schema,
) -> Result<String, Failure> {
    let is_external = |table: &Table| table.management == Management::External;
    let is_of_others = |name| expected.table(name).is_some_and(|table| is_external(table));
    let managed = inspect_managed(connection).await?;
    let managed: Schema = managed
        .tables()
        .filter(|table| !is_of_others(&table.name))
        .cloned()
        .collect();
    let expected: Schema = expected
        .tables()
        .filter(|table| !is_external(table))
        .cloned()
        .collect();
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let found = dialect.normalize(&managed, &version);
    let expected = dialect.normalize(&expected, &version);
    if found == expected {
        demand_baseline(connection, &managed, &found)?;
        shown(&found)
    } else {
        compare("the schema", &shown(&expected)?, &shown(&found)?)
            .and(Err(Failure::new("the schemas differ in what does not show")))
    }
}

/// The live database without the engine's own tables.
pub(crate) async fn inspect_managed(connection: &mut dyn Connection) -> Result<Schema, Failure> {
    let inspection = connection.inspect().await.map_err(failed("inspecting"))?;
    let tables = inspection.schema.tables();
    let managed = tables.filter(|table| !table.name.name().starts_with("aksara_"));
    Ok(managed.cloned().collect())
}

/// Demands that a history can start with what was inspected: its first migration makes that schema, and detection then
/// finds nothing to do.
fn demand_baseline(
    connection: &dyn Connection,
    inspected: &Schema,
    normalized: &Schema,
) -> Result<(), Failure> {
    let mut made = Schema::new();
    for operation in changes(&made, inspected)? {
        operation.apply(&mut made).map_err(failed(operation.describe()))?;
    }
    if let Some(operation) = changes(&made, inspected)?.first() {
        return Err(Failure::new(format!("detection would change: {operation:?}")));
    }
    let made = connection
        .dialect()
        .normalize(&made, &connection.server_version());
    compare("the schema of a baseline", &shown(normalized)?, &shown(&made)?)
}

fn changes(previous: &Schema, next: &Schema) -> Result<Vec<Operation>, Failure> {
    let detection = detect(Pair { previous, next }, &Answers::default());
    Ok(detection.map_err(failed("detecting"))?.operations)
}

/// The canonical JSON form: by name, since a field's position is recorded and never compared.
pub(crate) fn shown(schema: &Schema) -> Result<String, Failure> {
    let mut value = serde_json::to_value(schema).map_err(failed("showing the schema"))?;
    value.sort_all_objects();
    serde_json::to_string_pretty(&value).map_err(failed("showing the schema"))
}

/// Demands that two texts are equal, and shows where they are not.
pub(crate) fn compare(what: &str, expected: &str, found: &str) -> Result<(), Failure> {
    let comparison = || StrComparison::new(expected, found);
    if expected == found {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{what}: expected < and found >\n{}",
            comparison()
        )))
    }
}
