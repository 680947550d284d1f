//! A flavour, a server that speaks this dialect, as data, and a server of it as the pure side knows it.
//!
//! Code asks the data of a flavour, and never which one it is. The flavours are in `flavours`, one file each.

use aksara_dialect::{Feature, Product, ServerVersion, Unsupported};
use aksara_schema::{DialectName, ReferentialAction};

use crate::capabilities::{Choice, Work};
use crate::dialect::Mysql;
use crate::flavours::FLAVOURS;

/// The name under which SQL and types that all flavours share are written.
pub(crate) const FAMILY: DialectName = DialectName::Mysql;

/// One of the servers that speak this dialect.
#[derive(Debug)]
pub struct Flavour {
    pub(crate) product: Product,
    /// How it changes a table, where it does so in another way than most.
    pub(crate) algorithms: &'static [(Work, Choice)],
    pub(crate) quirks: &'static [Quirk],
    pub(crate) words: Words,
    pub(crate) collations: Collations,
    pub(crate) json: JsonColumn,
    pub(crate) limits: Limits,
    /// From this version on it has `random_bytes`.
    pub(crate) random_bytes_since: ServerVersion,
    #[cfg(feature = "driver")]
    pub(crate) catalog: CatalogForm,
}

/// A behaviour of one server that others do not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// A generated column takes no NOT NULL: a check says it.
    GeneratedTakesNoNotNull,
    /// A required column without a value is refused where it is invisible (4106), and gets the year 0 as its default where
    /// it has ON UPDATE.
    ValuelessIsRefused,
    /// The texts of functions have the session's collation, and constants the table's. Where the two do not mix in a
    /// default, no one could even read the table; ASCII mixes with everything.
    DefaultsMixCollations,
    /// A default that computes a random value is set by a statement of its own.
    RandomDefaultGoesAlone,
    /// The blanks at the end of a constant are reported, and kept.
    DefaultsKeepBlanks,
    /// Expressions do not follow the new name of a column (3108, 3837, 3959): every object that has one is made anew.
    ExpressionsKeepNames,
    /// The server takes a check of a column that gives up its name for a check of the one that takes it; a foreign key that sets
    /// that one allows none (1901).
    ChecksKeepNames,
    /// A check over anything but numbers and short texts makes the server copy the table where any column changes (1845,
    /// 1846).
    ChecksCopyTable,
    /// A check may be in a column's own definition, under the column's name, and is dropped where the column is defined anew.
    ChecksOfColumns,
    /// Checks share their names with foreign keys, and may not be called like a unique key (1826).
    ChecksShareNames,
    /// A column that begins or ceases to count makes the server copy the table, which it does only where it does not look at
    /// foreign keys (1833).
    CountingCopiesTable,
    /// Nothing generated may read a column that counts (3109).
    CountersAreNotRead,
    /// A full-text index is made alone, and a table that has one is not changed in place.
    FulltextIndexStandsAlone,
    /// No column is added at once to a table with a spatial index.
    SpatialIndexRebuildsTable,
    /// A unique key over required columns takes the place of a dropped primary key, so that the table is not copied.
    UniqueKeyBecomesPrimary,
    /// A text with a fraction or an exponent is no whole number.
    WholeNumberHasNoFraction,
    /// Tables may have periods, and keys without overlaps.
    #[cfg(feature = "driver")]
    HasPeriods,
}

/// Words that differ.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// The word by which DROP names a check.
    pub(crate) dropped_check: &'static str,
    pub(crate) pattern_match: PatternMatch,
}

/// How a text is compared with a pattern.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PatternMatch {
    /// `regexp_like(text, pattern)`.
    Function,
    /// `text REGEXP pattern`.
    Operator,
}

/// Its collations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Collations {
    /// The one in which two texts are equal only where they are the same.
    pub(crate) exact: &'static str,
    /// The nearest one, before a version.
    pub(crate) older: Option<(ServerVersion, &'static str)>,
    /// Parts of the names of collations that it has, and that not all others have
    /// (<https://mariadb.com/kb/en/supported-character-sets-and-collations/>).
    pub(crate) words: &'static [&'static str],
}

/// The meaning of a column of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonColumn {
    /// A document, which compares with documents alone.
    Document,
    /// Its text.
    Text,
}

/// Limits that differ.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most digits of a decimal after its point.
    pub(crate) scale: u32,
    /// The most columns of an index.
    pub(crate) key_parts: usize,
    pub(crate) long_value: LongValue,
    pub(crate) stored_under_key: StoredUnderKey,
}

/// The part of a value in the page of its row, where the value is moved to a page of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LongValue {
    /// From so many bytes on it is moved.
    pub(crate) since: u64,
    /// The bytes that stay.
    pub(crate) bytes: u64,
}

/// Actions of a foreign key from whose columns nothing stored may be computed, beside those that all refuse.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredUnderKey {
    pub(crate) on_delete: &'static [ReferentialAction],
    pub(crate) on_update: &'static [ReferentialAction],
}

/// The form of its catalog.
#[cfg(feature = "driver")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct CatalogForm {
    /// The columns of the catalog's views that it has in a form of its own.
    pub(crate) columns: &'static [(&'static str, &'static str)],
    /// The query of all checks.
    pub(crate) checks: &'static str,
    /// The query of their conditions, where another view has them.
    pub(crate) check_clauses: Option<&'static str>,
    /// The query of tables whose partitions only their own statement shows.
    pub(crate) partitioned: Option<&'static str>,
    pub(crate) default: ReportedDefault,
    pub(crate) expression: ReportedExpression,
    pub(crate) roles: ReportedRoles,
    /// The words that take an index from the optimizer, and that give it back.
    pub(crate) hides_index: (&'static str, &'static str),
    /// Who holds what a session waits for, the most exact query first: `?` is that session. Which of them a server answers
    /// depends on its settings and plugins, and on the user's rights.
    pub(crate) blockers: &'static [&'static str],
}

/// The form of a column's default.
#[cfg(feature = "driver")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportedDefault {
    /// A constant is its value; expressions are marked.
    Value,
    /// SQL.
    Sql,
}

/// The form of an expression.
#[cfg(feature = "driver")]
#[derive(Debug, Clone, Copy)]
pub(crate) enum ReportedExpression {
    /// Escaped once more, and in Latin-1.
    Escaped,
    /// SQL.
    Sql,
}

/// The form of the session's roles.
#[cfg(feature = "driver")]
#[derive(Debug, Clone, Copy)]
pub(crate) enum ReportedRoles {
    /// As SET ROLE takes them.
    Quoted,
    /// One name.
    OneName,
}

impl Flavour {
    /// The flavour's name, as settings, URLs and per-dialect SQL spell it.
    pub fn name(&self) -> &'static str {
        self.product.name.as_str()
    }

    pub(crate) fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    /// The flavour that alone has such a collation, where that is another one.
    pub(crate) fn owner_of_collation(&self, collation: &str) -> Option<&'static Self> {
        let lower = collation.to_lowercase();
        let is_foreign = |word: &&str| !self.collations.words.contains(word) && lower.contains(word);
        let mut flavours = FLAVOURS.iter().copied();
        flavours.find(|flavour| flavour.collations.words.iter().any(is_foreign))
    }
}

/// The server that SQL is written for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server {
    pub(crate) flavour: &'static Flavour,
    pub(crate) version: ServerVersion,
}

impl Server {
    pub(crate) fn new(flavour: &'static Flavour, version: &ServerVersion) -> Self {
        Self {
            flavour,
            version: *version,
        }
    }

    pub(crate) fn dialect(self) -> Mysql {
        Mysql {
            flavour: self.flavour,
        }
    }

    /// Refuses a feature that this server does not have, with the reason in the table.
    pub(crate) fn demand(
        self,
        feature: Feature,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        let product = &self.flavour.product;
        product.demand(feature, &self.version, subject, alternative)
    }

    /// The note about a feature that has no effect on this server.
    pub(crate) fn ignored(self, feature: Feature) -> Option<&'static str> {
        self.flavour.product.ignored(feature, &self.version)
    }

    pub(crate) fn refuse(
        self,
        feature: Option<Feature>,
        subject: impl Into<String>,
        reason: impl Into<String>,
        alternative: impl Into<String>,
    ) -> Unsupported {
        self.flavour.product.refuse(feature, subject, reason, alternative)
    }
}
