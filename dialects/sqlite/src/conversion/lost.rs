//! Values of which a conversion keeps a part.

use aksara_dialect::Retyping;
use aksara_schema::ValueKind as Kind;

use super::{kind, scale};
use crate::expression::identifier;

/// No value: SQLite keeps the spaces that other databases cut off.
const NONE: &str = "FALSE";

/// The condition for values that lose something: `{}` is the old value, `{scale}` the places of the one decimal,
/// `{places}` those of the new one. The digits that SQLite keeps of a decimal beyond its places belong to no value of
/// its field.
const LOST: &[(Kind, Kind, &str)] = &[
    (Kind::Text, Kind::Text, NONE),
    (
        Kind::Decimal,
        Kind::Decimal,
        "instr({}, '.') > 0 AND rtrim(substr({}, instr({}, '.') + 1 + {places}), '0') <> ''",
    ),
    (Kind::Decimal, Kind::Integer, "{} GLOB '*.*[1-9]*'"),
    (
        Kind::Decimal,
        Kind::Float,
        "{} <> printf('%.{scale}f', CAST({} AS REAL))",
    ),
    (Kind::Float, Kind::Integer, "{} <> round({})"),
    (
        Kind::Float,
        Kind::Decimal,
        "{} <> CAST(printf('%.{scale}f', {}) AS REAL)",
    ),
    (Kind::Integer, Kind::Boolean, "{} NOT IN (0, 1)"),
    (
        Kind::Integer,
        Kind::Float,
        "{} <> CAST(CAST({} AS REAL) AS INTEGER)",
    ),
    (Kind::DateTime, Kind::Date, "rtrim(substr({}, 12), '0:.') <> ''"),
];

pub(crate) fn lost_values(field: &Retyping<'_>) -> Option<String> {
    let (from, to) = (
        field.before.field_type.storage(),
        field.after.field_type.storage(),
    );
    let kinds = (kind(&from), kind(&to));
    let (_, _, template) = LOST.iter().find(|(from, to, _)| (*from, *to) == kinds)?;
    let value = identifier(field.before.name.as_str());
    let with_scale = template.replace("{scale}", &scale(&from).max(scale(&to)).to_string());
    let with_places = with_scale.replace("{places}", &scale(&to).to_string());
    Some(with_places.replace("{}", &value))
}
