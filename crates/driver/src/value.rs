//! Values that go to and come from a database.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

/// A value of a parameter or a row.
///
/// [`Connection::query`](crate::Connection::query) gives the first seven kinds alone; the others are what
/// [`Connection::read`](crate::Connection::read) gives for columns whose logical type is known.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// True or false.
    Boolean(bool),
    /// Whole number.
    Integer(i64),
    /// Whole number beyond 64 bits with sign, as decimal digits.
    BigInteger(String),
    /// Double.
    Float(f64),
    /// Text; also what the database gives as text because we have no word for its type.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Exact decimal number as written, with its zeros; also `NaN` and `Infinity` where the database has them.
    Decimal(String),
    /// Calendar date.
    Date(NaiveDate),
    /// Time of day.
    Time(NaiveTime),
    /// Moment.
    DateTime(DateTime<Utc>),
    /// Length of time in microseconds.
    Duration(i64),
    /// 128-bit identifier.
    Uuid(Uuid),
    /// JSON document, as its text.
    Json(String),
    /// List of values.
    Array(Vec<Value>),
}

/// A row of a query's result.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The columns' names, shared by the rows of a result.
    pub columns: Arc<[String]>,
    /// The values, in the columns' order.
    pub values: Vec<Value>,
}

impl Row {
    /// The value of a column.
    pub fn get(&self, column: &str) -> Option<&Value> {
        let position = self.columns.iter().position(|name| name == column)?;
        self.values.get(position)
    }

    /// A column's text; `None` where it is missing or no text.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.get(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A column's whole number; `None` where it is missing or no whole number.
    pub fn integer(&self, column: &str) -> Option<i64> {
        match self.get(column) {
            Some(Value::Integer(number)) => Some(*number),
            _ => None,
        }
    }
}
