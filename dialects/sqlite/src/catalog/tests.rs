use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::physical::Table;
use crate::render::create_table;
use crate::text::without_qualifier;

fn check_table(sql: &str, expected: &str) {
    let table = read_table(sql).unwrap_or_else(|| panic!("not read: {sql}"));
    let written = create_table(&table, "t");
    let one_line = written
        .replace("(\n  ", "(")
        .replace(",\n  ", ", ")
        .replace("\n)", ")");
    assert_eq!(one_line, expected);
    let again = read_table(&written).map(|again| Table {
        name: table.name.clone(),
        ..again
    });
    assert_eq!(again, Some(table), "a written table is read back alike");
}

#[test]
fn a_table_keeps_every_part_as_it_was_written() {
    check_table("CREATE TABLE x(a,b INT)", "CREATE TABLE \"t\" (a, b INT)");
    check_table(
        "CREATE TEMP TABLE IF NOT EXISTS main.x('a b' [my type](1,2)DEFAULT -1.5e3,\"c,d\" text)",
        "CREATE TABLE \"t\" ('a b' [my type](1,2) DEFAULT -1.5e3, \"c,d\" text)",
    );
    check_table(
        "create table x (a integer primary key desc on conflict fail autoincrement -- why\n, b /* ( */)",
        "CREATE TABLE \"t\" (a integer primary key desc on conflict fail autoincrement, b)",
    );
    check_table(
        "CREATE TABLE x (a CHECK (a IN (')', '(')), UNIQUE (a) CHECK (a > 0), FOREIGN KEY (a) REFERENCES x) strict , WITHOUT rowid",
        "CREATE TABLE \"t\" (a CHECK (a IN (')', '(')), UNIQUE (a), CHECK (a > 0), FOREIGN KEY (a) REFERENCES x) \
         WITHOUT ROWID, STRICT",
    );
    check_table(
        "CREATE TABLE x (a DEFAULT (1 + (2)) CONSTRAINT n NOT NULL COLLATE \"no\" AS (1) STORED, b DEFAULT TRUE NULL)",
        "CREATE TABLE \"t\" (a DEFAULT (1 + (2)) CONSTRAINT n NOT NULL COLLATE \"no\" AS (1) STORED, b DEFAULT TRUE NULL)",
    );
    check_table(
        "CREATE TABLE x (a int CONSTRAINT n, b, CONSTRAINT m)",
        "CREATE TABLE \"t\" (a int CONSTRAINT n, b, CONSTRAINT m)",
    );
}

/// The last column is the one that SQLite's parser defers, see `sqlite3DeferForeignKey`.
#[test]
fn a_deferrable_apart_from_its_key_is_written_beside_it() {
    for (columns, expected) in [
        (
            "a REFERENCES x NOT NULL DEFERRABLE INITIALLY DEFERRED",
            "a REFERENCES x DEFERRABLE INITIALLY DEFERRED NOT NULL",
        ),
        (
            "a REFERENCES x ON DELETE CASCADE UNIQUE, b int DEFERRABLE -- why\n INITIALLY DEFERRED, c int",
            "a REFERENCES x ON DELETE CASCADE DEFERRABLE -- why\n INITIALLY DEFERRED UNIQUE, b int, c int",
        ),
        (
            "a REFERENCES x DEFERRABLE INITIALLY DEFERRED NOT NULL NOT DEFERRABLE",
            "a REFERENCES x DEFERRABLE INITIALLY DEFERRED NOT DEFERRABLE NOT NULL",
        ),
        ("a int NOT NULL DEFERRABLE INITIALLY DEFERRED", "a int NOT NULL"),
    ] {
        check_table(
            &format!("CREATE TABLE x ({columns})"),
            &format!("CREATE TABLE \"t\" ({expected})"),
        );
    }
}

#[test]
fn a_text_that_is_no_table_is_not_read() {
    for sql in [
        "",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE x (",
        "CREATE TABLE x (a) AND MORE",
        "CREATE TABLE x (a int NOT DEFERRED)",
    ] {
        assert_eq!(read_table(sql), None, "{sql}");
    }
}

#[test]
fn an_index_is_taken_apart() {
    let index = read_index(
        "CREATE UNIQUE INDEX IF NOT EXISTS main.\"my i\" ON t (a desc, f(a, b) COLLATE \"X\") WHERE b",
    )
    .unwrap();
    assert_eq!(
        (index.name.as_str(), index.is_unique, index.condition.as_deref()),
        ("my i", true, Some("b"))
    );
    let parts = index
        .parts
        .iter()
        .map(|part| (part.key.as_str(), part.collation.as_deref(), part.is_descending));
    assert_eq!(
        parts.collect::<Vec<_>>(),
        [("a", None, true), ("f(a, b)", Some("X"), false)]
    );
}

#[test]
fn a_trigger_names_the_columns_that_it_fires_at() {
    for (sql, expected) in [
        (
            "CREATE TRIGGER g AFTER UPDATE OF a, \"b c\" ON t BEGIN SELECT 1; END",
            vec!["a", "b c"],
        ),
        (
            "CREATE TRIGGER g AFTER UPDATE ON t BEGIN UPDATE x SET a = 1; END",
            vec![],
        ),
        ("CREATE TRIGGER \"on\" INSERT ON t BEGIN SELECT 1; END", vec![]),
    ] {
        assert_eq!(read_trigger(sql).unwrap().update_of, expected, "{sql}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in ".*", body in "[a-z(),'\"\\[ \n.-]*") {
        let _ = (read_table(&text), read_index(&text), read_trigger(&text));
        for start in ["CREATE TABLE t (", "CREATE INDEX i ON t (", "CREATE TRIGGER g UPDATE OF "] {
            let sql = format!("{start}{body}");
            let _ = (read_table(&sql), read_index(&sql), read_trigger(&sql));
            let _ = without_qualifier(&sql, "a");
        }
    }
}
