//! [`Expression`] → SQL text that reads back to the same expression: for migration files and messages.
//!
//! No database runs this text: each dialect spells expressions itself. Parentheses are written only where the
//! expression would be read differently without them.

use std::fmt::{self, Display, Formatter};

use super::{BinaryOperator, Expression};
use crate::{FieldName, Literal};

/// How tightly a form binds; an operand that binds less than its place demands gets parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Predicate,
    Sum,
    Product,
    Sign,
    Atom,
}

/// Words that would not be read as a field's name without quotes.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "at", "between",
    "bigint", "binary", "bit", "boolean", "both", "case", "cast", "ceil", "char", "character", "check",
    "coalesce", "collate", "column", "connect_by_root", "constraint", "convert", "create",
    "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "date", "datetime", "decimal", "default", "deferrable", "desc",
    "distinct", "do", "double", "else", "end", "except", "exists", "extract", "false", "fetch", "float",
    "floor", "for", "foreign", "from", "full", "grant", "group", "grouping", "having", "ilike", "in",
    "initially", "inner", "int", "integer", "intersect", "interval", "into", "is", "isnull", "join", "json",
    "lambda", "lateral", "leading", "left", "like", "limit", "localtime", "localtimestamp", "match",
    "natural", "not", "notnull", "null", "nullif", "numeric", "offset", "on", "only", "operator", "or",
    "order", "outer", "overlaps", "overlay", "placing", "position", "primary", "prior", "references",
    "regexp", "returning", "right", "rlike", "row", "select", "session_user", "similar", "some", "struct",
    "substr", "substring", "symmetric", "table", "then", "time", "timestamp", "timestamptz", "to",
    "trailing", "trim", "true", "try_cast", "try_convert", "union", "unique", "unknown", "user", "using",
    "values", "variadic", "when", "where", "window", "with", "xor",
];

impl Display for Expression {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => identifier(name, formatter),
            Self::Literal(literal) => constant(literal, formatter),
            Self::Not(operand) => write!(formatter, "NOT {}", operand.at_least(Binding::Predicate)),
            Self::Negate(operand) => negation(operand, formatter),
            Self::Binary {
                left,
                operator,
                right,
            } => binary(left, *operator, right, formatter),
            Self::IsNull { operand, negated } => {
                write!(formatter, "{} IS {}NULL", operand.tested(), not(*negated))
            }
            Self::In {
                operand,
                list,
                negated,
            } => in_list(operand, list, *negated, formatter),
            Self::Between {
                operand,
                low,
                high,
                negated,
            } => between([operand, low, high], *negated, formatter),
            Self::Like {
                operand,
                pattern,
                negated,
            } => like(operand, pattern, *negated, formatter),
            Self::Call { function, arguments } => write!(formatter, "{function}({})", Comma(arguments)),
            Self::Case { branches, otherwise } => case(branches, otherwise.as_deref(), formatter),
            Self::Cast { operand, target } => write!(formatter, "CAST({operand} AS {target})"),
            Self::CurrentTimestamp => formatter.write_str("CURRENT_TIMESTAMP"),
            Self::CurrentDate => formatter.write_str("CURRENT_DATE"),
        }
    }
}

impl Expression {
    fn binding(&self) -> Binding {
        match self {
            Self::Binary { operator, .. } => operator_binding(*operator),
            Self::Not(_) => Binding::Not,
            Self::IsNull { .. } | Self::In { .. } | Self::Between { .. } | Self::Like { .. } => {
                Binding::Predicate
            }
            Self::Negate(_) => Binding::Sign,
            Self::Field(_)
            | Self::Literal(_)
            | Self::Call { .. }
            | Self::Case { .. }
            | Self::Cast { .. }
            | Self::CurrentTimestamp
            | Self::CurrentDate => Binding::Atom,
        }
    }

    fn at_least(&self, demanded: Binding) -> Operand<'_> {
        Operand {
            expression: self,
            demanded,
        }
    }

    /// As the operand of a predicate.
    fn tested(&self) -> Operand<'_> {
        self.at_least(Binding::Sum)
    }
}

/// An expression at a place that demands a binding.
struct Operand<'a> {
    expression: &'a Expression,
    demanded: Binding,
}

impl Display for Operand<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if self.expression.binding() < self.demanded {
            write!(formatter, "({})", self.expression)
        } else {
            self.expression.fmt(formatter)
        }
    }
}

/// Expressions with commas between them.
struct Comma<'a>(&'a [Expression]);

impl Display for Comma<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (position, expression) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            write!(formatter, "{separator}{expression}")?;
        }
        Ok(())
    }
}

/// A text in single quotes.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "'{}'", self.0.replace('\'', "''"))
    }
}

fn operator_binding(operator: BinaryOperator) -> Binding {
    match operator {
        BinaryOperator::Or => Binding::Or,
        BinaryOperator::And => Binding::And,
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => Binding::Predicate,
        BinaryOperator::Add | BinaryOperator::Subtract => Binding::Sum,
        // sqlparser reads `||` and `*` alike, from the left.
        BinaryOperator::Multiply | BinaryOperator::Remainder | BinaryOperator::Concatenate => {
            Binding::Product
        }
    }
}

/// The precedence that operands need: operators group to the left, comparisons do not group at all.
fn operand_bindings(binding: Binding) -> (Binding, Binding) {
    match binding {
        Binding::Or => (Binding::Or, Binding::And),
        Binding::And => (Binding::And, Binding::Not),
        Binding::Not | Binding::Predicate => (Binding::Sum, Binding::Sum),
        Binding::Sum => (Binding::Sum, Binding::Product),
        Binding::Product => (Binding::Product, Binding::Sign),
        Binding::Sign | Binding::Atom => (Binding::Atom, Binding::Atom),
    }
}

fn binary(
    left: &Expression,
    operator: BinaryOperator,
    right: &Expression,
    formatter: &mut Formatter<'_>,
) -> fmt::Result {
    let (before, after) = operand_bindings(operator_binding(operator));
    write!(
        formatter,
        "{} {operator} {}",
        left.at_least(before),
        right.at_least(after)
    )
}

fn in_list(
    operand: &Expression,
    list: &[Expression],
    negated: bool,
    formatter: &mut Formatter<'_>,
) -> fmt::Result {
    write!(
        formatter,
        "{} {}IN ({})",
        operand.tested(),
        not(negated),
        Comma(list)
    )
}

fn between(operands: [&Expression; 3], negated: bool, formatter: &mut Formatter<'_>) -> fmt::Result {
    let [operand, low, high] = operands.map(Expression::tested);
    write!(formatter, "{operand} {}BETWEEN {low} AND {high}", not(negated))
}

fn like(operand: &Expression, pattern: &str, negated: bool, formatter: &mut Formatter<'_>) -> fmt::Result {
    write!(
        formatter,
        "{} {}LIKE {}",
        operand.tested(),
        not(negated),
        Quoted(pattern)
    )
}

/// A sign before a constant would be read as part of the constant.
fn negation(operand: &Expression, formatter: &mut Formatter<'_>) -> fmt::Result {
    match operand {
        Expression::Literal(_) => write!(formatter, "-({operand})"),
        operand => write!(formatter, "-{}", operand.at_least(Binding::Atom)),
    }
}

fn case(
    branches: &[(Expression, Expression)],
    otherwise: Option<&Expression>,
    formatter: &mut Formatter<'_>,
) -> fmt::Result {
    formatter.write_str("CASE")?;
    for (condition, value) in branches {
        write!(formatter, " WHEN {condition} THEN {value}")?;
    }
    if let Some(otherwise) = otherwise {
        write!(formatter, " ELSE {otherwise}")?;
    }
    formatter.write_str(" END")
}

fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn identifier(name: &FieldName, formatter: &mut Formatter<'_>) -> fmt::Result {
    let text = name.as_str();
    let starts_plainly = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let is_plain = text
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '_');
    let is_reserved = RESERVED.contains(&text.to_ascii_lowercase().as_str());
    if starts_plainly && is_plain && !is_reserved {
        formatter.write_str(text)
    } else {
        write!(formatter, "\"{}\"", text.replace('"', "\"\""))
    }
}

/// The kinds of constants that expressions are read with; the others as the text of their value.
fn constant(literal: &Literal, formatter: &mut Formatter<'_>) -> fmt::Result {
    match literal {
        Literal::Null => formatter.write_str("NULL"),
        Literal::Boolean(true) => formatter.write_str("TRUE"),
        Literal::Boolean(false) => formatter.write_str("FALSE"),
        Literal::Integer(number) => number.fmt(formatter),
        Literal::Duration(microseconds) => microseconds.fmt(formatter),
        Literal::Float(number) => write!(formatter, "{:?}", number.get()),
        Literal::Decimal(decimal) => decimal.fmt(formatter),
        Literal::String(text) => Quoted(text).fmt(formatter),
        Literal::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            write!(formatter, "X'{digits}'")
        }
        Literal::Date(date) => write!(formatter, "'{date}'"),
        Literal::Time(time) => write!(formatter, "'{time}'"),
        Literal::DateTime(moment) => write!(formatter, "'{}'", moment.to_rfc3339()),
        Literal::Uuid(uuid) => write!(formatter, "'{uuid}'"),
        Literal::Json(document) => Quoted(&document.to_string()).fmt(formatter),
        Literal::Array(items) => {
            let items = items.iter().cloned().map(Expression::Literal).collect::<Vec<_>>();
            write!(formatter, "ARRAY[{}]", Comma(&items))
        }
    }
}

#[cfg(test)]
mod tests;
