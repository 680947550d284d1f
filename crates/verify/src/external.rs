//! Tables that something else makes, and that foreign keys of the migrations refer to: scratch databases need them.

use std::sync::Arc;

use aksara_driver::{Connection, DriverError};
use aksara_schema::{Management, Schema, Table};

use crate::chain::Chain;
use crate::respell::make_alone;

/// Whether something else makes a table, and foreign keys of ours refer to it.
pub(crate) fn is_referred_to(table: &Table, schema: &Schema) -> bool {
    let is_external = match table.management {
        Management::External => true,
        Management::Managed => false,
    };
    is_external && schema.referrers(&table.name).next().is_some()
}

/// Makes them on an empty scratch database, as far as the migrations record them.
pub(crate) async fn make_external(connection: &mut dyn Connection, chain: &Chain) -> Result<(), DriverError> {
    let Some(last) = chain.links.last() else {
        return Ok(());
    };
    for table in referred_to(&last.after) {
        make_alone(connection, table).await?;
    }
    Ok(())
}

fn referred_to(schema: &Schema) -> impl Iterator<Item = &Arc<Table>> {
    schema.tables().filter(|table| is_referred_to(table, schema))
}
