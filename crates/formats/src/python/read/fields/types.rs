//! A field's type from its call.

use aksara_schema::{ArrayItem, DialectName, FieldType, NotCompared};

use super::{FieldClass, FieldKind};
use crate::python::expressions::dialect;
use crate::python::{Arguments, ErrorKind, PythonError, Value, ValueKind};

/// The greatest length that every database can declare.
const GREATEST_LENGTH: u32 = 10_485_760;

/// The greatest number of digits that a decimal can have.
const GREATEST_PRECISION: u32 = 1_000;

/// The greatest number of dimensions of a vector.
const GREATEST_DIMENSIONS: u32 = 16_000;

/// The spellings of `item_type`.
const ITEM_TYPES: &[(&str, ArrayItem)] = &[
    ("builtins.str", ArrayItem::Text),
    ("builtins.int", ArrayItem::Integer),
    ("builtins.float", ArrayItem::Float),
    ("builtins.bool", ArrayItem::Boolean),
    ("uuid.UUID", ArrayItem::Uuid),
];

/// The spellings of 0.7.2's `sql_type`.
const SQL_ITEM_TYPES: &[(&str, ArrayItem)] = &[
    ("TEXT[]", ArrayItem::Text),
    ("INTEGER[]", ArrayItem::Integer),
    ("DOUBLE PRECISION[]", ArrayItem::Float),
    ("BOOLEAN[]", ArrayItem::Boolean),
    ("UUID[]", ArrayItem::Uuid),
];

/// The spellings of 0.7.2's `column_type`, if it is not the UUID of a key that follows its target.
const COLUMN_TYPES: &[(&str, FieldType)] = &[
    ("INTEGER", FieldType::Integer),
    ("BIGINT", FieldType::BigInteger),
    ("SMALLINT", FieldType::SmallInteger),
    ("TEXT", FieldType::Text),
];

/// The beginnings of its texts with a greatest length.
const SIZED_TEXTS: &[&str] = &["VARCHAR(", "CHARACTER VARYING("];

/// The dialect whose types 0.7.2 wrote.
const DIALECT_0_7: DialectName = DialectName::Postgres;

/// The type that a class makes of its arguments.
pub(super) fn field_type(class: &FieldClass, arguments: &Arguments) -> Result<FieldType, PythonError> {
    match &class.kind {
        FieldKind::Plain(field_type) => Ok(field_type.clone()),
        FieldKind::Sized { build, max_length } => number(arguments, "max_length", 1..=GREATEST_LENGTH)
            .map(|given| build(given.unwrap_or(*max_length))),
        FieldKind::Decimal => decimal(arguments),
        FieldKind::DateTime => Ok(FieldType::DateTime),
        FieldKind::Array => array(arguments),
        FieldKind::ArrayOfSqlType => array_of_sql_type(arguments),
        FieldKind::Vector => Ok(FieldType::Vector {
            dimensions: number(arguments, "dimensions", 1..=GREATEST_DIMENSIONS)?,
        }),
        FieldKind::Enum => enumeration(arguments),
        FieldKind::UncheckedEnum => {
            arguments.texts("allowed_values")?;
            Ok(FieldType::Enum {
                values: Vec::new(),
                native: None,
            })
        }
        FieldKind::ForeignKey | FieldKind::OneToOne => Ok(FieldType::Foreign(NotCompared(None))),
        FieldKind::ForeignKeyOfColumn | FieldKind::OneToOneOfColumn => key_type(arguments),
        FieldKind::Opaque => Ok(FieldType::Opaque {
            dialect: dialect(arguments.required("dialect")?, &arguments.what("dialect"))?,
            spelling: arguments.text("spelling")?.to_owned(),
        }),
        FieldKind::ManyToMany | FieldKind::GenericForeignKey => Err(no_column(class, arguments)),
    }
}

fn number(
    arguments: &Arguments,
    name: &str,
    range: std::ops::RangeInclusive<u32>,
) -> Result<Option<u32>, PythonError> {
    arguments
        .optional(name)?
        .map(|value| value.number(&arguments.what(name), range))
        .transpose()
}

fn decimal(arguments: &Arguments) -> Result<FieldType, PythonError> {
    let max_digits = number(arguments, "max_digits", 1..=GREATEST_PRECISION)?.unwrap_or(10);
    let decimal_places = number(arguments, "decimal_places", 0..=GREATEST_PRECISION)?.unwrap_or(2);
    if decimal_places <= max_digits {
        Ok(FieldType::Decimal {
            max_digits,
            decimal_places,
        })
    } else {
        Err(arguments.call().place.error(ErrorKind::OutOfRange {
            what: arguments.what("decimal_places"),
            found: decimal_places.to_string(),
            allowed: format!("it must not be greater than `max_digits`, which is {max_digits}"),
        }))
    }
}

fn array(arguments: &Arguments) -> Result<FieldType, PythonError> {
    let Some(value) = arguments.optional("item_type")? else {
        return Ok(FieldType::Array(ArrayItem::Text));
    };
    let known = match &value.kind {
        ValueKind::Symbol(path) => ITEM_TYPES.iter().find(|(known, _)| **known == **path),
        _ => None,
    };
    let wrong = || value.wrong_type(&arguments.what("item_type"), "str, int, float, bool or uuid.UUID");
    known.map(|(_, item)| FieldType::Array(*item)).ok_or_else(wrong)
}

fn array_of_sql_type(arguments: &Arguments) -> Result<FieldType, PythonError> {
    let spelling = arguments.optional_text("sql_type")?.unwrap_or("TEXT[]");
    let known = SQL_ITEM_TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(spelling));
    Ok(known.map_or_else(|| opaque(spelling), |(_, item)| FieldType::Array(*item)))
}

fn opaque(spelling: &str) -> FieldType {
    FieldType::Opaque {
        dialect: DIALECT_0_7,
        spelling: spelling.to_owned(),
    }
}

/// 0.7.2 writes the type of a foreign key out; a UUID follows its target, as all keys did.
fn key_type(arguments: &Arguments) -> Result<FieldType, PythonError> {
    let spelling = arguments.optional_text("column_type")?.unwrap_or("UUID");
    let known = COLUMN_TYPES
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(spelling));
    Ok(match (known, sized_text(spelling)) {
        (Some((_, field_type)), _) => field_type.clone(),
        (None, Some(field_type)) => field_type,
        (None, None) if spelling.eq_ignore_ascii_case("UUID") => FieldType::Foreign(NotCompared(None)),
        (None, None) => opaque(spelling),
    })
}

/// `VARCHAR(40)`
fn sized_text(spelling: &str) -> Option<FieldType> {
    let spelling = spelling.to_ascii_uppercase();
    let length = SIZED_TEXTS
        .iter()
        .find_map(|begin| spelling.strip_prefix(begin))?;
    let max_length = length.strip_suffix(')')?.trim().parse().ok()?;
    Some(FieldType::String { max_length })
}

/// The values are the enum's members, a list, or the first items of `choices`.
fn enumeration(arguments: &Arguments) -> Result<FieldType, PythonError> {
    let mut values = Vec::new();
    for value in written_values(arguments)? {
        let text = value
            .text(&format!("each value of {}", arguments.what("values")))?
            .to_owned();
        if values.contains(&text) {
            return Err(value.place.error(ErrorKind::Duplicate {
                what: "the enum value",
                name: text,
            }));
        }
        values.push(text);
    }
    Ok(FieldType::Enum {
        values,
        native: arguments.optional_text("native")?.map(str::to_owned),
    })
}

fn written_values<'c>(arguments: &Arguments<'c>) -> Result<Vec<&'c Value>, PythonError> {
    if let Some(class) = arguments.optional("enum_class")? {
        return members(class, &arguments.what("enum_class"));
    }
    if let Some(values) = arguments.optional("values")? {
        return members(values, &arguments.what("values"));
    }
    let what = format!("each item of {}", arguments.what("choices"));
    let choice = |item: &'c Value| match &item.kind {
        ValueKind::Tuple(_) | ValueKind::List(_) => {
            item.pair(&what, "a value and its label").map(|(value, _)| value)
        }
        _ => Ok(item),
    };
    arguments.list("choices")?.iter().map(choice).collect()
}

fn members<'v>(value: &'v Value, what: &str) -> Result<Vec<&'v Value>, PythonError> {
    match &value.kind {
        ValueKind::Enum(class) => Ok(class.members.iter().map(|member| &member.value).collect()),
        ValueKind::List(items) | ValueKind::Tuple(items) => Ok(items.iter().collect()),
        _ => Err(value.wrong_type(what, "an enum of the project or a list of texts")),
    }
}

fn no_column(class: &FieldClass, arguments: &Arguments) -> PythonError {
    arguments.call().place.error(ErrorKind::Contradiction {
        message: format!("`{}` is not one column of a table", class.signature.name),
        advice: "in a migration use `op.CreateManyToManyTable(…)`, or `op.CreateTable(…)` with its columns"
            .to_owned(),
    })
}
