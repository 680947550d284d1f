//! Values to and from the server. Parameters go as text, so that the server gives them the type it needs.

use aksara_driver::{DriverError, Misfit, Value};
use aksara_schema::{ArrayItem, StorageType};
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

/// A parameter, in its text form.
#[derive(Debug)]
pub(super) struct Parameter<'a>(pub(super) &'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        if *self.0 == Value::Null {
            return Ok(IsNull::Yes);
        }
        out.extend_from_slice(parameter_text(self.0, ty).as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

/// The value as a parameter of this type takes it, `position` being counted from 0.
pub(super) fn fitted(value: Value, ty: &Type, position: usize) -> Result<Value, DriverError> {
    let Some(storage) = storage(ty) else {
        return Ok(value);
    };
    value
        .fitted(&storage)
        .map_err(|Misfit { given, advice }| DriverError::Refused {
            message: format!(
                "the value of ${} is {given}, which a {ty} cannot keep as that: {advice}",
                position + 1
            ),
        })
}

/// The kind of values that a parameter of this type takes; `None` where we have no word for it.
fn storage(ty: &Type) -> Option<StorageType> {
    match ty.kind() {
        Kind::Array(item) => return item_of(item).map(StorageType::Array),
        Kind::Domain(inner) => return storage(inner),
        Kind::Enum(_) => return Some(StorageType::Text),
        _ => {}
    }
    Some(match *ty {
        Type::JSON | Type::JSONB => StorageType::Json,
        Type::BYTEA => StorageType::Binary,
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => StorageType::Text,
        Type::BOOL => StorageType::Boolean,
        Type::INT2 | Type::INT4 | Type::INT8 => StorageType::BigInteger,
        Type::FLOAT4 | Type::FLOAT8 => StorageType::Float,
        Type::NUMERIC => StorageType::Decimal { digits: 0, scale: 0 },
        Type::DATE => StorageType::Date,
        Type::TIME => StorageType::Time,
        Type::TIMESTAMP | Type::TIMESTAMPTZ => StorageType::DateTime,
        Type::INTERVAL => StorageType::Duration,
        Type::UUID => StorageType::Uuid,
        _ => return None,
    })
}

fn item_of(ty: &Type) -> Option<ArrayItem> {
    Some(match storage(ty)? {
        StorageType::Text => ArrayItem::Text,
        StorageType::BigInteger => ArrayItem::Integer,
        StorageType::Float => ArrayItem::Float,
        StorageType::Boolean => ArrayItem::Boolean,
        StorageType::Uuid => ArrayItem::Uuid,
        _ => return None,
    })
}

/// A value as the server reads it for a parameter of this type.
fn parameter_text(value: &Value, ty: &Type) -> String {
    match value {
        Value::Array(items) => match ty.kind() {
            Kind::Array(item) => array_text(items, item),
            _ => value.json_text(),
        },
        Value::Bytes(bytes) => hexadecimal(bytes),
        Value::Boolean(truth) => truth.to_string(),
        Value::Float(number) => number.to_string(),
        Value::DateTime(moment) => moment.format("%Y-%m-%d %H:%M:%S%.6f+00").to_string(),
        Value::Duration(microseconds) => format!("{microseconds} microseconds"),
        Value::Null
        | Value::Integer(_)
        | Value::BigInteger(_)
        | Value::Text(_)
        | Value::Decimal(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Uuid(_)
        | Value::Json(_) => value.plain_text(),
    }
}

/// `\x00ff`
fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let digits = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16));
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    text.extend(digits);
    text
}

/// `{"a","b",NULL}`
fn array_text(items: &[Value], ty: &Type) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| match item {
            Value::Null => "NULL".to_owned(),
            Value::Array(items) => array_text(items, ty),
            item => {
                let text = parameter_text(item, ty);
                format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
            }
        })
        .collect();
    format!("{{{}}}", items.join(","))
}

/// A value in the server's binary form.
pub(super) struct Binary(pub(super) Option<Value>);

impl<'a> FromSql<'a> for Binary {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Some(match *ty {
            Type::BOOL => Value::Boolean(bool::from_sql(ty, raw)?),
            Type::INT2 => Value::Integer(i16::from_sql(ty, raw)?.into()),
            Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
            Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
            Type::OID => Value::Integer(u32::from_sql(ty, raw)?.into()),
            Type::FLOAT4 => Value::Float(f32::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Float(f64::from_sql(ty, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
                Value::Text(std::str::from_utf8(raw)?.to_owned())
            }
            _ => return Ok(Self(None)),
        })))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(Some(Value::Null)))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// A value of a column of this type in its text form; a type without a word of ours stays text.
pub(super) fn from_text(ty: &Type, text: Option<&str>) -> Result<Value, DriverError> {
    let Some(text) = text else { return Ok(Value::Null) };
    let value = match *ty {
        Type::BOOL => Some(Value::Boolean(text == "t")),
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => text.parse().ok().map(Value::Integer),
        Type::FLOAT4 | Type::FLOAT8 => text.parse().ok().map(Value::Float),
        Type::BYTEA => text.strip_prefix("\\x").and_then(bytes).map(Value::Bytes),
        _ => Some(Value::Text(text.to_owned())),
    };
    value.ok_or_else(|| DriverError::Refused {
        message: format!("the server's {ty} is not understood: {text}"),
    })
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
