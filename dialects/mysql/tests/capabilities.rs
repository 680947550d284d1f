//! Each capability on the real servers: what the table calls native or emulated works, what it calls ignored or
//! unsupported does not.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use aksara_dialect::{Dialect, Evidence, Feature, Support};
use aksara_driver::{Connection, DatabaseUrl, Driver, Value};
use aksara_mysql::MysqlDriver;
use aksara_suite::server_url;
use strum::VariantArray;

const DATABASE: &str = "aksara_capabilities";

/// The tables that every probe finds.
const TABLES: &str = "CREATE TABLE p (id int PRIMARY KEY, a int NULL, s varchar(20) NULL); \
     CREATE TABLE c (id int PRIMARY KEY, p_id int NULL, KEY f (p_id)); \
     INSERT INTO p VALUES (1, 1, 'x'); INSERT INTO c VALUES (1, 1)";

/// What an object of the catalog is asked for.
const HAS_COLUMN: &str =
    "SELECT count(*) FROM information_schema.columns WHERE table_schema = database() AND ";
const HAS_INDEX: &str =
    "SELECT count(*) FROM information_schema.statistics WHERE table_schema = database() AND ";
const HAS_CONSTRAINT: &str =
    "SELECT count(*) FROM information_schema.table_constraints WHERE table_schema = database() AND ";

/// A script, and a query that gives 1 where the feature did what it should. An error counts as 0.
type Probe = (Feature, &'static str, &'static str, &'static str);

const PROBES: &[Probe] = &[
    (
        Feature::CreateTable,
        "CREATE TABLE t (a int)",
        HAS_COLUMN,
        "table_name = 't'",
    ),
    (
        Feature::DropTable,
        "DROP TABLE c",
        "SELECT 1 - count(*) FROM information_schema.tables WHERE table_schema = database() AND ",
        "table_name = 'c'",
    ),
    (
        Feature::RenameTable,
        "RENAME TABLE c TO d",
        HAS_INDEX,
        "table_name = 'd' AND index_name = 'f'",
    ),
    (
        Feature::AddField,
        "ALTER TABLE p ADD COLUMN b int NOT NULL DEFAULT 1",
        "SELECT b FROM p",
        "",
    ),
    (
        Feature::RemoveField,
        "ALTER TABLE p DROP COLUMN a",
        HAS_COLUMN,
        "table_name = 'p' AND column_name = 's'",
    ),
    (
        Feature::AlterFieldType,
        "ALTER TABLE p MODIFY COLUMN a bigint NULL",
        HAS_COLUMN,
        "column_name = 'a' AND data_type = 'bigint'",
    ),
    (
        Feature::AlterFieldNullability,
        "ALTER TABLE p MODIFY COLUMN a int NOT NULL",
        HAS_COLUMN,
        "column_name = 'a' AND is_nullable = 'NO'",
    ),
    (
        Feature::AlterFieldDefault,
        "ALTER TABLE p MODIFY COLUMN a int NULL DEFAULT 5",
        HAS_COLUMN,
        "column_name = 'a' AND column_default = '5'",
    ),
    (
        Feature::RenameField,
        "ALTER TABLE p RENAME COLUMN a TO b",
        "SELECT b FROM p",
        "",
    ),
    (
        Feature::AddIndex,
        "ALTER TABLE p ADD KEY i (a)",
        HAS_INDEX,
        "index_name = 'i'",
    ),
    (
        Feature::RemoveIndex,
        "ALTER TABLE c DROP INDEX f, ADD KEY g (p_id)",
        HAS_INDEX,
        "index_name = 'g'",
    ),
    (
        Feature::RenameIndex,
        "ALTER TABLE c RENAME INDEX f TO g",
        HAS_INDEX,
        "index_name = 'g'",
    ),
    (
        Feature::UniqueConstraint,
        "ALTER TABLE p ADD UNIQUE KEY u (a)",
        HAS_CONSTRAINT,
        "constraint_name = 'u'",
    ),
    (
        Feature::CheckConstraint,
        "ALTER TABLE p ADD CONSTRAINT k CHECK (a < 5); INSERT IGNORE INTO p VALUES (2, 9, ''), (3, 1, '')",
        "SELECT count(*) - 1 FROM p",
        "",
    ),
    (
        Feature::ForeignKeyConstraint,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id)",
        HAS_CONSTRAINT,
        "constraint_type = 'FOREIGN KEY'",
    ),
    (
        Feature::ExclusionConstraint,
        "ALTER TABLE p ADD CONSTRAINT e EXCLUDE USING gist (a WITH =)",
        "SELECT 1",
        "",
    ),
    (
        Feature::RunSql,
        "UPDATE p SET a = 1; UPDATE p SET s = 'y'",
        "SELECT s = 'y' FROM p",
        "",
    ),
    (Feature::RunPython, "DO 0", "SELECT 1", ""),
    (
        Feature::TransactionalDdl,
        "START TRANSACTION; CREATE TABLE t (a int); ROLLBACK",
        "SELECT 1 - count(*) FROM information_schema.tables WHERE table_schema = database() AND ",
        "table_name = 't'",
    ),
    (
        Feature::CombinedAlterTable,
        "ALTER TABLE p ADD COLUMN b int NULL, DROP COLUMN s, ADD KEY i (b)",
        HAS_INDEX,
        "column_name = 'b'",
    ),
    (
        Feature::DeferrableForeignKey,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED",
        "SELECT 1",
        "",
    ),
    (
        Feature::DeferrableUnique,
        "ALTER TABLE p ADD CONSTRAINT u UNIQUE (a) DEFERRABLE",
        "SELECT 1",
        "",
    ),
    (
        Feature::SetDefaultAction,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE SET DEFAULT; DELETE FROM p",
        "SELECT p_id IS NULL FROM c",
        "",
    ),
    (
        Feature::PartialIndex,
        "CREATE INDEX i ON p (a) WHERE a > 0",
        "SELECT 1",
        "",
    ),
    (
        Feature::ExpressionIndex,
        "ALTER TABLE p ADD KEY i ((lower(s)))",
        HAS_INDEX,
        "index_name = 'i'",
    ),
    (
        Feature::DescendingIndex,
        "ALTER TABLE p ADD KEY i (a DESC)",
        HAS_INDEX,
        "index_name = 'i' AND collation = 'D'",
    ),
    (
        Feature::IndexNullsOrder,
        "CREATE INDEX i ON p (a ASC NULLS LAST)",
        "SELECT 1",
        "",
    ),
    (
        Feature::IndexCollation,
        "CREATE INDEX i ON p (s COLLATE utf8mb4_bin)",
        "SELECT 1",
        "",
    ),
    (
        Feature::IndexMethod,
        "ALTER TABLE p ADD KEY i (a) USING HASH",
        HAS_INDEX,
        "index_name = 'i' AND index_type = 'HASH'",
    ),
    (
        Feature::CoveringIndex,
        "CREATE INDEX i ON p (a) INCLUDE (s)",
        "SELECT 1",
        "",
    ),
    (
        Feature::OperatorClass,
        "CREATE INDEX i ON p (s text_pattern_ops)",
        "SELECT 1",
        "",
    ),
    (
        Feature::NullsNotDistinct,
        "CREATE UNIQUE INDEX i ON p (a) NULLS NOT DISTINCT",
        "SELECT 1",
        "",
    ),
    (
        Feature::ConcurrentIndex,
        "CREATE INDEX CONCURRENTLY i ON p (a)",
        "SELECT 1",
        "",
    ),
    (
        Feature::StoredGenerated,
        "ALTER TABLE p ADD COLUMN g int GENERATED ALWAYS AS (a * 1) STORED",
        "SELECT g FROM p",
        "",
    ),
    (
        Feature::VirtualGenerated,
        "ALTER TABLE p ADD COLUMN g int GENERATED ALWAYS AS (a * 1) VIRTUAL",
        "SELECT g FROM p",
        "",
    ),
    (
        Feature::ExpressionDefault,
        "ALTER TABLE p ADD COLUMN b int NOT NULL DEFAULT (2 - 1)",
        "SELECT b FROM p",
        "",
    ),
    (
        Feature::LargeObjectDefault,
        "ALTER TABLE p ADD COLUMN b longtext NOT NULL DEFAULT ('1')",
        "SELECT b = '1' FROM p",
        "",
    ),
    (
        Feature::AutoIncrement,
        "CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, a int); INSERT INTO t (a) VALUES (1)",
        "SELECT id FROM t",
        "",
    ),
    (
        Feature::TableComment,
        "ALTER TABLE p COMMENT = 'x'",
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND ",
        "table_comment = 'x'",
    ),
    (
        Feature::FieldComment,
        "ALTER TABLE p MODIFY COLUMN a int NULL COMMENT 'x'",
        HAS_COLUMN,
        "column_comment = 'x'",
    ),
    (
        Feature::FieldCollation,
        "ALTER TABLE p MODIFY COLUMN s varchar(20) COLLATE utf8mb4_bin",
        HAS_COLUMN,
        "collation_name = 'utf8mb4_bin'",
    ),
    // A namespace within a database.
    (
        Feature::Namespace,
        "CREATE TABLE aksara_capabilities.app.t (a int)",
        "SELECT 1",
        "",
    ),
    (
        Feature::SqliteTableOptions,
        "CREATE TABLE t (a int) STRICT",
        "SELECT 1",
        "",
    ),
    (
        Feature::MysqlTableOptions,
        "CREATE TABLE t (a int) ENGINE = MyISAM DEFAULT CHARACTER SET = latin1",
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND ",
        "engine = 'MyISAM'",
    ),
    (
        Feature::UuidType,
        "CREATE TABLE t (a char(36) CHARACTER SET ascii COLLATE ascii_bin)",
        "SELECT 1",
        "",
    ),
    (
        Feature::JsonType,
        "CREATE TABLE t (a json); INSERT IGNORE INTO t VALUES ('{\"a\": 1}')",
        "SELECT json_extract(a, '$.a') = 1 FROM t",
        "",
    ),
    (
        Feature::ArrayType,
        "CREATE TABLE t (a json, CHECK (json_type(a) = 'ARRAY')); INSERT IGNORE INTO t VALUES ('[1]'), ('{}')",
        "SELECT count(*) FROM t",
        "",
    ),
    (
        Feature::DurationType,
        "CREATE TABLE t (a bigint); INSERT INTO t VALUES (3600000000 * 839)",
        "SELECT count(*) FROM t",
        "",
    ),
    (
        Feature::IpAddressType,
        "CREATE TABLE t (a varchar(45), CHECK (a IS NULL OR is_ipv4(a) OR is_ipv6(a))); INSERT IGNORE INTO t VALUES ('::1'), ('1.2')",
        "SELECT count(*) FROM t",
        "",
    ),
    (
        Feature::EnumType,
        "CREATE TABLE t (a varchar(255), CHECK (a IN ('x'))); INSERT IGNORE INTO t VALUES ('x'), ('y')",
        "SELECT count(*) FROM t",
        "",
    ),
    (
        Feature::NativeEnumType,
        "CREATE TABLE t (a varchar(255), CHECK (a IN ('x'))); INSERT IGNORE INTO t VALUES ('x'), ('y')",
        "SELECT count(*) FROM t",
        "",
    ),
    (
        Feature::VectorType,
        "CREATE TABLE t (a json, CHECK (json_length(a) = 2)); INSERT IGNORE INTO t VALUES ('[1, 2]'), ('[1]')",
        "SELECT count(*) FROM t",
        "",
    ),
    (
        Feature::DecimalType,
        "CREATE TABLE t (a decimal(65,30)); INSERT INTO t VALUES (12345678901234567890.123456789012345678901234567890)",
        "SELECT a = 12345678901234567890.123456789012345678901234567890 FROM t",
        "",
    ),
    // MariaDB takes it by a hash, which no foreign key can use and inspection cannot tell from a prefix.
    (
        Feature::UniqueText,
        "CREATE TABLE t (a longtext, UNIQUE KEY u (a)); INSERT INTO t VALUES ('a')",
        HAS_INDEX,
        "index_name = 'u' AND index_type = 'BTREE' AND sub_part IS NULL",
    ),
];

#[test]
fn every_feature_has_a_probe() {
    for feature in Feature::VARIANTS {
        assert_eq!(
            PROBES.iter().filter(|(probed, ..)| probed == feature).count(),
            1,
            "{feature}"
        );
    }
}

async fn works(connection: &mut dyn Connection, (_, script, question, condition): &Probe) -> bool {
    let database =
        format!("DROP DATABASE IF EXISTS {DATABASE}; CREATE DATABASE {DATABASE}; USE {DATABASE}; {TABLES}");
    connection.execute(&database).await.unwrap();
    if connection.execute(script).await.is_err() {
        return false;
    }
    let rows = connection
        .query(&format!("{question}{condition}"), &[])
        .await
        .unwrap_or_default();
    rows.first().and_then(|row| row.values.first()) == Some(&Value::Integer(1))
}

async fn check(variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let mut connection = MysqlDriver
        .connect(&DatabaseUrl::parse(url).unwrap())
        .await
        .unwrap();
    let (dialect, version) = (connection.dialect(), connection.server_version());
    let mut lies = Vec::new();
    for probe in PROBES {
        let capability = probe.0.find(dialect.capabilities(), &version).unwrap();
        assert_eq!(capability.evidence, Evidence::Tested, "{}", probe.0);
        let claimed = matches!(capability.support, Support::Native | Support::Emulated);
        if works(&mut *connection, probe).await != claimed {
            lies.push(format!("{}: {}", probe.0, capability.support));
        }
    }
    connection
        .execute(&format!("DROP DATABASE {DATABASE}"))
        .await
        .unwrap();
    assert!(lies.is_empty(), "{}: {lies:?}", Dialect::name(&*dialect));
}

#[tokio::test]
async fn mysql_does_what_the_table_says() {
    check("AKSARA_TEST_MYSQL_URL").await;
}

#[tokio::test]
async fn mariadb_does_what_the_table_says() {
    check("AKSARA_TEST_MARIADB_URL").await;
}
