//! Comparing one table of a live database with what migrations say of it.

use std::sync::Arc;

use aksara_dialect::Trace;
use aksara_driver::{Connection, DriverError};
use aksara_executor::{Side, TableComparison};
use aksara_schema::{Management, Schema, Table, TableName};
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::sides::side;
use crate::snapshot::{Snapshot, expected, recorded};
use crate::{ScratchServer, differences, respell};

/// Compares tables as `check` does.
#[derive(Debug)]
pub struct LiveComparison {
    /// The server of scratch databases, which spells expressions that differ; `None` if none is allowed.
    pub server: Option<ScratchServer>,
}

impl TableComparison for LiveComparison {
    fn differences<'a>(
        &'a self,
        connection: &'a mut dyn Connection,
        table: &'a Arc<Table>,
    ) -> BoxFuture<'a, Result<Vec<String>, DriverError>> {
        compare(connection, table, self.server.as_ref()).boxed()
    }

    fn side<'a>(
        &'a self,
        connection: &'a mut dyn Connection,
        trace: &'a Trace,
    ) -> BoxFuture<'a, Result<Side, DriverError>> {
        side(connection, trace, self.server.as_ref()).boxed()
    }
}

/// In what the live table of this name differs.
pub(crate) async fn compare(
    connection: &mut dyn Connection,
    table: &Arc<Table>,
    server: Option<&ScratchServer>,
) -> Result<Vec<String>, DriverError> {
    let snapshot = Snapshot::without_rows(connection).await?;
    let managed: Schema = [Arc::new(Table {
        management: Management::Managed,
        ..Table::clone(table)
    })]
    .into_iter()
    .collect();
    let as_reported = recorded(&managed, snapshot.default_namespace.as_ref());
    let by_rules = expected(connection, &as_reported);
    let live = snapshot.without_unexpected_domains(connection, &by_rules).schema;
    let found: Schema = by_rules
        .tables()
        .filter_map(|table| live.table(&table.name).cloned())
        .collect();
    let spelled = match server {
        Some(server) => respell(server, &[], &as_reported, &by_rules, &found).await.ok(),
        None => None,
    };
    let difference = differences(&spelled.unwrap_or(by_rules), &found);
    Ok(difference.items.iter().map(ToString::to_string).collect())
}

/// The live table of this name, as the database reports it.
pub(crate) async fn live_table(
    connection: &mut dyn Connection,
    name: &TableName,
) -> Result<Option<Arc<Table>>, DriverError> {
    let snapshot = Snapshot::without_rows(connection).await?;
    Ok(snapshot.schema.table(&snapshot.reported_name(name)).cloned())
}
