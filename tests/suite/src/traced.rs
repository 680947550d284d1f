//! Whether the traces of statements are true: before a statement its tables are on the one side, after it on the other.

use std::sync::Arc;

use aksara_dialect::{Coalescing, Statement, compile};
use aksara_driver::Connection;
use aksara_executor::{Side, TableComparison};
use aksara_operations::Replayed;
use aksara_schema::Schema;

use crate::failure::failed;
use crate::{Failure, Scenario, ScenarioHistory};

/// The statements of a scenario, there and back, whose traces are not true; and how many have one.
pub(crate) async fn untrue_traces(
    connection: &mut dyn Connection,
    scenario: &Scenario,
    comparison: &dyn TableComparison,
) -> Result<(Vec<String>, usize), Failure> {
    let history = ScenarioHistory::read(scenario)?;
    let mut ways = vec![
        (Schema::new(), history.prepared.clone()),
        (history.before.clone(), history.changed.clone()),
    ];
    if let Ok(undone) = history.undone(&history.changed, &history.after) {
        ways.push((history.after.clone(), undone));
    }
    let (mut untrue, mut traced) = (Vec::new(), 0);
    for (schema, replayed) in &ways {
        for statement in statements(connection, schema, replayed) {
            let Some(trace) = &statement.trace else {
                if connection.run(&statement).await.is_err() {
                    return Ok((untrue, traced));
                }
                continue;
            };
            traced += 1;
            let before = comparison
                .side(connection, trace)
                .await
                .map_err(failed("looking"))?;
            if connection.run(&statement).await.is_err() {
                return Ok((untrue, traced));
            }
            let after = comparison
                .side(connection, trace)
                .await
                .map_err(failed("looking"))?;
            let is_true = matches!(
                (&before, &after),
                (Side::Before, Side::After) | (Side::Same, Side::Same)
            );
            if !is_true {
                let sql = statement.sql_texts().concat();
                untrue.push(format!("{sql}\nbefore: {before:?}\nafter: {after:?}"));
            }
        }
    }
    Ok((untrue, traced))
}

fn statements(connection: &mut dyn Connection, schema: &Schema, replayed: &Replayed) -> Vec<Statement> {
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let compiled = compile(
        schema,
        &replayed.changes,
        Coalescing::On,
        &*Arc::clone(&dialect),
        &version,
    );
    let transaction = compiled.map(|compiled| compiled.transaction);
    transaction.map_or_else(
        |_| Vec::new(),
        |transaction| transaction.statements().cloned().collect(),
    )
}
