//! Literals that fit a type, hostile ones among them.

use aksara_schema::{ArrayItem, DecimalText, FieldType, FiniteFloat, Literal, StorageType};
use chrono::{DateTime, NaiveDate, NaiveTime};
use serde_json::json;

use super::Choices;

const TEXTS: &[&str] = &[
    "",
    "a",
    "it's",
    "say \"x\"",
    "back\\slash",
    "new\nline",
    "50%",
    "naïve 😀",
    "NULL",
    "1e5",
];
const DECIMALS: &[&str] = &["0", "1.5", "-2.25", "12345678901234567890.12345"];

/// A constant that a field of this type can hold; `None` for types that take none.
pub fn fitting(choices: &mut Choices, field_type: &FieldType) -> Option<Literal> {
    match field_type.storage() {
        StorageType::SmallInteger => integer(choices, &[0, 1, 32_767, -7], field_type),
        StorageType::Integer => integer(choices, &[0, 1, 2_147_483_647, -7], field_type),
        StorageType::BigInteger => integer(choices, &[0, 1, 9_007_199_254_740_993, -7], field_type),
        StorageType::Boolean => Some(Literal::Boolean(choices.percent(50))),
        StorageType::Float => FiniteFloat::try_from(*choices.pick(&[0.0, 1.5, -0.125])?)
            .ok()
            .map(Literal::Float),
        StorageType::Decimal { digits, scale } => decimal(choices, digits, scale),
        StorageType::Varchar(length) => text(choices, length as usize),
        StorageType::Text => text(choices, usize::MAX),
        StorageType::Binary => Some(Literal::Bytes(
            choices.pick(&[vec![], vec![0, 255, 39, 92]])?.clone(),
        )),
        StorageType::Date => Some(Literal::Date(NaiveDate::from_ymd_opt(2026, 2, 7)?)),
        StorageType::Time => Some(Literal::Time(NaiveTime::from_hms_micro_opt(10, 30, 0, 5)?)),
        StorageType::DateTime => Some(Literal::DateTime(DateTime::from_timestamp(
            1_770_000_000,
            125_000,
        )?)),
        StorageType::Duration => Some(Literal::Duration(*choices.pick(&[0, 90_000_001, -1])?)),
        StorageType::Uuid => Some(Literal::Uuid(
            *choices.pick(&[uuid::Uuid::nil(), uuid::Uuid::from_u128(123)])?,
        )),
        StorageType::Json => Some(Literal::Json(
            choices
                .pick(&[json!({}), json!({"a": [1, null, "it's"]})])?
                .clone(),
        )),
        StorageType::Array(item) => Some(Literal::Array(array(choices, item)?)),
        StorageType::Enum { values, .. } => Literal::text(choices.pick(&values)?.clone()).ok(),
        other => other.sample(1),
    }
}

fn integer(choices: &mut Choices, numbers: &[i64], field_type: &FieldType) -> Option<Literal> {
    let number = *choices.pick(numbers)?;
    Some(Literal::Integer(if field_type.is_positive() {
        number.abs()
    } else {
        number
    }))
}

fn decimal(choices: &mut Choices, digits: u32, scale: u32) -> Option<Literal> {
    let fits = |text: &&&str| {
        let precision = DecimalText::parse(text).map(|decimal| decimal.precision());
        precision.is_ok_and(|(whole, fraction)| {
            whole <= digits.saturating_sub(scale) as usize && fraction <= scale as usize
        })
    };
    let fitting: Vec<&&str> = DECIMALS.iter().filter(fits).collect();
    DecimalText::parse(choices.pick(&fitting)?)
        .ok()
        .map(Literal::Decimal)
}

fn text(choices: &mut Choices, length: usize) -> Option<Literal> {
    let fitting: Vec<&str> = TEXTS
        .iter()
        .copied()
        .filter(|text| text.chars().count() <= length)
        .collect();
    Literal::text(*choices.pick(&fitting)?).ok()
}

fn array(choices: &mut Choices, item: ArrayItem) -> Option<Vec<Literal>> {
    let one = match item {
        ArrayItem::Text => Literal::text("it's, {x}").ok()?,
        ArrayItem::Integer => Literal::Integer(7),
        ArrayItem::Float => Literal::Float(FiniteFloat::try_from(1.5).ok()?),
        ArrayItem::Boolean => Literal::Boolean(true),
        ArrayItem::Uuid => Literal::Uuid(uuid::Uuid::from_u128(123)),
    };
    Some(
        choices
            .pick(&[vec![], vec![one.clone()], vec![one.clone(), one]])?
            .clone(),
    )
}
