//! Known constructors: `Decimal("1.50")`, `datetime.date(…)`, `uuid.UUID("…")`, `list(…)`, ….

use aksara_schema::DecimalText;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use uuid::Uuid;

use super::expression::plain_text;
use crate::python::{Arguments, Call, Integer, Parameter, PythonError, Signature, Value, ValueKind};

type Construct = fn(&Call) -> Result<ValueKind, PythonError>;

/// The calls and the values that they construct.
const CONSTRUCTORS: &[(&str, Construct)] = &[
    ("decimal.Decimal", decimal),
    ("datetime.date", date),
    ("datetime.date.fromisoformat", date_of_text),
    ("datetime.time", time),
    ("datetime.time.fromisoformat", time_of_text),
    ("datetime.datetime", date_time),
    ("datetime.datetime.fromisoformat", date_time_of_text),
    ("datetime.timedelta", duration),
    ("uuid.UUID", uuid),
    ("builtins.str", text),
    ("builtins.int", integer),
    ("builtins.list", |call| Ok(ValueKind::List(sequence(call)?))),
    ("builtins.tuple", |call| Ok(ValueKind::Tuple(sequence(call)?))),
    ("builtins.set", |call| Ok(ValueKind::Set(sequence(call)?))),
    ("builtins.frozenset", |call| Ok(ValueKind::Set(sequence(call)?))),
    ("builtins.dict", dictionary),
];

/// Time zones that are UTC.
const UTC_ZONES: &[&str] = &[
    "datetime.timezone.utc",
    "datetime.UTC",
    "django.utils.timezone.utc",
];

/// `os.getenv(key, default=None)`
pub(super) const ENVIRONMENT_VARIABLE: Signature = signature(
    "os.getenv",
    &[&[Parameter::required("key"), Parameter::optional("default")]],
);

const DECIMAL: Signature = signature("Decimal", &[&[Parameter::required("value")]]);
const UUID: Signature = signature("UUID", &[&[Parameter::required("hex")]]);
const STR: Signature = signature("str", &[&[Parameter::required("object")]]);
const INT: Signature = signature("int", &[&[Parameter::required("x")]]);
const SEQUENCE: Signature = signature("list", &[&[Parameter::optional("iterable")]]);
const ISO_FORMAT: Signature = signature("fromisoformat", &[&[Parameter::required("text")]]);

const DATE_PARAMETERS: &[Parameter] = &[
    Parameter::required("year"),
    Parameter::required("month"),
    Parameter::required("day"),
];
const TIME_PARAMETERS: &[Parameter] = &[
    Parameter::optional("hour"),
    Parameter::optional("minute"),
    Parameter::optional("second"),
    Parameter::optional("microsecond"),
    Parameter::optional("tzinfo"),
];
const DATE: Signature = signature("date", &[DATE_PARAMETERS]);
const TIME: Signature = signature("time", &[TIME_PARAMETERS]);
const DATE_TIME: Signature = signature("datetime", &[DATE_PARAMETERS, TIME_PARAMETERS]);

/// The arguments of `timedelta` in order, with their lengths in microseconds.
const DURATION_UNITS: &[(&str, i64)] = &[
    ("days", 86_400_000_000),
    ("seconds", 1_000_000),
    ("microseconds", 1),
    ("milliseconds", 1_000),
    ("minutes", 60_000_000),
    ("hours", 3_600_000_000),
    ("weeks", 604_800_000_000),
];
const DURATION: Signature = signature(
    "timedelta",
    &[&[
        Parameter::optional("days"),
        Parameter::optional("seconds"),
        Parameter::optional("microseconds"),
        Parameter::optional("milliseconds"),
        Parameter::optional("minutes"),
        Parameter::optional("hours"),
        Parameter::optional("weeks"),
    ]],
);

const fn signature(name: &'static str, groups: &'static [&'static [Parameter]]) -> Signature {
    Signature { name, groups }
}

/// The constructor that is called under this path.
pub(super) fn find(path: &str) -> Option<Construct> {
    CONSTRUCTORS
        .iter()
        .find(|(known, _)| *known == path)
        .map(|(_, construct)| *construct)
}

fn decimal(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = DECIMAL.bind(call)?;
    let (value, what) = (arguments.required("value")?, arguments.what("value"));
    let text = match &value.data().kind {
        ValueKind::Text(text) => text.replace('_', ""),
        ValueKind::Integer(number) => number.to_string(),
        ValueKind::Decimal(decimal) => return Ok(ValueKind::Decimal(decimal.clone())),
        _ => return Err(value.wrong_type(&what, "a text, which keeps every digit")),
    };
    DecimalText::parse(&text)
        .map(ValueKind::Decimal)
        .map_err(|error| value.invalid(&what, error))
}

fn uuid(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = UUID.bind(call)?;
    let (value, what) = (arguments.required("hex")?, arguments.what("hex"));
    Uuid::parse_str(value.text(&what)?)
        .map(ValueKind::Uuid)
        .map_err(|error| value.invalid(&what, error))
}

fn text(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = STR.bind(call)?;
    let value = arguments.required("object")?;
    let text = plain_text(value.data());
    text.map(|text| ValueKind::Text(text.into()))
        .ok_or_else(|| value.wrong_type(&arguments.what("object"), "a text or a whole number"))
}

fn integer(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = INT.bind(call)?;
    let (value, what) = (arguments.required("x")?, arguments.what("x"));
    match &value.data().kind {
        ValueKind::Integer(number) => Ok(ValueKind::Integer(number.clone())),
        ValueKind::Text(text) => {
            let number =
                Integer::parse(text.trim()).ok_or_else(|| value.invalid(&what, "it is not a whole number"));
            number.map(ValueKind::Integer)
        }
        _ => Err(value.wrong_type(&what, "a whole number or its text")),
    }
}

fn sequence(call: &Call) -> Result<Vec<Value>, PythonError> {
    let arguments = SEQUENCE.bind(call)?;
    match arguments.optional("iterable")? {
        None => Ok(Vec::new()),
        Some(Value {
            kind: ValueKind::Set(items),
            ..
        }) => Ok(items.clone()),
        Some(value) => value.items(&arguments.what("iterable")).map(<[Value]>::to_vec),
    }
}

/// `dict()` and `dict(name=value)`
fn dictionary(call: &Call) -> Result<ValueKind, PythonError> {
    if let Some(argument) = call.positional.first() {
        return match argument.value.clone()? {
            Value {
                kind: kind @ ValueKind::Dictionary(_),
                ..
            } if call.keywords.is_empty() => Ok(kind),
            value => Err(value.wrong_type("the argument of `dict`", "a dict")),
        };
    }
    let items = call.keywords.iter().map(|keyword| {
        let name = Value::new(ValueKind::Text(keyword.name.clone()), keyword.place.clone());
        Ok((name, keyword.argument.value.clone()?))
    });
    items
        .collect::<Result<_, PythonError>>()
        .map(ValueKind::Dictionary)
}

/// A part of a date or time as a number; what is left out is zero.
fn part(arguments: &Arguments, name: &str) -> Result<u32, PythonError> {
    arguments
        .optional(name)?
        .map_or(Ok(0), |value| value.number(&arguments.what(name), 0..=999_999))
}

fn calendar_date(arguments: &Arguments) -> Result<NaiveDate, PythonError> {
    let (year, month, day) = (
        part(arguments, "year")?,
        part(arguments, "month")?,
        part(arguments, "day")?,
    );
    let year = i32::try_from(year).ok().filter(|year| (1..=9999).contains(year));
    let date = year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.ok_or_else(|| no_such(arguments, "date"))
}

fn clock_time(arguments: &Arguments) -> Result<NaiveTime, PythonError> {
    let [hour, minute, second, micro] =
        ["hour", "minute", "second", "microsecond"].map(|name| part(arguments, name));
    let time = NaiveTime::from_hms_micro_opt(hour?, minute?, second?, micro?);
    time.ok_or_else(|| no_such(arguments, "time"))
}

fn no_such(arguments: &Arguments, what: &str) -> PythonError {
    let reason = format!("there is no such {what}");
    let place = arguments.call().place.clone();
    place.error(crate::python::ErrorKind::InvalidValue {
        what: place.text().to_owned(),
        reason,
    })
}

fn date(call: &Call) -> Result<ValueKind, PythonError> {
    calendar_date(&DATE.bind(call)?).map(ValueKind::Date)
}

fn time(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = TIME.bind(call)?;
    match arguments.optional("tzinfo")? {
        None => clock_time(&arguments).map(ValueKind::Time),
        Some(zone) => Err(zone.wrong_type(&arguments.what("tzinfo"), "left out: a time of day has no zone")),
    }
}

fn date_time(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = DATE_TIME.bind(call)?;
    let naive = calendar_date(&arguments)?.and_time(clock_time(&arguments)?);
    let offset = arguments
        .optional("tzinfo")?
        .map_or(Ok(0), |zone| zone_offset(zone, &arguments.what("tzinfo")))?;
    let zone = FixedOffset::east_opt(offset).ok_or_else(|| no_such(&arguments, "time zone"))?;
    let moment = zone
        .from_local_datetime(&naive)
        .single()
        .ok_or_else(|| no_such(&arguments, "moment"))?;
    Ok(ValueKind::DateTime(moment.with_timezone(&Utc)))
}

/// Seconds east of UTC of `timezone.utc`, `ZoneInfo("UTC")` or `timezone(timedelta(…))`.
fn zone_offset(zone: &Value, what: &str) -> Result<i32, PythonError> {
    let offset = match &zone.kind {
        ValueKind::Symbol(path) if UTC_ZONES.contains(&&**path) => Some(0),
        ValueKind::Call(call) => match (
            &*call.path,
            call.positional.first().map(|argument| &argument.value),
        ) {
            (
                "zoneinfo.ZoneInfo",
                Some(Ok(Value {
                    kind: ValueKind::Text(name),
                    ..
                })),
            ) if &**name == "UTC" => Some(0),
            (
                "datetime.timezone",
                Some(Ok(Value {
                    kind: ValueKind::Duration(offset),
                    ..
                })),
            ) => i32::try_from(offset / 1_000_000).ok(),
            _ => None,
        },
        _ => None,
    };
    offset.ok_or_else(|| zone.wrong_type(what, "`timezone.utc` or `timezone(timedelta(…))`"))
}

fn duration(call: &Call) -> Result<ValueKind, PythonError> {
    let arguments = DURATION.bind(call)?;
    let mut total = 0_i64;
    for (name, unit) in DURATION_UNITS {
        let Some(value) = arguments.optional(name)? else {
            continue;
        };
        let part = microseconds(value, *unit, &arguments.what(name))?;
        let sum = part.and_then(|part| total.checked_add(part));
        total = sum
            .ok_or_else(|| value.out_of_range(&arguments.what(name), value.place.text(), "it is too long"))?;
    }
    Ok(ValueKind::Duration(total))
}

fn microseconds(value: &Value, unit: i64, what: &str) -> Result<Option<i64>, PythonError> {
    match &value.kind {
        ValueKind::Integer(Integer::Small(number)) => Ok(number.checked_mul(unit)),
        ValueKind::Float(number) => {
            let exact = number * unit as f64;
            Ok((exact.fract() == 0.0 && exact.abs() < 9e15).then_some(exact as i64))
        }
        _ => Err(value.wrong_type(what, "a number")),
    }
}

fn date_of_text(call: &Call) -> Result<ValueKind, PythonError> {
    of_text(call, |text| text.parse().ok().map(ValueKind::Date))
}

fn time_of_text(call: &Call) -> Result<ValueKind, PythonError> {
    of_text(call, |text| parse_time(text).map(ValueKind::Time))
}

fn date_time_of_text(call: &Call) -> Result<ValueKind, PythonError> {
    of_text(call, |text| parse_date_time(text).map(ValueKind::DateTime))
}

fn of_text(call: &Call, parse: impl Fn(&str) -> Option<ValueKind>) -> Result<ValueKind, PythonError> {
    let arguments = ISO_FORMAT.bind(call)?;
    let (value, what) = (arguments.required("text")?, arguments.what("text"));
    parse(value.text(&what)?).ok_or_else(|| value.invalid(&what, "it is not in ISO 8601 format"))
}

/// A time of day in ISO 8601, with or without seconds.
pub(crate) fn parse_time(text: &str) -> Option<NaiveTime> {
    text.parse()
        .ok()
        .or_else(|| NaiveTime::parse_from_str(text, "%H:%M").ok())
}

/// A moment in ISO 8601; one without a zone is in UTC.
pub(crate) fn parse_date_time(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1))
        .ok()
        .map(|moment| moment.with_timezone(&Utc));
    let naive = || {
        text.replacen(' ', "T", 1)
            .parse::<NaiveDateTime>()
            .ok()
            .map(|naive| naive.and_utc())
    };
    let date = || {
        text.parse::<NaiveDate>()
            .ok()
            .map(|date| date.and_time(NaiveTime::MIN).and_utc())
    };
    zoned.or_else(naive).or_else(date)
}
