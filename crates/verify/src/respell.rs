//! Letting the engine itself spell what differs.
//!
//! Rules bring most expressions to one form. If a table of the replayed schema still differs from the live one, it
//! is made on a scratch database and read back: what the engine makes of it is what is expected. Only tables that we
//! generate are made there, without foreign keys, so that each is independent. None of the user's own SQL runs,
//! unless the caller gives it as what the tables need: extensions, types, functions.

use std::sync::Arc;

use aksara_dialect::{Coalescing, compile};
use aksara_driver::{Connection, DriverError};
use aksara_operations::{Change, Effect, Inverse, Located, SqlCall};
use aksara_schema::{ConstraintKind, Schema, Table};

use crate::scratch::Scratch;
use crate::{Difference, DifferenceKind, ScratchServer, differences};

/// The expected schema, with the tables that differ from `found` as the engine spells them.
///
/// `replayed` is the schema as migrations record it, `expected` and `found` are normalized. A table that cannot be
/// made alone, or is no nearer to what was found, is left as it was expected; an error means that there is no scratch
/// database. `needed` runs there first; what of it fails is passed over.
pub async fn respell(
    server: &ScratchServer,
    needed: &[SqlCall],
    replayed: &Schema,
    expected: &Schema,
    found: &Schema,
) -> Result<Schema, DriverError> {
    let differs = |table: &&Arc<Table>| found.table(&table.name).is_some_and(|other| other != *table);
    let different: Vec<&Arc<Table>> = expected.tables().filter(differs).collect();
    if different.is_empty() {
        return Ok(expected.clone());
    }
    let mut scratch = Scratch::create(server).await?;
    for call in needed {
        run_needed(scratch.connection(), call).await;
    }
    let mut respelled = expected.clone();
    for table in different {
        if let Some(recorded) = replayed.table(&table.name)
            && let Ok(Some(spelled)) = spell(scratch.connection(), recorded).await
        {
            let spelled = Arc::new(with_foreign_keys(spelled, table));
            if count_differences(&spelled, found) < count_differences(table, found) {
                respelled.insert(spelled);
            }
        }
    }
    scratch.throw_away().await?;
    Ok(respelled)
}

/// Runs the user's SQL as far as it goes on a database without tables.
async fn run_needed(connection: &mut dyn Connection, call: &SqlCall) {
    let change = Change {
        effects: vec![Effect::RunSql(call.clone())],
        inverse: Inverse::exact([]),
    };
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let changes = [Located::generated(change)];
    if let Ok(compiled) = compile(&Schema::new(), &changes, Coalescing::On, &*dialect, &version) {
        for statement in compiled.transaction.statements() {
            // An UPDATE of a table that is not here, for one.
            let _ = connection.run(statement).await;
        }
    }
}

/// In how many points the live table of this name is another one.
fn count_differences(expected: &Arc<Table>, found: &Schema) -> usize {
    let only = |table: Option<&Arc<Table>>| table.cloned().into_iter().collect::<Schema>();
    let difference = differences(&only(Some(expected)), &only(found.table(&expected.name)));
    let points = |difference: &Difference| match &difference.kind {
        DifferenceKind::Different { attributes } => attributes.len(),
        DifferenceKind::Missing { .. } | DifferenceKind::Extra { .. } => 1,
    };
    difference.items.iter().map(points).sum()
}

/// One table as the database reports it; `None` if it cannot be compiled alone.
async fn spell(connection: &mut dyn Connection, table: &Table) -> Result<Option<Table>, DriverError> {
    if !make_alone(connection, table).await? {
        return Ok(None);
    }
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let inspected = connection.inspect().await?.schema;
    let normalized = dialect.normalize(&inspected, &version);
    Ok(normalized.table(&table.name).map(|table| (**table).clone()))
}

/// Makes one table without its foreign keys; whether it could be compiled alone.
pub(crate) async fn make_alone(connection: &mut dyn Connection, table: &Table) -> Result<bool, DriverError> {
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let change = Change {
        effects: vec![Effect::CreateTable(Arc::new(without_foreign_keys(table)))],
        inverse: Inverse::exact([]),
    };
    let changes = [Located::generated(change)];
    let Ok(compiled) = compile(&Schema::new(), &changes, Coalescing::On, &*dialect, &version) else {
        return Ok(false);
    };
    for statement in compiled.transaction.statements() {
        connection.run(statement).await?;
    }
    Ok(true)
}

fn is_foreign_key(kind: &ConstraintKind) -> bool {
    matches!(kind, ConstraintKind::ForeignKey(_))
}

fn without_foreign_keys(table: &Table) -> Table {
    let mut alone = table.clone();
    alone
        .constraints
        .retain(|_, constraint| !is_foreign_key(&constraint.kind));
    for field in alone.fields.values_mut() {
        field.reference = None;
    }
    alone
}

/// The table with the foreign keys of another.
fn with_foreign_keys(mut table: Table, keyed: &Table) -> Table {
    for (name, field) in &mut table.fields {
        field.reference = keyed.fields.get(name).and_then(|field| field.reference.clone());
    }
    let keys = keyed
        .constraints
        .iter()
        .filter(|(_, constraint)| is_foreign_key(&constraint.kind));
    let keys = keys.map(|(name, constraint)| (name.clone(), constraint.clone()));
    table.constraints.extend(keys);
    table
}
