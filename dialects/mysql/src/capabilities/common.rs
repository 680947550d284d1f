//! Capabilities that all flavours share in every version, unless their own rows say another thing.

use aksara_dialect::capability_rows::{emulated, ignored, native, unsupported};
use aksara_dialect::{Capability, Feature};

/// The rows that hold for all.
pub(crate) const COMMON: &[Capability] = &[
    native(
        Feature::CreateTable,
        "CREATE TABLE with indexes and constraints in it",
    ),
    native(Feature::DropTable, "DROP TABLE"),
    native(
        Feature::RenameTable,
        "RENAME TABLE; foreign keys follow and keep their names",
    ),
    native(
        Feature::AddField,
        "ADD COLUMN; rows that a required field has no value for stop it",
    ),
    native(
        Feature::RemoveField,
        "DROP COLUMN, with the indexes and constraints that need it",
    ),
    native(
        Feature::AlterFieldType,
        "MODIFY COLUMN with the whole definition; a new column and an UPDATE where values must be computed",
    ),
    native(
        Feature::AlterFieldNullability,
        "MODIFY COLUMN, after an UPDATE that fills the default into NULLs",
    ),
    native(
        Feature::AlterFieldDefault,
        "MODIFY COLUMN with the whole definition",
    ),
    native(
        Feature::AddIndex,
        "ADD KEY; a key of more than 3,072 bytes is refused",
    ),
    native(
        Feature::RemoveIndex,
        "DROP INDEX; a foreign key that needs it gets an index of its own in the same statement",
    ),
    native(Feature::RenameIndex, "ALTER TABLE … RENAME INDEX"),
    emulated(
        Feature::RenameConstraint,
        "a unique key is renamed; a check or foreign key is dropped and made again",
    ),
    native(Feature::UniqueConstraint, "a unique key"),
    native(
        Feature::ForeignKeyConstraint,
        "FOREIGN KEY, with an index of its own where no other begins with its fields",
    ),
    unsupported(Feature::ExclusionConstraint, "there are no exclusion constraints"),
    native(
        Feature::RunSql,
        "runs as written; transaction control in it is refused",
    ),
    native(Feature::RunPython, "runs on the migration's connection"),
    native(
        Feature::Backfill,
        "each range of rows is committed by itself; two fields that take each other's value are refused, since SET \
         goes from left to right",
    ),
    unsupported(
        Feature::TransactionalDdl,
        "every DDL statement commits; a journal says which statement of a migration failed",
    ),
    native(
        Feature::CombinedAlterTable,
        "the changes of a table are one ALTER TABLE, which is all or nothing",
    ),
    unsupported(
        Feature::DeferrableForeignKey,
        "InnoDB checks foreign keys at every row and defers none",
    ),
    unsupported(
        Feature::DeferrableUnique,
        "InnoDB checks unique keys at every row and defers none",
    ),
    unsupported(
        Feature::SetDefaultAction,
        "the server accepts SET DEFAULT and then does as with RESTRICT",
    ),
    unsupported(Feature::PartialIndex, "there are no partial indexes"),
    ignored(
        Feature::IndexNullsOrder,
        "NULLs always come first in an ascending index and last in a descending one",
    ),
    unsupported(
        Feature::IndexCollation,
        "an index has the collation of its fields",
    ),
    ignored(
        Feature::IndexMethod,
        "InnoDB makes every index a B-tree, but for the methods fulltext and spatial",
    ),
    ignored(Feature::CoveringIndex, "an index holds no fields beside its key"),
    ignored(Feature::OperatorClass, "there are no operator classes"),
    unsupported(
        Feature::NullsNotDistinct,
        "NULLs are always distinct in a unique key",
    ),
    ignored(
        Feature::ConcurrentIndex,
        "InnoDB builds indexes without blocking writers where it can, also without `concurrently`",
    ),
    native(Feature::StoredGenerated, "GENERATED ALWAYS AS (…) STORED"),
    native(Feature::VirtualGenerated, "GENERATED ALWAYS AS (…) VIRTUAL"),
    native(
        Feature::AutoIncrement,
        "AUTO_INCREMENT; existing zeros keep their value",
    ),
    native(Feature::TableComment, "COMMENT of the table"),
    native(Feature::FieldComment, "COMMENT of the column"),
    native(
        Feature::FieldCollation,
        "COLLATE of the column; without it a text compares by its characters' code points",
    ),
    unsupported(
        Feature::Namespace,
        "a namespace would be another database, which migrations of this one do not reach",
    ),
    ignored(
        Feature::SqliteTableOptions,
        "STRICT, WITHOUT ROWID and AUTOINCREMENT are SQLite's own",
    ),
    native(
        Feature::MysqlTableOptions,
        "ENGINE, CHARACTER SET and COLLATE of the table",
    ),
    native(
        Feature::MysqlFieldOptions,
        "ON UPDATE CURRENT_TIMESTAMP and INVISIBLE, which every MODIFY repeats",
    ),
    emulated(Feature::ArrayType, "a JSON array, kept so by a CHECK"),
    emulated(
        Feature::DurationType,
        "bigint of microseconds, since `time` ends at 838 hours",
    ),
    emulated(Feature::UuidType, "char(36) in lower case, kept so by a CHECK"),
    emulated(Feature::IpAddressType, "varchar(45), kept valid by a CHECK"),
    emulated(Feature::EnumType, "varchar(255) with a CHECK of its values"),
    emulated(
        Feature::NativeEnumType,
        "varchar(255) with a CHECK of its values: ENUM cannot lose a value that rows have",
    ),
    emulated(
        Feature::VectorType,
        "a JSON array of as many items, kept so by a CHECK; VECTOR columns of new versions are opaque types",
    ),
    native(
        Feature::IndexNamedLikeTable,
        "the names of indexes belong to their table",
    ),
    native(
        Feature::IndexNamedLikeAnother,
        "the names of indexes belong to their table",
    ),
    unsupported(
        Feature::ForeignKeyNamedLikeAnother,
        "the names of foreign keys belong to the database",
    ),
    unsupported(Feature::MatchFull, "MATCH FULL is read and does nothing"),
    unsupported(
        Feature::SetSomeOnDelete,
        "ON DELETE SET NULL sets every field of the key",
    ),
    unsupported(Feature::UncheckedForeignKey, "there is no NOT VALID"),
    native(Feature::DecimalType, "decimal of up to 65 digits"),
    unsupported(
        Feature::UniqueText,
        "a unique key would hold a prefix alone, and two texts that begin alike would not both fit",
    ),
];
