//! Expressions: checks, generated fields, partial predicates, expression indexes, expression defaults.
//!
//! They are written once, as SQL text, and must mean the same on every database. So they are a closed AST: only
//! what every database computes alike is in it, each dialect spells it, and RenameField can rename in it. What
//! is outside is kept as text, refused by each dialect by name, and can be given per dialect instead.

mod display;
mod own_words;
mod parse;
mod replaced_texts;
mod rewrite;
mod sort;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantArray};

pub use own_words::DialectTexts;
pub use parse::{ExpressionError, parse_expression};
pub use sort::ValueSort;

use crate::{FieldName, Literal, RawSql};

/// An expression as written: portable, given per dialect, or outside what is portable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SqlExpression {
    /// Means the same on every database.
    Portable(Expression),
    /// One text for each dialect that is named; the others cannot do it.
    PerDialect(DialectTexts),
    /// Text that is not portable, and why; every dialect refuses it.
    Unportable {
        /// The text as written.
        sql: RawSql,
        /// The part that is not portable.
        reason: String,
    },
}

/// A portable expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expression {
    /// A field of the row.
    Field(FieldName),
    /// A constant: NULL, boolean, integer, decimal or text.
    Literal(Literal),
    /// `NOT operand`
    Not(Box<Expression>),
    /// `-operand`
    Negate(Box<Expression>),
    /// `left operator right`
    Binary {
        /// Left operand.
        left: Box<Expression>,
        /// Operator.
        operator: BinaryOperator,
        /// Right operand.
        right: Box<Expression>,
    },
    /// `operand IS [NOT] NULL`
    IsNull {
        /// Operand.
        operand: Box<Expression>,
        /// `IS NOT NULL`.
        negated: bool,
    },
    /// `operand [NOT] IN (list)`
    In {
        /// Operand.
        operand: Box<Expression>,
        /// Never empty.
        list: Vec<Expression>,
        /// `NOT IN`.
        negated: bool,
    },
    /// `operand [NOT] BETWEEN low AND high`
    Between {
        /// Operand.
        operand: Box<Expression>,
        /// Lower bound, included.
        low: Box<Expression>,
        /// Upper bound, included.
        high: Box<Expression>,
        /// `NOT BETWEEN`.
        negated: bool,
    },
    /// `operand [NOT] LIKE 'pattern'`, where case counts; backslash escapes.
    Like {
        /// Operand.
        operand: Box<Expression>,
        /// The pattern with `%` and `_`.
        pattern: String,
        /// `NOT LIKE`.
        negated: bool,
    },
    /// `function(arguments)`
    Call {
        /// Function.
        function: Function,
        /// Arguments.
        arguments: Vec<Expression>,
    },
    /// `CASE WHEN condition THEN value … ELSE otherwise END`
    Case {
        /// Conditions and values.
        branches: Vec<(Expression, Expression)>,
        /// The ELSE value.
        otherwise: Option<Box<Expression>>,
    },
    /// `CAST(operand AS target)`
    Cast {
        /// Operand.
        operand: Box<Expression>,
        /// Target type.
        target: CastTarget,
    },
    /// The moment of the statement, in UTC.
    CurrentTimestamp,
    /// The date of the statement, in UTC.
    CurrentDate,
}

/// Operators that mean the same on every database. Division is not among them: whether it cuts off differs.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
pub enum BinaryOperator {
    /// `OR`
    #[strum(serialize = "OR")]
    Or,
    /// `AND`
    #[strum(serialize = "AND")]
    And,
    /// `=`
    #[strum(serialize = "=")]
    Equal,
    /// `<>`
    #[strum(serialize = "<>")]
    NotEqual,
    /// `<`
    #[strum(serialize = "<")]
    Less,
    /// `<=`
    #[strum(serialize = "<=")]
    LessOrEqual,
    /// `>`
    #[strum(serialize = ">")]
    Greater,
    /// `>=`
    #[strum(serialize = ">=")]
    GreaterOrEqual,
    /// `+`
    #[strum(serialize = "+")]
    Add,
    /// `-`
    #[strum(serialize = "-")]
    Subtract,
    /// `*`
    #[strum(serialize = "*")]
    Multiply,
    /// `%`, of integers
    #[strum(serialize = "%")]
    Remainder,
    /// `||`, of texts
    #[strum(serialize = "||")]
    Concatenate,
}

/// Functions that mean the same on every database, by their portable names.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub enum Function {
    /// `lower(text)`
    Lower,
    /// `upper(text)`
    Upper,
    /// `length(text)`, in characters
    #[strum(
        to_string = "length",
        serialize = "char_length",
        serialize = "character_length"
    )]
    Length,
    /// `trim(text)`, of spaces
    Trim,
    /// `replace(text, from, to)`
    Replace,
    /// `substr(text, start[, length])`, counted from 1
    #[strum(to_string = "substr", serialize = "substring")]
    Substring,
    /// `abs(number)`
    Abs,
    /// `coalesce(value, …)`
    Coalesce,
    /// `nullif(value, value)`
    Nullif,
}

/// The types that a value can be cast to in the same way on every database.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CastTarget {
    /// 64-bit integer
    Integer,
    /// Text
    Text,
}

impl SqlExpression {
    /// Reads SQL text; what is not portable is kept as text with the reason.
    pub fn parse(text: &str) -> Self {
        match parse_expression(text) {
            Ok(expression) => Self::Portable(expression),
            Err(error) => Self::Unportable {
                sql: RawSql::new(text),
                reason: error.to_string(),
            },
        }
    }

    /// The fields that the expression names. In texts in the databases' own words these are all names of
    /// columns in one of them; text that is not portable names none that we can see.
    pub fn fields(&self) -> Vec<&FieldName> {
        match self {
            Self::Portable(expression) => expression.fields(),
            Self::PerDialect(texts) => texts.fields().iter().collect(),
            Self::Unportable { .. } => Vec::new(),
        }
    }

    /// The fields that a portable expression names. The databases check the names in their
    /// own words, which are never part of a derived name.
    pub fn portable_fields(&self) -> Vec<&FieldName> {
        match self {
            Self::Portable(expression) => expression.fields(),
            Self::PerDialect(_) | Self::Unportable { .. } => Vec::new(),
        }
    }

    /// Follows a renamed field. Text that is not portable stays as it is.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        match self {
            Self::Portable(expression) => expression.rename_field(old, new),
            Self::PerDialect(texts) => texts.rename_field(old, new),
            Self::Unportable { .. } => {}
        }
    }
}

impl Expression {
    /// The direct operands.
    pub fn operands(&self) -> Vec<&Expression> {
        match self {
            Self::Field(_) | Self::Literal(_) | Self::CurrentTimestamp | Self::CurrentDate => Vec::new(),
            Self::Not(operand)
            | Self::Negate(operand)
            | Self::IsNull { operand, .. }
            | Self::Like { operand, .. }
            | Self::Cast { operand, .. } => vec![operand],
            Self::Binary { left, right, .. } => vec![left, right],
            Self::In { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
            Self::Between {
                operand, low, high, ..
            } => vec![operand, low, high],
            Self::Call { arguments, .. } => arguments.iter().collect(),
            Self::Case { branches, otherwise } => {
                let branches = branches.iter().flat_map(|(condition, value)| [condition, value]);
                branches.chain(otherwise.as_deref()).collect()
            }
        }
    }

    /// The direct operands, to change.
    fn operands_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Self::Field(_) | Self::Literal(_) | Self::CurrentTimestamp | Self::CurrentDate => Vec::new(),
            Self::Not(operand)
            | Self::Negate(operand)
            | Self::IsNull { operand, .. }
            | Self::Like { operand, .. }
            | Self::Cast { operand, .. } => vec![operand],
            Self::Binary { left, right, .. } => vec![left, right],
            Self::In { operand, list, .. } => std::iter::once(&mut **operand).chain(list).collect(),
            Self::Between {
                operand, low, high, ..
            } => vec![operand, low, high],
            Self::Call { arguments, .. } => arguments.iter_mut().collect(),
            Self::Case { branches, otherwise } => {
                let branches = branches
                    .iter_mut()
                    .flat_map(|(condition, value)| [condition, value]);
                branches.chain(otherwise.as_deref_mut()).collect()
            }
        }
    }

    /// The fields named; a field may come twice.
    pub fn fields(&self) -> Vec<&FieldName> {
        match self {
            Self::Field(field) => vec![field],
            other => other.operands().into_iter().flat_map(Self::fields).collect(),
        }
    }

    /// Follows a renamed field.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        match self {
            Self::Field(field) if field == old => *field = new.clone(),
            other => other
                .operands_mut()
                .into_iter()
                .for_each(|operand| operand.rename_field(old, new)),
        }
    }
}
