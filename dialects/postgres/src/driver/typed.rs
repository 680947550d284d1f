//! Values with their logical types, from the server's binary form
//! (<https://www.postgresql.org/docs/18/protocol-overview.html#PROTOCOL-FORMAT-CODES>).

use std::net::IpAddr;

use aksara_driver::{COMMON_YEARS, Value};
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
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
        Type::TIMESTAMP => moment(i64::from_sql(&Type::INT8, raw)?, ""),
        Type::TIMESTAMPTZ => moment(i64::from_sql(&Type::INT8, raw)?, "+00"),
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

/// A date; `infinity` and what is no date of the years 1 to 9999 is text, as the server writes it.
fn date(days: i32) -> Value {
    match days {
        i32::MAX => Value::Text("infinity".to_owned()),
        i32::MIN => Value::Text("-infinity".to_owned()),
        days => match common_date(days.into()) {
            Some(date) => Value::Date(date),
            None => Value::Text(server_date(days.into(), "")),
        },
    }
}

/// The date so many days after 2000-01-01, where it is of a year with four digits and of our era.
fn common_date(days: i64) -> Option<NaiveDate> {
    let date = EPOCH.checked_add_signed(TimeDelta::try_days(days)?)?;
    Some(date).filter(|date| COMMON_YEARS.contains(&date.year()))
}

/// A date beyond those: `0044-03-15 BC`, `10000-01-01`, with a time between the day and the era.
fn server_date(days: i64, time: &str) -> String {
    let (year, month, day) = civil(days);
    if year > 0 {
        format!("{year:04}-{month:02}-{day:02}{time}")
    } else {
        format!("{:04}-{month:02}-{day:02}{time} BC", 1 - year)
    }
}

/// Year, month and day of the proleptic Gregorian calendar, from days since 2000-01-01: the server's calendar is longer
/// than that of our library. The days are counted within eras of 400 years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    const DAYS_OF_AN_ERA: i64 = 146_097;
    // From 0000-03-01 to 2000-01-01.
    let days = days + 730_425;
    let (era, day) = (days.div_euclid(DAYS_OF_AN_ERA), days.rem_euclid(DAYS_OF_AN_ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + next, month, day_of_month)
}

fn time(microseconds: i64) -> Value {
    match microseconds {
        // 24:00:00 is a time of PostgreSQL's alone.
        DAY => Value::Text("24:00:00".to_owned()),
        microseconds => Value::Time(NaiveTime::MIN + TimeDelta::microseconds(microseconds)),
    }
}

/// A moment, `zone` being how the server writes that it is in UTC.
fn moment(microseconds: i64, zone: &str) -> Value {
    let (days, time) = (microseconds.div_euclid(DAY), microseconds.rem_euclid(DAY));
    let clock = NaiveTime::MIN + TimeDelta::microseconds(time);
    match microseconds {
        i64::MAX => Value::Text("infinity".to_owned()),
        i64::MIN => Value::Text("-infinity".to_owned()),
        _ => match common_date(days) {
            Some(date) => Value::DateTime(date.and_time(clock).and_utc()),
            None => Value::Text(server_date(
                days,
                &format!(" {}{zone}", clock.format("%H:%M:%S%.6f")),
            )),
        },
    }
}

/// Microseconds, days and months; a month has 30 days, as the server itself counts when it must
/// (<https://www.postgresql.org/docs/18/functions-datetime.html>, EXTRACT of an interval).
fn interval(raw: &[u8]) -> Result<Value, Failure> {
    let (time, rest) = raw.split_at_checked(8).ok_or("an interval that is cut short")?;
    let (days, months) = rest.split_at_checked(4).ok_or("an interval that is cut short")?;
    let (days, months) = (
        i32::from_sql(&Type::INT4, days)?,
        i32::from_sql(&Type::INT4, months)?,
    );
    match (days, months) {
        (i32::MAX, i32::MAX) => return Ok(Value::Text("infinity".to_owned())),
        (i32::MIN, i32::MIN) => return Ok(Value::Text("-infinity".to_owned())),
        _ => {}
    }
    let (days, months) = (i64::from(days), i64::from(months));
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
    Some(if *mask == whole && *is_network == 0 {
        address.to_string()
    } else {
        format!("{address}/{mask}")
    })
}

/// pgvector's form: the dimensions, two unused bytes, then floats.
fn vector(raw: &[u8]) -> Result<Value, Failure> {
    let items = raw.get(4..).unwrap_or_default().chunks_exact(4);
    let items = items.map(|item| Ok(Value::Float(f32::from_sql(&Type::FLOAT4, item)?.into())));
    items.collect::<Result<_, Failure>>().map(Value::Array)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn dates_that_no_common_calendar_has_are_as_the_server_writes_them() {
        let date_of = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let days = |date: NaiveDate| i32::try_from((date - EPOCH).num_days()).unwrap();
        for (year, written) in [
            (0, "0001-02-29 BC"),
            (-43, "0044-03-15 BC"),
            (10_000, "10000-12-31"),
        ] {
            let (month, day) = match year {
                0 => (2, 29),
                -43 => (3, 15),
                _ => (12, 31),
            };
            assert_eq!(date(days(date_of(year, month, day))), text(written));
        }
        for common in [date_of(1, 1, 1), date_of(9999, 12, 31), date_of(2000, 2, 29)] {
            assert_eq!(date(days(common)), Value::Date(common));
        }
        // The last one that the server has.
        assert_eq!(date(2_145_031_948), text("5874897-12-31"));
        assert_eq!(
            moment(-64_459_540_800_000_000, "+00"),
            text("0044-05-11 12:00:00.000000+00 BC")
        );
    }
}
