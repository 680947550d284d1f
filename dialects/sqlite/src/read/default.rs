//! Defaults: the text after DEFAULT, as a value of the field's type where that is exactly the value that SQLite fills
//! in, else in SQLite's own words.

use aksara_schema::{ArrayItem, DecimalText, Default, Field, FiniteFloat, Literal, StorageType, Table};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use uuid::Uuid;

use super::array_default::array_of;
use super::compared::own_text;
use super::expression::read_expression;
use crate::affinity::Affinity;
use crate::build::default;
use crate::canonical::canonical;
use crate::constant::{Constant, is_clock};
use crate::literal::{quote, spell_value};
use crate::text::without_parentheses;
use crate::types::catalog_type;

const TIME_FORMAT: &str = "%H:%M:%S%.f";
const DATE_TIME_FORMAT: &str = "%Y-%m-%d %H:%M:%S%.f";

/// Reads the default of a field whose type is known. NULL is none.
pub(super) fn read_default(
    written: &str,
    affinity: Affinity,
    field: &Field,
    table: &Table,
) -> Option<Default> {
    match Constant::after_default(written) {
        Some(Constant::Null) => None,
        Some(constant) => Some(read_constant(constant, written, affinity, field, table)),
        None if is_clock(written) => Some(Default::Expression(own_text(written))),
        None => Some(computed(without_parentheses(written), field, table)),
    }
}

/// A constant in our words where the column keeps the same value then.
fn read_constant(
    constant: Constant,
    written: &str,
    affinity: Affinity,
    field: &Field,
    table: &Table,
) -> Default {
    let own = match &constant {
        // A lone name is a text only there.
        Constant::Text(text) => quote(text),
        _ => without_parentheses(written).to_owned(),
    };
    let storage = catalog_type(field, table);
    let kept = constant.kept(affinity);
    let is_exact = |literal: &Literal| {
        let spelled = Constant::read(&spell_value(literal, &storage));
        field.field_type.takes(literal) && spelled.and_then(|spelled| spelled.kept(affinity)) == kept
    };
    let literal = kept
        .clone()
        .and_then(|kept| literal_of(kept, &field.field_type.storage()));
    match literal.filter(is_exact) {
        Some(literal) => Default::Literal(literal),
        None => Default::Expression(own_text(&own)),
    }
}

/// A default that we spell ourselves is known by its spelling.
fn computed(sql: &str, field: &Field, table: &Table) -> Default {
    let is_spelled = |default: &Default| {
        let candidate = Field {
            default: Some(default.clone()),
            ..field.clone()
        };
        let spelled = default::build(&candidate, table, "a default");
        spelled.is_ok_and(|spelled| {
            spelled.is_some_and(|value| canonical(&value, table) == canonical(sql, table))
        })
    };
    let own = [Default::CurrentTimestamp, Default::RandomUuid];
    own.into_iter()
        .find(is_spelled)
        .unwrap_or_else(|| Default::Expression(read_expression(sql, table)))
}

/// A value as a constant of the type; `None` where it is no such value.
fn literal_of(value: Constant, storage: &StorageType) -> Option<Literal> {
    match value {
        Constant::Null => None,
        Constant::Integer(number) => Some(integer_of(number, storage)),
        Constant::Real(number) => float_of(number),
        Constant::Text(text) => text_of(text, storage),
        Constant::Blob(bytes) => Some(Literal::Bytes(bytes)),
    }
}

fn integer_of(number: i64, storage: &StorageType) -> Literal {
    match (storage, number) {
        (StorageType::Boolean, 0 | 1) => Literal::Boolean(number == 1),
        (StorageType::Duration, _) => Literal::Duration(number),
        _ => Literal::Integer(number),
    }
}

pub(super) fn float_of(number: f64) -> Option<Literal> {
    FiniteFloat::try_from(number).ok().map(Literal::Float)
}

fn text_of(text: String, storage: &StorageType) -> Option<Literal> {
    match storage {
        StorageType::Decimal { .. } => DecimalText::parse(&text).ok().map(Literal::Decimal),
        StorageType::Date => text.parse::<NaiveDate>().ok().map(Literal::Date),
        StorageType::Time => NaiveTime::parse_from_str(&text, TIME_FORMAT)
            .ok()
            .map(Literal::Time),
        StorageType::DateTime => {
            let moment = NaiveDateTime::parse_from_str(&text, DATE_TIME_FORMAT).ok();
            moment.map(|moment| Literal::DateTime(moment.and_utc()))
        }
        StorageType::Uuid => Uuid::parse_str(&text).ok().map(Literal::Uuid),
        StorageType::Json => serde_json::from_str(&text).ok().map(Literal::Json),
        StorageType::Array(item) => array_of(&text, *item),
        StorageType::Vector(_) => array_of(&text, ArrayItem::Float),
        _ => Literal::text(text).ok(),
    }
}
