//! Constants of an expression: numbers, texts, booleans, NULL, and the moments.

use sqlparser::ast::Value;

use super::{ExpressionError, Read, not_portable};
use crate::{DecimalText, Expression, Literal};

/// A constant as sqlparser reads it.
pub(super) fn literal(value: &Value) -> Read {
    let literal = match value {
        Value::Number(digits, _) => number(digits)?,
        Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) => Literal::text(text)?,
        Value::DollarQuotedString(quoted) => Literal::text(&quoted.value)?,
        Value::Boolean(truth) => Literal::Boolean(*truth),
        Value::Null => Literal::Null,
        other => {
            return Err(not_portable(
                &format!("the constant `{other}`"),
                "write a number or a quoted text",
            ));
        }
    };
    Ok(Expression::Literal(literal))
}

/// A whole number where it fits in 64 bits, else a decimal with every digit.
pub(super) fn number(digits: &str) -> Result<Literal, ExpressionError> {
    let decimal = DecimalText::parse(digits)?;
    Ok(match decimal.as_str().parse() {
        Ok(whole) => Literal::Integer(whole),
        Err(_) => Literal::Decimal(decimal),
    })
}

/// The moments by their names; sqlparser reads CURRENT_TIMESTAMP without parentheses as a call too.
pub(super) fn moment(name: &str) -> Option<Expression> {
    const MOMENTS: &[(&str, Expression)] = &[
        ("now", Expression::CurrentTimestamp),
        ("current_timestamp", Expression::CurrentTimestamp),
        ("current_date", Expression::CurrentDate),
    ];
    MOMENTS
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known))
        .map(|(_, moment)| moment.clone())
}
