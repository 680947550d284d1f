//! Defaults and expressions as the catalog gives them back → values.

use aksara_schema::{
    ArrayItem, Default, DialectName, Expression, FiniteFloat, Literal, RawSql, SqlExpression, StorageType,
    Table, parse_expression,
};

use super::casts::{OfType, is_users};
use crate::catalog_text::{is_constant, without_casts, without_outer_parentheses};
use crate::dialect::NAME;

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

const RANDOM_UUIDS: &[&str] = &["gen_random_uuid()", "uuid_generate_v4()"];

/// An expression over the fields of a table, portable where it can be.
pub(super) fn expression(sql: &str, table: &Table) -> SqlExpression {
    let plain = without_casts(sql, &|operand, target| is_users(table, operand, target));
    own_where_needed(without_outer_parentheses(&plain), sql)
}

/// An expression over no fields.
fn expression_of_none(sql: &str) -> SqlExpression {
    let is_users = |operand: &str, target: &str| match is_constant(without_outer_parentheses(operand)) {
        true => target == "interval",
        false => target != "text",
    };
    let plain = without_casts(sql, &is_users);
    own_where_needed(without_outer_parentheses(&plain), sql)
}

/// What is not portable is PostgreSQL's own, as the catalog spells it.
fn own_where_needed(plain: &str, sql: &str) -> SqlExpression {
    match (SqlExpression::parse(plain), own(sql)) {
        (SqlExpression::Unportable { .. }, Some(own)) => own,
        (expression, _) => expression,
    }
}

/// PostgreSQL's own expression.
fn own(sql: &str) -> Option<SqlExpression> {
    let dialect = DialectName::new(NAME).ok()?;
    Some(SqlExpression::PerDialect([(dialect, RawSql::new(sql))].into()))
}

/// A default of a column of this type; DEFAULT NULL is none.
pub(super) fn read_default(sql: &str, storage: &StorageType) -> Option<Default> {
    let plain = without_casts(sql, &|operand, _| {
        !is_constant(without_outer_parentheses(operand))
    });
    let plain = without_outer_parentheses(&plain);
    let is_moment = |(moment, keeps): &(&str, OfType)| plain.eq_ignore_ascii_case(moment) && keeps(storage);
    if MOMENTS.iter().any(is_moment) {
        return Some(Default::CurrentTimestamp);
    }
    if RANDOM_UUIDS.contains(&plain) || plain.contains("md5((random() || clock_timestamp()))") {
        return Some(Default::RandomUuid);
    }
    if let Some(text) = late_text(sql) {
        return Some(match text {
            "now" => Default::CurrentTimestamp,
            _ => Default::Expression(own(sql)?),
        });
    }
    let literal = match literal(plain) {
        Some(literal) => literal,
        None => return Some(Default::Expression(expression_of_none(sql))),
    };
    match typed(literal, storage) {
        Literal::Null => None,
        literal => Some(Default::Literal(literal)),
    }
}

/// The text of a default that is cast to a text and then to the column's type.
fn late_text(sql: &str) -> Option<&'static str> {
    let sql = without_outer_parentheses(sql);
    let is_cast = |text: &&&str| {
        sql.starts_with(&format!("('{text}'::text)::")) || sql.starts_with(&format!("'{text}'::text::"))
    };
    LATE_TEXTS.iter().find(is_cast).copied()
}

/// A constant, or `ARRAY[…]` of constants.
fn literal(sql: &str) -> Option<Literal> {
    if let Some(items) = sql.strip_prefix("ARRAY[").and_then(|rest| rest.strip_suffix(']')) {
        return array(items);
    }
    let Ok(Expression::Literal(literal)) = parse_expression(sql) else {
        return None;
    };
    Some(literal)
}

/// The items are read as the list of an IN.
fn array(items: &str) -> Option<Literal> {
    if items.trim().is_empty() {
        return Some(Literal::Array(Vec::new()));
    }
    let Ok(Expression::In { list, .. }) = parse_expression(&format!("a IN ({items})")) else {
        return None;
    };
    let items = list.into_iter().map(|item| {
        let Expression::Literal(literal) = item else {
            return None;
        };
        Some(literal)
    });
    items.collect::<Option<_>>().map(Literal::Array)
}

/// What a text is in a column of this type. Other constants, and texts that are none, stay.
fn typed(literal: Literal, storage: &StorageType) -> Literal {
    let Literal::String(text) = &literal else {
        return literal;
    };
    let value = match storage {
        StorageType::Json => serde_json::from_str(text).ok().map(Literal::Json),
        StorageType::Array(item) => text_array(text, *item),
        StorageType::Vector(_) => text_vector(text),
        StorageType::Binary => text.strip_prefix("\\x").and_then(bytes).map(Literal::Bytes),
        StorageType::Duration => microseconds(text).map(Literal::Duration),
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Uuid
        | StorageType::IpAddress
        | StorageType::Enum { .. }
        | StorageType::Opaque { .. } => None,
    };
    value.unwrap_or(literal)
}

/// `{a,b}` without quotes or nested arrays.
fn text_array(text: &str, item: ArrayItem) -> Option<Literal> {
    let inner = text.strip_prefix('{')?.strip_suffix('}')?;
    if inner.contains(['"', '{', '\\']) {
        return None;
    }
    let items = inner
        .split(',')
        .filter(|part| !part.is_empty())
        .map(|part| match item {
            ArrayItem::Integer => part.parse().ok().map(Literal::Integer),
            ArrayItem::Float => float(part),
            ArrayItem::Boolean => Some(Literal::Boolean(part == "t" || part == "true")),
            ArrayItem::Text | ArrayItem::Uuid => Some(Literal::String(part.to_owned())),
        });
    items.collect::<Option<_>>().map(Literal::Array)
}

fn text_vector(text: &str) -> Option<Literal> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    inner
        .split(',')
        .map(|part| float(part.trim()))
        .collect::<Option<_>>()
        .map(Literal::Array)
}

fn float(text: &str) -> Option<Literal> {
    FiniteFloat::try_from(text.parse::<f64>().ok()?)
        .ok()
        .map(Literal::Float)
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

/// `[-][n day[s] ]hours:minutes:seconds[.fraction]`; years and months have no fixed length.
fn microseconds(text: &str) -> Option<i64> {
    let (days, time) = match text.split_once(" day") {
        Some((days, rest)) => (days.parse::<i64>().ok()?, rest.trim_start_matches('s').trim()),
        None => (0, text),
    };
    let (sign, time) = match time.strip_prefix('-') {
        Some(time) => (-1, time),
        None => (1, time),
    };
    let mut seconds = 0_i64;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    for part in whole.split(':').filter(|part| !part.is_empty()) {
        seconds = seconds.checked_mul(60)?.checked_add(part.parse().ok()?)?;
    }
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    let time = seconds.checked_mul(1_000_000)?.checked_add(fraction)?;
    days.checked_mul(86_400_000_000)?.checked_add(sign * time)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(sql: &str, storage: StorageType, expected: Literal) {
        assert_eq!(
            read_default(sql, &storage),
            Some(Default::Literal(expected)),
            "{sql}"
        );
    }

    fn text(text: &str) -> Literal {
        Literal::String(text.to_owned())
    }

    #[test]
    fn constants_come_back_as_values_of_their_type() {
        check(
            "'it''s'::character varying",
            StorageType::Varchar(9),
            text("it's"),
        );
        check("'-1'::integer", StorageType::Integer, Literal::Integer(-1));
        check("true", StorageType::Boolean, Literal::Boolean(true));
        check(
            "'{\"a\": 1}'::jsonb",
            StorageType::Json,
            Literal::Json(serde_json::json!({"a": 1})),
        );
        check(
            "'\\x00ff'::bytea",
            StorageType::Binary,
            Literal::Bytes(vec![0, 255]),
        );
        check(
            "'-48:00:01.5'::interval",
            StorageType::Duration,
            Literal::Duration(-172_801_500_000),
        );
        check(
            "'1 day 00:00:00.000001'::interval",
            StorageType::Duration,
            Literal::Duration(86_400_000_001),
        );
        let array = || StorageType::Array(ArrayItem::Text);
        check("'{}'::text[]", array(), Literal::Array(vec![]));
        check("ARRAY[]::text[]", array(), Literal::Array(vec![]));
        check(
            "ARRAY['a,b'::text, 'c'::text]",
            array(),
            Literal::Array(vec![text("a,b"), text("c")]),
        );
    }

    #[test]
    fn a_text_that_every_insert_casts_is_no_constant() {
        let today = "'today'::text::date";
        let own = own(today).map(Default::Expression);
        assert_eq!(read_default(today, &StorageType::Date), own);
        check("'now'::text", StorageType::Text, text("now"));
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
        let expected = Default::Expression(SqlExpression::parse("1 + 2"));
        assert_eq!(read_default("(1 + 2)", &StorageType::Integer), Some(expected));
    }
}
