//! Expressions: how SQLite spells the portable ones, and which it cannot take where.

use aksara_dialect::{ExpressionDialect, Unsupported, quote_identifier, spell_sql_expression};
use aksara_schema::{CastTarget, DialectName, Expression, Literal, SqlExpression, StorageType, Table};
use sea_query::SqliteQueryBuilder;

use crate::literal::{quote, spell_literal};
use crate::product::SQLITE;
use crate::refusal::refuse;

/// The moment of the statement in UTC, as a date-time is kept. SQLite's clock has milliseconds; the zeros are ours.
pub(crate) const CURRENT_TIMESTAMP: &str = "strftime('%Y-%m-%d %H:%M:%f000', 'now')";

/// The date of the statement in UTC.
pub(crate) const CURRENT_DATE: &str = "date('now')";

/// The place of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In what SQLite computes from a row at any time: a check, an index, a generated field.
    Row,
    /// In what is computed when a row is written: a default, a conversion.
    Statement,
}

/// Spells an expression over a table's fields.
pub(crate) fn spell(
    expression: &SqlExpression,
    table: &Table,
    place: Place,
    subject: &str,
) -> Result<String, Unsupported> {
    match expression {
        SqlExpression::Portable(portable) if place == Place::Row && names_clock(portable) => Err(refuse(
            subject,
            None,
            "the expression asks for the current time, which SQLite allows only in defaults",
            "compare with the time in the program, or keep the moment in a field",
        )),
        expression => spell_sql_expression(expression, subject, &Spelling { table }),
    }
}

fn names_clock(expression: &Expression) -> bool {
    let is_clock = matches!(expression, Expression::CurrentTimestamp | Expression::CurrentDate);
    is_clock || expression.operands().into_iter().any(names_clock)
}

/// A quoted identifier.
pub(crate) fn identifier(name: &str) -> String {
    quote_identifier(&SqliteQueryBuilder, name)
}

struct Spelling<'a> {
    table: &'a Table,
}

impl ExpressionDialect for Spelling<'_> {
    fn dialect(&self) -> &'static str {
        crate::NAME.as_str()
    }

    fn sql_names(&self) -> &'static [DialectName] {
        SQLITE.sql_names
    }

    /// Decimals are kept as text, and texts compare by their characters: '10' < '9'.
    fn identifier(&self, name: &str) -> String {
        let storage = self
            .table
            .fields
            .get(name)
            .map(|field| field.field_type.storage());
        match storage {
            Some(StorageType::Decimal { .. }) => format!("CAST({} AS NUMERIC)", identifier(name)),
            _ => identifier(name),
        }
    }

    fn literal(&self, literal: &Literal) -> String {
        spell_literal(literal)
    }

    fn cast_target(&self, target: CastTarget) -> &'static str {
        match target {
            CastTarget::Integer => "INTEGER",
            CastTarget::Text => "TEXT",
        }
    }

    /// SQLite's LIKE takes a and A as equal; its GLOB does not (<https://sqlite.org/lang_expr.html#like>).
    fn like(&self, operand: &str, pattern: &str, negated: bool) -> String {
        let not = if negated { " NOT" } else { "" };
        format!("{operand}{not} GLOB {}", quote(&glob(pattern)))
    }

    fn current_timestamp(&self) -> &'static str {
        CURRENT_TIMESTAMP
    }

    fn current_date(&self) -> &'static str {
        CURRENT_DATE
    }
}

/// A LIKE pattern as a GLOB pattern. GLOB has no escape character but takes one character of a set as itself.
fn glob(pattern: &str) -> String {
    let mut result = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '%' => result.push('*'),
            '_' => result.push('?'),
            '\\' => push_literally(characters.next().unwrap_or('\\'), &mut result),
            other => push_literally(other, &mut result),
        }
    }
    result
}

fn push_literally(character: char, pattern: &mut String) {
    match character {
        '*' | '?' | '[' => pattern.extend(['[', character, ']']),
        other => pattern.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_schema::{Field, FieldName, FieldType, TableName};
    use pretty_assertions::assert_eq;

    fn table() -> Table {
        let field = |name: &str, field_type| Field::new(FieldName::new(name).unwrap(), field_type);
        let price = FieldType::Decimal {
            max_digits: 30,
            decimal_places: 10,
        };
        Table::new(TableName::new("goods").unwrap())
            .with_fields([field("name", FieldType::Text), field("price", price)])
    }

    fn check(written: &str, expected: &str) {
        let spelled = spell(&SqlExpression::parse(written), &table(), Place::Row, "a check");
        assert_eq!(spelled.as_deref(), Ok(expected), "{written}");
    }

    #[test]
    fn like_counts_case_through_glob() {
        check("name LIKE 'a%_b'", r#""name" GLOB 'a*?b'"#);
        check(
            "name NOT LIKE '100\\% [*?] it''s'",
            r#""name" NOT GLOB '100% [[][*][?]] it''s'"#,
        );
    }

    #[test]
    fn decimals_compare_as_numbers() {
        check(
            "price >= 0.10 AND name <> ''",
            r#"CAST("price" AS NUMERIC) >= 0.10 AND "name" <> ''"#,
        );
    }

    #[test]
    fn the_clock_is_in_no_check() {
        let error = spell(
            &SqlExpression::parse("name < 'x' OR now() > name"),
            &table(),
            Place::Row,
            "a check",
        );
        assert!(error.unwrap_err().reason.contains("current time"));
        let default = spell(
            &SqlExpression::parse("now()"),
            &table(),
            Place::Statement,
            "a default",
        );
        assert_eq!(default.as_deref(), Ok(CURRENT_TIMESTAMP));
    }
}
