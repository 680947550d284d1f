//! Values of a field that gets another type.
//!
//! SQLite's CAST never fails: it makes 0 of 'abc'. So a conversion that a value may not survive is guarded, and a
//! value that does not survive stops the migration with its own words. Only triggers can RAISE; json_extract is
//! given the message as a path, which it refuses with the text.

mod lost;
mod templates;

use aksara_dialect::{Feature, Retyping, Unsupported};
use aksara_schema::{ArrayItem, StorageType, ValueKind};

pub(crate) use self::lost::lost_values;
use self::templates::{AS_IT_IS, CONVERSIONS, PADDING};
use crate::build::type_check::TypeCheck;
use crate::expression::identifier;
use crate::literal::quote;
use crate::physical::Column;
use crate::refusal::refuse;

/// A column's old value, in a query over its table, as its new type keeps it; nothing where it stays as it is.
pub(crate) fn convert(table: &str, before: &Column, after: &Column) -> Result<Option<String>, Unsupported> {
    let subject = format!("the field `{table}.{}`", after.name);
    let value = identifier(&before.name);
    let converted = match (&before.storage, &after.storage) {
        (StorageType::Array(from), StorageType::Array(to)) if from != to => {
            // json_each has columns of its own, which would come before the table's.
            let qualified = format!("{}.{value}", identifier(table));
            convert_list(&qualified, *from, *to, &subject)?
        }
        (from, to) => convert_value(&value, from, to, &subject)?,
    };
    Ok(Some(converted).filter(|converted| *converted != value))
}

/// A value of a type that no guarded conversion gives.
const REFUSED: &str = "x''";

/// The condition for values that do not survive their conversion, by the guards of the conversion itself.
pub(crate) fn refused_values(field: &Retyping<'_>) -> Option<String> {
    let value = identifier(field.before.name.as_str());
    let (from, to) = (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    );
    let template = template(&from, &to)?;
    let guarded = template.contains("{failure}").then(|| {
        let mut parameters = parameters(&value, scale(&to), "");
        for (name, text) in &mut parameters {
            if *name == "{failure}" {
                REFUSED.clone_into(text);
            }
        }
        format!("typeof({}) = 'blob'", fill(template, &parameters))
    });
    let other_list = other_list(field, &to).map(|check| format!("NOT ({check})"));
    match (guarded, other_list) {
        (Some(guarded), Some(check)) => Some(format!("CASE WHEN {guarded} THEN TRUE ELSE {check} END")),
        (guarded, check) => guarded.or(check),
    }
}

/// The demand of a list's own check, beside being a document.
fn other_list(field: &Retyping<'_>, to: &StorageType) -> Option<String> {
    let is_list = matches!(to, StorageType::Array(_) | StorageType::Vector(_));
    let is_document = matches!(
        field.before.field_type.storage(),
        StorageType::Array(_) | StorageType::Vector(_)
    );
    let check = TypeCheck::of(field.after).filter(|_| field.before.name == field.after.name && is_list)?;
    (!is_document).then_some(check.expression)
}

/// A list's items, one by one. JSON has its own true and false.
fn convert_list(value: &str, from: ArrayItem, to: ArrayItem, subject: &str) -> Result<String, Unsupported> {
    let item = convert_value("json_each.value", &from.storage(), &to.storage(), subject)?;
    let item = match to {
        ArrayItem::Boolean => format!("json(CASE {item} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
        ArrayItem::Text | ArrayItem::Integer | ArrayItem::Float | ArrayItem::Uuid => item,
    };
    let items = format!("SELECT group_concat(json_quote({item}), ', ') FROM json_each({value})");
    Ok(format!(
        "CASE WHEN {value} IS NOT NULL THEN '[' || coalesce(({items}), '') || ']' END"
    ))
}

fn convert_value(
    value: &str,
    from: &StorageType,
    to: &StorageType,
    subject: &str,
) -> Result<String, Unsupported> {
    let (old, new) = (kind(from), kind(to));
    let template = template(from, to).ok_or_else(|| {
        let reason = format!("there is no conversion of its values: {old} → {new}");
        let alternative = "give one with `using=`, an expression over the old row";
        refuse(subject, Some(Feature::AlterFieldType), reason, alternative)
    })?;
    Ok(fill(template, &parameters(value, scale(to), subject)))
}

/// The template of a conversion; `None` where nothing says how.
fn template(from: &StorageType, to: &StorageType) -> Option<&'static str> {
    let (old, new) = (kind(from), kind(to));
    let is_kept = old == new && scale(from) == scale(to);
    if is_kept || old == ValueKind::Opaque || new == ValueKind::Opaque {
        return Some(AS_IT_IS);
    }
    let found = CONVERSIONS
        .iter()
        .find(|(from, to, _)| (*from, *to) == (old, new));
    found.map(|(_, _, template)| *template)
}

fn parameters(value: &str, scale: u32, subject: &str) -> [(&'static str, String); 5] {
    let message = quote(&format!("{subject} cannot take the value "));
    let zeros = match scale {
        0 => String::new(),
        scale => format!(".{}", "0".repeat(scale as usize)),
    };
    let value = ("{value}", value.to_owned());
    let padding = fill(PADDING, &[value.clone(), ("{zeros}", zeros.clone())]);
    [
        value.clone(),
        ("{scale}", scale.to_string()),
        ("{zeros}", zeros),
        ("{padding}", padding),
        (
            "{failure}",
            format!("json_extract('{{}}', {message} || {})", value.1),
        ),
    ]
}

/// The template with its parameters, none of which is read for parameters again.
fn fill(template: &str, parameters: &[(&str, String)]) -> String {
    let mut result = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        let found = parameters
            .iter()
            .find_map(|(name, value)| Some((value.as_str(), from.strip_prefix(name)?)));
        let (value, after) = found.unwrap_or(("{", from.trim_start_matches('{')));
        result.push_str(before);
        result.push_str(value);
        rest = after;
    }
    result + rest
}

/// The digits after a decimal's point; other types have none.
fn scale(storage: &StorageType) -> u32 {
    if let StorageType::Decimal { scale, .. } = storage {
        *scale
    } else {
        0
    }
}

/// The kind of a type's values as SQLite keeps them.
fn kind(storage: &StorageType) -> ValueKind {
    match storage.facts().kind {
        ValueKind::IpAddress => ValueKind::Text,
        ValueKind::BigInteger => ValueKind::Integer,
        ValueKind::Array | ValueKind::Vector => ValueKind::Json,
        other => other,
    }
}
