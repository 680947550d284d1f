//! Inspection of databases that others made: what the schema has words for, what stands beside it, and that the
//! number of queries does not grow with the tables.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use aksara_driver::{Connection, DatabaseUrl, Driver, Inspection};
use aksara_mysql::MysqlDriver;
use aksara_schema::{Field, FieldType, Table, TableName};
use aksara_suite::{server_url, with_database};
use pretty_assertions::assert_eq;

const SERVERS: &[&str] = &["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"];

const MADE_BY_OTHERS: &str = "
CREATE TABLE parents (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  code char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind enum('a','b') NOT NULL DEFAULT 'a',
  body text,
  changed timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  data json,
  KEY by_prefix (body(10)),
  FULLTEXT KEY by_word (body)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
CREATE TABLE children (
  id bigint NOT NULL PRIMARY KEY,
  parent_id int unsigned,
  amount int NOT NULL,
  state varchar(255) NOT NULL,
  short varchar(10) NOT NULL,
  CONSTRAINT own FOREIGN KEY (parent_id) REFERENCES parents (id) ON DELETE CASCADE,
  CONSTRAINT amount_rule CHECK (amount >= 0),
  CONSTRAINT state_rule CHECK (state IN ('new', 'it''s')),
  CONSTRAINT short_rule CHECK (short IN ('x', 'y'))
);
CREATE VIEW seen AS SELECT id FROM parents;
CREATE TRIGGER before_child BEFORE INSERT ON children FOR EACH ROW SET NEW.amount = 1;
CREATE PROCEDURE work() SELECT 1";

/// A database of the test's own, made anew.
async fn own(url: &str, name: &str, sql: &str) -> Box<dyn Connection> {
    let connect = async |url: &str| {
        MysqlDriver
            .connect(&DatabaseUrl::parse(url).unwrap())
            .await
            .unwrap()
    };
    let mut server = connect(url).await;
    let made = format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}");
    server.execute(&made).await.unwrap();
    let mut connection = connect(&with_database(url, name)).await;
    connection.execute(sql).await.unwrap();
    connection
}

async fn inspect(name: &str, check: impl Fn(Inspection)) {
    for variable in SERVERS {
        if let Some(url) = server_url(variable).unwrap() {
            check(own(&url, name, MADE_BY_OTHERS).await.inspect().await.unwrap());
        }
    }
}

fn table(inspection: &Inspection, name: &str) -> Table {
    Table::clone(inspection.schema.table(&TableName::new(name).unwrap()).unwrap())
}

fn field(table: &Table, name: &str) -> Field {
    table.fields[name].clone()
}

#[tokio::test]
async fn what_has_no_word_is_opaque() {
    inspect("aksara_inspect_opaque", |inspection| {
        let parents = table(&inspection, "parents");
        for (name, spelling) in [
            ("id", "unsigned"),
            ("code", "char(36)"),
            ("kind", "enum('a','b')"),
            ("body", "text"),
        ] {
            let FieldType::Opaque { spelling: told, .. } = field(&parents, name).field_type else {
                panic!("{name} is not opaque")
            };
            assert!(told.contains(spelling), "{told}");
        }
        let mut opaque: Vec<(&str, &str)> = inspection
            .opaque
            .iter()
            .map(|object| (object.kind.as_str(), object.name.as_str()))
            .collect();
        opaque.sort_unstable();
        let expected = [
            ("index", "by_prefix"),
            ("procedure", "work"),
            ("trigger", "before_child"),
            ("view", "seen"),
        ];
        assert_eq!(opaque, expected);
        let by_word = &table(&inspection, "parents").indexes["by_word"];
        assert_eq!(by_word.method.as_deref(), Some("fulltext"));
    })
    .await;
}

#[tokio::test]
async fn a_system_of_coordinates_belongs_to_the_type() {
    let Some(url) = server_url("AKSARA_TEST_MYSQL_URL").unwrap() else {
        return;
    };
    let sql = "CREATE TABLE places (id int PRIMARY KEY, spot geometry NOT NULL SRID 4326)";
    let mut connection = own(&url, "aksara_inspect_places", sql).await;
    let places = table(&connection.inspect().await.unwrap(), "places");
    let (dialect, spelling) = ("mysql".to_owned(), "geometry srid 4326".to_owned());
    assert_eq!(
        field(&places, "spot").field_type,
        FieldType::Opaque { dialect, spelling }
    );
    assert!(places.primary_key_order.is_empty());
}

#[tokio::test]
async fn a_check_tells_the_logical_type() {
    inspect("aksara_inspect_checks", |inspection| {
        let children = table(&inspection, "children");
        assert_eq!(field(&children, "amount").field_type, FieldType::PositiveInteger);
        let values = vec!["new".to_owned(), "it's".to_owned()];
        assert_eq!(
            field(&children, "state").field_type,
            FieldType::Enum { values, native: None }
        );
        // The column is shorter than that of an Enum: the check stays one.
        assert_eq!(
            field(&children, "short").field_type,
            FieldType::String { max_length: 10 }
        );
        assert_eq!(
            children
                .constraints
                .keys()
                .map(|name| name.as_str())
                .collect::<Vec<_>>(),
            ["short_rule"]
        );
        assert_eq!(
            field(&table(&inspection, "parents"), "data").field_type,
            FieldType::Json
        );
    })
    .await;
}

#[tokio::test]
async fn the_index_that_a_foreign_key_makes_for_itself_is_none_of_the_tables() {
    inspect("aksara_inspect_keys", |inspection| {
        let children = table(&inspection, "children");
        assert!(children.indexes.is_empty() && field(&children, "parent_id").index.is_none());
        assert_eq!(
            field(&children, "parent_id")
                .reference
                .unwrap()
                .constraint
                .0
                .unwrap()
                .as_str(),
            "own"
        );
    })
    .await;
}

#[tokio::test]
async fn the_number_of_queries_does_not_grow_with_the_tables() {
    for variable in SERVERS {
        let Some(url) = server_url(variable).unwrap() else {
            continue;
        };
        let mut counts = Vec::new();
        for tables in [1, 40] {
            let sql: String = (0..tables)
                .map(|number| format!("CREATE TABLE t{number} (id int PRIMARY KEY);"))
                .collect();
            let mut connection = own(&url, "aksara_inspect_many", &sql).await;
            let before = questions(&mut *connection).await;
            assert_eq!(connection.inspect().await.unwrap().schema.tables().len(), tables);
            counts.push(questions(&mut *connection).await - before);
        }
        assert_eq!(counts[0], counts[1]);
    }
}

/// The statements that this session has sent.
async fn questions(connection: &mut dyn Connection) -> u64 {
    let rows = connection
        .query("SHOW SESSION STATUS LIKE 'Questions'", &[])
        .await
        .unwrap();
    rows[0].text("Value").unwrap().parse().unwrap()
}
