//! MySQL.

use aksara_dialect::capability_rows::{before, from_manual, native, since, unsupported};
use aksara_dialect::{Capability, Clients, Feature, Product, ServerVersion, Versions};
use aksara_schema::DialectName;
use aksara_schema::ReferentialAction::Cascade;

use crate::capabilities::Algorithm::{Instant, LockedCopy, Metadata, Rebuild};
use crate::capabilities::Work::{
    AddCheck, AddColumn, AddComputedColumn, AddForeignKey, AddLargeColumn, ChangeCollation, ChangeType,
    DropColumn, DropForeignKey, DropPrimaryKey, LengthenText, RenameColumn, RenameIndex, SetComment,
};
use crate::capabilities::{COMMON, Choice, Work, capabilities, choice};
#[cfg(feature = "driver")]
use crate::flavour::{CatalogForm, ReportedDefault, ReportedExpression, ReportedRoles};
use crate::flavour::{
    Collations, Flavour, JsonColumn, Limits, LongValue, PatternMatch, Quirk, StoredUnderKey, Words,
};

/// MySQL 8.0 to 9.x.
pub(crate) const MYSQL: Flavour = Flavour {
    product: Product {
        name: DialectName::Mysql,
        sql_names: &[DialectName::Mysql],
        schemes: &["mysql"],
        example_url: "mysql://user@host/name",
        versions: Versions {
            word: None,
            oldest: ServerVersion::new(8, 0, 0),
            newest: ServerVersion::new(9, 7, 0),
        },
        clients: Clients {
            backup: "mysqldump --single-transaction DATABASE > backup.sql",
            script: "mysql --binary-mode DATABASE < FILE",
        },
        capabilities: capabilities!(ROWS, COMMON),
    },
    algorithms: ALGORITHMS,
    quirks: &[
        Quirk::RandomDefaultGoesAlone,
        Quirk::ExpressionsKeepNames,
        Quirk::ChecksCopyTable,
        Quirk::CountingCopiesTable,
        Quirk::CountersAreNotRead,
        Quirk::FulltextIndexStandsAlone,
        Quirk::SpatialIndexRebuildsTable,
    ],
    words: Words {
        dropped_check: "CHECK",
        pattern_match: PatternMatch::Function,
    },
    collations: Collations {
        exact: "utf8mb4_0900_bin",
        older: Some((ServerVersion::new(8, 0, 17), "utf8mb4_bin")),
        words: &["_0900_"],
    },
    json: JsonColumn::Document,
    limits: Limits {
        scale: 30,
        key_parts: 16,
        long_value: LongValue { since: 40, bytes: 40 },
        stored_under_key: StoredUnderKey {
            on_delete: &[Cascade],
            on_update: &[],
        },
    },
    random_bytes_since: ServerVersion::new(0, 0, 0),
    #[cfg(feature = "driver")]
    catalog: CatalogForm {
        columns: &[
            ("{column_default}", "column_default"),
            ("{reference_system}", "srs_id"),
            ("{is_hidden}", "is_visible = 'NO'"),
            ("{expression}", "expression"),
        ],
        checks: include_str!("../catalog/checks_mysql.sql"),
        // A join of the two views takes quadratic time (five minutes for 5,000 checks).
        check_clauses: Some(include_str!("../catalog/check_clauses_mysql.sql")),
        partitioned: Some(include_str!("../catalog/partitioned_mysql.sql")),
        default: ReportedDefault::Value,
        expression: ReportedExpression::Escaped,
        roles: ReportedRoles::Quoted,
        hides_index: ("INVISIBLE", "VISIBLE"),
        blockers: &[
            include_str!("../driver/blockers.mysql.sql"),
            include_str!("../driver/blockers.transactions.sql"),
        ],
    },
};

/// Instant from a version of MySQL 8.0 on.
const fn instant_since(patch: u32, older: crate::capabilities::Algorithm) -> Choice {
    Choice {
        before: Some((ServerVersion::new(8, 0, patch), older)),
        ..choice(Instant)
    }
}

/// How MySQL changes a table, where others do so in another way.
const ALGORITHMS: &[(Work, Choice)] = &[
    (AddColumn, instant_since(12, Rebuild)),
    (AddLargeColumn, choice(LockedCopy)),
    (AddComputedColumn, choice(LockedCopy)),
    (DropColumn, instant_since(29, Rebuild)),
    (RenameColumn, instant_since(28, Metadata)),
    (ChangeType, choice(LockedCopy)),
    (ChangeCollation, choice(Metadata)),
    (LengthenText, choice(Metadata)),
    (RenameIndex, choice(Metadata)),
    (DropPrimaryKey, choice(LockedCopy)),
    (AddForeignKey, choice(LockedCopy)),
    (DropForeignKey, choice(Metadata)),
    (AddCheck, choice(LockedCopy)),
    (SetComment, choice(Metadata)),
];

/// Expressions as defaults and in indexes.
const EXPRESSIONS: ServerVersion = ServerVersion::new(8, 0, 13);

/// CHECK constraints that are enforced.
const CHECKS: ServerVersion = ServerVersion::new(8, 0, 16);

/// MySQL's rows.
const ROWS: &[Capability] = &[
    native(
        Feature::RenameField,
        "RENAME COLUMN; checks, generated columns and expression indexes that name it are made anew with it",
    ),
    before(
        CHECKS,
        from_manual(unsupported(
            Feature::CheckConstraint,
            "CHECK is accepted and not enforced before 8.0.16",
        )),
    ),
    since(
        CHECKS,
        native(Feature::CheckConstraint, "CHECK, dropped by DROP CHECK"),
    ),
    unsupported(
        Feature::CheckNamedLikeAnother,
        "the names of checks belong to the database",
    ),
    before(
        EXPRESSIONS,
        from_manual(unsupported(
            Feature::ExpressionIndex,
            "indexes on expressions came with 8.0.13",
        )),
    ),
    since(
        EXPRESSIONS,
        native(Feature::ExpressionIndex, "functional key parts"),
    ),
    native(Feature::DescendingIndex, "descending key parts"),
    before(
        EXPRESSIONS,
        from_manual(unsupported(
            Feature::ExpressionDefault,
            "expressions as defaults came with 8.0.13",
        )),
    ),
    since(
        EXPRESSIONS,
        native(Feature::ExpressionDefault, "DEFAULT (expression)"),
    ),
    before(
        EXPRESSIONS,
        from_manual(unsupported(
            Feature::LargeObjectDefault,
            "text, JSON and binary columns have no default before 8.0.13",
        )),
    ),
    since(
        EXPRESSIONS,
        native(
            Feature::LargeObjectDefault,
            "DEFAULT ('constant'), in parentheses",
        ),
    ),
    native(
        Feature::JsonType,
        "json, which normalizes documents and keeps numbers as doubles",
    ),
];
