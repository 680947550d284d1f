//! Views that read a table which is dropped: SQLite keeps them, and they fail when they are read.
//!
//! For fields nothing is to be found here: SQLite itself refuses what would break a view, and rolls back.

use aksara_dialect::{Disturbance, DisturbedTable};
use aksara_driver::{Connection, Dependent, DriverError};

use crate::text::names;

const VIEWS: &str = "SELECT name, sql FROM sqlite_master WHERE type = 'view' ORDER BY name";

/// The views that are in the way of a change.
pub(super) async fn dependents(
    connection: &mut dyn Connection,
    disturbed: &DisturbedTable<'_>,
) -> Result<Vec<Dependent>, DriverError> {
    if disturbed.whole != Some(Disturbance::Dropped) {
        return Ok(Vec::new());
    }
    let table = disturbed.table.name.name();
    let views = connection.query(VIEWS, &[]).await?;
    let readers = views.iter().filter_map(|view| {
        let name = view
            .text("name")
            .filter(|_| view.text("sql").is_some_and(|sql| names(sql, table)))?;
        Some(Dependent {
            kind: "view".to_owned(),
            name: name.to_owned(),
            field: None,
            disturbance: Disturbance::Dropped,
        })
    });
    Ok(readers.collect())
}
