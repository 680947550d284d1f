//! Opening databases, and the errors that say why one cannot be opened.

use aksara_driver::{Driver, DriverError};
use aksara_sqlite::{SqliteConnection, SqliteDriver};
use pretty_assertions::assert_eq;

use super::support::{Folder, connect, connect_error, integer, url};

aksara_suite::tests![
    a_missing_file_is_created_by_connecting_alone,
    foreign_keys_are_enforced,
    read_only_mode_reads_and_refuses_to_write,
    modes_that_never_create_say_so,
    a_missing_folder_is_named,
    three_slashes_that_were_meant_as_a_relative_path_are_explained,
    a_directory_is_no_database,
    a_file_of_something_else_is_not_touched,
    a_url_that_names_nothing_is_explained,
    an_adopted_connection_is_given_back_as_it_was,
    a_connection_within_a_transaction_is_not_adopted,
];

fn check_unreachable(error: DriverError, expected_reason: &str, expected_hint: &str) {
    match error {
        DriverError::Unreachable { reason, hint, .. } => {
            assert!(reason.contains(expected_reason), "{reason}");
            assert!(hint.unwrap_or_default().contains(expected_hint), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

async fn a_missing_file_is_created_by_connecting_alone() {
    let folder = Folder::new();
    let url = folder.url("my app.db");
    assert!(SqliteDriver.is_missing_file(&url).await.unwrap());
    assert!(folder.files().is_empty());
    connect(&url).await.execute("CREATE TABLE t (a)").await.unwrap();
    assert!(!SqliteDriver.is_missing_file(&url).await.unwrap());
    assert_eq!(folder.files(), ["my app.db"]);
}

async fn foreign_keys_are_enforced() {
    let mut connection = connect(&url("sqlite::memory:")).await;
    assert_eq!(integer(&mut *connection, "PRAGMA foreign_keys").await, 1);
}

async fn read_only_mode_reads_and_refuses_to_write() {
    let folder = Folder::new();
    connect(&folder.url("a.db"))
        .await
        .execute("CREATE TABLE t (a)")
        .await
        .unwrap();
    let mut connection = connect(&url(&format!("{}?mode=ro", folder.url("a.db").secret()))).await;
    assert_eq!(integer(&mut *connection, "SELECT count(*) FROM t").await, 0);
    match connection.execute("INSERT INTO t VALUES (1)").await {
        Err(DriverError::ReadOnly { message }) => assert!(message.contains("a.db"), "{message}"),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        connection.try_lock().await,
        Err(DriverError::ReadOnly { .. })
    ));
}

async fn modes_that_never_create_say_so() {
    let folder = Folder::new();
    for mode in ["ro", "rw"] {
        let url = url(&format!("{}?mode={mode}", folder.url("a.db").secret()));
        check_unreachable(
            connect_error(&url).await,
            "the file does not exist",
            "never creates a file",
        );
    }
    assert!(folder.files().is_empty());
}

async fn a_missing_folder_is_named() {
    let folder = Folder::new();
    let url = folder.url("missing/a.db");
    check_unreachable(connect_error(&url).await, "missing does not exist", "mkdir -p");
    check_unreachable(
        SqliteDriver.is_missing_file(&url).await.unwrap_err(),
        "missing does not exist",
        "mkdir -p",
    );
}

async fn three_slashes_that_were_meant_as_a_relative_path_are_explained() {
    let url = url("sqlite:///tests/missing.db");
    check_unreachable(
        connect_error(&url).await,
        "/tests does not exist",
        "write sqlite:tests/missing.db",
    );
}

async fn a_directory_is_no_database() {
    let folder = Folder::new();
    check_unreachable(
        connect_error(&folder.url("")).await,
        "it is a directory",
        "name a file",
    );
    std::fs::write(folder.path("file"), "").unwrap();
    check_unreachable(
        connect_error(&folder.url("file/a.db")).await,
        "file is not a folder",
        "path",
    );
}

async fn a_file_of_something_else_is_not_touched() {
    let folder = Folder::new();
    for content in ["hello".to_owned(), "not a database ".repeat(1000)] {
        std::fs::write(folder.path("notes.txt"), &content).unwrap();
        let error = connect_error(&folder.url("notes.txt")).await;
        check_unreachable(error, "not an SQLite database", "nothing was written");
        assert_eq!(
            std::fs::read_to_string(folder.path("notes.txt")).unwrap(),
            content
        );
    }
}

async fn a_url_that_names_nothing_is_explained() {
    check_unreachable(
        connect_error(&url("sqlite:")).await,
        "names no file",
        "sqlite:app.db",
    );
    check_unreachable(
        connect_error(&url("sqlite:a.db?mode=x")).await,
        "is not a mode",
        "rwc",
    );
}

async fn a_connection_within_a_transaction_is_not_adopted() {
    let own = rusqlite::Connection::open_in_memory().unwrap();
    own.execute_batch("BEGIN").unwrap();
    let refused = SqliteConnection::adopt(own).await.err().unwrap();
    assert!(refused.to_string().contains("within a transaction"), "{refused}");
}

async fn an_adopted_connection_is_given_back_as_it_was() {
    let own = rusqlite::Connection::open_in_memory().unwrap();
    own.execute_batch("PRAGMA foreign_keys = OFF; CREATE TABLE t (a)")
        .unwrap();
    let mut adopted = SqliteConnection::adopt(own).await.unwrap();
    let connection: &mut dyn aksara_driver::Connection = &mut adopted;
    connection.execute("INSERT INTO t VALUES (1)").await.unwrap();
    assert!(connection.try_lock().await.unwrap());
    let own = adopted.release().await.unwrap();
    let read = |sql: &str| own.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((read("SELECT a FROM t"), read("PRAGMA foreign_keys")), (1, 0));
}
