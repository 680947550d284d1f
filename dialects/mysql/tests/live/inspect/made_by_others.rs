//! A database that others made: the parts that the schema has, and the objects beside it.

use aksara_driver::Inspection;
use aksara_schema::{Field, FieldType, Table, TableName};
use pretty_assertions::assert_eq;

use super::support::{own, servers};

aksara_suite::tests![
    what_has_no_word_is_opaque,
    a_check_shows_the_logical_type,
    the_index_that_a_foreign_key_makes_for_itself_is_none_of_the_tables,
];

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

async fn inspect(name: &str, check: impl Fn(Inspection)) {
    for url in servers() {
        let mut connection = own(&url, name).await;
        connection.execute(MADE_BY_OTHERS).await.unwrap();
        check(connection.inspect().await.unwrap());
    }
}

fn table(inspection: &Inspection, name: &str) -> Table {
    Table::clone(inspection.schema.table(&TableName::new(name).unwrap()).unwrap())
}

fn field(table: &Table, name: &str) -> Field {
    table.fields[name].clone()
}

async fn what_has_no_word_is_opaque() {
    inspect("opaque", |inspection| {
        let parents = table(&inspection, "parents");
        for (name, spelling) in [
            ("id", "unsigned"),
            ("code", "char(36)"),
            ("kind", "enum('a','b')"),
            ("body", "text"),
        ] {
            let FieldType::Opaque { spelling: found, .. } = field(&parents, name).field_type else {
                panic!("{name} is not opaque")
            };
            assert!(found.contains(spelling), "{found}");
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

async fn a_check_shows_the_logical_type() {
    inspect("checks", |inspection| {
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

async fn the_index_that_a_foreign_key_makes_for_itself_is_none_of_the_tables() {
    inspect("keys", |inspection| {
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
