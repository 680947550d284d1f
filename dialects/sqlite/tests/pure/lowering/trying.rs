//! Every capability tried on the bundled SQLite: what is native works there by SQL alone, and the rest does not.

use std::collections::BTreeSet;

use aksara_dialect::{Dialect, Evidence, Feature, Support};
use aksara_sqlite::Sqlite;
use pretty_assertions::assert_eq;
use strum::VariantArray;

use super::support::database;

/// The result of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// SQLite takes it.
    Works,
    /// SQLite refuses it with these words.
    Fails(&'static str),
}

use Outcome::{Fails, Works};

aksara_suite::tests![
    what_is_native_works_and_the_rest_does_not,
    every_capability_that_is_called_tested_is_tried,
];

/// The tables before each trial.
const PREPARED: &str = "CREATE TABLE t (a integer, b text);
    CREATE TABLE parents (id integer PRIMARY KEY);
    INSERT INTO parents VALUES (0), (1);
    CREATE INDEX by_a ON t (a)";

/// Shows that an expression holds; SQLite has no other statement that fails where one does not.
const HOLDS: &str = "CREATE TEMP TABLE holds (it CHECK (it))";

/// A script that fails where a column of this type does not keep the value as it is.
macro_rules! keeps {
    ($declared:literal, $value:literal) => {
        concat!(
            "CREATE TABLE x (a ",
            $declared,
            "); INSERT INTO x VALUES (",
            $value,
            ");",
            "INSERT INTO holds SELECT CAST(a AS text) = ",
            $value,
            " FROM x"
        )
    };
}

const TRIALS: &[(Feature, &str, Outcome)] = &[
    (
        Feature::CreateTable,
        "CREATE TABLE x (a text NOT NULL CONSTRAINT k PRIMARY KEY)",
        Works,
    ),
    (Feature::DropTable, "DROP TABLE t", Works),
    (Feature::RenameTable, "ALTER TABLE t RENAME TO x", Works),
    (
        Feature::AddField,
        "ALTER TABLE t ADD COLUMN c text NOT NULL DEFAULT ''",
        Works,
    ),
    (Feature::RemoveField, "ALTER TABLE t DROP COLUMN b", Works),
    (
        Feature::AlterFieldType,
        "ALTER TABLE t ALTER COLUMN a TYPE text",
        Fails("syntax error"),
    ),
    (
        Feature::AlterFieldNullability,
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        Works,
    ),
    (
        Feature::AlterFieldNullability,
        "ALTER TABLE t ALTER a DROP NOT NULL",
        Works,
    ),
    (
        Feature::AlterFieldDefault,
        "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1",
        Fails("syntax error"),
    ),
    (Feature::RenameField, "ALTER TABLE t RENAME COLUMN a TO c", Works),
    (Feature::AddIndex, "CREATE INDEX i ON t (a, b)", Works),
    (Feature::RemoveIndex, "DROP INDEX by_a", Works),
    (
        Feature::RenameIndex,
        "ALTER INDEX by_a RENAME TO i",
        Fails("syntax error"),
    ),
    (
        Feature::UniqueConstraint,
        "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)",
        Fails("syntax error"),
    ),
    (
        Feature::CheckConstraint,
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0); ALTER TABLE t DROP CONSTRAINT c",
        Works,
    ),
    (
        Feature::ForeignKeyConstraint,
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES parents (id)",
        Fails("syntax error"),
    ),
    (
        Feature::ExclusionConstraint,
        "CREATE TABLE x (a, EXCLUDE USING gist (a WITH =))",
        Fails("syntax error"),
    ),
    (Feature::RunSql, "UPDATE t SET a = 1; DELETE FROM t", Works),
    (
        Feature::TransactionalDdl,
        "BEGIN; DROP TABLE t; CREATE TABLE x (a); ROLLBACK; SELECT a FROM t; CREATE TABLE x (b)",
        Works,
    ),
    (
        Feature::CombinedAlterTable,
        "ALTER TABLE t ADD COLUMN c, ADD COLUMN d",
        Fails("syntax error"),
    ),
    (
        Feature::DeferrableForeignKey,
        "CREATE TABLE x (a REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
         BEGIN; INSERT INTO x VALUES (7); INSERT INTO parents VALUES (7); COMMIT",
        Works,
    ),
    (
        Feature::DeferrableUnique,
        "CREATE TABLE x (a CONSTRAINT u UNIQUE DEFERRABLE INITIALLY DEFERRED);
         BEGIN; INSERT INTO x VALUES (1), (1); DELETE FROM x; COMMIT",
        Fails("UNIQUE constraint failed"),
    ),
    (
        Feature::SetDefaultAction,
        "CREATE TABLE x (a integer DEFAULT 0 REFERENCES parents (id) ON DELETE SET DEFAULT);
         INSERT INTO x VALUES (1); DELETE FROM parents WHERE id = 1; INSERT INTO holds SELECT a = 0 FROM x",
        Works,
    ),
    (
        Feature::PartialIndex,
        "CREATE INDEX i ON t (a) WHERE a > 0",
        Works,
    ),
    (
        Feature::ExpressionIndex,
        "CREATE INDEX i ON t ((lower(b)))",
        Works,
    ),
    (Feature::DescendingIndex, "CREATE INDEX i ON t (a DESC)", Works),
    (
        Feature::IndexNullsOrder,
        "CREATE INDEX i ON t (a NULLS LAST)",
        Fails("unsupported use of NULLS LAST"),
    ),
    (
        Feature::IndexCollation,
        "CREATE INDEX i ON t (b COLLATE NOCASE)",
        Works,
    ),
    (
        Feature::IndexMethod,
        "CREATE INDEX i ON t USING hash (a)",
        Fails("syntax error"),
    ),
    (
        Feature::CoveringIndex,
        "CREATE INDEX i ON t (a) INCLUDE (b)",
        Fails("syntax error"),
    ),
    (
        Feature::OperatorClass,
        "CREATE INDEX i ON t (b text_pattern_ops)",
        Fails("syntax error"),
    ),
    (
        Feature::NullsNotDistinct,
        "CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT",
        Fails("syntax error"),
    ),
    (
        Feature::ConcurrentIndex,
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        Fails("syntax error"),
    ),
    (
        Feature::StoredGenerated,
        "CREATE TABLE x (a, b GENERATED ALWAYS AS (a + 1) STORED)",
        Works,
    ),
    (
        Feature::VirtualGenerated,
        "CREATE TABLE x (a, b GENERATED ALWAYS AS (a + 1) VIRTUAL)",
        Works,
    ),
    (
        Feature::ExpressionDefault,
        "CREATE TABLE x (a DEFAULT (1 + 2))",
        Works,
    ),
    (
        Feature::LargeObjectDefault,
        "CREATE TABLE x (a text DEFAULT 'a', b blob DEFAULT x'00')",
        Works,
    ),
    (
        Feature::AutoIncrement,
        "INSERT INTO parents DEFAULT VALUES; INSERT INTO holds SELECT max(id) = 2 FROM parents",
        Works,
    ),
    (
        Feature::TableComment,
        "COMMENT ON TABLE t IS 'said'",
        Fails("syntax error"),
    ),
    (
        Feature::FieldComment,
        "COMMENT ON COLUMN t.a IS 'said'",
        Fails("syntax error"),
    ),
    (
        Feature::FieldCollation,
        "CREATE TABLE x (a text COLLATE NOCASE, b text COLLATE RTRIM)",
        Works,
    ),
    (Feature::Namespace, "CREATE SCHEMA app", Fails("syntax error")),
    (
        Feature::SqliteTableOptions,
        "CREATE TABLE x (a INTEGER PRIMARY KEY) STRICT; CREATE TABLE y (a PRIMARY KEY) WITHOUT ROWID;
         CREATE TABLE z (a INTEGER PRIMARY KEY AUTOINCREMENT)",
        Works,
    ),
    (
        Feature::MysqlTableOptions,
        "CREATE TABLE x (a) ENGINE=InnoDB",
        Fails("syntax error"),
    ),
    (
        Feature::MysqlFieldOptions,
        "CREATE TABLE x (a DEFAULT 1 ON UPDATE CURRENT_TIMESTAMP)",
        Fails("syntax error"),
    ),
    (
        Feature::Backfill,
        "BEGIN; UPDATE t SET a = 1 WHERE a > (SELECT 0) AND a <= (SELECT 2); COMMIT; UPDATE t SET a = 2",
        Works,
    ),
    // The function itself is run by tests/data_migrations; what SQLite gives is the transaction around it.
    (
        Feature::RunPython,
        "BEGIN; INSERT INTO t VALUES (1, 'a'); COMMIT",
        Works,
    ),
    (
        Feature::UuidType,
        keeps!("uuid", "'00000000000000000000000000000123'"),
        Fails("CHECK constraint failed"),
    ),
    (
        Feature::JsonType,
        keeps!("json", "'1e5'"),
        Fails("CHECK constraint failed"),
    ),
    (
        Feature::ArrayType,
        "SELECT ARRAY[1, 2] FROM t",
        Fails("no such column: ARRAY"),
    ),
    (
        Feature::DurationType,
        keeps!("interval", "'1e5'"),
        Fails("CHECK constraint failed"),
    ),
    (
        Feature::IpAddressType,
        keeps!("inet", "'1.20'"),
        Fails("CHECK constraint failed"),
    ),
    (
        Feature::EnumType,
        "CREATE TYPE mood AS ENUM ('a')",
        Fails("syntax error"),
    ),
    (
        Feature::NativeEnumType,
        "CREATE TYPE mood AS ENUM ('a')",
        Fails("syntax error"),
    ),
    (
        Feature::VectorType,
        keeps!("vector", "'1e5'"),
        Fails("CHECK constraint failed"),
    ),
    (
        Feature::IndexNamedLikeTable,
        "CREATE TABLE named (a); CREATE INDEX named ON named (a)",
        Fails("there is already a table named"),
    ),
    (
        Feature::IndexNamedLikeAnother,
        "CREATE TABLE x (a); CREATE TABLE y (a); CREATE INDEX i ON x (a); CREATE INDEX i ON y (a)",
        Fails("index i already exists"),
    ),
    (
        Feature::CheckNamedLikeAnother,
        "CREATE TABLE x (a CONSTRAINT i CHECK (a > 0)); CREATE TABLE y (a CONSTRAINT i CHECK (a > 0)); \
         CREATE INDEX i ON x (a)",
        Works,
    ),
    (
        Feature::ForeignKeyNamedLikeAnother,
        "CREATE TABLE x (a CONSTRAINT i REFERENCES parents); CREATE TABLE y (a CONSTRAINT i REFERENCES parents); \
         CREATE INDEX i ON x (a)",
        Works,
    ),
    (
        Feature::MatchFull,
        "PRAGMA foreign_keys = ON; CREATE TABLE x (a, b, UNIQUE (a, b)); \
         CREATE TABLE y (a, b, FOREIGN KEY (a, b) REFERENCES x (a, b) MATCH FULL); \
         INSERT INTO y VALUES (1, NULL); INSERT INTO holds SELECT count(*) = 0 FROM y",
        Fails("CHECK constraint failed"),
    ),
    (
        Feature::SetSomeOnDelete,
        "CREATE TABLE x (a, b, FOREIGN KEY (a, b) REFERENCES parents ON DELETE SET NULL (b))",
        Fails("near \"(\": syntax error"),
    ),
    (
        Feature::RenameConstraint,
        "CREATE TABLE x (a CONSTRAINT k UNIQUE); ALTER TABLE x RENAME CONSTRAINT k TO l",
        Fails("near \"CONSTRAINT\": syntax error"),
    ),
    (
        Feature::UncheckedForeignKey,
        "CREATE TABLE x (a, FOREIGN KEY (a) REFERENCES parents NOT VALID)",
        Fails("near \"VALID\": syntax error"),
    ),
    (
        Feature::DecimalType,
        keeps!("decimal(30, 10)", "'12345678901234567890.1234567890'"),
        Fails("CHECK constraint failed"),
    ),
    (Feature::UniqueText, "CREATE TABLE x (a text UNIQUE)", Works),
];

fn what_is_native_works_and_the_rest_does_not() {
    for (feature, script, expected) in TRIALS {
        let database = database();
        database.execute_batch(&format!("{PREPARED}; {HOLDS}")).unwrap();
        let outcome = database.execute_batch(script).map_err(|error| error.to_string());
        match (outcome, expected) {
            (Ok(()), Works) => {}
            (Err(message), Fails(words)) if message.contains(words) => {}
            (outcome, expected) => panic!("{feature}: {outcome:?} in place of {expected:?}\n{script}"),
        }
    }
}

fn every_capability_that_is_called_tested_is_tried() {
    let version = Sqlite.newest_version();
    for feature in Feature::VARIANTS {
        let capability = feature.find(Sqlite.product().capabilities, &version).unwrap();
        let outcomes = TRIALS
            .iter()
            .filter(|(tried, _, _)| tried == feature)
            .map(|(_, _, outcome)| *outcome == Works);
        let outcomes: BTreeSet<bool> = outcomes.collect();
        let expected = match capability.evidence {
            Evidence::Tested => BTreeSet::from([capability.support == Support::Native]),
            Evidence::Manual => BTreeSet::new(),
        };
        assert_eq!(outcomes, expected, "{feature}");
    }
}
