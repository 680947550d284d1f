//! Capabilities: what each database can do, as data with a version range and a sentence.

use strum::{Display, IntoStaticStr, VariantArray};

use crate::ServerVersion;

/// A dialect's table of capabilities. It holds every [`Feature`] at least once.
pub type Capabilities = [Capability];

/// One row of a dialect's table: a feature in a range of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// The feature.
    pub feature: Feature,
    /// From this version on.
    pub since: ServerVersion,
    /// Before this version, where it ends.
    pub before: Option<ServerVersion>,
    /// How much of it the database can do.
    pub support: Support,
    /// One sentence that says how, or why not and what to do instead.
    pub note: &'static str,
    /// How we know.
    pub evidence: Evidence,
}

impl Capability {
    /// The note as a part of a longer sentence.
    pub fn reason(&self) -> &'static str {
        self.note.strip_suffix('.').unwrap_or(self.note)
    }
}

/// How far a database supports a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Support {
    /// The database does it.
    Native,
    /// We do it by other means, exactly.
    Emulated,
    /// It has no effect here, and that is said; the rows that are accepted do not change.
    Ignored,
    /// It cannot be done.
    Unsupported,
}

/// How a capability is known, the surer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Evidence {
    /// A test tries it on a real server.
    Tested,
    /// The vendor's manual says so.
    Manual,
}

/// A table with rows of its own over those of another one, which count for the features that the first says nothing of:
/// `capabilities!(OWN, BASE)`.
#[macro_export]
macro_rules! capabilities {
    ($own:expr, $base:expr) => {{
        const OWN_OVER_BASE: [$crate::Capability; $crate::own_over_base_length($own, $base)] =
            $crate::own_over_base($own, $base);
        &OWN_OVER_BASE
    }};
}

/// How many rows [`capabilities`](crate::capabilities) has.
#[doc(hidden)]
pub const fn own_over_base_length(own: &[Capability], base: &[Capability]) -> usize {
    let (mut position, mut length) = (0, own.len());
    while position < base.len() {
        if !has_feature(own, base[position].feature) {
            length += 1;
        }
        position += 1;
    }
    length
}

/// The rows of [`capabilities`](crate::capabilities).
#[doc(hidden)]
pub const fn own_over_base<const N: usize>(own: &[Capability], base: &[Capability]) -> [Capability; N] {
    let mut rows = [base[0]; N];
    let (mut position, mut length) = (0, 0);
    while position < base.len() {
        if !has_feature(own, base[position].feature) {
            rows[length] = base[position];
            length += 1;
        }
        position += 1;
    }
    let mut position = 0;
    while position < own.len() {
        rows[length + position] = own[position];
        position += 1;
    }
    rows
}

const fn has_feature(rows: &[Capability], feature: Feature) -> bool {
    let mut position = 0;
    while position < rows.len() {
        if rows[position].feature as usize == feature as usize {
            return true;
        }
        position += 1;
    }
    false
}

/// The ways in which databases differ. Operations that are the same in every database are here too, so that the
/// printed table has every one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, VariantArray, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Feature {
    /// CreateTable
    CreateTable,
    /// DropTable
    DropTable,
    /// RenameTable
    RenameTable,
    /// AddField
    AddField,
    /// RemoveField
    RemoveField,
    /// AlterField: another type
    AlterFieldType,
    /// AlterField: NULL or NOT NULL
    AlterFieldNullability,
    /// AlterField: another default
    AlterFieldDefault,
    /// RenameField
    RenameField,
    /// AddIndex
    AddIndex,
    /// RemoveIndex
    RemoveIndex,
    /// RenameIndex
    RenameIndex,
    /// RenameConstraint
    RenameConstraint,
    /// AddConstraint, unique
    UniqueConstraint,
    /// AddConstraint, check
    CheckConstraint,
    /// AddConstraint, foreign key
    ForeignKeyConstraint,
    /// AddConstraint, exclusion
    ExclusionConstraint,
    /// RunSQL
    RunSql,
    /// RunPython
    RunPython,
    /// Backfill
    Backfill,
    /// A whole migration is rolled back when a statement fails
    TransactionalDdl,
    /// Several changes of a table in one statement
    CombinedAlterTable,
    /// DEFERRABLE foreign keys
    DeferrableForeignKey,
    /// DEFERRABLE unique constraints
    DeferrableUnique,
    /// ON DELETE SET DEFAULT
    SetDefaultAction,
    /// MATCH FULL foreign keys
    MatchFull,
    /// ON DELETE SET NULL of some of a foreign key's fields
    SetSomeOnDelete,
    /// Foreign keys that do not check existing rows (NOT VALID)
    UncheckedForeignKey,
    /// Partial indexes
    PartialIndex,
    /// Indexes on expressions
    ExpressionIndex,
    /// Descending index parts
    DescendingIndex,
    /// NULLS FIRST and NULLS LAST in indexes
    IndexNullsOrder,
    /// Collation of an index part
    IndexCollation,
    /// Index methods other than the default
    IndexMethod,
    /// Indexes with the name of a table
    IndexNamedLikeTable,
    /// Indexes of one name on several tables
    IndexNamedLikeAnother,
    /// Checks of one name on several tables
    CheckNamedLikeAnother,
    /// Foreign keys of one name on several tables
    ForeignKeyNamedLikeAnother,
    /// INCLUDE
    CoveringIndex,
    /// Operator classes
    OperatorClass,
    /// NULLS NOT DISTINCT
    NullsNotDistinct,
    /// Indexes made without blocking writers
    ConcurrentIndex,
    /// Stored generated fields
    StoredGenerated,
    /// Virtual generated fields
    VirtualGenerated,
    /// Expressions as defaults
    ExpressionDefault,
    /// Defaults of text, JSON and binary fields
    LargeObjectDefault,
    /// Integer primary keys that count up
    AutoIncrement,
    /// Comments of tables
    TableComment,
    /// Comments of fields
    FieldComment,
    /// Collation of a field
    FieldCollation,
    /// Tables in a namespace
    Namespace,
    /// STRICT and WITHOUT ROWID
    SqliteTableOptions,
    /// Storage engine, character set and collation of a table
    MysqlTableOptions,
    /// ON UPDATE CURRENT_TIMESTAMP and INVISIBLE of a field
    MysqlFieldOptions,
    /// UUID
    UuidType,
    /// JSON
    JsonType,
    /// Array
    ArrayType,
    /// Duration
    DurationType,
    /// IPAddress
    IpAddressType,
    /// Enum as text with a check
    EnumType,
    /// Enum as a type of the database
    NativeEnumType,
    /// Vector
    VectorType,
    /// Decimals of any number of digits
    DecimalType,
    /// UNIQUE on text of any length
    UniqueText,
}

/// The features that describe a database to a reader: no plan looks at their rows.
const DESCRIPTIONS: &[Feature] = &[
    Feature::CreateTable,
    Feature::DropTable,
    Feature::RenameTable,
    Feature::AddField,
    Feature::RemoveField,
    Feature::AlterFieldNullability,
    Feature::AlterFieldDefault,
    Feature::RenameField,
    Feature::AddIndex,
    Feature::RemoveIndex,
    Feature::RenameIndex,
    Feature::RenameConstraint,
    Feature::UniqueConstraint,
    Feature::ForeignKeyConstraint,
    Feature::RunPython,
    Feature::CombinedAlterTable,
    Feature::MysqlTableOptions,
    Feature::UuidType,
    Feature::JsonType,
    Feature::ArrayType,
    Feature::DurationType,
    Feature::IpAddressType,
    Feature::EnumType,
    Feature::NativeEnumType,
    Feature::VectorType,
];

impl Feature {
    /// Whether the feature's rows are a description alone: plans are the same with and without them.
    pub fn is_description(self) -> bool {
        DESCRIPTIONS.contains(&self)
    }

    /// The row for this feature and version. Every table holds every feature; a test of each dialect shows it.
    pub fn find(
        self,
        capabilities: &'static Capabilities,
        version: &ServerVersion,
    ) -> Option<&'static Capability> {
        capabilities.iter().find(|capability| {
            capability.feature == self
                && capability.since <= *version
                && capability.before.is_none_or(|before| *version < before)
        })
    }
}
