//! Capabilities that all flavours share in every version, unless their own rows say another thing.

use aksara_dialect::{Capability, Feature, Support};

use super::always;

/// The rows that hold for all.
pub(crate) const COMMON: &[Capability] = &[
    always(
        Feature::CreateTable,
        Support::Native,
        "CREATE TABLE with indexes and constraints in it",
    ),
    always(Feature::DropTable, Support::Native, "DROP TABLE"),
    always(
        Feature::RenameTable,
        Support::Native,
        "RENAME TABLE; foreign keys follow and keep their names",
    ),
    always(
        Feature::AddField,
        Support::Native,
        "ADD COLUMN; rows that a required field has no value for stop it",
    ),
    always(
        Feature::RemoveField,
        Support::Native,
        "DROP COLUMN, with the indexes and constraints that need it",
    ),
    always(
        Feature::AlterFieldType,
        Support::Native,
        "MODIFY COLUMN with the whole definition; a new column and an UPDATE where values must be computed",
    ),
    always(
        Feature::AlterFieldNullability,
        Support::Native,
        "MODIFY COLUMN, after an UPDATE that fills the default into NULLs",
    ),
    always(
        Feature::AlterFieldDefault,
        Support::Native,
        "MODIFY COLUMN with the whole definition",
    ),
    always(
        Feature::AddIndex,
        Support::Native,
        "ADD KEY; a key of more than 3,072 bytes is refused",
    ),
    always(
        Feature::RemoveIndex,
        Support::Native,
        "DROP INDEX; a foreign key that needs it gets an index of its own in the same statement",
    ),
    always(
        Feature::RenameIndex,
        Support::Native,
        "ALTER TABLE … RENAME INDEX",
    ),
    always(
        Feature::RenameConstraint,
        Support::Emulated,
        "a unique key is renamed; a check or foreign key is dropped and made again",
    ),
    always(Feature::UniqueConstraint, Support::Native, "a unique key"),
    always(
        Feature::ForeignKeyConstraint,
        Support::Native,
        "FOREIGN KEY, with an index of its own where no other begins with its fields",
    ),
    always(
        Feature::ExclusionConstraint,
        Support::Unsupported,
        "there are no exclusion constraints",
    ),
    always(
        Feature::RunSql,
        Support::Native,
        "runs as written; transaction control in it is refused",
    ),
    always(
        Feature::RunPython,
        Support::Native,
        "runs on the migration's connection",
    ),
    always(
        Feature::Backfill,
        Support::Native,
        "each range of rows is committed by itself; two fields that take each other's value are refused, since SET \
         goes from left to right",
    ),
    always(
        Feature::TransactionalDdl,
        Support::Unsupported,
        "every DDL statement commits; a journal tells which statement of a migration failed",
    ),
    always(
        Feature::CombinedAlterTable,
        Support::Native,
        "the changes of a table are one ALTER TABLE, which is all or nothing",
    ),
    always(
        Feature::DeferrableForeignKey,
        Support::Unsupported,
        "InnoDB checks foreign keys at every row and defers none",
    ),
    always(
        Feature::DeferrableUnique,
        Support::Unsupported,
        "InnoDB checks unique keys at every row and defers none",
    ),
    always(
        Feature::SetDefaultAction,
        Support::Unsupported,
        "the server accepts SET DEFAULT and then does as with RESTRICT",
    ),
    always(
        Feature::PartialIndex,
        Support::Unsupported,
        "there are no partial indexes",
    ),
    always(
        Feature::IndexNullsOrder,
        Support::Ignored,
        "NULLs always come first in an ascending index and last in a descending one",
    ),
    always(
        Feature::IndexCollation,
        Support::Unsupported,
        "an index has the collation of its fields",
    ),
    always(
        Feature::IndexMethod,
        Support::Ignored,
        "InnoDB makes every index a B-tree, but for the methods fulltext and spatial",
    ),
    always(
        Feature::CoveringIndex,
        Support::Ignored,
        "an index holds no fields beside its key",
    ),
    always(
        Feature::OperatorClass,
        Support::Ignored,
        "there are no operator classes",
    ),
    always(
        Feature::NullsNotDistinct,
        Support::Unsupported,
        "NULLs are always distinct in a unique key",
    ),
    always(
        Feature::ConcurrentIndex,
        Support::Ignored,
        "InnoDB builds indexes without blocking writers where it can, whatever is asked for",
    ),
    always(
        Feature::StoredGenerated,
        Support::Native,
        "GENERATED ALWAYS AS (…) STORED",
    ),
    always(
        Feature::VirtualGenerated,
        Support::Native,
        "GENERATED ALWAYS AS (…) VIRTUAL",
    ),
    always(
        Feature::AutoIncrement,
        Support::Native,
        "AUTO_INCREMENT; existing zeros keep their value",
    ),
    always(Feature::TableComment, Support::Native, "COMMENT of the table"),
    always(Feature::FieldComment, Support::Native, "COMMENT of the column"),
    always(
        Feature::FieldCollation,
        Support::Native,
        "COLLATE of the column; without it a text compares by its characters' code points",
    ),
    always(
        Feature::Namespace,
        Support::Unsupported,
        "a namespace would be another database, which migrations of this one do not reach",
    ),
    always(
        Feature::SqliteTableOptions,
        Support::Ignored,
        "STRICT, WITHOUT ROWID and AUTOINCREMENT are SQLite's own",
    ),
    always(
        Feature::MysqlTableOptions,
        Support::Native,
        "ENGINE, CHARACTER SET and COLLATE of the table",
    ),
    always(
        Feature::MysqlFieldOptions,
        Support::Native,
        "ON UPDATE CURRENT_TIMESTAMP and INVISIBLE, which every MODIFY repeats",
    ),
    always(
        Feature::ArrayType,
        Support::Emulated,
        "a JSON array, kept so by a CHECK",
    ),
    always(
        Feature::DurationType,
        Support::Emulated,
        "bigint of microseconds, since `time` ends at 838 hours",
    ),
    always(
        Feature::UuidType,
        Support::Emulated,
        "char(36) in lower case, kept so by a CHECK",
    ),
    always(
        Feature::IpAddressType,
        Support::Emulated,
        "varchar(45), kept valid by a CHECK",
    ),
    always(
        Feature::EnumType,
        Support::Emulated,
        "varchar(255) with a CHECK of its values",
    ),
    always(
        Feature::NativeEnumType,
        Support::Emulated,
        "varchar(255) with a CHECK of its values: ENUM cannot lose a value that rows have",
    ),
    always(
        Feature::VectorType,
        Support::Emulated,
        "a JSON array of as many items, kept so by a CHECK; VECTOR columns of new versions are opaque types",
    ),
    always(
        Feature::IndexNamedLikeTable,
        Support::Native,
        "the names of indexes belong to their table",
    ),
    always(
        Feature::IndexNamedLikeAnother,
        Support::Native,
        "the names of indexes belong to their table",
    ),
    always(
        Feature::ForeignKeyNamedLikeAnother,
        Support::Unsupported,
        "the names of foreign keys belong to the database",
    ),
    always(
        Feature::MatchFull,
        Support::Unsupported,
        "MATCH FULL is read and does nothing",
    ),
    always(
        Feature::SetSomeOnDelete,
        Support::Unsupported,
        "ON DELETE SET NULL sets every field of the key",
    ),
    always(
        Feature::UncheckedForeignKey,
        Support::Unsupported,
        "there is no NOT VALID",
    ),
    always(
        Feature::DecimalType,
        Support::Native,
        "decimal of up to 65 digits",
    ),
    always(
        Feature::UniqueText,
        Support::Unsupported,
        "a unique key would hold a prefix alone, and two texts that begin alike would not both fit",
    ),
];
