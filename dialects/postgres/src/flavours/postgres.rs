//! PostgreSQL.

use aksara_dialect::capability_rows::{before, from_manual, ignored, native, since, unsupported};
use aksara_dialect::{Capabilities, Clients, Feature, Product, ServerVersion, Versions};
use aksara_schema::DialectName;

use crate::flavour::{Flavour, Since};

/// PostgreSQL 12 to 18.
pub(crate) const POSTGRES: Flavour = Flavour {
    product: Product {
        name: DialectName::Postgres,
        sql_names: &[DialectName::Postgres],
        schemes: &["postgres", "postgresql"],
        example_url: "postgres://user@host/name",
        versions: Versions {
            word: None,
            oldest: major(12),
            newest: major(18),
        },
        clients: Clients {
            backup: "pg_dump --format=custom --file=backup.dump DATABASE",
            script: "psql -v ON_ERROR_STOP=1 -f FILE",
        },
        capabilities: CAPABILITIES,
    },
    since: Since {
        random_uuid: major(13),
        drop_expression: major(13),
        valid_input: major(16),
    },
};

const fn major(number: u32) -> ServerVersion {
    ServerVersion::new(number, 0, 0)
}

/// PostgreSQL's capabilities, by feature and version.
const CAPABILITIES: &Capabilities = &[
    native(
        Feature::CreateTable,
        "Names of tables and fields have at most 63 bytes.",
    ),
    native(
        Feature::DropTable,
        "The indexes, constraints and sequences of the table go with it.",
    ),
    native(
        Feature::RenameTable,
        "Indexes, constraints and sequences keep their names.",
    ),
    native(
        Feature::AddField,
        "A constant default does not rewrite the table; a random UUID does.",
    ),
    native(
        Feature::RemoveField,
        "The indexes and constraints of the field go with it.",
    ),
    native(
        Feature::AlterFieldType,
        "The values are converted by USING; where no conversion is known, `using` gives it.",
    ),
    native(
        Feature::AlterFieldNullability,
        "Before NOT NULL, rows with NULL get the field's default where it has one.",
    ),
    native(Feature::AlterFieldDefault, "Existing rows keep their values."),
    native(
        Feature::RenameField,
        "Indexes, constraints and generated fields follow; names stay.",
    ),
    native(
        Feature::AddIndex,
        "Names longer than 63 bytes are shortened with a hash.",
    ),
    native(
        Feature::RemoveIndex,
        "DROP INDEX, within the migration's transaction.",
    ),
    native(Feature::RenameIndex, "ALTER INDEX … RENAME."),
    native(Feature::RenameConstraint, "ALTER TABLE … RENAME CONSTRAINT."),
    native(
        Feature::UniqueConstraint,
        "ALTER TABLE … ADD CONSTRAINT … UNIQUE.",
    ),
    native(
        Feature::CheckConstraint,
        "Every existing row is checked when the constraint is added.",
    ),
    native(
        Feature::ForeignKeyConstraint,
        "Every existing row is checked when the key is added.",
    ),
    native(
        Feature::ExclusionConstraint,
        "Some operators need an extension such as btree_gist, which RunSQL creates.",
    ),
    native(
        Feature::RunSql,
        "Runs within the migration's transaction; BEGIN and COMMIT are refused.",
    ),
    native(Feature::RunPython, "Runs within the migration's transaction."),
    native(
        Feature::Backfill,
        "Each range of rows is committed by itself; the statements before and after it in the migration are in transactions of their own.",
    ),
    native(
        Feature::TransactionalDdl,
        "A migration that fails leaves nothing behind, but for CONCURRENTLY and new values of an enum type.",
    ),
    native(
        Feature::CombinedAlterTable,
        "One ALTER TABLE; renames are statements of their own.",
    ),
    native(
        Feature::DeferrableForeignKey,
        "DEFERRABLE INITIALLY IMMEDIATE or DEFERRED.",
    ),
    native(
        Feature::DeferrableUnique,
        "DEFERRABLE INITIALLY IMMEDIATE or DEFERRED.",
    ),
    native(
        Feature::SetDefaultAction,
        "ON DELETE SET DEFAULT and ON UPDATE SET DEFAULT.",
    ),
    native(Feature::PartialIndex, "CREATE INDEX … WHERE."),
    native(
        Feature::ExpressionIndex,
        "The expression's functions must be immutable.",
    ),
    native(
        Feature::DescendingIndex,
        "DESC puts NULLs first unless NULLS LAST is written.",
    ),
    native(Feature::IndexNullsOrder, "NULLS FIRST and NULLS LAST."),
    native(Feature::IndexCollation, "COLLATE, in PostgreSQL's naming."),
    native(
        Feature::IndexMethod,
        "btree, hash, gin, gist, spgist, brin, and those of extensions.",
    ),
    native(
        Feature::CoveringIndex,
        "INCLUDE, for btree, gist and (from 14) spgist.",
    ),
    native(Feature::OperatorClass, "By the class's name."),
    before(
        major(15),
        from_manual(unsupported(
            Feature::NullsNotDistinct,
            "PostgreSQL has NULLS NOT DISTINCT from version 15 on.",
        )),
    ),
    since(
        major(15),
        native(Feature::NullsNotDistinct, "NULLS NOT DISTINCT."),
    ),
    native(
        Feature::ConcurrentIndex,
        "CREATE INDEX CONCURRENTLY outside the migration's transaction; an invalid leftover is dropped first.",
    ),
    native(
        Feature::StoredGenerated,
        "The expression's functions must be immutable; altering the expression makes the field anew.",
    ),
    before(
        major(18),
        unsupported(
            Feature::VirtualGenerated,
            "PostgreSQL has virtual generated fields from version 18 on.",
        ),
    ),
    since(
        major(18),
        native(Feature::VirtualGenerated, "GENERATED ALWAYS AS (…) VIRTUAL."),
    ),
    native(Feature::ExpressionDefault, "Any expression without fields."),
    native(
        Feature::LargeObjectDefault,
        "Text, JSON and bytes take constants as defaults.",
    ),
    native(
        Feature::AutoIncrement,
        "GENERATED BY DEFAULT AS IDENTITY; serial is understood where it is there.",
    ),
    native(Feature::TableComment, "COMMENT ON TABLE."),
    native(Feature::FieldComment, "COMMENT ON COLUMN."),
    native(Feature::FieldCollation, "COLLATE, in PostgreSQL's naming."),
    native(
        Feature::Namespace,
        "A schema that exists already; names are qualified with it.",
    ),
    ignored(
        Feature::SqliteTableOptions,
        "STRICT is how PostgreSQL always is, and there are no rowids.",
    ),
    ignored(
        Feature::MysqlTableOptions,
        "There are no storage engines, and the database's encoding is UTF-8; set a field's collation instead of the table's.",
    ),
    unsupported(
        Feature::MysqlFieldOptions,
        "PostgreSQL has no ON UPDATE of a field and no invisible ones; a trigger (RunSQL) can set a field.",
    ),
    before(
        major(13),
        from_manual(native(
            Feature::UuidType,
            "uuid; a random default is computed from md5, since gen_random_uuid is not built in.",
        )),
    ),
    since(
        major(13),
        native(Feature::UuidType, "uuid; a random default is gen_random_uuid()."),
    ),
    native(Feature::JsonType, "jsonb: keys are sorted, and duplicates go."),
    native(
        Feature::ArrayType,
        "text[], integer[], double precision[], boolean[], uuid[].",
    ),
    native(Feature::DurationType, "interval."),
    native(Feature::IpAddressType, "inet."),
    native(Feature::EnumType, "text with a CHECK of its values."),
    native(
        Feature::NativeEnumType,
        "CREATE TYPE … AS ENUM; a new value is added before the transaction, a removed one makes the type anew.",
    ),
    from_manual(native(
        Feature::VectorType,
        "vector, where the extension pgvector is present (RunSQL creates it).",
    )),
    unsupported(
        Feature::IndexNamedLikeTable,
        "Tables and indexes, those of constraints among them, have their names in one namespace.",
    ),
    unsupported(
        Feature::IndexNamedLikeAnother,
        "All indexes, those of constraints among them, have their names in one namespace.",
    ),
    native(Feature::MatchFull, "MATCH FULL."),
    before(
        major(15),
        from_manual(unsupported(
            Feature::SetSomeOnDelete,
            "PostgreSQL has ON DELETE SET NULL of some fields from version 15 on.",
        )),
    ),
    since(
        major(15),
        native(Feature::SetSomeOnDelete, "ON DELETE SET NULL (…)."),
    ),
    native(
        Feature::UncheckedForeignKey,
        "NOT VALID, until VALIDATE CONSTRAINT.",
    ),
    native(
        Feature::CheckNamedLikeAnother,
        "A check has its name within its table.",
    ),
    native(
        Feature::ForeignKeyNamedLikeAnother,
        "A foreign key has its name within its table.",
    ),
    native(Feature::DecimalType, "numeric keeps every digit."),
    native(
        Feature::UniqueText,
        "A value longer than a third of a page cannot be in the index.",
    ),
];
