//! A column with everything that its definition says.

use aksara_schema::StorageType;

use super::ColumnType;
use crate::token::tokens;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) column_type: ColumnType,
    /// How the values are written, which the column's type does not always tell.
    pub(crate) storage: StorageType,
    pub(crate) nullability: Nullability,
    pub(crate) default: Option<Default>,
    /// The text after ON UPDATE.
    pub(crate) on_update: Option<String>,
    pub(crate) generated: Option<Generated>,
    pub(crate) auto_increment: bool,
    pub(crate) is_invisible: bool,
    pub(crate) comment: Option<String>,
}

/// A character set and a collation, in lower case; the server knows the one that is not named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Characters {
    pub(crate) charset: Option<String>,
    pub(crate) collation: Option<String>,
}

/// Whether a column takes NULL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nullability {
    Nullable,
    Required,
    /// MariaDB has no word for it at a generated column.
    Unsaid,
}

/// A default that is a value: DEFAULT NULL is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Default {
    /// The value as an UPDATE sets it.
    pub(crate) value: String,
    pub(crate) form: DefaultForm,
}

/// The form in which a default is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DefaultForm {
    Plain,
    /// A constant in parentheses, as a large object must have it.
    LargeConstant,
    /// In parentheses.
    Expression,
    /// In parentheses, and another value for each row.
    Random,
}

/// The expression of a generated column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generated {
    pub(crate) expression: Expression,
    pub(crate) is_stored: bool,
}

/// An expression and the columns that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) sql: String,
    pub(crate) columns: Vec<String>,
}

impl Column {
    /// A column of which the name and the values are known.
    pub(crate) fn unknown(name: String, storage: StorageType) -> Self {
        Self {
            name,
            column_type: ColumnType::new(String::new(), None),
            storage,
            nullability: Nullability::Nullable,
            default: None,
            on_update: None,
            generated: None,
            auto_increment: false,
            is_invisible: false,
            comment: None,
        }
    }

    /// Whether more is known than the name and the values.
    pub(crate) fn is_known(&self) -> bool {
        !self.column_type.spelling().is_empty()
    }

    /// The type alone, with NULL allowed: a column that is filled before it gets its whole definition.
    pub(crate) fn bare(&self, name: String) -> Self {
        Self {
            name,
            nullability: Nullability::Nullable,
            default: None,
            on_update: None,
            generated: None,
            auto_increment: false,
            is_invisible: false,
            comment: None,
            ..self.clone()
        }
    }

    pub(crate) fn is_required(&self) -> bool {
        self.nullability == Nullability::Required
    }

    /// Whether both have one definition, perhaps for values that are written in another way.
    pub(crate) fn is_defined_as(&self, other: &Self) -> bool {
        let storage = || other.storage.clone();
        *other
            == Self {
                storage: storage(),
                ..self.clone()
            }
    }

    /// Whether it is a text whose values have the length that they have.
    pub(crate) fn is_varying_text(&self) -> bool {
        matches!(self.storage, StorageType::Varchar(_) | StorageType::Text)
    }

    pub(crate) fn is_random(&self) -> bool {
        let default = self.default.as_ref();
        default.is_some_and(|default| default.form == DefaultForm::Random)
    }

    /// Whether a text without a collation of its own gets room for more characters, and the bytes of its length stay: 63
    /// characters of four bytes have one byte for it.
    pub(crate) fn is_lengthened(&self, after: &Self) -> bool {
        let lengths = match (&self.storage, &after.storage) {
            (StorageType::Varchar(before), StorageType::Varchar(after)) => Some((*before, *after)),
            _ => None,
        };
        let is_short = |length: u32| length <= 63;
        self.column_type.inherits_like(&after.column_type)
            && self.nullability == after.nullability
            && lengths.is_some_and(|(before, after)| before <= after && is_short(before) == is_short(after))
    }

    /// Whether the column is computed from this one.
    pub(crate) fn reads(&self, column: &str) -> bool {
        let generated = self.generated.as_ref();
        generated.is_some_and(|generated| generated.expression.names(column))
    }
}

impl Expression {
    /// The expression of a text over these columns.
    pub(crate) fn over<'a>(sql: String, columns: impl IntoIterator<Item = &'a str>) -> Self {
        let tokens = tokens(&sql);
        let is_named = |column: &&str| tokens.iter().any(|token| token.is_name(column));
        let columns = columns.into_iter().filter(is_named).map(str::to_owned);
        let columns = columns.collect();
        Self { sql, columns }
    }

    pub(crate) fn names(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }
}
