//! The capabilities of SQLite, feature by feature.

use aksara_dialect::capability_rows::{before, emulated, ignored, native, since, unsupported};
use aksara_dialect::{Capabilities, Feature};

use crate::action::ALTERS_RULES_SINCE;

/// The table.
pub(crate) const CAPABILITIES: &Capabilities = &[
    native(
        Feature::CreateTable,
        "CREATE TABLE, with every constraint under its name.",
    ),
    native(
        Feature::DropTable,
        "DROP TABLE; foreign keys are deferred where the table refers to itself.",
    ),
    native(
        Feature::RenameTable,
        "ALTER TABLE RENAME; triggers, views and foreign keys follow.",
    ),
    native(
        Feature::AddField,
        "ADD COLUMN; the table is rebuilt for UNIQUE, keys, computed defaults and stored expressions.",
    ),
    native(
        Feature::RemoveField,
        "DROP COLUMN; the table is rebuilt where the field was unique or a foreign key.",
    ),
    emulated(
        Feature::AlterFieldType,
        "The table is rebuilt; a value that the new type cannot take stops the migration.",
    ),
    before(
        ALTERS_RULES_SINCE,
        emulated(
            Feature::AlterFieldNullability,
            "The table is rebuilt; NULLs become the default first.",
        ),
    ),
    since(
        ALTERS_RULES_SINCE,
        native(
            Feature::AlterFieldNullability,
            "SET and DROP NOT NULL; NULLs become the default first.",
        ),
    ),
    emulated(Feature::AlterFieldDefault, "The table is rebuilt."),
    native(
        Feature::RenameField,
        "RENAME COLUMN; what refers to the field follows.",
    ),
    native(Feature::AddIndex, "CREATE INDEX."),
    native(Feature::RemoveIndex, "DROP INDEX."),
    emulated(Feature::RenameIndex, "The index is dropped and made again."),
    emulated(
        Feature::RenameConstraint,
        "The table is rebuilt; from 3.53 on a check is dropped and added.",
    ),
    emulated(
        Feature::UniqueConstraint,
        "A new or dropped constraint rebuilds the table.",
    ),
    before(
        ALTERS_RULES_SINCE,
        emulated(
            Feature::CheckConstraint,
            "A new or dropped constraint rebuilds the table.",
        ),
    ),
    since(
        ALTERS_RULES_SINCE,
        native(Feature::CheckConstraint, "ADD and DROP CONSTRAINT."),
    ),
    emulated(
        Feature::ForeignKeyConstraint,
        "A new or dropped constraint rebuilds the table.",
    ),
    unsupported(
        Feature::ExclusionConstraint,
        "There is none; use a unique constraint, or check in the program.",
    ),
    native(
        Feature::RunSql,
        "Runs within the migration's transaction, which it may not end.",
    ),
    native(Feature::RunPython, "Runs within the migration's transaction."),
    native(
        Feature::Backfill,
        "Each range of rows is committed by itself; not beside a rebuild of a table that others refer to.",
    ),
    native(
        Feature::TransactionalDdl,
        "Every statement of a migration is rolled back with it.",
    ),
    emulated(
        Feature::CombinedAlterTable,
        "Changes of a table that need a rebuild share one.",
    ),
    native(
        Feature::DeferrableForeignKey,
        "DEFERRABLE INITIALLY DEFERRED is checked at commit.",
    ),
    unsupported(
        Feature::DeferrableUnique,
        "UNIQUE is checked at each row; write rows in an order that repeats none.",
    ),
    native(Feature::SetDefaultAction, "ON DELETE SET DEFAULT."),
    native(Feature::PartialIndex, "CREATE INDEX WHERE."),
    native(Feature::ExpressionIndex, "CREATE INDEX ON an expression."),
    native(Feature::DescendingIndex, "DESC."),
    unsupported(
        Feature::IndexNullsOrder,
        "NULLs come before every value; only the order that an index has anyway can be asked for.",
    ),
    native(Feature::IndexCollation, "BINARY, NOCASE and RTRIM."),
    ignored(Feature::IndexMethod, "Every index is a B-tree."),
    ignored(Feature::CoveringIndex, "INCLUDE only saves a look at the row."),
    unsupported(
        Feature::OperatorClass,
        "There are none; leave it out, or index an expression.",
    ),
    unsupported(
        Feature::NullsNotDistinct,
        "NULLs never count as equal; add a unique index on coalesce(…).",
    ),
    ignored(
        Feature::ConcurrentIndex,
        "Writers always wait for the one transaction that writes.",
    ),
    native(
        Feature::StoredGenerated,
        "GENERATED ALWAYS AS … STORED; one that is added rebuilds the table.",
    ),
    native(Feature::VirtualGenerated, "GENERATED ALWAYS AS … VIRTUAL."),
    native(
        Feature::ExpressionDefault,
        "DEFAULT (…); one that is added rebuilds the table.",
    ),
    native(Feature::LargeObjectDefault, "Any type can have a default."),
    native(
        Feature::AutoIncrement,
        "An integer primary key of one field is the rowid, which counts.",
    ),
    ignored(Feature::TableComment, "SQLite keeps no comments."),
    ignored(Feature::FieldComment, "SQLite keeps no comments."),
    native(
        Feature::FieldCollation,
        "BINARY, NOCASE and RTRIM; others exist only where a program registers them.",
    ),
    unsupported(
        Feature::Namespace,
        "A database is one file; name the table without a namespace.",
    ),
    native(
        Feature::SqliteTableOptions,
        "STRICT, WITHOUT ROWID and AUTOINCREMENT.",
    ),
    ignored(
        Feature::MysqlTableOptions,
        "There is one storage engine, and text is Unicode.",
    ),
    unsupported(
        Feature::MysqlFieldOptions,
        "SQLite has no ON UPDATE of a field and no invisible ones; a trigger (RunSQL) can set a field.",
    ),
    emulated(Feature::UuidType, "Text of 36 characters, as `uuid_text`."),
    emulated(
        Feature::JsonType,
        "Text with a check that it is JSON, as `json_text`.",
    ),
    emulated(
        Feature::ArrayType,
        "A JSON list as text, with a check, as `…_array_text`.",
    ),
    emulated(Feature::DurationType, "Microseconds, as `duration_integer`."),
    emulated(Feature::IpAddressType, "Text, as `ipaddress_text`."),
    emulated(
        Feature::EnumType,
        "Text with a check of the values, as `enum_text`.",
    ),
    ignored(
        Feature::NativeEnumType,
        "The values are checked as those of any enum are.",
    ),
    emulated(
        Feature::VectorType,
        "A JSON list as text, with a check of its length, as `vector_text`.",
    ),
    unsupported(
        Feature::IndexNamedLikeTable,
        "Tables and indexes have their names in one namespace.",
    ),
    unsupported(
        Feature::IndexNamedLikeAnother,
        "All indexes have their names in one namespace.",
    ),
    unsupported(Feature::MatchFull, "MATCH FULL is read and does nothing."),
    unsupported(
        Feature::SetSomeOnDelete,
        "ON DELETE SET NULL sets every field of the key.",
    ),
    unsupported(
        Feature::UncheckedForeignKey,
        "There is no NOT VALID; rows are checked when they are written.",
    ),
    native(
        Feature::CheckNamedLikeAnother,
        "A check has its name within its table.",
    ),
    native(
        Feature::ForeignKeyNamedLikeAnother,
        "A foreign key has its name within its table.",
    ),
    emulated(
        Feature::DecimalType,
        "Text with every digit, as `decimal_text`; our expressions compare it as numbers.",
    ),
    native(Feature::UniqueText, "Text of any length can be unique."),
];
