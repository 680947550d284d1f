//! Each capability on the bundled library: what the table calls native or emulated works, an emulation by what it
//! needs, and what it calls ignored or unsupported does not.

use aksara_dialect::Feature;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_sqlite::SqliteDriver;
use aksara_suite::{Probe, features_without_one_probe, probe, untrue_capabilities};

aksara_suite::tests![every_feature_has_a_probe, sqlite_does_what_the_table_says,];

/// The tables that every probe finds.
const TABLES: &str = "CREATE TABLE p (id INTEGER PRIMARY KEY, a INT, s TEXT); \
     CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INT DEFAULT NULL REFERENCES p ON DELETE SET DEFAULT); \
     CREATE INDEX k ON c (p_id); INSERT INTO p VALUES (1, 1, 'x'); INSERT INTO c VALUES (1, 1)";

const PROBES: &[Probe] = &[
    probe(
        Feature::CreateTable,
        "CREATE TABLE t (a INT CONSTRAINT n NOT NULL, CONSTRAINT u UNIQUE (a))",
        "SELECT count(*) FROM sqlite_schema WHERE name = 't' AND sql LIKE '%CONSTRAINT u%'",
    ),
    probe(
        Feature::DropTable,
        "DROP TABLE c",
        "SELECT count(*) = 0 FROM sqlite_schema WHERE name IN ('c', 'k')",
    ),
    probe(
        Feature::RenameTable,
        "ALTER TABLE p RENAME TO q",
        "SELECT count(*) FROM pragma_foreign_key_list('c') WHERE \"table\" = 'q'",
    ),
    probe(
        Feature::AddField,
        "ALTER TABLE p ADD COLUMN b INT NOT NULL DEFAULT 1",
        "SELECT b FROM p",
    ),
    probe(
        Feature::RemoveField,
        "ALTER TABLE p DROP COLUMN s",
        "SELECT count(*) = 2 FROM pragma_table_info('p')",
    ),
    probe(
        Feature::AlterFieldType,
        "CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO n SELECT id, a FROM p; \
         PRAGMA foreign_keys = OFF; DROP TABLE p; ALTER TABLE n RENAME TO p; PRAGMA foreign_keys = ON",
        "SELECT a = '1' AND typeof(a) = 'text' AND (SELECT p_id FROM c) = 1 FROM p",
    ),
    probe(
        Feature::AlterFieldNullability,
        "ALTER TABLE p ALTER COLUMN a SET NOT NULL; INSERT OR IGNORE INTO p VALUES (2, NULL, '')",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::AlterFieldDefault,
        "CREATE TABLE n (id INTEGER PRIMARY KEY, a INT DEFAULT 5); INSERT INTO n SELECT id, a FROM p; \
         INSERT INTO n (id) VALUES (2)",
        "SELECT sum(a) = 6 FROM n",
    ),
    probe(
        Feature::RenameField,
        "ALTER TABLE c RENAME COLUMN p_id TO q",
        "SELECT count(*) FROM pragma_index_info('k') WHERE name = 'q'",
    ),
    probe(
        Feature::AddIndex,
        "CREATE INDEX i ON p (a)",
        "SELECT count(*) FROM sqlite_schema WHERE name = 'i'",
    ),
    probe(
        Feature::RemoveIndex,
        "DROP INDEX k",
        "SELECT count(*) = 0 FROM sqlite_schema WHERE name = 'k'",
    ),
    probe(
        Feature::RenameIndex,
        "DROP INDEX k; CREATE INDEX l ON c (p_id)",
        "SELECT count(*) FROM sqlite_schema WHERE name = 'l'",
    ),
    probe(
        Feature::RenameConstraint,
        "CREATE TABLE m (a INT, CONSTRAINT other UNIQUE (a)); INSERT INTO m SELECT a FROM p",
        "SELECT count(*) FROM m",
    ),
    probe(
        Feature::UniqueConstraint,
        "CREATE TABLE n (a INT, CONSTRAINT u UNIQUE (a)); INSERT INTO n SELECT a FROM p; \
         INSERT OR IGNORE INTO n VALUES (1)",
        "SELECT count(*) FROM n",
    ),
    probe(
        Feature::CheckConstraint,
        "ALTER TABLE p ADD CONSTRAINT k CHECK (a < 5); INSERT OR IGNORE INTO p VALUES (2, 9, '')",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::ForeignKeyConstraint,
        "CREATE TABLE n (id INT, CONSTRAINT g FOREIGN KEY (id) REFERENCES p (id) ON DELETE CASCADE); \
         INSERT INTO n VALUES (1); DELETE FROM p",
        "SELECT count(*) = 0 FROM n",
    ),
    probe(
        Feature::ExclusionConstraint,
        "CREATE TABLE t (a INT, EXCLUDE USING btree (a WITH =))",
        "SELECT 1",
    ).refused(&["near \"USING\": syntax error"]),
    probe(
        Feature::RunSql,
        "BEGIN; UPDATE p SET a = 5; UPDATE p SET s = 'y'; ROLLBACK",
        "SELECT a = 1 AND s = 'x' FROM p",
    ),
    // A function's statements run on the migration's own connection, within its transaction.
    probe(
        Feature::RunPython,
        "BEGIN; CREATE TABLE t (a INT); INSERT INTO t VALUES (1); ROLLBACK",
        "SELECT count(*) = 0 FROM sqlite_schema WHERE name = 't'",
    ),
    // SET sees the row as it was.
    probe(
        Feature::Backfill,
        "BEGIN; UPDATE p SET a = a + 1, s = a WHERE a > 0; COMMIT",
        "SELECT a = 2 AND s = '1' FROM p",
    ),
    probe(
        Feature::TransactionalDdl,
        "BEGIN; CREATE TABLE t (a INT); ALTER TABLE p DROP COLUMN a; ROLLBACK",
        "SELECT a = 1 AND (SELECT count(*) FROM sqlite_schema WHERE name = 't') = 0 FROM p",
    ),
    probe(
        Feature::CombinedAlterTable,
        "CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT DEFAULT 1); \
         INSERT INTO n (id, a) SELECT id, a FROM p",
        "SELECT b FROM n WHERE a = '1'",
    ),
    probe(
        Feature::DeferrableForeignKey,
        "CREATE TABLE n (id INT REFERENCES p DEFERRABLE INITIALLY DEFERRED); \
         BEGIN; INSERT INTO n VALUES (2); INSERT INTO p (id) VALUES (2); COMMIT",
        "SELECT count(*) FROM n",
    ),
    probe(
        Feature::DeferrableUnique,
        "CREATE TABLE t (a INT, UNIQUE (a) DEFERRABLE)",
        "SELECT 1",
    ).refused(&["near \"DEFERRABLE\": syntax error"]),
    probe(
        Feature::SetDefaultAction,
        "DELETE FROM p",
        "SELECT p_id IS NULL FROM c",
    ),
    probe(
        Feature::PartialIndex,
        "CREATE UNIQUE INDEX i ON p (a) WHERE a > 5; INSERT OR IGNORE INTO p (a) VALUES (1), (9), (9)",
        "SELECT count(*) = 3 FROM p",
    ),
    probe(
        Feature::ExpressionIndex,
        "CREATE UNIQUE INDEX i ON p (lower(s)); INSERT OR IGNORE INTO p (s) VALUES ('X')",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::DescendingIndex,
        "CREATE INDEX i ON p (a DESC)",
        "SELECT count(*) FROM pragma_index_xinfo('i') WHERE name = 'a' AND desc = 1",
    ),
    probe(
        Feature::IndexNullsOrder,
        "CREATE INDEX i ON p (a NULLS LAST)",
        "SELECT 1",
    ).refused(&["unsupported use of NULLS LAST"]),
    probe(
        Feature::IndexCollation,
        "CREATE INDEX i ON p (s COLLATE NOCASE)",
        "SELECT count(*) FROM pragma_index_xinfo('i') WHERE coll = 'NOCASE'",
    ),
    probe(
        Feature::IndexMethod,
        "CREATE INDEX i ON p USING hash (a)",
        "SELECT 1",
    ).refused(&["near \"USING\": syntax error"]),
    probe(
        Feature::CoveringIndex,
        "CREATE INDEX i ON p (a) INCLUDE (s)",
        "SELECT 1",
    ).refused(&["near \"INCLUDE\": syntax error"]),
    probe(
        Feature::OperatorClass,
        "CREATE INDEX i ON p (s text_pattern_ops)",
        "SELECT 1",
    ).refused(&["near \"text_pattern_ops\": syntax error"]),
    probe(
        Feature::NullsNotDistinct,
        "CREATE UNIQUE INDEX i ON p (a) NULLS NOT DISTINCT",
        "SELECT 1",
    ).refused(&["near \"NULLS\": syntax error"]),
    probe(
        Feature::ConcurrentIndex,
        "CREATE INDEX CONCURRENTLY i ON p (a)",
        "SELECT 1",
    ).refused(&["near \"i\": syntax error"]),
    probe(
        Feature::StoredGenerated,
        "CREATE TABLE n (a INT, g INT GENERATED ALWAYS AS (a * 1) STORED); \
         INSERT INTO n (a) SELECT a FROM p",
        "SELECT g FROM n",
    ),
    probe(
        Feature::VirtualGenerated,
        "ALTER TABLE p ADD COLUMN g INT GENERATED ALWAYS AS (a * 1) VIRTUAL",
        "SELECT g FROM p",
    ),
    probe(
        Feature::ExpressionDefault,
        "CREATE TABLE n (id INT, b INT DEFAULT (length('abc') - 2)); INSERT INTO n (id) VALUES (1)",
        "SELECT b FROM n",
    ),
    probe(
        Feature::LargeObjectDefault,
        "ALTER TABLE p ADD COLUMN b TEXT DEFAULT 'x'; ALTER TABLE p ADD COLUMN d BLOB DEFAULT x'00'",
        "SELECT b = 'x' AND d = x'00' FROM p",
    ),
    probe(
        Feature::AutoIncrement,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); INSERT INTO t (a) VALUES (1)",
        "SELECT id FROM t",
    ),
    probe(Feature::TableComment, "COMMENT ON TABLE p IS 'x'", "SELECT 1").refused(&["near \"COMMENT\": syntax error"]),
    probe(Feature::FieldComment, "COMMENT ON COLUMN p.a IS 'x'", "SELECT 1").refused(&["near \"COMMENT\": syntax error"]),
    probe(
        Feature::FieldCollation,
        "CREATE TABLE n (s TEXT COLLATE NOCASE); INSERT INTO n VALUES ('A')",
        "SELECT s = 'a' FROM n",
    ),
    probe(Feature::Namespace, "CREATE TABLE app.t (a INT)", "SELECT 1").refused(&["unknown database app"]),
    probe(
        Feature::SqliteTableOptions,
        "CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID; \
         CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO u DEFAULT VALUES",
        "SELECT count(*) FROM pragma_table_list WHERE name = 't' AND strict = 1 AND wr = 1",
    ),
    probe(
        Feature::MysqlTableOptions,
        "CREATE TABLE t (a INT) ENGINE = InnoDB",
        "SELECT 1",
    ).refused(&["near \"=\": syntax error"]),
    probe(
        Feature::MysqlFieldOptions,
        "CREATE TABLE t (a INT DEFAULT 1 ON UPDATE CURRENT_TIMESTAMP)",
        "SELECT 1",
    ).refused(&["near \"ON\": syntax error"]),
    probe(
        Feature::UuidType,
        "CREATE TABLE t (a uuid_text); INSERT INTO t VALUES ('00000000-0000-0000-0000-000000000123')",
        "SELECT a = '00000000-0000-0000-0000-000000000123' AND typeof(a) = 'text' FROM t",
    ),
    probe(
        Feature::JsonType,
        "CREATE TABLE t (a json_text CHECK (a IS NULL OR json_valid(a))); \
         INSERT OR IGNORE INTO t VALUES ('{\"a\": 1}'), ('{')",
        "SELECT a ->> '$.a' FROM t",
    ),
    probe(
        Feature::ArrayType,
        "CREATE TABLE t (a integer_array_text CHECK (json_type(a) = 'array')); \
         INSERT OR IGNORE INTO t VALUES ('[1]'), ('{}')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::DurationType,
        "CREATE TABLE t (a duration_integer); INSERT INTO t VALUES (3020400000000)",
        "SELECT typeof(a) = 'integer' FROM t",
    ),
    probe(
        Feature::IpAddressType,
        "CREATE TABLE t (a ipaddress_text); INSERT INTO t VALUES ('127.1')",
        "SELECT typeof(a) = 'text' FROM t",
    ),
    probe(
        Feature::EnumType,
        "CREATE TABLE t (a enum_text CHECK (a IN ('1'))); INSERT OR IGNORE INTO t VALUES ('1'), ('y')",
        "SELECT typeof(a) = 'text' FROM t",
    ),
    probe(Feature::NativeEnumType, "CREATE TYPE e AS ENUM ('x')", "SELECT 1").refused(&["near \"TYPE\": syntax error"]),
    probe(
        Feature::VectorType,
        "CREATE TABLE t (a vector_text CHECK (json_array_length(a) = 2)); \
         INSERT OR IGNORE INTO t VALUES ('[1, 2]'), ('[1]')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::IndexNamedLikeTable,
        "CREATE TABLE t (a integer); CREATE INDEX t ON t (a)",
        "SELECT 1",
    ).refused(&["there is already a table named t"]),
    probe(
        Feature::IndexNamedLikeAnother,
        "CREATE TABLE t (a integer); CREATE TABLE u (a integer); CREATE INDEX i ON t (a); CREATE INDEX i ON u (a)",
        "SELECT 1",
    ).refused(&["index i already exists"]),
    probe(
        Feature::CheckNamedLikeAnother,
        "CREATE TABLE t (a INT CONSTRAINT i CHECK (a > 0)); CREATE TABLE u (a INT CONSTRAINT i CHECK (a > 0)); \
         CREATE INDEX i ON t (a)",
        "SELECT count(*) = 3 FROM sqlite_schema WHERE sql LIKE '% i %'",
    ),
    probe(
        Feature::ForeignKeyNamedLikeAnother,
        "CREATE TABLE t (a INT CONSTRAINT i REFERENCES p); CREATE TABLE u (a INT CONSTRAINT i REFERENCES p); \
         CREATE INDEX i ON t (a)",
        "SELECT count(*) = 3 FROM sqlite_schema WHERE sql LIKE '% i %'",
    ),
    probe(
        Feature::MatchFull,
        "PRAGMA foreign_keys = ON; CREATE TABLE t (a INT, b INT, UNIQUE (a, b)); \
         CREATE TABLE u (a INT, b INT, FOREIGN KEY (a, b) REFERENCES t (a, b) MATCH FULL); \
         INSERT INTO u VALUES (1, NULL)",
        "SELECT count(*) = 0 FROM u",
    ).refused(&["gives Some(Integer(0))"]),
    probe(
        Feature::SetSomeOnDelete,
        "CREATE TABLE t (a INT, b INT, UNIQUE (a, b)); \
         CREATE TABLE u (a INT, b INT, FOREIGN KEY (a, b) REFERENCES t (a, b) ON DELETE SET NULL (b))",
        "SELECT 1",
    ).refused(&[r#"near "(": syntax error"#]),
    probe(
        Feature::UncheckedForeignKey,
        "CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES p NOT VALID)",
        "SELECT 1",
    ).refused(&[r#"near "VALID": syntax error"#]),
    probe(
        Feature::DecimalType,
        "CREATE TABLE t (a decimal_text); \
         INSERT INTO t VALUES ('12345678901234567890.123456789012345678901234567890')",
        "SELECT a = '12345678901234567890.123456789012345678901234567890' FROM t",
    ),
    probe(
        Feature::UniqueText,
        "CREATE TABLE t (a TEXT UNIQUE); INSERT INTO t VALUES (printf('%.100000c', 'x'))",
        "SELECT length(a) = 100000 FROM t",
    ),
];

fn every_feature_has_a_probe() {
    assert_eq!(features_without_one_probe(PROBES), []);
}

async fn sqlite_does_what_the_table_says() {
    let url = DatabaseUrl::parse("sqlite::memory:").unwrap();
    let fresh = async || {
        let mut connection = SqliteDriver.connect(&url).await?;
        connection.execute(TABLES).await.map(|()| connection)
    };
    let untrue = untrue_capabilities(PROBES, fresh).await.unwrap();
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}
