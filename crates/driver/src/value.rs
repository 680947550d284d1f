//! Values that go to and come from a database.

use std::sync::Arc;

/// A value of a parameter or a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// True or false.
    Boolean(bool),
    /// Whole number.
    Integer(i64),
    /// Double.
    Float(f64),
    /// Text; also what the database gives as text because we have no word for its type.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
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
        match self.get(column)? {
            Value::Text(text) => Some(text),
            Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Float(_) | Value::Bytes(_) => None,
        }
    }

    /// A column's whole number; `None` where it is missing or no whole number.
    pub fn integer(&self, column: &str) -> Option<i64> {
        match self.get(column)? {
            Value::Integer(number) => Some(*number),
            Value::Null | Value::Boolean(_) | Value::Text(_) | Value::Float(_) | Value::Bytes(_) => None,
        }
    }
}
