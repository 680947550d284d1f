//! Values as the types that readers need, or an error with the needed and the found type.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::python::{Call, ErrorKind, Integer, PythonError, Value, ValueKind};

impl Value {
    /// The error for a value of another type than `expected`.
    pub fn wrong_type(&self, what: &str, expected: &str) -> PythonError {
        self.place.error(ErrorKind::WrongType {
            what: what.to_owned(),
            expected: expected.to_owned(),
            found: self.describe(),
        })
    }

    /// The error for a text that cannot be what it is for.
    pub fn invalid(&self, what: &str, reason: impl Display) -> PythonError {
        self.place.error(ErrorKind::InvalidValue {
            what: what.to_owned(),
            reason: reason.to_string(),
        })
    }

    /// The error for a value that is outside its range.
    pub fn out_of_range(&self, what: &str, found: impl Display, allowed: impl Display) -> PythonError {
        let (found, allowed) = (found.to_string(), allowed.to_string());
        self.place.error(ErrorKind::OutOfRange {
            what: what.to_owned(),
            found,
            allowed,
        })
    }

    /// A text, or an enum member whose value is one.
    pub fn text(&self, what: &str) -> Result<&str, PythonError> {
        match &self.data().kind {
            ValueKind::Text(text) => Ok(text),
            _ => Err(self.wrong_type(what, "a text")),
        }
    }

    /// True or false.
    pub fn boolean(&self, what: &str) -> Result<bool, PythonError> {
        match self.data().kind {
            ValueKind::Boolean(value) => Ok(value),
            _ => Err(self.wrong_type(what, "True or False")),
        }
    }

    /// A whole number within a range.
    pub fn number(&self, what: &str, range: RangeInclusive<u32>) -> Result<u32, PythonError> {
        let ValueKind::Integer(integer) = &self.data().kind else {
            return Err(self.wrong_type(what, "a whole number"));
        };
        let number = match integer {
            Integer::Small(number) => u32::try_from(*number).ok(),
            Integer::Big(_) => None,
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            let allowed = format!("it must be from {} to {}", range.start(), range.end());
            self.out_of_range(what, integer, allowed)
        })
    }

    /// The items of a list or tuple.
    pub fn items(&self, what: &str) -> Result<&[Value], PythonError> {
        match &self.data().kind {
            ValueKind::List(items) | ValueKind::Tuple(items) => Ok(items),
            _ => Err(self.wrong_type(what, "a list")),
        }
    }

    /// Both items of a tuple or list of two.
    pub fn pair(&self, what: &str, expected: &str) -> Result<(&Value, &Value), PythonError> {
        match self.items(what) {
            Ok([first, second]) => Ok((first, second)),
            Ok(_) | Err(_) => Err(self.wrong_type(what, expected)),
        }
    }

    /// A call.
    pub fn call(&self, what: &str, expected: &str) -> Result<&Call, PythonError> {
        match &self.kind {
            ValueKind::Call(call) => Ok(call),
            _ => Err(self.wrong_type(what, expected)),
        }
    }
}
