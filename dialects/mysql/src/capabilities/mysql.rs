//! Capabilities in which MySQL differs from MariaDB.

use aksara_dialect::{Capability, Feature, ServerVersion, Support};

use super::{always, before, since};

/// Expressions as defaults and in indexes.
const EXPRESSIONS: ServerVersion = ServerVersion::new(8, 0, 13);

/// CHECK constraints that are enforced.
const CHECKS: ServerVersion = ServerVersion::new(8, 0, 16);

/// MySQL's rows.
pub(super) const ROWS: &[Capability] = &[
    always(
        Feature::RenameField,
        Support::Native,
        "RENAME COLUMN; checks, generated columns and expression indexes that name it are made anew with it",
    ),
    before(
        CHECKS,
        Feature::CheckConstraint,
        Support::Unsupported,
        "CHECK is accepted and not enforced before 8.0.16",
    ),
    since(
        CHECKS,
        Feature::CheckConstraint,
        Support::Native,
        "CHECK, dropped by DROP CHECK",
    ),
    always(
        Feature::CheckNamedLikeAnother,
        Support::Unsupported,
        "the names of checks belong to the database",
    ),
    before(
        EXPRESSIONS,
        Feature::ExpressionIndex,
        Support::Unsupported,
        "indexes on expressions came with 8.0.13",
    ),
    since(
        EXPRESSIONS,
        Feature::ExpressionIndex,
        Support::Native,
        "functional key parts",
    ),
    always(Feature::DescendingIndex, Support::Native, "descending key parts"),
    before(
        EXPRESSIONS,
        Feature::ExpressionDefault,
        Support::Unsupported,
        "expressions as defaults came with 8.0.13",
    ),
    since(
        EXPRESSIONS,
        Feature::ExpressionDefault,
        Support::Native,
        "DEFAULT (expression)",
    ),
    before(
        EXPRESSIONS,
        Feature::LargeObjectDefault,
        Support::Unsupported,
        "text, JSON and binary columns have no default before 8.0.13",
    ),
    since(
        EXPRESSIONS,
        Feature::LargeObjectDefault,
        Support::Native,
        "DEFAULT ('constant'), in parentheses",
    ),
    always(
        Feature::JsonType,
        Support::Native,
        "json, which normalizes documents and keeps numbers as doubles",
    ),
];
