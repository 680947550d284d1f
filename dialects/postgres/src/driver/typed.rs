//! Values with their logical types, from the server's binary form
//! (<https://www.postgresql.org/docs/18/protocol-overview.html#PROTOCOL-FORMAT-CODES>).

use std::net::IpAddr;

use aksara_driver::Value;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use tokio_postgres::types::{FromSql, Kind, Type};
use uuid::Uuid;

use super::numeric::numeric_text;

type Failure = Box<dyn std::error::Error + Sync + Send>;

const DAY: i64 = 86_400_000_000;
const DAYS_OF_A_MONTH: i64 = 30;
/// The server's moments are counted from 2000-01-01.
const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};
/// Types without a number of their own whose binary form is their text.
const TEXTS: [&str; 2] = ["citext", "ltree"];

/// A typed value; the error names the type that is not understood.
pub(super) struct Typed(pub(super) Value);

impl<'a> FromSql<'a> for Typed {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        match ty.kind() {
            Kind::Array(_) => array(ty, raw).map(Self),
            Kind::Domain(inner) => Self::from_sql(inner, raw),
            Kind::Enum(_) => text(raw).map(Self),
            _ => scalar(ty, raw).map(Self),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn scalar(ty: &Type, raw: &[u8]) -> Result<Value, Failure> {
    Ok(match *ty {
        Type::BOOL => Value::Boolean(bool::from_sql(ty, raw)?),
        Type::INT2 => Value::Integer(i16::from_sql(ty, raw)?.into()),
        Type::INT4 => Value::Integer(i32::from_sql(ty, raw)?.into()),
        Type::INT8 => Value::Integer(i64::from_sql(ty, raw)?),
        Type::OID => Value::Integer(u32::from_sql(ty, raw)?.into()),
        Type::FLOAT4 => Value::Float(f32::from_sql(ty, raw)?.into()),
        Type::FLOAT8 => Value::Float(f64::from_sql(ty, raw)?),
        Type::NUMERIC => Value::Decimal(numeric_text(raw).ok_or("a numeric that is cut short")?),
        Type::BYTEA => Value::Bytes(raw.to_vec()),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::XML => text(raw)?,
        Type::JSON => Value::Json(std::str::from_utf8(raw)?.to_owned()),
        // One byte of version comes first.
        Type::JSONB => Value::Json(std::str::from_utf8(raw.get(1..).unwrap_or_default())?.to_owned()),
        Type::DATE => date(i32::from_sql(&Type::INT4, raw)?),
        Type::TIME => time(i64::from_sql(&Type::INT8, raw)?),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => moment(i64::from_sql(&Type::INT8, raw)?),
        Type::INTERVAL => interval(raw)?,
        Type::UUID => Value::Uuid(Uuid::from_slice(raw)?),
        Type::INET | Type::CIDR => Value::Text(address(raw).ok_or("an address that is cut short")?),
        Type::VOID => Value::Null,
        _ if ty.name() == "vector" => vector(raw)?,
        _ if TEXTS.contains(&ty.name()) => text(raw)?,
        _ => return Err(format!("the type {ty} is not understood; cast it to text").into()),
    })
}

fn text(raw: &[u8]) -> Result<Value, Failure> {
    Ok(Value::Text(std::str::from_utf8(raw)?.to_owned()))
}

fn array(ty: &Type, raw: &[u8]) -> Result<Value, Failure> {
    let items = Vec::<Typed>::from_sql(ty, raw)?;
    Ok(Value::Array(items.into_iter().map(|item| item.0).collect()))
}

/// A date; `infinity` and what no calendar of ours has stays text.
fn date(days: i32) -> Value {
    let size = Days::new(days.unsigned_abs().into());
    let date = match days >= 0 {
        true => EPOCH.checked_add_days(size),
        false => EPOCH.checked_sub_days(size),
    };
    match (days, date) {
        (i32::MAX, _) => Value::Text("infinity".to_owned()),
        (i32::MIN, _) | (_, None) => Value::Text("-infinity".to_owned()),
        (_, Some(date)) => Value::Date(date),
    }
}

fn time(microseconds: i64) -> Value {
    match microseconds {
        // 24:00:00 is a time of PostgreSQL's alone.
        DAY => Value::Text("24:00:00".to_owned()),
        microseconds => Value::Time(NaiveTime::MIN + TimeDelta::microseconds(microseconds)),
    }
}

fn moment(microseconds: i64) -> Value {
    let moment =
        NaiveDateTime::new(EPOCH, NaiveTime::MIN).checked_add_signed(TimeDelta::microseconds(microseconds));
    match (microseconds, moment) {
        (i64::MAX, _) => Value::Text("infinity".to_owned()),
        (i64::MIN, _) | (_, None) => Value::Text("-infinity".to_owned()),
        (_, Some(moment)) => Value::DateTime(moment.and_utc()),
    }
}

/// Microseconds, days and months; a month has 30 days, as the server itself counts when it must
/// (<https://www.postgresql.org/docs/18/functions-datetime.html>, EXTRACT of an interval).
fn interval(raw: &[u8]) -> Result<Value, Failure> {
    let (time, rest) = raw.split_at_checked(8).ok_or("an interval that is cut short")?;
    let (days, months) = rest.split_at_checked(4).ok_or("an interval that is cut short")?;
    let days = i64::from(i32::from_sql(&Type::INT4, days)?);
    let months = i64::from(i32::from_sql(&Type::INT4, months)?);
    let length = (days + months * DAYS_OF_A_MONTH)
        .checked_mul(DAY)
        .and_then(|length| length.checked_add(i64::from_sql(&Type::INT8, time).ok()?));
    Ok(Value::Duration(
        length.ok_or("an interval beyond 64 bits of microseconds")?,
    ))
}

/// Family, bits of the mask, whether it is a network, length, then the address.
fn address(raw: &[u8]) -> Option<String> {
    let [_, mask, is_network, _, address @ ..] = raw else {
        return None;
    };
    let (address, whole) = match *address {
        [a, b, c, d] => (IpAddr::from([a, b, c, d]), 32),
        _ => (IpAddr::from(<[u8; 16]>::try_from(address).ok()?), 128),
    };
    Some(match *mask == whole && *is_network == 0 {
        true => address.to_string(),
        false => format!("{address}/{mask}"),
    })
}

/// pgvector's form: the dimensions, two unused bytes, then floats.
fn vector(raw: &[u8]) -> Result<Value, Failure> {
    let items = raw.get(4..).unwrap_or_default().chunks_exact(4);
    let items = items.map(|item| Ok(Value::Float(f32::from_sql(&Type::FLOAT4, item)?.into())));
    items.collect::<Result<_, Failure>>().map(Value::Array)
}
