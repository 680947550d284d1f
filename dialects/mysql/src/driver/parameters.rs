//! A statement with its values, as it is prepared and executed.
//!
//! MySQL gives a placeholder the type of the first value that it gets, and converts every later one to that
//! (<https://dev.mysql.com/doc/refman/9.4/en/prepare.html>): a decimal after a double loses its digits. So a statement
//! is prepared for each combination of kinds, which a comment before it distinguishes. A decimal is cast to one, since the
//! library sends it as text, and texts are compared with numbers as doubles; a JSON document is cast for the same reason.

use std::borrow::Cow;

use aksara_dialect::{FragmentKind, fragments};
use aksara_driver::{DriverError, Value};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Value as Wire};

use super::error::statement_error;
use super::value::{Limits, to_wire};
use crate::flavour::{Flavour, JsonColumn};
use crate::lexis::LEXIS;

/// The most digits of a decimal, and of those after its point
/// (<https://dev.mysql.com/doc/refman/9.4/en/precision-math-decimal-characteristics.html>).
const GREATEST_DECIMAL: (usize, usize) = (65, 30);

/// Runs one statement with its values, and gives the number of rows affected.
pub(super) async fn execute(
    connection: &mut Conn,
    sql: &str,
    values: &[Value],
    limits: Limits,
) -> Result<u64, DriverError> {
    let prepared = Prepared::new(sql, values, limits)?;
    let done = connection.exec_drop(prepared.sql.as_str(), prepared.wires).await;
    done.map_err(|error| statement_error(error, sql))?;
    Ok(connection.affected_rows())
}

/// A statement and its values.
#[derive(Debug, PartialEq)]
pub(super) struct Prepared {
    /// The statement, for values of these kinds.
    pub(super) sql: String,
    /// The values.
    pub(super) wires: Vec<Wire>,
}

impl Prepared {
    /// A statement in the server's placeholders, and a value for each.
    pub(super) fn new(sql: &str, values: &[Value], limits: Limits) -> Result<Self, DriverError> {
        let wires = values.iter().map(to_wire).collect::<Result<Vec<Wire>, _>>()?;
        limits.demand(sql, &wires)?;
        let kinds: String = wires.iter().map(kind).collect();
        let mut prepared = format!("/* {kinds} */ ");
        let mut values = values.iter();
        for fragment in fragments(sql, LEXIS) {
            match fragment.kind {
                FragmentKind::Symbol if fragment.text == "?" => {
                    let spelled = values.next().map(|value| placeholder(value, limits.flavour));
                    prepared.push_str(spelled.as_deref().unwrap_or("?"));
                }
                FragmentKind::Blank
                | FragmentKind::Comment
                | FragmentKind::Placeholder(_)
                | FragmentKind::Quoted
                | FragmentKind::Word
                | FragmentKind::Symbol => prepared.push_str(fragment.text),
            }
        }
        Ok(Self { sql: prepared, wires })
    }
}

fn placeholder(value: &Value, flavour: &'static Flavour) -> Cow<'static, str> {
    let decimal = match value {
        Value::Decimal(digits) | Value::BigInteger(digits) => precision(digits),
        Value::Json(_) | Value::Array(_) if flavour.json == JsonColumn::Document => {
            return "CAST(? AS JSON)".into();
        }
        _ => None,
    };
    match decimal {
        Some((digits, scale)) => format!("CAST(? AS DECIMAL({digits}, {scale}))").into(),
        None => "?".into(),
    }
}

/// The digits of a decimal, and those after its point; `None` where the server has no decimal of so many.
fn precision(digits: &str) -> Option<(usize, usize)> {
    let digits = digits.trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let precision = (whole.len().max(1) + fraction.len(), fraction.len());
    let (most, most_after_point) = GREATEST_DECIMAL;
    Some(precision).filter(|(digits, scale)| is_number && *digits <= most && *scale <= most_after_point)
}

/// A letter for each type that the library sends to the server.
fn kind(wire: &Wire) -> char {
    match wire {
        Wire::NULL => 'n',
        Wire::Bytes(_) => 't',
        Wire::Int(_) => 'i',
        Wire::UInt(_) => 'u',
        Wire::Float(_) => 'f',
        Wire::Double(_) => 'd',
        Wire::Date(..) => 'm',
        Wire::Time(..) => 'c',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavours::{MARIADB, MYSQL};
    use pretty_assertions::assert_eq;

    fn check(value: Value, expected: &str) {
        let limits = Limits {
            flavour: &MYSQL,
            greatest_packet: 1_000,
        };
        let prepared = Prepared::new("SELECT '?', ? -- ?", &[value], limits).unwrap();
        assert_eq!(prepared.sql, expected);
    }

    #[test]
    fn each_kind_of_value_has_a_statement_of_its_own() {
        check(Value::Float(0.5), "/* d */ SELECT '?', ? -- ?");
        check(Value::Integer(5), "/* i */ SELECT '?', ? -- ?");
        check(
            Value::Decimal("-1.50".to_owned()),
            "/* t */ SELECT '?', CAST(? AS DECIMAL(3, 2)) -- ?",
        );
        check(
            Value::Decimal("0.05".to_owned()),
            "/* t */ SELECT '?', CAST(? AS DECIMAL(3, 2)) -- ?",
        );
        check(Value::Decimal("1".repeat(66)), "/* t */ SELECT '?', ? -- ?");
        check(
            Value::Json("{}".to_owned()),
            "/* t */ SELECT '?', CAST(? AS JSON) -- ?",
        );
    }

    #[test]
    fn values_beyond_the_packet_are_refused() {
        let limits = Limits {
            flavour: &MARIADB,
            greatest_packet: 1_000,
        };
        let value = Value::Text("x".repeat(1_001));
        let error = Prepared::new("SELECT ?", &[value], limits).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the statement and its values have 1009 bytes, the greatest value 1001, and the server takes 1000 at once: \
             raise its max_allowed_packet, or give the value in parts"
        );
    }
}
