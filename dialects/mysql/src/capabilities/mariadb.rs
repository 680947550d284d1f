//! Capabilities in which MariaDB differs from MySQL.

use aksara_dialect::{Capability, Feature, ServerVersion, Support};

use super::{always, before, since};

/// Descending indexes that are more than accepted.
const DESCENDING: ServerVersion = ServerVersion::new(10, 8, 0);

/// MariaDB's rows.
pub(super) const ROWS: &[Capability] = &[
    always(
        Feature::RenameField,
        Support::Native,
        "RENAME COLUMN; checks and generated columns that name it follow",
    ),
    always(
        Feature::CheckConstraint,
        Support::Native,
        "CHECK, dropped by DROP CONSTRAINT",
    ),
    always(
        Feature::CheckNamedLikeAnother,
        Support::Native,
        "the names of checks belong to their table",
    ),
    always(
        Feature::ExpressionIndex,
        Support::Unsupported,
        "there are no indexes on expressions",
    ),
    before(
        DESCENDING,
        Feature::DescendingIndex,
        Support::Ignored,
        "DESC is accepted and the index is ascending before 10.8",
    ),
    since(
        DESCENDING,
        Feature::DescendingIndex,
        Support::Native,
        "descending key parts",
    ),
    always(
        Feature::ExpressionDefault,
        Support::Native,
        "DEFAULT (expression)",
    ),
    always(
        Feature::LargeObjectDefault,
        Support::Native,
        "DEFAULT of any constant",
    ),
    always(
        Feature::JsonType,
        Support::Native,
        "json, which is longtext with CHECK (json_valid(…))",
    ),
];
