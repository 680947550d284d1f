//! Each capability on the real servers: what the table calls native or emulated works, what it calls ignored or
//! unsupported does not.

use aksara_dialect::Feature;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_mysql::MysqlDriver;
use aksara_suite::{
    Probe, features_without_one_probe, probe, server_url, untrue_capabilities, with_database,
};

aksara_suite::tests![
    every_feature_has_a_probe,
    mysql_does_what_the_table_says,
    mariadb_does_what_the_table_says,
];

/// The tables that every probe finds.
const TABLES: &str = "CREATE TABLE p (id int PRIMARY KEY, a int NULL, s varchar(20) NULL); \
     CREATE TABLE c (id int PRIMARY KEY, p_id int NULL, KEY f (p_id)); \
     INSERT INTO p VALUES (1, 1, 'x'); INSERT INTO c VALUES (1, 1)";

const PROBES: &[Probe] = &[
    probe(
        Feature::CreateTable,
        "CREATE TABLE t (a int)",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND table_name = 't'",
    ),
    probe(
        Feature::DropTable,
        "DROP TABLE c",
        "SELECT 1 - count(*) FROM information_schema.tables \
         WHERE table_schema = database() AND table_name = 'c'",
    ),
    probe(
        Feature::RenameTable,
        "RENAME TABLE c TO d",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND table_name = 'd' AND index_name = 'f'",
    ),
    probe(
        Feature::AddField,
        "ALTER TABLE p ADD COLUMN b int NOT NULL DEFAULT 1",
        "SELECT b FROM p",
    ),
    probe(
        Feature::RemoveField,
        "ALTER TABLE p DROP COLUMN a",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND table_name = 'p' AND column_name = 's'",
    ),
    probe(
        Feature::AlterFieldType,
        "ALTER TABLE p MODIFY COLUMN a bigint NULL",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND column_name = 'a' AND data_type = 'bigint'",
    ),
    probe(
        Feature::AlterFieldNullability,
        "ALTER TABLE p MODIFY COLUMN a int NOT NULL",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND column_name = 'a' AND is_nullable = 'NO'",
    ),
    probe(
        Feature::AlterFieldDefault,
        "ALTER TABLE p MODIFY COLUMN a int NULL DEFAULT 5",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND column_name = 'a' AND column_default = '5'",
    ),
    probe(
        Feature::RenameField,
        "ALTER TABLE p RENAME COLUMN a TO b",
        "SELECT b FROM p",
    ),
    probe(
        Feature::AddIndex,
        "ALTER TABLE p ADD KEY i (a)",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'i'",
    ),
    probe(
        Feature::RemoveIndex,
        "ALTER TABLE c DROP INDEX f, ADD KEY g (p_id)",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'g'",
    ),
    probe(
        Feature::RenameIndex,
        "ALTER TABLE c RENAME INDEX f TO g",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'g'",
    ),
    probe(
        Feature::RenameConstraint,
        "ALTER TABLE c ADD CONSTRAINT ck CHECK (p_id > 0); \
         ALTER TABLE c DROP CONSTRAINT ck, ADD CONSTRAINT cl CHECK (p_id > 0)",
        "SELECT count(*) FROM information_schema.table_constraints \
         WHERE table_schema = database() AND constraint_name = 'cl'",
    ),
    probe(
        Feature::UniqueConstraint,
        "ALTER TABLE p ADD UNIQUE KEY u (a)",
        "SELECT count(*) FROM information_schema.table_constraints \
         WHERE table_schema = database() AND constraint_name = 'u'",
    ),
    probe(
        Feature::CheckConstraint,
        "ALTER TABLE p ADD CONSTRAINT k CHECK (a < 5); \
         INSERT IGNORE INTO p VALUES (2, 9, ''), (3, 1, '')",
        "SELECT count(*) - 1 FROM p",
    ),
    probe(
        Feature::ForeignKeyConstraint,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id)",
        "SELECT count(*) FROM information_schema.table_constraints \
         WHERE table_schema = database() AND constraint_type = 'FOREIGN KEY'",
    ),
    probe(
        Feature::ExclusionConstraint,
        "ALTER TABLE p ADD CONSTRAINT e EXCLUDE USING gist (a WITH =)",
        "SELECT 1",
    )
    .refused(&["near 'EXCLUDE USING gist (a WITH =)'"]),
    probe(
        Feature::RunSql,
        "UPDATE p SET a = 1; UPDATE p SET s = 'y'",
        "SELECT s = 'y' FROM p",
    ),
    // A function's statements run on the migration's own connection.
    probe(
        Feature::RunPython,
        "CREATE TEMPORARY TABLE t (a int); INSERT INTO t VALUES (1)",
        "SELECT a FROM t",
    ),
    // SET sees the new value of the field before it.
    probe(
        Feature::Backfill,
        "START TRANSACTION; UPDATE p SET a = a + 1, s = a WHERE a > 0; COMMIT",
        "SELECT s = a FROM p",
    ),
    probe(
        Feature::TransactionalDdl,
        "START TRANSACTION; CREATE TABLE t (a int); ROLLBACK",
        "SELECT 1 - count(*) FROM information_schema.tables \
         WHERE table_schema = database() AND table_name = 't'",
    )
    .refused(&["gives Some(Integer(0))"]),
    probe(
        Feature::CombinedAlterTable,
        "ALTER TABLE p ADD COLUMN b int NULL, DROP COLUMN s, ADD KEY i (b)",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND column_name = 'b'",
    ),
    probe(
        Feature::DeferrableForeignKey,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED",
        "SELECT 1",
    )
    .refused(&["near 'DEFERRABLE INITIALLY DEFERRED'"]),
    probe(
        Feature::DeferrableUnique,
        "ALTER TABLE p ADD CONSTRAINT u UNIQUE (a) DEFERRABLE",
        "SELECT 1",
    )
    .refused(&["near 'DEFERRABLE'", "near ''"]),
    probe(
        Feature::SetDefaultAction,
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE SET DEFAULT; \
         DELETE FROM p",
        "SELECT p_id IS NULL FROM c",
    )
    .refused(&["a foreign key constraint fails"]),
    probe(
        Feature::PartialIndex,
        "CREATE INDEX i ON p (a) WHERE a > 0",
        "SELECT 1",
    )
    .refused(&["near 'WHERE a > 0'"]),
    probe(
        Feature::ExpressionIndex,
        "ALTER TABLE p ADD KEY i ((lower(s)))",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'i'",
    )
    .refused(&["near '(lower(s)))'"]),
    probe(
        Feature::DescendingIndex,
        "ALTER TABLE p ADD KEY i (a DESC)",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'i' AND collation = 'D'",
    ),
    probe(
        Feature::IndexNullsOrder,
        "CREATE INDEX i ON p (a ASC NULLS LAST)",
        "SELECT 1",
    )
    .refused(&["near 'NULLS LAST)'"]),
    probe(
        Feature::IndexCollation,
        "CREATE INDEX i ON p (s COLLATE utf8mb4_bin)",
        "SELECT 1",
    )
    .refused(&["near 'COLLATE utf8mb4_bin)'"]),
    probe(
        Feature::IndexMethod,
        "ALTER TABLE p ADD KEY i (a) USING HASH",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'i' AND index_type = 'HASH'",
    )
    .refused(&["gives Some(Integer(0))"]),
    probe(
        Feature::CoveringIndex,
        "CREATE INDEX i ON p (a) INCLUDE (s)",
        "SELECT 1",
    )
    .refused(&["near 'INCLUDE (s)'", "near '(s)'"]),
    probe(
        Feature::OperatorClass,
        "CREATE INDEX i ON p (s text_pattern_ops)",
        "SELECT 1",
    )
    .refused(&["near 'text_pattern_ops)'"]),
    probe(
        Feature::NullsNotDistinct,
        "CREATE UNIQUE INDEX i ON p (a) NULLS NOT DISTINCT",
        "SELECT 1",
    )
    .refused(&["near 'NULLS NOT DISTINCT'", "near 'NOT DISTINCT'"]),
    probe(
        Feature::ConcurrentIndex,
        "CREATE INDEX CONCURRENTLY i ON p (a)",
        "SELECT 1",
    )
    .refused(&["near 'i ON p (a)'"]),
    probe(
        Feature::StoredGenerated,
        "ALTER TABLE p ADD COLUMN g int GENERATED ALWAYS AS (a * 1) STORED",
        "SELECT g FROM p",
    ),
    probe(
        Feature::VirtualGenerated,
        "ALTER TABLE p ADD COLUMN g int GENERATED ALWAYS AS (a * 1) VIRTUAL",
        "SELECT g FROM p",
    ),
    probe(
        Feature::ExpressionDefault,
        "ALTER TABLE p ADD COLUMN b int NOT NULL DEFAULT (2 - 1)",
        "SELECT b FROM p",
    ),
    probe(
        Feature::LargeObjectDefault,
        "ALTER TABLE p ADD COLUMN b longtext NOT NULL DEFAULT ('1')",
        "SELECT b = '1' FROM p",
    ),
    probe(
        Feature::AutoIncrement,
        "CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, a int); \
         INSERT INTO t (a) VALUES (1)",
        "SELECT id FROM t",
    ),
    probe(
        Feature::TableComment,
        "ALTER TABLE p COMMENT = 'x'",
        "SELECT count(*) FROM information_schema.tables \
         WHERE table_schema = database() AND table_comment = 'x'",
    ),
    probe(
        Feature::FieldComment,
        "ALTER TABLE p MODIFY COLUMN a int NULL COMMENT 'x'",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND column_comment = 'x'",
    ),
    probe(
        Feature::FieldCollation,
        "ALTER TABLE p MODIFY COLUMN s varchar(20) COLLATE utf8mb4_bin",
        "SELECT count(*) FROM information_schema.columns \
         WHERE table_schema = database() AND collation_name = 'utf8mb4_bin'",
    ),
    // A namespace within a database.
    probe(Feature::Namespace, "CREATE TABLE app.inner.t (a int)", "SELECT 1").refused(&["near '.t (a int)'"]),
    probe(
        Feature::SqliteTableOptions,
        "CREATE TABLE t (a int) STRICT",
        "SELECT 1",
    )
    .refused(&["near 'STRICT'", "near ''"]),
    probe(
        Feature::MysqlTableOptions,
        "CREATE TABLE t (a int) ENGINE = MyISAM DEFAULT CHARACTER SET = latin1",
        "SELECT count(*) FROM information_schema.tables \
         WHERE table_schema = database() AND engine = 'MyISAM'",
    ),
    probe(
        Feature::MysqlFieldOptions,
        "CREATE TABLE t (a int, at datetime(6) NULL ON UPDATE CURRENT_TIMESTAMP(6), hidden int INVISIBLE); \
         INSERT INTO t VALUES (1, NULL); UPDATE t SET a = 2",
        "SELECT count(at) FROM t",
    ),
    probe(
        Feature::UuidType,
        "CREATE TABLE t (a char(36) CHARACTER SET ascii COLLATE ascii_bin)",
        "SELECT 1",
    ),
    probe(
        Feature::JsonType,
        "CREATE TABLE t (a json); \
         INSERT IGNORE INTO t VALUES ('{\"a\": 1}')",
        "SELECT json_extract(a, '$.a') = 1 FROM t",
    ),
    probe(
        Feature::ArrayType,
        "CREATE TABLE t (a json, CHECK (json_type(a) = 'ARRAY')); \
         INSERT IGNORE INTO t VALUES ('[1]'), ('{}')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::DurationType,
        "CREATE TABLE t (a bigint); \
         INSERT INTO t VALUES (3600000000 * 839)",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::IpAddressType,
        "CREATE TABLE t (a varchar(45), CHECK (a IS NULL OR is_ipv4(a) OR is_ipv6(a))); \
         INSERT IGNORE INTO t VALUES ('::1'), ('1.2')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::EnumType,
        "CREATE TABLE t (a varchar(255), CHECK (a IN ('x'))); \
         INSERT IGNORE INTO t VALUES ('x'), ('y')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::NativeEnumType,
        "CREATE TABLE t (a varchar(255), CHECK (a IN ('x'))); \
         INSERT IGNORE INTO t VALUES ('x'), ('y')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::VectorType,
        "CREATE TABLE t (a json, CHECK (json_length(a) = 2)); \
         INSERT IGNORE INTO t VALUES ('[1, 2]'), ('[1]')",
        "SELECT count(*) FROM t",
    ),
    probe(
        Feature::IndexNamedLikeTable,
        "CREATE TABLE t (a integer, INDEX t (a))",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 't'",
    ),
    probe(
        Feature::IndexNamedLikeAnother,
        "CREATE TABLE t (a integer, INDEX i (a)); CREATE TABLE u (a integer, INDEX i (a))",
        "SELECT count(*) = 2 FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'i'",
    ),
    probe(
        Feature::CheckNamedLikeAnother,
        "CREATE TABLE t (a integer, CONSTRAINT i CHECK (a > 0), KEY i (a)); \
         CREATE TABLE u (a integer, CONSTRAINT i CHECK (a > 0))",
        "SELECT 1",
    ).refused(&["Duplicate check constraint name 'i'"]),
    probe(
        Feature::ForeignKeyNamedLikeAnother,
        "CREATE TABLE t (a integer, KEY i (a), CONSTRAINT i FOREIGN KEY (a) REFERENCES p (id)); \
         CREATE TABLE u (a integer, CONSTRAINT i FOREIGN KEY (a) REFERENCES p (id))",
        "SELECT 1",
    ).refused(&["Duplicate foreign key constraint name 'i'", "errno: 121"]),
    probe(
        Feature::MatchFull,
        "CREATE TABLE t (a integer, b integer, UNIQUE (a, b)); \
         CREATE TABLE u (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t (a, b) MATCH FULL); \
         INSERT INTO u VALUES (1, NULL)",
        "SELECT count(*) = 0 FROM u",
    ).refused(&["gives Some(Integer(0))"]),
    probe(
        Feature::SetSomeOnDelete,
        "CREATE TABLE t (a integer, b integer, UNIQUE (a, b)); \
         CREATE TABLE u (a integer, b integer, FOREIGN KEY (a, b) REFERENCES t (a, b) ON DELETE SET NULL (b))",
        "SELECT 1",
    ).refused(&["syntax to use near '(b))'"]),
    probe(
        Feature::UncheckedForeignKey,
        "ALTER TABLE c ADD FOREIGN KEY (p_id) REFERENCES p (id) NOT VALID",
        "SELECT 1",
    ).refused(&["syntax to use near 'NOT VALID'"]),
    probe(
        Feature::DecimalType,
        "CREATE TABLE t (a decimal(65,30)); \
         INSERT INTO t VALUES (12345678901234567890.123456789012345678901234567890)",
        "SELECT a = 12345678901234567890.123456789012345678901234567890 FROM t",
    ),
    // MariaDB takes it by a hash, which no foreign key can use and inspection cannot distinguish from a prefix.
    probe(
        Feature::UniqueText,
        "CREATE TABLE t (a longtext, UNIQUE KEY u (a)); \
         INSERT INTO t VALUES ('a')",
        "SELECT count(*) FROM information_schema.statistics \
         WHERE table_schema = database() AND index_name = 'u' AND index_type = 'BTREE' AND sub_part IS NULL",
    )
    .refused(&[
        "BLOB/TEXT column 'a' used in key specification without a key length",
        "gives Some(Integer(0))",
    ]),
];

fn every_feature_has_a_probe() {
    assert_eq!(features_without_one_probe(PROBES), []);
}

async fn check(variable: &str) {
    let Some(url) = server_url(variable).unwrap() else {
        return;
    };
    let name = &format!("aksara_capabilities_{}", std::process::id());
    let connect = async |url: String| MysqlDriver.connect(&DatabaseUrl::parse(url).unwrap()).await;
    let fresh = async || {
        let mut server = connect(url.clone()).await?;
        let database = format!("DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}");
        server.execute(&database).await?;
        server.close().await?;
        let mut connection = connect(with_database(&url, name)).await?;
        connection.execute(TABLES).await.map(|()| connection)
    };
    let untrue = untrue_capabilities(PROBES, fresh).await.unwrap();
    let mut server = connect(url.clone()).await.unwrap();
    server.execute(&format!("DROP DATABASE {name}")).await.unwrap();
    assert!(untrue.is_empty(), "{}", untrue.join("\n"));
}

async fn mysql_does_what_the_table_says() {
    check("AKSARA_TEST_MYSQL_URL").await;
}

async fn mariadb_does_what_the_table_says() {
    check("AKSARA_TEST_MARIADB_URL").await;
}
