//! MariaDB.

use aksara_dialect::capability_rows::{before, from_manual, ignored, native, since, unsupported};
use aksara_dialect::{Capability, Clients, Feature, Product, ServerVersion, Versions};
use aksara_schema::DialectName;
use aksara_schema::ReferentialAction::SetDefault;

use crate::capabilities::Algorithm::{Instant, LockedCopy, OnlineCopy};
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

/// MariaDB 10.6 to 11.x.
pub(crate) const MARIADB: Flavour = Flavour {
    product: Product {
        name: DialectName::Mariadb,
        sql_names: &[DialectName::Mariadb, DialectName::Mysql],
        schemes: &["mariadb"],
        example_url: "mariadb://user@host/name",
        versions: Versions {
            word: Some("mariadb"),
            oldest: ServerVersion::new(10, 6, 0),
            newest: ServerVersion::new(11, 8, 0),
        },
        clients: Clients {
            backup: "mariadb-dump --single-transaction DATABASE > backup.sql",
            script: "mariadb --binary-mode DATABASE < FILE",
        },
        capabilities: capabilities!(ROWS, COMMON),
    },
    algorithms: ALGORITHMS,
    quirks: &[
        Quirk::GeneratedTakesNoNotNull,
        Quirk::ValuelessIsRefused,
        Quirk::DefaultsMixCollations,
        Quirk::DefaultsKeepBlanks,
        Quirk::ChecksKeepNames,
        Quirk::ChecksOfColumns,
        Quirk::ChecksShareNames,
        Quirk::UniqueKeyBecomesPrimary,
        Quirk::WholeNumberHasNoFraction,
        #[cfg(feature = "driver")]
        Quirk::HasPeriods,
    ],
    words: Words {
        dropped_check: "CONSTRAINT",
        pattern_match: PatternMatch::Operator,
    },
    collations: Collations {
        exact: "utf8mb4_nopad_bin",
        older: None,
        words: &["_uca1400_", "_nopad_"],
    },
    json: JsonColumn::Text,
    limits: Limits {
        scale: 38,
        key_parts: 32,
        long_value: LongValue {
            since: 256,
            bytes: 20,
        },
        stored_under_key: StoredUnderKey {
            on_delete: &[SetDefault],
            on_update: &[SetDefault],
        },
    },
    random_bytes_since: ServerVersion::new(10, 10, 0),
    #[cfg(feature = "driver")]
    catalog: CatalogForm {
        columns: &[
            // A default that counts by a sequence names the database of it: our own is left out.
            (
                "{column_default}",
                "replace(column_default, concat('`', replace(database(), '`', '``'), '`.'), '')",
            ),
            ("{reference_system}", "NULL"),
            ("{is_hidden}", "ignored = 'YES'"),
            ("{expression}", "NULL"),
        ],
        checks: include_str!("../catalog/checks_mariadb.sql"),
        check_clauses: None,
        partitioned: None,
        default: ReportedDefault::Sql,
        expression: ReportedExpression::Sql,
        roles: ReportedRoles::OneName,
        hides_index: ("IGNORED", "NOT IGNORED"),
        blockers: &[
            include_str!("../driver/blockers.rows.mariadb.sql"),
            include_str!("../driver/blockers.plugin.mariadb.sql"),
            include_str!("../driver/blockers.transactions.sql"),
        ],
    },
};

/// MariaDB copies a table while others write from 11.2 on.
const COPIED: Choice = Choice {
    since: Some((ServerVersion::new(11, 2, 0), OnlineCopy)),
    ..choice(LockedCopy)
};

/// How MariaDB changes a table, where others do so in another way.
const ALGORITHMS: &[(Work, Choice)] = &[
    (AddColumn, choice(Instant)),
    (AddLargeColumn, choice(Instant)),
    (AddComputedColumn, COPIED),
    (DropColumn, choice(Instant)),
    (RenameColumn, choice(Instant)),
    (ChangeType, COPIED),
    (ChangeCollation, choice(Instant)),
    (LengthenText, choice(Instant)),
    (RenameIndex, choice(Instant)),
    (DropPrimaryKey, COPIED),
    (AddForeignKey, COPIED),
    (DropForeignKey, choice(Instant)),
    (AddCheck, COPIED),
    (SetComment, choice(Instant)),
];

/// Descending indexes that are more than accepted.
const DESCENDING: ServerVersion = ServerVersion::new(10, 8, 0);

/// MariaDB's rows.
const ROWS: &[Capability] = &[
    native(
        Feature::RenameField,
        "RENAME COLUMN; checks and generated columns that name it follow",
    ),
    native(Feature::CheckConstraint, "CHECK, dropped by DROP CONSTRAINT"),
    native(
        Feature::CheckNamedLikeAnother,
        "the names of checks belong to their table",
    ),
    unsupported(Feature::ExpressionIndex, "there are no indexes on expressions"),
    before(
        DESCENDING,
        from_manual(ignored(
            Feature::DescendingIndex,
            "DESC is accepted and the index is ascending before 10.8",
        )),
    ),
    since(
        DESCENDING,
        native(Feature::DescendingIndex, "descending key parts"),
    ),
    native(Feature::ExpressionDefault, "DEFAULT (expression)"),
    native(Feature::LargeObjectDefault, "DEFAULT of any constant"),
    native(
        Feature::JsonType,
        "json, which is longtext with CHECK (json_valid(…))",
    ),
];
