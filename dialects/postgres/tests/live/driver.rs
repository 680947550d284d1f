//! The driver on a real server: TLS, sockets, locks, transactions, interrupts, and what it says when it fails.

use std::time::Duration;

use aksara_diagnostic::full_text;
use aksara_dialect::Statement;
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, Value};
use aksara_postgres::{ConcurrentIndex, PostgresConnection, PostgresDriver};
use aksara_schema::TableName;
use aksara_suite::{server_url, with_database};
use pretty_assertions::assert_eq;

aksara_suite::tests![
    values_keep_their_types,
    a_transaction_is_seen_open_failed_and_closed,
    two_runners_exclude_each_other,
    a_running_statement_can_be_interrupted,
    a_lock_of_another_connection_is_not_waited_for_for_ever,
    an_invalid_index_of_a_failed_build_is_dropped_again,
    what_a_killed_build_without_a_name_left_goes_with_the_next_one,
    a_serial_is_an_integer_that_counts,
    a_missing_database_is_named_and_a_wrong_password_is_not_shown,
    certificates_are_verified_as_sslmode_says,
    a_socket_directory_is_a_host,
    an_adopted_connection_comes_back_as_it_was,
    a_connection_within_a_transaction_is_not_adopted,
];

/// The settings of a session that a program may have changed.
const CHANGED: &str = "SELECT concat_ws(' ', current_setting('TimeZone'), current_setting('search_path'), \
    current_setting('work_mem'), current_setting('role')) AS settings";

/// A connection of the program's own.
async fn client(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn an_adopted_connection_comes_back_as_it_was() {
    let Some(url) = url() else { return };
    let client = client(&url).await;
    let changes = "SET TIME ZONE 'Asia/Tokyo'; SET search_path = 'pg_temp', 'public'; SET work_mem = '5MB'; \
                   SET ROLE pg_monitor";
    client.batch_execute(changes).await.unwrap();
    let before: String = client.query_one(CHANGED, &[]).await.unwrap().get(0);
    let parsed = DatabaseUrl::parse(&url).unwrap();
    let mut adopted = PostgresConnection::adopt(client, &parsed).await.unwrap();
    let lent = Value::Text(before.replace("Asia/Tokyo", "UTC"));
    assert_eq!(one(&mut adopted, CHANGED).await, lent);
    adopted.restore_session().await.unwrap();
    assert_eq!(one(&mut adopted, CHANGED).await, lent);
    let client = adopted.release().await.unwrap();
    let after: String = client.query_one(CHANGED, &[]).await.unwrap().get(0);
    assert_eq!(after, before);
    assert!(
        before.starts_with("Asia/Tokyo") && before.ends_with("pg_monitor"),
        "{before}"
    );
}

async fn a_connection_within_a_transaction_is_not_adopted() {
    let Some(url) = url() else { return };
    let client = std::sync::Arc::new(client(&url).await);
    client.batch_execute("BEGIN").await.unwrap();
    let parsed = DatabaseUrl::parse(&url).unwrap();
    let refused = PostgresConnection::adopt(client.clone(), &parsed)
        .await
        .err()
        .unwrap();
    assert!(refused.to_string().contains("within a transaction"), "{refused}");
    client.batch_execute("COMMIT").await.unwrap();
    PostgresConnection::adopt(client, &parsed).await.unwrap();
}

fn url() -> Option<String> {
    server_url("AKSARA_TEST_POSTGRES_URL").unwrap()
}

async fn connect(url: &str) -> Result<Box<dyn Connection>, DriverError> {
    PostgresDriver.connect(&DatabaseUrl::parse(url).unwrap()).await
}

/// The URL of a database of the test's own.
fn own_url(name: &str) -> Option<String> {
    Some(with_database(&url()?, &own_name(name)))
}

fn own_name(name: &str) -> String {
    format!("aksara_driver_{name}_{}", std::process::id())
}

/// A connection to a new database of the test's own.
async fn own(test: &str) -> Option<Box<dyn Connection>> {
    let name = own_name(test);
    let url = url()?;
    let mut server = connect(&url).await.unwrap();
    server
        .execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .await
        .unwrap();
    server.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    Some(connect(&own_url(test)?).await.unwrap())
}

async fn one(connection: &mut dyn Connection, sql: &str) -> Value {
    connection
        .query(sql, &[])
        .await
        .unwrap()
        .remove(0)
        .values
        .remove(0)
}

async fn values_keep_their_types() {
    let Some(url) = url() else { return };
    let mut connection = connect(&url).await.unwrap();
    let sql = "SELECT true AS a, 7::smallint AS b, 1.5::float8 AS c, 'x' AS d, '\\x00ff'::bytea AS e, NULL::int AS f, \
               '2026-02-07 10:30:00+02'::timestamptz AS g, '{1,2}'::int[] AS h, current_setting('TimeZone') AS i";
    let row = connection.query(sql, &[]).await.unwrap().remove(0);
    let text = |text: &str| Value::Text(text.to_owned());
    let expected = [
        Value::Boolean(true),
        Value::Integer(7),
        Value::Float(1.5),
        text("x"),
        Value::Bytes(vec![0, 255]),
        Value::Null,
        text("2026-02-07 08:30:00+00"),
        text("{1,2}"),
        text("UTC"),
    ];
    assert_eq!(row.values, expected);
    let parameters = [
        Value::Integer(1),
        text("it's"),
        Value::Null,
        Value::Bytes(vec![1, 2]),
        Value::Boolean(true),
    ];
    let echo = "SELECT $1::int + 1 AS a, $2::text AS b, $3::int AS c, $4::bytea AS d, $5::bool AS e";
    let row = connection.query(echo, &parameters).await.unwrap().remove(0);
    let expected = [
        Value::Integer(2),
        text("it's"),
        Value::Null,
        Value::Bytes(vec![1, 2]),
        Value::Boolean(true),
    ];
    assert_eq!(row.values, expected);
}

async fn a_transaction_is_seen_open_failed_and_closed() {
    let Some(url) = url() else { return };
    let mut connection = connect(&url).await.unwrap();
    assert!(!connection.is_in_transaction().await.unwrap());
    connection.begin().await.unwrap();
    assert!(connection.is_in_transaction().await.unwrap());
    let error = connection.execute("SELECT 1 / 0").await.unwrap_err();
    assert!(matches!(error, DriverError::Statement { code: Some(code), .. } if code == "22012"));
    assert!(connection.is_in_transaction().await.unwrap());
    connection.rollback().await.unwrap();
    assert!(!connection.is_in_transaction().await.unwrap());
    connection.rollback().await.unwrap();
}

async fn two_runners_exclude_each_other() {
    let Some(mut first) = own("lock").await else {
        return;
    };
    let mut second = connect(&own_url("lock").unwrap()).await.unwrap();
    assert!(first.try_lock().await.unwrap());
    assert!(!second.try_lock().await.unwrap());
    first.unlock().await.unwrap();
    assert!(second.try_lock().await.unwrap());
    assert!(first.unlock().await.is_err());
    second.close().await.unwrap();
    // The server notices a moment later that the connection is gone.
    for _ in 0..100 {
        if first.try_lock().await.unwrap() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the lock of a closed connection stays");
}

async fn a_running_statement_can_be_interrupted() {
    let Some(url) = url() else { return };
    let mut connection = connect(&url).await.unwrap();
    let interrupt = connection.interrupt();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        interrupt.interrupt().await;
    });
    assert!(matches!(
        connection.execute("SELECT pg_sleep(60)").await,
        Err(DriverError::Interrupted)
    ));
    assert_eq!(one(&mut *connection, "SELECT 1").await, Value::Integer(1));
}

async fn a_lock_of_another_connection_is_not_waited_for_for_ever() {
    let Some(mut first) = own("wait").await else {
        return;
    };
    first.execute("CREATE TABLE a (b int)").await.unwrap();
    first.begin().await.unwrap();
    first.execute("LOCK TABLE a").await.unwrap();
    let mut second = connect(&own_url("wait").unwrap()).await.unwrap();
    assert_eq!(
        one(&mut *second, "SHOW lock_timeout").await,
        Value::Text("10s".to_owned())
    );
    second.execute("SET lock_timeout = '100ms'").await.unwrap();
    let error = second
        .execute("ALTER TABLE a ADD COLUMN c int")
        .await
        .unwrap_err();
    assert!(matches!(error, DriverError::Locked { .. }), "{error}");
}

async fn an_invalid_index_of_a_failed_build_is_dropped_again() {
    let Some(mut connection) = own("index").await else {
        return;
    };
    connection
        .execute("CREATE TABLE a (b int); INSERT INTO a VALUES (1), (1)")
        .await
        .unwrap();
    let build = Statement::routine(ConcurrentIndex {
        index: Some("\"I\"".to_owned()),
        sql: "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I\" ON a (b)".to_owned(),
    });
    assert!(connection.run(&build).await.is_err());
    let there = "SELECT to_regclass('\"I\"') IS NOT NULL";
    assert_eq!(one(&mut *connection, there).await, Value::Boolean(false));
    // A build that is killed has no time to take it away.
    let killed = "CREATE UNIQUE INDEX CONCURRENTLY \"I\" ON a (b)";
    assert!(connection.execute(killed).await.is_err());
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = '\"I\"'::regclass";
    assert_eq!(one(&mut *connection, valid).await, Value::Boolean(false));
    let opaque = connection.inspect().await.unwrap().opaque;
    assert_eq!(
        opaque
            .iter()
            .map(|object| object.kind.as_str())
            .collect::<Vec<_>>(),
        ["invalid index"]
    );
    connection.execute("DELETE FROM a").await.unwrap();
    connection.run(&build).await.unwrap();
    connection.run(&build).await.unwrap();
    assert_eq!(one(&mut *connection, valid).await, Value::Boolean(true));
    assert_eq!(
        one(&mut *connection, "SHOW lock_timeout").await,
        Value::Text("10s".to_owned())
    );
}

async fn what_a_killed_build_without_a_name_left_goes_with_the_next_one() {
    let Some(mut connection) = own("nameless_index").await else {
        return;
    };
    connection
        .execute("CREATE TABLE a (b int, \"On\" int); INSERT INTO a VALUES (1, 1), (1, 1)")
        .await
        .unwrap();
    let killed = [
        "CREATE UNIQUE INDEX CONCURRENTLY ON a (b)",
        "CREATE UNIQUE INDEX CONCURRENTLY ON a (b, \"On\")",
        "CREATE UNIQUE INDEX CONCURRENTLY \"x ON y\" ON a (\"On\") WHERE b > 0",
    ];
    for sql in killed {
        assert!(connection.execute(sql).await.is_err());
    }
    connection.execute("DELETE FROM a").await.unwrap();
    let names = "SELECT string_agg(relname || CASE WHEN indisvalid THEN '' ELSE ' (invalid)' END, ', ' ORDER BY relname) \
                 FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = 'a'::regclass";
    let build = |sql: &str| {
        Statement::routine(ConcurrentIndex {
            index: None,
            sql: sql.to_owned(),
        })
    };
    for (sql, expected) in [
        (killed[0], "a_b_On_idx (invalid), a_b_idx1, x ON y (invalid)"),
        (
            "CREATE UNIQUE INDEX CONCURRENTLY ON a (\"On\") WHERE b > 0",
            "a_On_idx, a_b_On_idx (invalid), a_b_idx1",
        ),
    ] {
        connection.run(&build(sql)).await.unwrap();
        assert_eq!(
            one(&mut *connection, names).await,
            Value::Text(expected.to_owned())
        );
    }
}

async fn a_serial_is_an_integer_that_counts() {
    let Some(mut connection) = own("serial").await else {
        return;
    };
    connection
        .execute("CREATE TABLE a (id serial PRIMARY KEY); CREATE VIEW v AS SELECT 1")
        .await
        .unwrap();
    let inspection = connection.inspect().await.unwrap();
    let table = inspection.schema.table(&TableName::new("a").unwrap()).unwrap();
    assert!(table.fields["id"].auto_increment && table.fields["id"].default.is_none());
    assert_eq!(inspection.opaque.len(), 1);
    assert!(connection.has_table(&TableName::new("a").unwrap()).await.unwrap());
    assert!(
        !connection
            .has_table(&TableName::qualified("pg_catalog", "a").unwrap())
            .await
            .unwrap()
    );
    for action in ["DROP IDENTITY IF EXISTS", "DROP DEFAULT"] {
        connection
            .execute(&format!("ALTER TABLE a ALTER COLUMN id {action}"))
            .await
            .unwrap();
    }
    let inspection = connection.inspect().await.unwrap();
    assert!(
        !inspection
            .schema
            .table(&TableName::new("a").unwrap())
            .unwrap()
            .fields["id"]
            .auto_increment
    );
}

async fn a_missing_database_is_named_and_a_wrong_password_is_not_shown() {
    let Some(url) = url() else { return };
    let missing = DatabaseUrl::parse(with_database(&url, "no_such_database")).unwrap();
    let error = PostgresDriver.connect(&missing).await.err().unwrap();
    let error = full_text(&error);
    assert!(error.contains("CREATE DATABASE"), "{error}");
    let mut wrong = url::Url::parse(&url).unwrap();
    wrong.set_password(Some("hunter2")).unwrap();
    let error = connect(wrong.as_str()).await.err().unwrap();
    let shown = format!("{error} {error:?}");
    assert!(
        shown.contains("password authentication failed") && !shown.contains("hunter2"),
        "{shown}"
    );
}

async fn certificates_are_verified_as_sslmode_says() {
    let (Some(url), Ok(authority)) = (url(), std::env::var("AKSARA_TEST_TLS_CA")) else {
        return;
    };
    let with = |query: &str| format!("{url}?{query}");
    let is_encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let verified = format!("sslrootcert={authority}");
    for (query, encrypted) in [
        ("sslmode=disable".to_owned(), false),
        ("sslmode=prefer".to_owned(), true),
        ("sslmode=require".to_owned(), true),
        (format!("sslmode=require&{verified}"), true),
        (format!("sslmode=verify-ca&{verified}"), true),
        (format!("sslmode=verify-full&{verified}"), true),
    ] {
        let mut connection = connect(&with(&query)).await.unwrap();
        assert_eq!(
            one(&mut *connection, is_encrypted).await,
            Value::Boolean(encrypted),
            "{query}"
        );
    }
    // The system's authorities know nothing of the test server's.
    for query in ["sslmode=verify-full", "sslmode=verify-ca"] {
        assert!(
            matches!(connect(&with(query)).await, Err(DriverError::Unreachable { .. })),
            "{query}"
        );
    }
}

async fn a_socket_directory_is_a_host() {
    let (Some(url), Ok(directory)) = (url(), std::env::var("AKSARA_TEST_POSTGRES_SOCKET")) else {
        return;
    };
    let url = url::Url::parse(&url).unwrap();
    let (port, name) = (url.port().unwrap(), url.path().trim_start_matches('/'));
    let socket = format!(
        "postgres:///{name}?host={directory}&port={port}&user={}",
        url.username()
    );
    let socket = match url.password() {
        Some(password) => format!("{socket}&password={password}"),
        None => socket,
    };
    let mut connection = connect(&socket).await.unwrap();
    assert_eq!(
        one(&mut *connection, "SELECT inet_server_addr() IS NULL").await,
        Value::Boolean(true)
    );
    assert_eq!(
        connection.server_version().major.cmp(&12),
        std::cmp::Ordering::Greater
    );
}
