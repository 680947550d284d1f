use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pretty_assertions::assert_eq;
use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::*;

/// Each has fields, a key, a check and a foreign key. SQLite reads its whole catalog to make one more object: indexes,
/// which are objects of their own, have only a few.
fn make(number: usize) -> String {
    let table = format!(
        "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, up int REFERENCES t{number}, age int CHECK (age >= 0));"
    );
    let index = format!("CREATE INDEX by_age{number} ON t{number} (age);");
    if has_index(number) { table + &index } else { table }
}

fn has_index(number: usize) -> bool {
    number.is_multiple_of(50)
}

/// SQLite asks its authorizer once for each SELECT of each statement that it prepares.
fn count_queries(connection: &mut Connection) -> Arc<AtomicUsize> {
    let queries = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&queries);
    connection
        .authorizer(Some(move |context: AuthContext<'_>| {
            if matches!(context.action, AuthAction::Select) {
                counter.fetch_add(1, Ordering::SeqCst);
            }
            Authorization::Allow
        }))
        .unwrap();
    queries
}

#[test]
fn the_number_of_queries_does_not_grow_with_the_tables() {
    let mut counts = Vec::new();
    for tables in [1, 5_000] {
        let mut connection = Connection::open_in_memory().unwrap();
        let sql: String = (0..tables).map(make).collect();
        connection.execute_batch(&format!("BEGIN; {sql} COMMIT")).unwrap();
        let queries = count_queries(&mut connection);
        let schema = inspect(&connection).unwrap().schema;
        counts.push(queries.load(Ordering::SeqCst));
        assert_eq!(schema.tables().len(), tables);
        let indexes = (0..tables).filter(|number| has_index(*number)).count();
        let found = schema.tables().map(|table| table.indexes.len());
        assert_eq!(found.sum::<usize>(), indexes);
        assert!(schema.tables().all(|table| table.fields.len() == 3));
    }
    assert!(counts[0] > 0);
    assert_eq!(counts[0], counts[1]);
}
