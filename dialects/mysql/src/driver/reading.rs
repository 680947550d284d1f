//! Reading rows with their logical types.
//!
//! The server tells of each column which table's column it is, and the replayed schema knows that one's logical type:
//! a UUID, a Duration or (on MariaDB) a JSON document cannot be distinguished in another way. An expression has the
//! type that the server computes with.

use std::sync::Arc;

use aksara_driver::{COMMON_YEARS, DriverError, Query, Row, RowSink, Value};
use aksara_schema::StorageType;
use chrono::{Datelike, NaiveDate, NaiveTime};
use mysql_async::consts::ColumnType;
use mysql_async::prelude::Queryable;
use mysql_async::{Column, Conn, Value as Wire};

use super::error::statement_error;
use super::parameters::Prepared;
use super::value::{Limits, from_wire};

const MICROSECONDS: i64 = 1_000_000;

/// Runs one query and hands its rows on as they come.
pub(super) async fn read(
    connection: &mut Conn,
    query: Query<'_>,
    limits: Limits,
    sink: RowSink<'_>,
) -> Result<(), DriverError> {
    let failed = |error| statement_error(error, query.sql);
    let prepared = Prepared::new(query.sql, query.parameters, limits)?;
    let mut result = connection
        .exec_iter(prepared.sql.as_str(), prepared.wires)
        .await
        .map_err(failed)?;
    let columns = result.columns();
    let columns = columns.as_deref().unwrap_or_default();
    let names: Arc<[String]> = columns
        .iter()
        .map(|column| column.name_str().into_owned())
        .collect();
    let types: Vec<Option<StorageType>> = columns.iter().map(|column| storage(column, &query)).collect();
    while let Some(row) = result.next().await.map_err(failed)? {
        let values = row.unwrap().into_iter().zip(columns).zip(&types);
        sink(Row {
            columns: names.clone(),
            values: values
                .map(|((value, column), storage)| typed(value, column, storage.as_ref()))
                .collect(),
        })?;
    }
    Ok(())
}

/// The logical type of a column, as the schema knows it, else as the server does.
fn storage(column: &Column, query: &Query<'_>) -> Option<StorageType> {
    let known = query.storage(&column.org_table_str(), &column.org_name_str());
    known.or_else(|| match column.column_type() {
        ColumnType::MYSQL_TYPE_TINY if column.column_length() == 1 => Some(StorageType::Boolean),
        ColumnType::MYSQL_TYPE_NEWDECIMAL => Some(StorageType::Decimal { digits: 0, scale: 0 }),
        ColumnType::MYSQL_TYPE_JSON => Some(StorageType::Json),
        _ => None,
    })
}

fn typed(value: Wire, column: &Column, storage: Option<&StorageType>) -> Value {
    let value = match value {
        Wire::UInt(number) => match i64::try_from(number) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::BigInteger(number.to_string()),
        },
        Wire::Date(..) => moment(&value, column).unwrap_or_else(|| from_wire(value, column)),
        Wire::Time(..) => time(&value).unwrap_or_else(|| from_wire(value, column)),
        value => from_wire(value, column),
    };
    match storage {
        Some(storage) => value.interpreted(storage),
        None => value,
    }
}

/// A date, or a moment in UTC; what is neither (`0000-00-00`) stays text.
fn moment(value: &Wire, column: &Column) -> Option<Value> {
    let Wire::Date(year, month, day, hour, minute, second, micros) = *value else {
        return None;
    };
    let date = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    if !COMMON_YEARS.contains(&date.year()) {
        return None;
    }
    if column.column_type() == ColumnType::MYSQL_TYPE_DATE {
        return Some(Value::Date(date));
    }
    let (hour, minute, second) = (u32::from(hour), u32::from(minute), u32::from(second));
    let moment = date.and_hms_micro_opt(hour, minute, second, micros)?;
    Some(Value::DateTime(moment.and_utc()))
}

/// A time of day, or a length of time where it is none.
fn time(value: &Wire) -> Option<Value> {
    let Wire::Time(is_negative, days, hours, minutes, seconds, micros) = *value else {
        return None;
    };
    let hours = i64::from(days) * 24 + i64::from(hours);
    let seconds = (hours * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
    let length = seconds * MICROSECONDS + i64::from(micros);
    let clock = u32::try_from(seconds).ok().filter(|_| !is_negative);
    let time =
        clock.and_then(|seconds| NaiveTime::from_num_seconds_from_midnight_opt(seconds, micros * 1_000));
    Some(match time {
        Some(time) => Value::Time(time),
        None => Value::Duration(if is_negative { -length } else { length }),
    })
}
