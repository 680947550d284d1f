//! Defaults and expressions as the catalog gives them back → values.

use std::cell::Cell;

use aksara_schema::{
    BinaryOperator, Default, DialectName, Expression, RawSql, SqlExpression, StorageType, Table,
    parse_expression,
};

use super::casts::{OfType, is_typed_text, is_users, widens_integer};
use super::catalog_text::{is_constant, with_like, without_casts, without_outer_parentheses};
use super::constants;
use crate::default::RANDOM_UUID_OF_12;

/// The spellings of the moment of the statement, and whether a column of a type keeps that moment: the day alone is
/// another one in a column that has a time.
const MOMENTS: &[(&str, OfType)] = &[
    ("CURRENT_TIMESTAMP", |_| true),
    ("now()", |_| true),
    ("LOCALTIMESTAMP", |_| true),
    ("CURRENT_DATE", |storage| *storage == StorageType::Date),
    ("LOCALTIME", |storage| *storage == StorageType::Time),
];

/// A text that is cast again by every INSERT, such as `('now'::text)::date`: as a constant of the type it would be
/// computed once, when the table is made.
const LATE_TEXTS: &[&str] = &["now", "today", "tomorrow", "yesterday"];

const RANDOM_UUIDS: &[&str] = &["gen_random_uuid()", "uuid_generate_v4()", RANDOM_UUID_OF_12];

/// An expression over the fields of a table, portable where that says the same.
pub(super) fn expression(sql: &str, table: &Table) -> SqlExpression {
    let needs_type = Cell::new(false);
    let plain = without_casts(sql, &|operand, target| {
        let is_users = is_users(table, operand, target);
        let is_needed = !is_users && (widens_integer(table, operand) || is_typed_text(operand, target));
        needs_type.set(needs_type.get() || is_needed);
        is_users
    });
    match portable(&plain) {
        // As an integer the sum or the product could be too great, and a text is no date to add to.
        Some(expression) if !(needs_type.get() && computes(&expression)) => {
            SqlExpression::Portable(expression)
        }
        Some(_) | None => own_text(sql),
    }
}

/// An expression over no fields: only the casts of texts that are texts go, and those of negative numbers.
fn expression_of_none(sql: &str) -> SqlExpression {
    let is_users = |operand: &str, target: &str| {
        let is_text = is_constant(operand) && operand.starts_with('\'');
        let is_servers = ["text", "character varying"].contains(&target) || is_negative(operand, target);
        !(is_text && is_servers)
    };
    let plain = without_casts(sql, &is_users);
    portable(&plain).map_or_else(|| own_text(sql), SqlExpression::Portable)
}

/// Whether a quoted text is a negative number of the type that it would have without quotes: the catalog writes `-7` as
/// `'-7'::integer`.
fn is_negative(operand: &str, target: &str) -> bool {
    let number = operand.trim_matches('\'');
    let is_fraction = number.contains('.') && number.parse::<f64>().is_ok();
    number.starts_with('-')
        && match target {
            "integer" => number.parse::<i32>().is_ok(),
            "bigint" => number.parse::<i32>().is_err() && number.parse::<i64>().is_ok(),
            "numeric" => is_fraction,
            _ => false,
        }
}

fn portable(plain: &str) -> Option<Expression> {
    parse_expression(&with_like(without_outer_parentheses(plain))).ok()
}

/// An expression in PostgreSQL's own words.
pub(crate) fn own_text(sql: &str) -> SqlExpression {
    SqlExpression::PerDialect([(DialectName::Postgres, RawSql::new(sql))].into())
}

/// Whether a result of the expression may be greater than its operands.
fn computes(expression: &Expression) -> bool {
    use BinaryOperator::{Add, Multiply, Subtract};
    match expression {
        Expression::Field(_)
        | Expression::Literal(_)
        | Expression::CurrentTimestamp
        | Expression::CurrentDate => false,
        Expression::Not(operand)
        | Expression::Negate(operand)
        | Expression::IsNull { operand, .. }
        | Expression::Like { operand, .. }
        | Expression::Cast { operand, .. } => computes(operand),
        Expression::Binary {
            left,
            operator,
            right,
        } => matches!(operator, Add | Subtract | Multiply) || computes(left) || computes(right),
        Expression::In { operand, list, .. } => computes(operand) || list.iter().any(computes),
        Expression::Between {
            operand, low, high, ..
        } => [operand, low, high].into_iter().any(|part| computes(part)),
        Expression::Call { arguments, .. } => arguments.iter().any(computes),
        Expression::Case { branches, otherwise } => {
            let mut parts = branches.iter().flat_map(|(condition, value)| [condition, value]);
            parts.any(computes) || otherwise.as_deref().is_some_and(computes)
        }
    }
}

/// A default of a column of this type; DEFAULT NULL is none.
pub(super) fn read_default(sql: &str, storage: &StorageType) -> Option<Default> {
    if constants::is_null(sql) {
        return None;
    }
    if let Some(literal) = constants::read(sql, storage) {
        return Some(Default::Literal(literal));
    }
    let plain = without_outer_parentheses(sql);
    let is_moment = |(moment, keeps): &(&str, OfType)| plain.eq_ignore_ascii_case(moment) && keeps(storage);
    if MOMENTS.iter().any(is_moment) {
        return Some(Default::CurrentTimestamp);
    }
    if *storage == StorageType::Uuid && is_random_uuid(plain) {
        return Some(Default::RandomUuid);
    }
    match late_text(sql) {
        Some("now") if *storage != StorageType::Text => Some(Default::CurrentTimestamp),
        Some(_) => Some(Default::Expression(own_text(sql))),
        None => Some(Default::Expression(expression_of_none(sql))),
    }
}

fn is_random_uuid(plain: &str) -> bool {
    RANDOM_UUIDS.contains(&plain) || plain.contains("md5((random())::text || (clock_timestamp())::text)")
}

/// The text of a default that is cast to a text and then to the column's type.
fn late_text(sql: &str) -> Option<&'static str> {
    let sql = without_outer_parentheses(sql);
    let is_cast = |text: &&&str| {
        sql.starts_with(&format!("('{text}'::text)::")) || sql.starts_with(&format!("'{text}'::text::"))
    };
    LATE_TEXTS.iter().find(is_cast).copied()
}

#[cfg(test)]
mod tests {
    use aksara_schema::Literal;
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_text_that_every_insert_casts_is_no_constant() {
        let today = "'today'::text::date";
        let own = Default::Expression(own_text(today));
        assert_eq!(read_default(today, &StorageType::Date), Some(own));
        let text = Default::Literal(Literal::String("now".to_owned()));
        assert_eq!(read_default("'now'::text", &StorageType::Text), Some(text));
    }

    #[test]
    fn moments_and_random_uuids_are_known_by_all_their_names() {
        for (sql, storage) in [
            ("now()", StorageType::DateTime),
            ("CURRENT_TIMESTAMP", StorageType::DateTime),
            ("CURRENT_DATE", StorageType::Date),
            ("LOCALTIME", StorageType::Time),
            ("('now'::text)::date", StorageType::Date),
            ("'now'::text::timestamp without time zone", StorageType::DateTime),
        ] {
            assert_eq!(read_default(sql, &storage), Some(Default::CurrentTimestamp));
        }
        let midnight = read_default("CURRENT_DATE", &StorageType::DateTime);
        assert_eq!(
            midnight,
            Some(Default::Expression(SqlExpression::parse("CURRENT_DATE")))
        );
        assert_eq!(
            read_default("gen_random_uuid()", &StorageType::Uuid),
            Some(Default::RandomUuid)
        );
    }

    #[test]
    fn a_default_of_null_is_none() {
        assert_eq!(
            read_default("NULL::character varying", &StorageType::Varchar(9)),
            None
        );
    }

    #[test]
    fn what_computes_stays_an_expression() {
        for (sql, expected) in [
            ("(1 + 2)", "1 + 2"),
            ("(abs('-7'::integer) + 1)", "abs(-7) + 1"),
            ("('-3000000000'::bigint + 1)", "-3000000000 + 1"),
        ] {
            let expected = Default::Expression(SqlExpression::parse(expected));
            assert_eq!(read_default(sql, &StorageType::Integer), Some(expected), "{sql}");
        }
    }
}
