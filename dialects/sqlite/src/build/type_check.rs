//! The CHECK that a type brings along, where the values that a logical type takes are fewer than what SQLite keeps.
//!
//! Only what other databases check by a CHECK too, or could not make sense of otherwise: positive numbers, an enum's
//! values, JSON. Lengths, digits and ranges are part of the declared type and are not enforced, as everywhere in SQLite.

use aksara_schema::{Field, ObjectName, StorageType};

use crate::expression::identifier;
use crate::literal::quote;
use crate::physical::{Clause, ClauseKind};

/// A field's CHECK under its frozen name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeCheck {
    /// The constraint's name; none where the field was never frozen.
    pub(crate) name: Option<ObjectName>,
    /// The condition, which must not be false.
    pub(crate) expression: String,
}

impl TypeCheck {
    /// The CHECK of a field, where its type brings one.
    pub(crate) fn of(field: &Field) -> Option<Self> {
        let expression = expression(field)?;
        Some(Self {
            name: field.type_check.0.clone(),
            expression,
        })
    }

    /// The CHECK as a clause of the field's column.
    pub(super) fn into_clause(self) -> Clause {
        let expression = self.expression;
        let name = self.name.as_ref().map(ToString::to_string);
        Clause::named(name, ClauseKind::Check { expression })
    }
}

fn expression(field: &Field) -> Option<String> {
    let name = identifier(field.name.as_str());
    // json_valid(NULL) is 0 before 3.45 (<https://sqlite.org/changes.html>).
    let document = |holds: &str| format!("{name} IS NULL OR json_valid({name}){holds}");
    let list = format!(" AND json_type({name}) = 'array'");
    match field.field_type.storage() {
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            field.field_type.is_positive().then(|| format!("{name} >= 0"))
        }
        StorageType::Enum { values, .. } => (!values.is_empty()).then(|| {
            let values: Vec<String> = values.iter().map(|value| quote(value)).collect();
            format!("{name} IN ({})", values.join(", "))
        }),
        StorageType::Json => Some(document("")),
        StorageType::Array(_) | StorageType::Vector(None) => Some(document(&list)),
        StorageType::Vector(Some(dimensions)) => Some(document(&format!(
            "{list} AND json_array_length({name}) = {dimensions}"
        ))),
        _ => None,
    }
}
