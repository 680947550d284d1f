//! Statements: values, several in one text, errors, interruption, transactions.

use std::time::{Duration, Instant};

use aksara_driver::{Connection, DriverError, Value};
use aksara_schema::TableName;
use pretty_assertions::assert_eq;

use super::support::{connect, integer, url};

aksara_suite::tests![
    values_come_back_as_they_went_in,
    rows_affected_are_counted,
    several_statements_and_triggers_are_run,
    an_error_carries_the_statement_that_failed_and_its_code,
    a_text_that_sqlite_would_not_read_to_its_end_is_refused,
    a_running_statement_is_interrupted_and_the_connection_stays,
    giving_up_on_a_statement_stops_it,
    an_idle_interrupt_stops_nothing,
    transactions_are_as_the_database_knows_them,
    tables_are_found_whatever_their_case,
    a_connection_needs_no_runtime,
];

const ENDLESS: &str =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

async fn memory() -> Box<dyn Connection> {
    connect(&url("sqlite::memory:")).await
}

async fn values_come_back_as_they_went_in() {
    let mut connection = memory().await;
    let values = [
        Value::Null,
        Value::Integer(i64::MIN),
        Value::Float(0.1),
        Value::Text("it's \"größe\" 😀".to_owned()),
        Value::Bytes(vec![0, 255]),
    ];
    let rows = connection
        .query("SELECT ?1 AS a, ?2, ?3, ?4, ?5", &values)
        .await
        .unwrap();
    assert_eq!(rows[0].values, values);
    assert_eq!(rows[0].columns[0], "a");
    assert_eq!(connection.placeholder(2), "?2");
    let rows = connection
        .query("SELECT ?1", &[Value::Boolean(true)])
        .await
        .unwrap();
    assert_eq!(rows[0].values, [Value::Integer(1)]);
}

async fn rows_affected_are_counted() {
    let mut connection = memory().await;
    connection.execute("CREATE TABLE t (a)").await.unwrap();
    let parameters = [Value::Integer(1), Value::Integer(2)];
    assert_eq!(
        connection
            .execute_with("INSERT INTO t VALUES (?1), (?2)", &parameters)
            .await
            .unwrap(),
        2
    );
    assert!(
        connection
            .execute_with("INSERT INTO t VALUES (?1)", &parameters)
            .await
            .is_err()
    );
}

async fn several_statements_and_triggers_are_run() {
    let mut connection = memory().await;
    let sql = "-- a comment; with a semicolon
        CREATE TABLE t (a); ;
        CREATE TRIGGER twice AFTER INSERT ON t WHEN NEW.a < 2 BEGIN
            INSERT INTO t VALUES (NEW.a + 1); SELECT CASE WHEN 1 THEN 2 END;
        END;
        INSERT INTO t VALUES (1);
        SELECT * FROM t; -- rows are passed over";
    connection.execute(sql).await.unwrap();
    assert_eq!(integer(&mut *connection, "SELECT count(*) FROM t").await, 2);
}

async fn an_error_carries_the_statement_that_failed_and_its_code() {
    let mut connection = memory().await;
    for (sql, failing, expected_code) in [
        (
            "CREATE TABLE t (a UNIQUE); SELEC 1; SELECT 2",
            "SELEC 1",
            "SQLITE_ERROR",
        ),
        (
            "INSERT INTO t VALUES (1); INSERT INTO t VALUES (1);",
            "INSERT INTO t VALUES (1)",
            "SQLITE_CONSTRAINT_UNIQUE",
        ),
        ("SELECT * FROM missing", "SELECT * FROM missing", "SQLITE_ERROR"),
    ] {
        match connection.execute(sql).await {
            Err(DriverError::Statement { sql, code, .. }) => {
                assert_eq!((sql.as_str(), code.as_deref()), (failing, Some(expected_code)));
            }
            other => panic!("{sql}: {other:?}"),
        }
    }
}

async fn a_text_that_sqlite_would_not_read_to_its_end_is_refused() {
    let mut connection = memory().await;
    match connection.execute("SELECT 1; \0 SELEC 2").await {
        Err(DriverError::Refused { message }) => assert!(message.contains("NUL"), "{message}"),
        other => panic!("{other:?}"),
    }
}

async fn a_running_statement_is_interrupted_and_the_connection_stays() {
    let mut connection = memory().await;
    let interrupt = connection.interrupt();
    let stop = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        interrupt.interrupt().await;
    };
    let (result, ()) = futures::join!(connection.query(ENDLESS, &[]), stop);
    assert!(matches!(result, Err(DriverError::Interrupted)));
    assert_eq!(integer(&mut *connection, "SELECT 1").await, 1);
}

async fn giving_up_on_a_statement_stops_it() {
    let mut connection = memory().await;
    let given_up = tokio::time::timeout(Duration::from_millis(50), connection.query(ENDLESS, &[])).await;
    assert!(given_up.is_err());
    let started = Instant::now();
    assert_eq!(integer(&mut *connection, "SELECT 1").await, 1);
    assert!(started.elapsed() < Duration::from_secs(2));
}

async fn an_idle_interrupt_stops_nothing() {
    let mut connection = memory().await;
    connection.interrupt().interrupt().await;
    assert_eq!(integer(&mut *connection, "SELECT 1").await, 1);
}

async fn transactions_are_as_the_database_knows_them() {
    let mut connection = memory().await;
    connection.execute("CREATE TABLE t (a)").await.unwrap();
    connection.begin().await.unwrap();
    assert!(connection.is_in_transaction().await.unwrap());
    connection.execute("INSERT INTO t VALUES (1)").await.unwrap();
    connection.rollback().await.unwrap();
    connection.rollback().await.unwrap();
    assert!(!connection.is_in_transaction().await.unwrap());
    assert_eq!(integer(&mut *connection, "SELECT count(*) FROM t").await, 0);
}

async fn tables_are_found_whatever_their_case() {
    let mut connection = memory().await;
    connection
        .execute("CREATE TABLE \"My Table\" (a); CREATE VIEW v AS SELECT 1")
        .await
        .unwrap();
    for (name, expected) in [
        ("My Table", true),
        ("my table", true),
        ("v", false),
        ("missing", false),
    ] {
        let table = TableName::new(name).unwrap();
        assert_eq!(connection.has_table(&table).await.unwrap(), expected, "{name}");
    }
    let elsewhere = TableName::qualified("temp", "My Table").unwrap();
    assert!(!connection.has_table(&elsewhere).await.unwrap());
}

fn a_connection_needs_no_runtime() {
    let mut connection = pollster(connect(&url("sqlite::memory:")));
    assert_eq!(pollster(integer(&mut *connection, "SELECT 42")), 42);
}

/// The simplest executor: polls until there is an answer.
fn pollster<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(result) => return result,
            std::task::Poll::Pending => std::thread::yield_now(),
        }
    }
}
