//! One history on several databases: they report the same schema, except for parts that one of them cannot keep.
//!
//! A database's `normalize` removes exactly the parts that it cannot keep: so each schema is normalized by
//! every dialect in turn, until none takes anything away, before they are compared. A type that a database emulates
//! has there a check in that database's own words, which is left out.

use std::sync::Arc;

use aksara_driver::Connection;
use aksara_executor::{Executor, ExecutorError, Request};
use aksara_generate::{Database, History, Words};
use aksara_schema::{Constraint, ConstraintKind, Schema, SqlExpression, Table};

use crate::failure::failed;
use crate::generated_source::GeneratedHistory;
use crate::history::reason;
use crate::inspected::{compare, inspect_managed, shown};
use crate::{Failure, Traversed};

/// How often the dialects take turns at most.
const TURNS: usize = 8;

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
    source.push(migration);
    let mut traversed = Traversed::default();
    let mut found: Vec<(&'static str, Schema)> = Vec::new();
    for connection in connections.iter_mut() {
        let name = connection.dialect().name();
        let mut executor = Executor::new(&mut **connection, &source);
        match executor.migrate(&Request::default(), &mut |_| ()).await {
            Ok(_) => found.push((name, inspect_managed(&mut **connection).await?)),
            Err(ExecutorError::Compile { source, .. }) => {
                traversed.refuse(format!("{name}: {}", reason(&source)));
            }
            Err(error) => return Err(failed(name)(error)),
        }
    }
    let common: Vec<(&str, String)> = found
        .iter()
        .map(|(name, schema)| Ok((*name, shown(&common_part(connections, name, schema)?)?)))
        .collect::<Result<_, Failure>>()?;
    for pair in common.windows(2) {
        let [(one, left), (other, right)] = pair else {
            continue;
        };
        compare(&format!("{one} and {other}"), left, right)?;
    }
    traversed.applied = history.operations.len();
    Ok(traversed)
}

/// The part of a schema of one database that every one of them can keep. Its own dialect comes first: the others take a type
/// in its words for a text.
fn common_part(connections: &[Box<dyn Connection>], owner: &str, schema: &Schema) -> Result<Schema, Failure> {
    let mut common = without_own_words(schema);
    for connection in connections {
        let dialect = connection.dialect();
        if dialect.name() == owner {
            common = without_own_words(&dialect.normalize(&common, &connection.server_version()));
        }
    }
    for _ in 0..TURNS {
        let before = common.clone();
        for connection in connections {
            common = connection
                .dialect()
                .normalize(&common, &connection.server_version());
            common = without_own_words(&common);
        }
        if shown(&before)? == shown(&common)? {
            return Ok(common);
        }
    }
    Err(Failure::new(format!(
        "normalizing takes no end after {TURNS} turns"
    )))
}

/// The schema without checks that are written for one database.
fn without_own_words(schema: &Schema) -> Schema {
    let is_portable = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::Check(check) => matches!(check.expression, SqlExpression::Portable(_)),
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => true,
    };
    let portable = |table: &Arc<Table>| {
        let mut table = Table::clone(table);
        table.constraints.retain(|_, constraint| is_portable(constraint));
        Arc::new(table)
    };
    schema.tables().map(portable).collect()
}
