//! Values between the client library and the driver interface.

use aksara_driver::{DriverError, Value};
use mysql_async::consts::ColumnType;
use mysql_async::{Column, Value as Wire};

use crate::Flavour;

/// The character set of bytes that are no text.
const BINARY: u16 = 63;

/// The limits of a server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Which one it is.
    pub(super) flavour: &'static Flavour,
    /// The bytes of one message: `max_allowed_packet`.
    pub(super) greatest_packet: usize,
}

impl Limits {
    /// Refuses a statement that the server would not take, and for which it would close the connection.
    pub(super) fn demand(&self, sql: &str, values: &[Wire]) -> Result<(), DriverError> {
        let size = |value: &Wire| match value {
            Wire::Bytes(bytes) => bytes.len(),
            _ => 0,
        };
        let (greatest, all) = (
            values.iter().map(size).max().unwrap_or_default(),
            values.iter().map(size).sum::<usize>() + sql.len(),
        );
        if all > self.greatest_packet {
            Err(DriverError::Refused {
                message: format!(
                    "the statement and its values have {all} bytes, the greatest value {greatest}, and the server takes \
                     {} at once: raise its max_allowed_packet, or give the value in parts",
                    self.greatest_packet
                ),
            })
        } else {
            Ok(())
        }
    }
}

/// Refuses what the server has no value for.
pub(super) fn refuse_value(value: &Value) -> Result<(), DriverError> {
    let missing = match value {
        Value::Float(number) if !number.is_finite() => number.to_string(),
        Value::Decimal(digits) if digits.contains(['n', 'N']) => digits.clone(),
        _ => return Ok(()),
    };
    Err(DriverError::Refused {
        message: format!("MySQL and MariaDB have no {missing}"),
    })
}

/// A parameter as the library sends it. Times are UTC, as columns keep them.
pub(super) fn to_wire(value: &Value) -> Result<Wire, DriverError> {
    refuse_value(value)?;
    Ok(match value {
        Value::Null => Wire::NULL,
        Value::Boolean(truth) => Wire::Int(i64::from(*truth)),
        Value::Integer(number) | Value::Duration(number) => Wire::Int(*number),
        Value::Float(number) => Wire::Double(*number),
        Value::Bytes(bytes) => Wire::Bytes(bytes.clone()),
        Value::Array(_) => Wire::Bytes(value.json_text().into_bytes()),
        Value::BigInteger(digits) => match digits.parse() {
            Ok(number) => Wire::UInt(number),
            Err(_) => Wire::Bytes(digits.clone().into_bytes()),
        },
        Value::Text(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Uuid(_)
        | Value::Json(_) => Wire::Bytes(value.plain_text().into_bytes()),
    })
}

/// A value of a row. Dates and times are text, and a number beyond 64 bits with sign is too.
pub(super) fn from_wire(value: Wire, column: &Column) -> Value {
    match value {
        Wire::NULL => Value::Null,
        Wire::Int(number) => Value::Integer(number),
        Wire::UInt(number) => match i64::try_from(number) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(number.to_string()),
        },
        Wire::Float(number) => Value::Float(f64::from(number)),
        Wire::Double(number) => Value::Float(number),
        Wire::Bytes(bytes) if is_binary(column) => Value::Bytes(bytes),
        Wire::Bytes(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Value::Text(text),
            Err(error) => Value::Bytes(error.into_bytes()),
        },
        Wire::Date(year, month, day, hour, minute, second, micros) => {
            Value::Text(match column.column_type() {
                ColumnType::MYSQL_TYPE_DATE => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}"),
            })
        }
        Wire::Time(negative, days, hours, minutes, seconds, micros) => {
            let sign = if negative { "-" } else { "" };
            let hours = u64::from(days) * 24 + u64::from(hours);
            Value::Text(format!("{sign}{hours:02}:{minutes:02}:{seconds:02}.{micros:06}"))
        }
    }
}

pub(super) fn is_binary(column: &Column) -> bool {
    let holds_bytes = matches!(
        column.column_type(),
        ColumnType::MYSQL_TYPE_BIT
            | ColumnType::MYSQL_TYPE_BLOB
            | ColumnType::MYSQL_TYPE_LONG_BLOB
            | ColumnType::MYSQL_TYPE_MEDIUM_BLOB
            | ColumnType::MYSQL_TYPE_TINY_BLOB
            | ColumnType::MYSQL_TYPE_STRING
            | ColumnType::MYSQL_TYPE_VAR_STRING
    );
    holds_bytes && column.character_set() == BINARY
}
