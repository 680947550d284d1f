//! Tables that something else makes, and that foreign keys of the migrations refer to: scratch databases need them.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::{Coalescing, Trace, compile};
use aksara_driver::{Connection, DriverError};
use aksara_executor::{Side, TableComparison};
use aksara_operations::{AlterHints, AlterTable, Change, Effect, FieldMapping, Inverse, Located};
use aksara_schema::{Management, Schema, Table, TableName};
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::chain::Chain;
use crate::comparison::{compare, live_table};
use crate::respell::make_alone;
use crate::sides::side;

/// Whether something else makes a table, and foreign keys of ours refer to it.
pub(crate) fn is_referred_to(table: &Table, schema: &Schema) -> bool {
    is_external(table) && schema.referrers(&table.name).next().is_some()
}

fn is_external(table: &Table) -> bool {
    match table.management {
        Management::External => true,
        Management::Managed => false,
    }
}

/// The tables of others on a scratch database, as far as the migrations record them. One that the migrations take over
/// later is completed then, so that it is the table that they say.
pub(crate) struct StandIns(BTreeMap<TableName, Arc<Table>>);

impl StandIns {
    /// Those of these migrations: as they are recorded last, without those that the migrations made before.
    pub fn of(chain: &Chain) -> Self {
        let mut found: BTreeMap<TableName, Option<Arc<Table>>> = BTreeMap::new();
        for link in &chain.links {
            for table in link.after.tables() {
                let known = found.entry(table.name.clone()).or_insert_with(|| {
                    let external = is_external(table).then(|| Arc::clone(table));
                    external.filter(|table| is_referred_to(table, &link.after))
                });
                if let Some(known) = known
                    && is_external(table)
                {
                    *known = Arc::clone(table);
                }
            }
        }
        let made = found.into_iter().filter_map(|(name, table)| Some((name, table?)));
        Self(made.collect())
    }

    /// Makes them on an empty scratch database.
    pub async fn make(&self, connection: &mut dyn Connection) -> Result<(), DriverError> {
        for table in self.0.values() {
            make_alone(connection, table).await?;
        }
        Ok(())
    }

    /// Makes a table of others what the migrations say of it.
    async fn complete(connection: &mut dyn Connection, table: &Arc<Table>) -> Result<(), DriverError> {
        let Some(before) = live_table(connection, &table.name).await? else {
            return Ok(());
        };
        let kept = before
            .fields
            .keys()
            .filter(|name| table.fields.contains_key(*name));
        let fields = FieldMapping(kept.map(|name| (name.clone(), name.clone())).collect());
        let change = Change {
            effects: vec![Effect::AlterTable(AlterTable {
                before,
                after: Arc::clone(table),
                fields,
                is_referenced: true,
                hints: AlterHints::default(),
            })],
            inverse: Inverse::exact([]),
        };
        let (dialect, version) = (connection.dialect(), connection.server_version());
        let changes = [Located::generated(change)];
        if let Ok(compiled) = compile(&Schema::new(), &changes, Coalescing::On, &*dialect, &version) {
            for statement in compiled.transaction.statements() {
                connection.run(statement).await?;
            }
        }
        Ok(())
    }
}

impl TableComparison for StandIns {
    fn differences<'a>(
        &'a self,
        connection: &'a mut dyn Connection,
        table: &'a Arc<Table>,
    ) -> BoxFuture<'a, Result<Vec<String>, DriverError>> {
        async move {
            let found = compare(connection, table, None).await?;
            if found.is_empty() || !self.0.contains_key(&table.name) {
                return Ok(found);
            }
            Self::complete(connection, table).await?;
            compare(connection, table, None).await
        }
        .boxed()
    }

    fn side<'a>(
        &'a self,
        connection: &'a mut dyn Connection,
        trace: &'a Trace,
    ) -> BoxFuture<'a, Result<Side, DriverError>> {
        side(connection, trace, None).boxed()
    }
}
