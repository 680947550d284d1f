//! One history on several databases: each reports the schema that it makes there, and all of them the same structure.
//!
//! Within its own dialect a database reports what the history says ([`demand_schema`]); across dialects the tables, their
//! fields, keys, constraints and indexes are the same ([`structure`]).

use aksara_driver::Connection;
use aksara_executor::{Executor, ExecutorError, Request};
use aksara_generate::{Database, History, Words};
use aksara_operations::replay;
use aksara_schema::Schema;

use crate::failure::failed;
use crate::generated_source::GeneratedHistory;
use crate::history::reason;
use crate::inspected::{compare, demand_schema, inspect_managed};
use crate::structure::structure;
use crate::{Failure, Traversed};

/// The demands of generated histories on a server, in these words of its own.
pub fn database_of(connection: &dyn Connection, words: Words) -> Database {
    Database {
        words,
        capabilities: connection.dialect().product().capabilities,
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
                found.push((name, format!("{:#?}", structure(&normal, &schema))));
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
