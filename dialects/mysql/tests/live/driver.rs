//! The driver on real servers: values, TLS, sockets, locks, transactions, interrupts, and what it says when it fails.

use std::time::Duration;

use aksara_diagnostic::full_text;
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, Value};
use aksara_mysql::{MysqlConnection, MysqlDriver};
use aksara_schema::TableName;
use aksara_suite::{server_url, with_database};
use mysql_async::prelude::Queryable;
use pretty_assertions::assert_eq;

aksara_suite::tests![
    the_dialect_follows_the_server_and_not_the_scheme,
    values_keep_their_types,
    the_session_is_utc_and_strict,
    which_dates_are_dates_is_the_servers_to_say,
    an_adopted_connection_comes_back_as_it_was,
    a_connection_within_a_transaction_is_not_adopted,
    a_transaction_is_seen_open_and_closed,
    two_runners_exclude_each_other,
    a_running_statement_can_be_interrupted,
    a_lock_of_another_connection_is_not_waited_for_for_ever,
    several_statements_stop_at_the_one_that_fails,
    a_missing_database_is_named_and_a_wrong_password_is_not_shown,
    a_server_that_does_not_answer_is_given_up,
    certificates_are_verified_as_ssl_mode_says,
    a_socket_is_a_parameter,
];

const SERVERS: &[(&str, &str)] = &[
    ("mysql", "AKSARA_TEST_MYSQL_URL"),
    ("mariadb", "AKSARA_TEST_MARIADB_URL"),
];

/// The servers that there are, by flavour.
fn servers() -> Vec<(&'static str, String)> {
    let found = |(flavour, variable): &(&'static str, &str)| Some((*flavour, server_url(variable).unwrap()?));
    SERVERS.iter().filter_map(found).collect()
}

async fn connect(url: &str) -> Result<Box<dyn Connection>, DriverError> {
    MysqlDriver.connect(&DatabaseUrl::parse(url).unwrap()).await
}

/// A new database of the test's own.
async fn own(url: &str, name: &str) -> Box<dyn Connection> {
    let mut server = connect(url).await.unwrap();
    server
        .execute(&format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}"))
        .await
        .unwrap();
    connect(&with_database(url, name)).await.unwrap()
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

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

async fn the_dialect_follows_the_server_and_not_the_scheme() {
    for (flavour, url) in servers() {
        let (_, rest) = url.split_once(':').unwrap();
        for scheme in ["mysql", "mariadb", "mysql+aiomysql"] {
            let connection = connect(&format!("{scheme}:{rest}")).await.unwrap();
            assert_eq!(connection.dialect().name(), flavour);
        }
    }
}

async fn values_keep_their_types() {
    for (_, url) in servers() {
        let mut connection = own(&url, "aksara_driver_values").await;
        connection
            .execute(
                "CREATE TABLE a (i bigint, d decimal(20,2), f double, t longtext, b longblob, n int, day date, \
                 at datetime(6), clock time(6), u bigint unsigned); \
                 INSERT INTO a VALUES (-9007199254740993, 1.50, 1.5, 'it''s 😀', 0x00ff, NULL, '2026-02-07', \
                 '2026-02-07 08:30:00.000001', '-100:00:01', 18446744073709551615)",
            )
            .await
            .unwrap();
        let row = connection.query("SELECT * FROM a", &[]).await.unwrap().remove(0);
        let expected = [
            Value::Integer(-9_007_199_254_740_993),
            text("1.50"),
            Value::Float(1.5),
            text("it's 😀"),
            Value::Bytes(vec![0, 255]),
            Value::Null,
            text("2026-02-07"),
            text("2026-02-07 08:30:00.000001"),
            text("-100:00:01.000000"),
            text("18446744073709551615"),
        ];
        assert_eq!(row.values, expected);
        let update = "UPDATE a SET t = ?, b = ?, i = ? WHERE f = ?";
        let parameters = [
            text("x"),
            Value::Bytes(vec![1]),
            Value::Integer(7),
            Value::Float(1.5),
        ];
        for _ in 0..2 {
            assert_eq!(connection.execute_with(update, &parameters).await.unwrap(), 1);
        }
    }
}

async fn the_session_is_utc_and_strict() {
    for (_, url) in servers() {
        let mut connection = connect(&url).await.unwrap();
        assert_eq!(one(&mut *connection, "SELECT @@time_zone").await, text("+00:00"));
        let Value::Text(mode) = one(&mut *connection, "SELECT @@sql_mode").await else {
            panic!("no mode")
        };
        assert!(mode.contains("STRICT_ALL_TABLES") && mode.contains("NO_AUTO_VALUE_ON_ZERO"));
        assert!(!mode.contains("NO_BACKSLASH_ESCAPES") && !mode.contains("ANSI_QUOTES"));
    }
}

async fn which_dates_are_dates_is_the_servers_to_say() {
    for (_, url) in servers() {
        let plain = url.replacen("mariadb:", "mysql:", 1);
        let mut connection = mysql_async::Conn::from_url(&plain).await.unwrap();
        for (found, expected) in [
            ("", [false, false]),
            ("NO_ZERO_DATE,STRICT_TRANS_TABLES", [true, false]),
            ("ALLOW_INVALID_DATES", [false, true]),
        ] {
            connection
                .query_drop(format!("SET sql_mode = '{found}'"))
                .await
                .unwrap();
            let mut adopted = MysqlConnection::adopt(connection).await.unwrap();
            check_modes(&mut adopted, expected).await;
            connection = adopted.release().await.unwrap();
        }
        let mut connection = connect(&format!("{url}?sql_mode=ALLOW_INVALID_DATES"))
            .await
            .unwrap();
        check_modes(&mut *connection, [false, true]).await;
    }
}

/// The session must be strict, and have NO_ZERO_DATE and ALLOW_INVALID_DATES or not.
async fn check_modes(connection: &mut dyn Connection, expected: [bool; 2]) {
    let Value::Text(mode) = one(connection, "SELECT @@sql_mode").await else {
        panic!("no mode")
    };
    assert!(mode.contains("STRICT_ALL_TABLES"), "{mode}");
    let has = |name| mode.split(',').any(|mode| mode == name);
    assert_eq!(
        [has("NO_ZERO_DATE"), has("ALLOW_INVALID_DATES")],
        expected,
        "{mode}"
    );
}

async fn an_adopted_connection_comes_back_as_it_was() {
    for (_, url) in servers() {
        let url = url.replacen("mariadb:", "mysql:", 1);
        let mut connection = mysql_async::Conn::from_url(&url).await.unwrap();
        let setting = "SELECT concat(@@sql_mode, ' ', @@time_zone)";
        connection
            .query_drop("SET sql_mode = 'ANSI_QUOTES', time_zone = '+02:00'")
            .await
            .unwrap();
        let before: Option<String> = connection.query_first(setting).await.unwrap();
        let mut adopted = MysqlConnection::adopt(connection).await.unwrap();
        assert_eq!(one(&mut adopted, "SELECT @@time_zone").await, text("+00:00"));
        let mut connection = adopted.release().await.unwrap();
        assert_eq!(
            connection.query_first::<String, _>(setting).await.unwrap(),
            before
        );
    }
}

async fn a_connection_within_a_transaction_is_not_adopted() {
    for (_, url) in servers() {
        let url = url.replacen("mariadb:", "mysql:", 1);
        let mut connection = mysql_async::Conn::from_url(&url).await.unwrap();
        connection.query_drop("START TRANSACTION").await.unwrap();
        let refused = MysqlConnection::adopt(connection).await.err().unwrap();
        assert!(refused.to_string().contains("within a transaction"), "{refused}");
    }
}

async fn a_transaction_is_seen_open_and_closed() {
    for (_, url) in servers() {
        let mut connection = connect(&url).await.unwrap();
        assert!(!connection.is_in_transaction().await.unwrap());
        connection.begin().await.unwrap();
        assert!(connection.is_in_transaction().await.unwrap());
        connection.rollback().await.unwrap();
        assert!(!connection.is_in_transaction().await.unwrap());
        connection.rollback().await.unwrap();
    }
}

async fn two_runners_exclude_each_other() {
    for (_, url) in servers() {
        let name = "aksara_driver_lock";
        let mut first = own(&url, name).await;
        let mut second = connect(&with_database(&url, name)).await.unwrap();
        let mut other = connect(&url).await.unwrap();
        assert!(first.try_lock().await.unwrap());
        assert!(!second.try_lock().await.unwrap());
        assert!(other.try_lock().await.unwrap(), "the lock of another database");
        first.unlock().await.unwrap();
        assert!(second.try_lock().await.unwrap());
        assert!(first.unlock().await.is_err());
        second.close().await.unwrap();
        assert!(is_soon_free(&mut *first).await);
    }
}

/// Whether the lock of a closed connection becomes free: the server gives it up a moment after the client has gone.
async fn is_soon_free(connection: &mut dyn Connection) -> bool {
    for _ in 0..100 {
        if connection.try_lock().await.unwrap() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}

async fn a_running_statement_can_be_interrupted() {
    for (_, url) in servers() {
        let mut connection = own(&url, "aksara_driver_interrupt").await;
        connection
            .execute("CREATE TABLE a (b int); INSERT INTO a VALUES (1)")
            .await
            .unwrap();
        let interrupt = connection.interrupt();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            interrupt.interrupt().await;
        });
        let slow = connection.execute("UPDATE a SET b = sleep(60)").await;
        assert!(matches!(slow, Err(DriverError::Interrupted)), "{slow:?}");
        assert_eq!(one(&mut *connection, "SELECT 1").await, Value::Integer(1));
    }
}

async fn a_lock_of_another_connection_is_not_waited_for_for_ever() {
    for (_, url) in servers() {
        let name = "aksara_driver_wait";
        let mut first = own(&url, name).await;
        first.execute("CREATE TABLE a (b int)").await.unwrap();
        first.begin().await.unwrap();
        first.execute("SELECT * FROM a").await.unwrap();
        let own_url = with_database(&url, name);
        let mut second = connect(&format!("{own_url}?lock-timeout=1")).await.unwrap();
        let error = second
            .execute("ALTER TABLE a ADD COLUMN c int")
            .await
            .unwrap_err();
        assert!(matches!(error, DriverError::Locked { .. }), "{error}");
    }
}

async fn several_statements_stop_at_the_one_that_fails() {
    for (_, url) in servers() {
        let mut connection = own(&url, "aksara_driver_several").await;
        let sql = "CREATE TABLE a (b int); CREATE TABLE a (b int); CREATE TABLE c (d int)";
        let error = connection.execute(sql).await.unwrap_err();
        assert!(matches!(error, DriverError::Statement { code: Some(code), .. } if code == "1050"));
        for (table, there) in [("a", true), ("c", false)] {
            assert_eq!(
                connection
                    .has_table(&TableName::new(table).unwrap())
                    .await
                    .unwrap(),
                there
            );
        }
        let elsewhere = TableName::qualified("mysql", "a").unwrap();
        assert!(!connection.has_table(&elsewhere).await.unwrap());
    }
}

async fn a_missing_database_is_named_and_a_wrong_password_is_not_shown() {
    for (_, url) in servers() {
        let missing = DatabaseUrl::parse(with_database(&url, "no_such_database")).unwrap();
        let error = MysqlDriver.connect(&missing).await.err().unwrap();
        let error = full_text(&error);
        assert!(error.contains("CREATE DATABASE"), "{error}");
        let wrong = format!("{url}?user=root&password=hunter2");
        let error = connect(&wrong).await.err().unwrap();
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains("check user and password") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}

async fn a_server_that_does_not_answer_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = connect(&format!("mysql://root@127.0.0.1:{port}/a?connect-timeout=1"))
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("did not answer within 1 s"), "{error}");
}

async fn certificates_are_verified_as_ssl_mode_says() {
    let Ok(authority) = std::env::var("AKSARA_TEST_TLS_CA") else {
        return;
    };
    for (_, url) in servers() {
        let verified = format!("ssl-ca={authority}");
        for (query, encrypted) in [
            ("ssl-mode=disabled".to_owned(), false),
            (String::new(), true),
            (verified.clone(), true),
            (format!("ssl-mode=required&{verified}"), true),
            (format!("ssl-mode=verify_ca&{verified}"), true),
        ] {
            let mut connection = connect(&format!("{url}?{query}")).await.unwrap();
            let cipher = connection
                .query("SHOW STATUS LIKE 'Ssl_cipher'", &[])
                .await
                .unwrap()
                .remove(0);
            assert_eq!(cipher.text("Value") != Some(""), encrypted, "{query}");
        }
        // The known authorities know nothing of the test server's.
        for query in ["ssl-mode=required", "ssl-mode=verify_ca"] {
            let error = connect(&format!("{url}?{query}")).await.err().unwrap();
            let error = full_text(&error);
            assert!(error.contains("ssl-ca="), "{query}: {error}");
        }
    }
}

async fn a_socket_is_a_parameter() {
    for ((_, url), variable) in servers()
        .into_iter()
        .zip(["AKSARA_TEST_MYSQL_SOCKET", "AKSARA_TEST_MARIADB_SOCKET"])
    {
        let Ok(socket) = std::env::var(variable) else {
            return;
        };
        let (scheme, rest) = url.split_once("://").unwrap();
        let (credentials, rest) = rest.rsplit_once('@').unwrap();
        let (_, name) = rest.split_once('/').unwrap();
        let mut connection = connect(&format!("{scheme}://{credentials}@/{name}?socket={socket}"))
            .await
            .unwrap();
        assert_eq!(one(&mut *connection, "SELECT 1").await, Value::Integer(1));
    }
}
