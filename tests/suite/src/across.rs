//! One history on several databases: each reports the schema that it makes there, and all of them the same structure.
//!
//! A database may spell a type, a default or an expression in its own way, and does without a part that it has no room
//! for. The tables, their fields, keys, constraints and indexes are the same everywhere.

use std::sync::Arc;

use aksara_driver::Connection;
use aksara_executor::{Executor, ExecutorError, Request};
use aksara_generate::{Database, History, Words};
use aksara_operations::replay;
use aksara_schema::{Constraint, ConstraintKind, Schema, Table};
use serde_json::Value;

use crate::failure::failed;
use crate::generated_source::GeneratedHistory;
use crate::history::reason;
use crate::inspected::{compare, demand_schema, inspect_managed};
use crate::{Failure, Traversed};

/// The parts of a field, constraint, index or table that a database may spell in its own way, or does without.
const SPELLED_BY_DATABASE: [&str; 14] = [
    "auto_now",
    "callable",
    "collation",
    "comment",
    "default",
    "deferrable",
    "expression",
    "field_type",
    "generated",
    "on_delete",
    "on_update",
    "options",
    "primary_key_name",
    "type_check",
];

/// The demands of generated histories on a server, in these words of its own.
pub fn database_of(connection: &dyn Connection, words: Words) -> Database {
    Database {
        words,
        capabilities: connection.dialect().capabilities(),
        version: connection.server_version(),
    }
}

/// Runs a history as one migration on each of the empty databases, and compares their reports. If one refuses
/// it, the refusal is counted for every operation.
pub async fn compare_databases(
    connections: &mut [Box<dyn Connection>],
    history: &History,
) -> Result<Traversed, Failure> {
    let mut source = GeneratedHistory::default();
    let migration = source.migration_of(&history.operations)?;
    let mut schema = Schema::new();
    replay(&migration, &mut schema).map_err(failed("replaying"))?;
    source.push(migration);
    let mut traversed = Traversed::default();
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for connection in connections.iter_mut() {
        let name = connection.dialect().name();
        let mut executor = Executor::new(&mut **connection, &source);
        match executor.migrate(&Request::default(), &mut |_| ()).await {
            Ok(_) => {
                demand_schema(&mut **connection, &schema).await?;
                let managed = inspect_managed(&mut **connection).await?;
                let version = connection.server_version();
                let normal = connection.dialect().normalize(&managed, &version);
                found.push((name, structure(&normal, &schema)?));
            }
            Err(ExecutorError::Compile { source, .. }) => {
                traversed.refuse(format!("{name}: {}", reason(&source)));
            }
            Err(error) => return Err(failed(name)(error)),
        }
    }
    for pair in found.windows(2) {
        if let [(one, left), (other, right)] = pair {
            compare(&format!("{one} and {other}"), left, right)?;
        }
    }
    traversed.applied = history.operations.len();
    Ok(traversed)
}

/// The structure of a schema that a history makes, as JSON.
fn structure(found: &Schema, history: &Schema) -> Result<String, Failure> {
    let found: Schema = found.tables().map(|table| comparable(table, history)).collect();
    let mut value = serde_json::to_value(&found).map_err(failed("showing the schema"))?;
    remove_spelled(&mut value);
    value.sort_all_objects();
    serde_json::to_string_pretty(&value).map_err(failed("showing the schema"))
}

fn remove_spelled(value: &mut Value) {
    match value {
        Value::Object(parts) => {
            parts.retain(|name, _| !SPELLED_BY_DATABASE.contains(&name.as_str()));
            parts.values_mut().for_each(remove_spelled);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_spelled),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The table with its key's order, and without the checks that a database adds for a type that it emulates.
fn comparable(table: &Arc<Table>, history: &Schema) -> Arc<Table> {
    let wanted = history.table(&table.name);
    let is_wanted = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::Check(_) => {
            wanted.is_some_and(|wanted| wanted.constraints.contains_key(&constraint.name))
        }
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => true,
    };
    let mut table = Table::clone(table);
    table.primary_key_order = table.primary_key().into_iter().cloned().collect();
    table.constraints.retain(|_, constraint| is_wanted(constraint));
    Arc::new(table)
}
