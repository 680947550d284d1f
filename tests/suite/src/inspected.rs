//! Comparing a live database with a replayed schema.

use aksara_driver::Connection;
use aksara_schema::Schema;
use pretty_assertions::StrComparison;

use crate::Failure;
use crate::failure::failed;

/// Demands that the live database is the expected schema, as far as the database can tell. The engine's own tables
/// do not count.
pub(crate) async fn demand_schema(connection: &mut dyn Connection, expected: &Schema) -> Result<(), Failure> {
    let inspection = connection.inspect().await.map_err(failed("inspecting"))?;
    let managed = inspection
        .schema
        .tables()
        .filter(|table| !table.name.name().starts_with("aksara_"));
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let found = dialect.normalize(&managed.cloned().collect(), &version);
    let expected = dialect.normalize(expected, &version);
    match found == expected {
        true => Ok(()),
        false => compare("the schema", &shown(&expected)?, &shown(&found)?)
            .and(Err(Failure::new("the schemas differ in what does not show"))),
    }
}

fn shown(schema: &Schema) -> Result<String, Failure> {
    serde_json::to_string_pretty(schema).map_err(failed("showing the schema"))
}

/// Demands that two texts are equal, and shows where they are not.
pub(crate) fn compare(what: &str, expected: &str, found: &str) -> Result<(), Failure> {
    let comparison = || StrComparison::new(expected, found);
    match expected == found {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{what}: expected < and found >\n{}",
            comparison()
        ))),
    }
}
