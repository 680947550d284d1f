//! Each capability on the real servers: what the table calls native works, what it calls ignored or unsupported does
//! not.

use aksara_dialect::Feature;
use aksara_driver::{DatabaseUrl, Driver, Value};
use aksara_postgres::PostgresDriver;
use aksara_suite::{
    Probe, features_without_one_probe, probe, server_url, untrue_capabilities, with_database,
};

aksara_suite::tests![every_feature_has_a_probe, postgres_does_what_the_table_says,];

/// The tables that every probe finds.
const TABLES: &str = "DROP SCHEMA public CASCADE; DROP SCHEMA IF EXISTS app CASCADE; CREATE SCHEMA public; \
     CREATE TABLE p (id int PRIMARY KEY, a int, s text); \
     CREATE TABLE c (id int PRIMARY KEY, p_id int DEFAULT NULL CONSTRAINT f REFERENCES p ON DELETE SET DEFAULT); \
     CREATE INDEX k ON c (p_id); INSERT INTO p VALUES (1, 1, 'x'); INSERT INTO c VALUES (1, 1)";

const PROBES: &[Probe] = &[
    probe(
        Feature::CreateTable,
        "CREATE TABLE t (a int)",
        "SELECT to_regclass('t') IS NOT NULL",
    ),
    probe(
        Feature::DropTable,
        "DROP TABLE c",
        "SELECT to_regclass('c') IS NULL AND to_regclass('k') IS NULL",
    ),
    probe(
        Feature::RenameTable,
        "ALTER TABLE c RENAME TO d",
        "SELECT count(*) FROM pg_indexes WHERE tablename = 'd' AND indexname = 'k'",
    ),
    probe(
        Feature::AddField,
        "ALTER TABLE p ADD COLUMN b int NOT NULL DEFAULT 1",
        "SELECT b FROM p",
    ),
    probe(
        Feature::RemoveField,
        "CREATE INDEX i ON p (a); ALTER TABLE p DROP COLUMN a",
        "SELECT to_regclass('i') IS NULL",
    ),
    probe(
        Feature::AlterFieldType,
        "ALTER TABLE p ALTER COLUMN a TYPE text USING a::text",
        "SELECT a = '1' FROM p",
    ),
    probe(
        Feature::AlterFieldNullability,
        "ALTER TABLE p ALTER COLUMN a SET NOT NULL",
        "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'p'::regclass AND attname = 'a'",
    ),
    probe(
        Feature::AlterFieldDefault,
        "ALTER TABLE p ALTER COLUMN a SET DEFAULT 5; INSERT INTO p (id) VALUES (2)",
        "SELECT sum(a) = 6 FROM p",
    ),
    probe(
        Feature::RenameField,
        "ALTER TABLE c RENAME COLUMN p_id TO q",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%(q)'",
    ),
    probe(
        Feature::AddIndex,
        "CREATE INDEX i ON p (a)",
        "SELECT to_regclass('i') IS NOT NULL",
    ),
    probe(
        Feature::RemoveIndex,
        "BEGIN; DROP INDEX k; COMMIT",
        "SELECT to_regclass('k') IS NULL",
    ),
    probe(
        Feature::RenameIndex,
        "ALTER INDEX k RENAME TO l",
        "SELECT to_regclass('l') IS NOT NULL",
    ),
    probe(
        Feature::RenameConstraint,
        "ALTER TABLE p ADD CONSTRAINT ck CHECK (a < 5); ALTER TABLE p RENAME CONSTRAINT ck TO cl",
        "SELECT count(*) FROM pg_constraint WHERE conname = 'cl'",
    ),
    probe(
        Feature::UniqueConstraint,
        "ALTER TABLE p ADD CONSTRAINT u UNIQUE (a); INSERT INTO p VALUES (2, 1, '') ON CONFLICT DO NOTHING",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::CheckConstraint,
        "ALTER TABLE p ADD CONSTRAINT k CHECK (a < 5); \
         DO $$ BEGIN INSERT INTO p VALUES (2, 9, ''); EXCEPTION WHEN check_violation THEN NULL; END $$",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::ForeignKeyConstraint,
        "ALTER TABLE c ADD CONSTRAINT g FOREIGN KEY (id) REFERENCES p; \
         DO $$ BEGIN INSERT INTO c VALUES (2, 1); EXCEPTION WHEN foreign_key_violation THEN NULL; END $$",
        "SELECT count(*) FROM c",
    ),
    probe(
        Feature::ExclusionConstraint,
        "ALTER TABLE p ADD CONSTRAINT e EXCLUDE USING btree (a WITH =); \
         INSERT INTO p VALUES (2, 1, '') ON CONFLICT DO NOTHING",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::RunSql,
        "BEGIN; UPDATE p SET a = 5; UPDATE p SET s = 'y'; ROLLBACK",
        "SELECT a = 1 AND s = 'x' FROM p",
    ),
    // A function's statements run on the migration's own connection, within its transaction.
    probe(
        Feature::RunPython,
        "BEGIN; CREATE TABLE t (a int); INSERT INTO t VALUES (1); ROLLBACK",
        "SELECT to_regclass('t') IS NULL",
    ),
    // SET sees the row as it was.
    probe(
        Feature::Backfill,
        "BEGIN; UPDATE p SET a = a + 1, s = a WHERE a > 0; COMMIT",
        "SELECT a = 2 AND s = '1' FROM p",
    ),
    probe(
        Feature::TransactionalDdl,
        "BEGIN; CREATE TABLE t (a int); ALTER TABLE p DROP COLUMN a; ROLLBACK",
        "SELECT to_regclass('t') IS NULL AND a = 1 FROM p",
    ),
    probe(
        Feature::CombinedAlterTable,
        "ALTER TABLE p ADD COLUMN b int DEFAULT 1, DROP COLUMN s, ALTER COLUMN a TYPE bigint, \
         ADD UNIQUE (a)",
        "SELECT b FROM p",
    ),
    probe(
        Feature::DeferrableForeignKey,
        "ALTER TABLE c ADD FOREIGN KEY (id) REFERENCES p DEFERRABLE INITIALLY DEFERRED; \
         BEGIN; INSERT INTO c VALUES (2, 1); INSERT INTO p VALUES (2); COMMIT",
        "SELECT count(*) = 2 FROM c",
    ),
    probe(
        Feature::DeferrableUnique,
        "ALTER TABLE p ADD UNIQUE (a) DEFERRABLE INITIALLY DEFERRED; \
         BEGIN; INSERT INTO p VALUES (2, 1); UPDATE p SET a = 2 WHERE id = 2; COMMIT",
        "SELECT count(*) = 2 FROM p",
    ),
    probe(
        Feature::SetDefaultAction,
        "DELETE FROM p",
        "SELECT p_id IS NULL FROM c",
    ),
    probe(
        Feature::PartialIndex,
        "CREATE UNIQUE INDEX i ON p (a) WHERE a > 5; INSERT INTO p VALUES (2, 1), (3, 9); \
         INSERT INTO p VALUES (4, 9) ON CONFLICT DO NOTHING",
        "SELECT count(*) = 3 FROM p",
    ),
    probe(
        Feature::ExpressionIndex,
        "CREATE UNIQUE INDEX i ON p (lower(s)); INSERT INTO p VALUES (2, 2, 'X') ON CONFLICT DO NOTHING",
        "SELECT count(*) FROM p",
    ),
    probe(
        Feature::DescendingIndex,
        "CREATE INDEX i ON p (a DESC)",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%(a DESC)'",
    ),
    probe(
        Feature::IndexNullsOrder,
        "CREATE INDEX i ON p (a NULLS FIRST)",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%(a NULLS FIRST)'",
    ),
    probe(
        Feature::IndexCollation,
        "CREATE INDEX i ON p (s COLLATE \"C\")",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%(s COLLATE \"C\")'",
    ),
    probe(
        Feature::IndexMethod,
        "CREATE INDEX i ON p USING brin (a)",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%USING brin%'",
    ),
    probe(
        Feature::CoveringIndex,
        "CREATE INDEX i ON p (a) INCLUDE (s)",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%INCLUDE (s)'",
    ),
    probe(
        Feature::OperatorClass,
        "CREATE INDEX i ON p (s text_pattern_ops)",
        "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%text_pattern_ops)'",
    ),
    probe(
        Feature::NullsNotDistinct,
        "CREATE UNIQUE INDEX i ON p (a) NULLS NOT DISTINCT; INSERT INTO p VALUES (2, NULL); \
         INSERT INTO p VALUES (3, NULL) ON CONFLICT DO NOTHING",
        "SELECT count(*) = 2 FROM p",
    ),
    probe(
        Feature::ConcurrentIndex,
        "CREATE INDEX CONCURRENTLY i ON p (a)",
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass",
    ),
    probe(
        Feature::StoredGenerated,
        "ALTER TABLE p ADD COLUMN g int GENERATED ALWAYS AS (a * 1) STORED",
        "SELECT g FROM p",
    ),
    probe(
        Feature::VirtualGenerated,
        "ALTER TABLE p ADD COLUMN g int GENERATED ALWAYS AS (a * 1) VIRTUAL",
        "SELECT g FROM p",
    ).refused(&["syntax error at or near \"VIRTUAL\""]),
    probe(
        Feature::ExpressionDefault,
        "ALTER TABLE p ADD COLUMN b int NOT NULL DEFAULT (length('abc') - 2)",
        "SELECT b FROM p",
    ),
    probe(
        Feature::LargeObjectDefault,
        "ALTER TABLE p ADD COLUMN b text DEFAULT 'x', ADD COLUMN d jsonb DEFAULT '{}', \
         ADD COLUMN e bytea DEFAULT '\\x00'",
        "SELECT b = 'x' AND d = '{}' AND e = '\\x00' FROM p",
    ),
    probe(
        Feature::AutoIncrement,
        "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a int); \
         INSERT INTO t (a) VALUES (1)",
        "SELECT id FROM t",
    ),
    probe(
        Feature::TableComment,
        "COMMENT ON TABLE p IS 'x'",
        "SELECT obj_description('p'::regclass) = 'x'",
    ),
    probe(
        Feature::FieldComment,
        "COMMENT ON COLUMN p.a IS 'x'",
        "SELECT col_description('p'::regclass, 2) = 'x'",
    ),
    probe(
        Feature::FieldCollation,
        "ALTER TABLE p ALTER COLUMN s TYPE text COLLATE \"POSIX\"",
        "SELECT count(*) FROM information_schema.columns WHERE table_name = 'p' AND collation_name = 'POSIX'",
    ),
    probe(
        Feature::Namespace,
        "CREATE SCHEMA app; CREATE TABLE app.p (a int REFERENCES public.p); INSERT INTO app.p VALUES (1)",
        "SELECT a FROM app.p",
    ),
    probe(
        Feature::SqliteTableOptions,
        "CREATE TABLE t (a int) STRICT",
        "SELECT 1",
    ).refused(&["syntax error at or near \"STRICT\""]),
    probe(
        Feature::MysqlTableOptions,
        "CREATE TABLE t (a int) ENGINE = InnoDB",
        "SELECT 1",
    ).refused(&["syntax error at or near \"ENGINE\""]),
    probe(
        Feature::MysqlFieldOptions,
        "CREATE TABLE t (a int INVISIBLE)",
        "SELECT true",
    ).refused(&["syntax error at or near \"INVISIBLE\""]),
    probe(
        Feature::UuidType,
        "CREATE TABLE t (a uuid DEFAULT gen_random_uuid()); INSERT INTO t DEFAULT VALUES",
        "SELECT count(a) FROM t",
    ),
    probe(
        Feature::JsonType,
        "CREATE TABLE t (a jsonb); INSERT INTO t VALUES ('{\"b\": 1, \"a\": 1, \"a\": 2}')",
        "SELECT a::text = '{\"a\": 2, \"b\": 1}' FROM t",
    ),
    probe(
        Feature::ArrayType,
        "CREATE TABLE t (a text[], b integer[], c double precision[], d boolean[], e uuid[]); \
         INSERT INTO t (b) VALUES ('{1,NULL}')",
        "SELECT b[1] FROM t",
    ),
    probe(
        Feature::DurationType,
        "CREATE TABLE t (a interval); INSERT INTO t VALUES ('839:00:00')",
        "SELECT extract(epoch FROM a) = 3020400 FROM t",
    ),
    probe(
        Feature::IpAddressType,
        "CREATE TABLE t (a inet); INSERT INTO t VALUES ('2001:DB8::1')",
        "SELECT a = '2001:db8:0::1' FROM t",
    ),
    probe(
        Feature::EnumType,
        "CREATE TABLE t (a text CHECK (a IN ('x'))); INSERT INTO t VALUES ('x'); \
         DO $$ BEGIN INSERT INTO t VALUES ('y'); EXCEPTION WHEN check_violation THEN NULL; END $$",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::NativeEnumType,
        "CREATE TYPE e AS ENUM ('x', 'z'); ALTER TYPE e ADD VALUE 'y' BEFORE 'z'; CREATE TABLE t (a e)",
        "SELECT count(*) FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typname = 'e' AND enumlabel = 'y'",
    ),
    probe(
        Feature::VectorType,
        "CREATE EXTENSION vector SCHEMA public; CREATE TABLE t (a vector(2)); \
         INSERT INTO t VALUES ('[1,2]')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::IndexNamedLikeTable,
        "CREATE TABLE t (a integer); CREATE INDEX t ON t (a)",
        "SELECT true",
    ).refused(&["relation \"t\" already exists"]),
    probe(
        Feature::IndexNamedLikeAnother,
        "CREATE TABLE t (a integer); CREATE TABLE u (a integer); CREATE INDEX i ON t (a); CREATE INDEX i ON u (a)",
        "SELECT true",
    ).refused(&["relation \"i\" already exists"]),
    probe(
        Feature::CheckNamedLikeAnother,
        "CREATE TABLE t (a integer CONSTRAINT i CHECK (a > 0)); CREATE TABLE u (a integer CONSTRAINT i CHECK (a > 0)); \
         CREATE INDEX i ON t (a)",
        "SELECT count(*) = 2 FROM pg_constraint WHERE conname = 'i'",
    ),
    probe(
        Feature::ForeignKeyNamedLikeAnother,
        "CREATE TABLE t (a integer CONSTRAINT i REFERENCES p); CREATE TABLE u (a integer CONSTRAINT i REFERENCES p); \
         CREATE INDEX i ON t (a)",
        "SELECT count(*) = 2 FROM pg_constraint WHERE conname = 'i'",
    ),
    probe(
        Feature::MatchFull,
        "CREATE TABLE t (a integer, b integer, UNIQUE (a, b)); \
         CREATE TABLE u (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t (a, b) MATCH FULL); \
         DO $$ BEGIN INSERT INTO u VALUES (1, NULL); EXCEPTION WHEN foreign_key_violation THEN NULL; END $$",
        "SELECT count(*) = 0 FROM u",
    ),
    probe(
        Feature::SetSomeOnDelete,
        "CREATE TABLE t (a integer, b integer, UNIQUE (a, b)); INSERT INTO t VALUES (1, 2); \
         CREATE TABLE u (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t (a, b) ON DELETE SET NULL (b)); \
         INSERT INTO u VALUES (1, 2); DELETE FROM t",
        "SELECT a = 1 AND b IS NULL FROM u",
    ),
    probe(
        Feature::UncheckedForeignKey,
        "CREATE TABLE t (a integer); INSERT INTO t VALUES (5); ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p NOT VALID",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::DecimalType,
        "CREATE TABLE t (a numeric(50,30)); \
         INSERT INTO t VALUES (12345678901234567890.123456789012345678901234567890)",
        "SELECT a::text = '12345678901234567890.123456789012345678901234567890' FROM t",
    ),
    probe(
        Feature::UniqueText,
        "CREATE TABLE t (a text UNIQUE); INSERT INTO t VALUES (repeat('x', 2500))",
        "SELECT count(*) FROM t",
    ),
];

fn every_feature_has_a_probe() {
    assert_eq!(features_without_one_probe(PROBES), []);
}

async fn postgres_does_what_the_table_says() {
    let Some(url) = server_url("AKSARA_TEST_POSTGRES_URL").unwrap() else {
        return;
    };
    let connect = async |url: String| PostgresDriver.connect(&DatabaseUrl::parse(url).unwrap()).await;
    let name = &format!("aksara_capabilities_{}", std::process::id());
    let mut server = connect(url.clone()).await.unwrap();
    let exists = "SELECT count(*) = 1 AS found FROM pg_available_extensions WHERE name = 'vector'";
    let has_vector = server.query(exists, &[]).await.unwrap()[0].get("found") == Some(&Value::Boolean(true));
    server.execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    let fresh = async || {
        let mut connection = connect(with_database(&url, name)).await?;
        connection.execute(TABLES).await.map(|()| connection)
    };
    // The servers of the tests have no pgvector unless somebody installed it; the
    // manual is then all there is.
    let probes: Vec<Probe> = PROBES
        .iter()
        .filter(|probe| has_vector || probe.feature != Feature::VectorType)
        .copied()
        .collect();
    let untrue = untrue_capabilities(&probes, fresh).await.unwrap();
    server
        .execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}
