//! Whether a value can be kept by a column as it is given.
//!
//! Databases make a text of a list, a number of a truth and a date of a moment where nobody stops them, each in its own
//! way. What is read afterwards would be something else than what was given, so that it is refused.

use aksara_schema::{ArrayItem, StorageType, ValueFamily};

use crate::Value;

/// Why a value does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misfit {
    /// The kind of value.
    pub given: &'static str,
    /// The advice.
    pub advice: &'static str,
}

impl Value {
    /// The value as a column of this type takes it: the same one, or as a JSON document where it is a part of one.
    pub fn fitted(self, storage: &StorageType) -> Result<Self, Misfit> {
        match (self, storage) {
            (value, StorageType::Opaque { .. }) | (value @ Self::Null, _) => Ok(value),
            (value, StorageType::Json) => value.into_document(),
            (value, StorageType::Array(item)) => value.fitting_items(
                |value| is_item(value, *item),
                "give items of the array's own type",
            ),
            (value, StorageType::Vector(_)) => {
                value.fitting_items(|value| is_item(value, ArrayItem::Float), "give numbers")
            }
            (value, storage) => match advice(&value, storage) {
                Some(advice) => Err(value.misfit(advice)),
                None => Ok(value),
            },
        }
    }

    fn into_document(self) -> Result<Self, Misfit> {
        match self {
            Self::Json(_) | Self::Text(_) => Ok(self),
            Self::Boolean(_) | Self::Integer(_) | Self::BigInteger(_) | Self::Float(_) => {
                Ok(Self::Json(self.json_text()))
            }
            Self::Array(items) => {
                if items.iter().any(|item| matches!(item, Self::Bytes(_))) {
                    Err(Self::Bytes(Vec::new()).misfit("JSON has no bytes; give a text"))
                } else {
                    Ok(Self::Array(items.into_iter().map(Self::into_member).collect()))
                }
            }
            value => Err(value.misfit("JSON has no word for it; give a text, a number, a dict or a list")),
        }
    }

    /// A decimal within a document is a text, here as in a dict.
    fn into_member(self) -> Self {
        match self {
            Self::Decimal(digits) => Self::Text(digits),
            Self::Array(items) => Self::Array(items.into_iter().map(Self::into_member).collect()),
            value => value,
        }
    }

    fn fitting_items(self, fits: impl Fn(&Self) -> bool, advice: &'static str) -> Result<Self, Misfit> {
        match &self {
            Self::Array(items) => match items.iter().find(|item| !fits(item)) {
                Some(item) => Err(Misfit {
                    given: item.noun(),
                    advice,
                }),
                None => Ok(self),
            },
            // Its text, as the database itself writes it.
            Self::Text(_) => Ok(self),
            value => Err(value.misfit("give a list")),
        }
    }

    /// That it does not fit where it is given.
    pub fn misfit(&self, advice: &'static str) -> Misfit {
        Misfit {
            given: self.noun(),
            advice,
        }
    }

    fn noun(&self) -> &'static str {
        match self {
            Self::Null => "None",
            Self::Boolean(_) => "a bool",
            Self::Integer(_) | Self::BigInteger(_) => "an int",
            Self::Float(_) => "a float",
            Self::Text(_) => "a str",
            Self::Bytes(_) => "bytes",
            Self::Decimal(_) => "a Decimal",
            Self::Date(_) => "a date",
            Self::Time(_) => "a time",
            Self::DateTime(_) => "a datetime",
            Self::Duration(_) => "a timedelta",
            Self::Uuid(_) => "a UUID",
            Self::Json(_) => "a dict",
            Self::Array(_) => "a list",
        }
    }
}

/// The advice for a value that does not fit; `None` if it fits.
fn advice(value: &Value, storage: &StorageType) -> Option<&'static str> {
    use Value::{Array, BigInteger, Boolean, Bytes, Date, DateTime, Decimal, Duration, Float, Integer, Json};
    use Value::{Text, Time, Uuid};
    match value {
        Array(_) => {
            Some("give its items as separate values, one for each placeholder: `execute(sql, *values)`")
        }
        Json(_) => Some("give the values that are meant, or the text of the document: `json.dumps(…)`"),
        Bytes(_) => (!matches!(storage, StorageType::Binary)).then_some("give a text: `value.decode()`"),
        Text(_) => matches!(storage, StorageType::Binary).then_some("give bytes: `value.encode()`"),
        Duration(_) => (!matches!(storage, StorageType::Duration)).then_some("give a number or a text"),
        Boolean(_) => is_text(storage).then_some("give a text: `str(value)`"),
        Integer(_) | BigInteger(_) => {
            is_of_time(storage).then_some("give a date, time, datetime or timedelta")
        }
        Float(number) if is_whole(storage) && number.fract() != 0.0 => {
            Some("give a whole number: `round(value)`")
        }
        Decimal(digits) if is_whole(storage) && has_fraction(digits) => {
            Some("give a whole number: `round(value)`")
        }
        Float(_) | Decimal(_) => is_of_time(storage).then_some("give a date, time, datetime or timedelta"),
        DateTime(_) => match storage {
            StorageType::Date => Some("give its day: `value.date()`"),
            StorageType::Time => Some("give its time of day: `value.time()`"),
            _ => None,
        },
        Date(_) => matches!(storage, StorageType::Time).then_some("give a time"),
        Time(_) => {
            matches!(storage, StorageType::Date | StorageType::DateTime).then_some("give a date or datetime")
        }
        Uuid(_) => matches!(storage, StorageType::Binary).then_some("give its bytes: `value.bytes`"),
        Value::Null => None,
    }
}

fn is_text(storage: &StorageType) -> bool {
    storage.facts().family == ValueFamily::Text
}

fn is_whole(storage: &StorageType) -> bool {
    matches!(
        storage,
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger | StorageType::Boolean
    )
}

fn is_of_time(storage: &StorageType) -> bool {
    matches!(
        storage,
        StorageType::Date | StorageType::Time | StorageType::DateTime | StorageType::Duration
    )
}

fn has_fraction(digits: &str) -> bool {
    digits
        .split_once('.')
        .is_some_and(|(_, fraction)| fraction.contains(|digit| digit != '0'))
}

fn is_item(value: &Value, item: ArrayItem) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(|value| is_item(value, item)),
        Value::Text(_) => matches!(item, ArrayItem::Text | ArrayItem::Uuid),
        Value::Integer(_) | Value::BigInteger(_) => matches!(item, ArrayItem::Integer | ArrayItem::Float),
        Value::Float(_) => item == ArrayItem::Float,
        Value::Boolean(_) => item == ArrayItem::Boolean,
        Value::Uuid(_) => item == ArrayItem::Uuid,
        Value::Bytes(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::DateTime(_)
        | Value::Duration(_)
        | Value::Json(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn scalars_are_documents_where_documents_are_kept() {
        for (value, text) in [
            (Value::Boolean(true), "true"),
            (Value::Integer(5), "5"),
            (Value::Float(2.0), "2.0"),
        ] {
            assert_eq!(value.fitted(&StorageType::Json), Ok(Value::Json(text.to_owned())));
        }
        let list = Value::Array(vec![Value::Decimal("1.50".to_owned())]);
        let expected = Value::Array(vec![Value::Text("1.50".to_owned())]);
        assert_eq!(list.fitted(&StorageType::Json), Ok(expected));
    }

    #[test]
    fn what_would_be_kept_as_something_else_is_refused() {
        let decimal = |digits: &str| Value::Decimal(digits.to_owned());
        for (value, storage) in [
            (Value::Array(vec![]), StorageType::Text),
            (Value::Json("{}".to_owned()), StorageType::Varchar(9)),
            (Value::Bytes(vec![]), StorageType::Text),
            (Value::Text(String::new()), StorageType::Binary),
            (Value::Duration(1), StorageType::BigInteger),
            (Value::Integer(1), StorageType::Duration),
            (Value::Boolean(true), StorageType::Text),
            (Value::Float(1.5), StorageType::Integer),
            (decimal("1.50"), StorageType::BigInteger),
            (
                Value::Array(vec![Value::Integer(1)]),
                StorageType::Array(ArrayItem::Text),
            ),
            (Value::Bytes(vec![]), StorageType::Json),
        ] {
            assert!(value.clone().fitted(&storage).is_err(), "{value:?} {storage:?}");
        }
        for (value, storage) in [
            (decimal("1.00"), StorageType::BigInteger),
            (Value::Float(2.0), StorageType::Integer),
            (Value::Integer(1), StorageType::Boolean),
            (
                Value::Array(vec![Value::Null]),
                StorageType::Array(ArrayItem::Text),
            ),
        ] {
            assert_eq!(value.clone().fitted(&storage), Ok(value));
        }
    }
}
