//! Constants as Python literals and as calls of the standard library's constructors.

use aksara_schema::Literal;
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};
use serde_json::Value;

use super::code::{Argument, Code, Import};
use super::text::quote_bytes;

const MICROSECONDS_PER_SECOND: i64 = 1_000_000;
const MICROSECONDS_PER_DAY: i64 = 86_400 * MICROSECONDS_PER_SECOND;

/// A constant as Python spells it.
pub(super) fn literal(value: &Literal) -> Code {
    match value {
        Literal::Null => Code::token("None"),
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Integer(number) => Code::token(number.to_string()),
        Literal::Float(number) => Code::token(format!("{:?}", number.get())),
        Literal::Decimal(decimal) => constructor(Import::Decimal, "Decimal", vec![decimal.as_str().into()]),
        Literal::String(text) => text.as_str().into(),
        Literal::Bytes(bytes) => Code::token(quote_bytes(bytes)),
        Literal::Date(date) => constructor(Import::Datetime, "datetime.date", numbers(date_parts(*date))),
        Literal::Time(time) => constructor(Import::Datetime, "datetime.time", numbers(time_parts(*time))),
        Literal::DateTime(moment) => date_time(*moment),
        Literal::Duration(microseconds) => duration(*microseconds),
        Literal::Uuid(uuid) => constructor(Import::Uuid, "uuid.UUID", vec![uuid.to_string().as_str().into()]),
        Literal::Json(value) => json(value),
        Literal::Array(items) => Code::List(items.iter().map(literal).collect()),
    }
}

fn json(value: &Value) -> Code {
    match value {
        Value::Null => Code::token("None"),
        Value::Bool(truth) => (*truth).into(),
        Value::Number(number) => Code::token(number.to_string()),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Code::List(items.iter().map(json).collect()),
        Value::Object(entries) => Code::Dictionary(
            entries
                .iter()
                .map(|(key, value)| (key.as_str().into(), json(value)))
                .collect(),
        ),
    }
}

fn constructor(import: Import, name: &str, arguments: Vec<Code>) -> Code {
    let arguments = arguments.into_iter().map(Argument::positional).collect();
    Code::call(Code::imported(import, name), arguments)
}

fn numbers(parts: Vec<i64>) -> Vec<Code> {
    parts
        .into_iter()
        .map(|part| Code::token(part.to_string()))
        .collect()
}

fn date_parts(date: NaiveDate) -> Vec<i64> {
    vec![date.year().into(), date.month().into(), date.day().into()]
}

/// Hour and minute, and the second and microsecond where they are not zero. Python has no leap second.
fn time_parts(time: NaiveTime) -> Vec<i64> {
    let microseconds = (time.nanosecond() / 1_000).min(999_999);
    let parts = [time.hour(), time.minute(), time.second(), microseconds].map(i64::from);
    let kept = parts
        .iter()
        .rposition(|part| *part != 0)
        .map_or(0, |last| last + 1)
        .max(2);
    parts.into_iter().take(kept).collect()
}

fn date_time(moment: DateTime<Utc>) -> Code {
    let parts = date_parts(moment.date_naive())
        .into_iter()
        .chain(time_parts(moment.time()));
    let mut arguments: Vec<Argument> = numbers(parts.collect())
        .into_iter()
        .map(Argument::positional)
        .collect();
    let utc = Code::imported(Import::Datetime, "datetime.timezone.utc");
    arguments.push(Argument::keyword("tzinfo", utc));
    Code::call(Code::imported(Import::Datetime, "datetime.datetime"), arguments)
}

/// `timedelta` with the parts that Python itself would show.
fn duration(microseconds: i64) -> Code {
    let (days, rest) = (
        microseconds.div_euclid(MICROSECONDS_PER_DAY),
        microseconds.rem_euclid(MICROSECONDS_PER_DAY),
    );
    let parts = [
        ("days", days),
        ("seconds", rest / MICROSECONDS_PER_SECOND),
        ("microseconds", rest % MICROSECONDS_PER_SECOND),
    ];
    let arguments = parts.into_iter().filter(|(_, part)| *part != 0);
    let arguments = arguments.map(|(unit, part)| Argument::keyword(unit, Code::token(part.to_string())));
    Code::call(
        Code::imported(Import::Datetime, "datetime.timedelta"),
        arguments.collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_schema::DecimalText;
    use pretty_assertions::assert_eq;

    fn check(value: Literal, expected: &str) {
        assert_eq!(literal(&value).render("", 0), expected);
    }

    #[test]
    fn plain_values_are_literals() {
        check(Literal::Null, "None");
        check(Literal::Boolean(true), "True");
        check(Literal::Integer(i64::MIN), "-9223372036854775808");
        check(Literal::Float(1.0.try_into().unwrap()), "1.0");
        check(Literal::Float(1e300.try_into().unwrap()), "1e300");
        check(Literal::String("it's".into()), "\"it's\"");
        check(Literal::Bytes(vec![0, b'a']), "b\"\\x00a\"");
        check(
            Literal::Array(vec![Literal::Integer(1), Literal::Null]),
            "[1, None]",
        );
    }

    #[test]
    fn json_keeps_its_structure() {
        let document = serde_json::json!({"b": [1, 1.5, null], "a": {"x": true}});
        check(
            Literal::Json(document),
            "{\"a\": {\"x\": True}, \"b\": [1, 1.5, None]}",
        );
    }

    #[test]
    fn other_values_are_constructed() {
        let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let time = |second, microsecond| NaiveTime::from_hms_micro_opt(10, 0, second, microsecond).unwrap();
        check(
            Literal::Decimal(DecimalText::parse("1.50").unwrap()),
            "Decimal(\"1.50\")",
        );
        check(Literal::Date(date), "datetime.date(2024, 2, 29)");
        check(Literal::Time(time(0, 0)), "datetime.time(10, 0)");
        check(Literal::Time(time(0, 7)), "datetime.time(10, 0, 0, 7)");
        let moment = date.and_time(time(5, 0)).and_utc();
        check(
            Literal::DateTime(moment),
            "datetime.datetime(2024, 2, 29, 10, 0, 5, tzinfo=datetime.timezone.utc)",
        );
        check(
            Literal::Uuid(uuid::Uuid::nil()),
            "uuid.UUID(\"00000000-0000-0000-0000-000000000000\")",
        );
    }

    #[test]
    fn durations_have_the_parts_that_python_shows() {
        check(Literal::Duration(0), "datetime.timedelta()");
        check(Literal::Duration(90_000_000), "datetime.timedelta(seconds=90)");
        check(
            Literal::Duration(-1),
            "datetime.timedelta(days=-1, seconds=86399, microseconds=999999)",
        );
    }
}
