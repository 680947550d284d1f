//! One field as a column.

use aksara_dialect::Unsupported;
use aksara_schema::{Default, Field, Generated, GeneratedStorage, StorageType, Table};

use super::features::demand_field;
use super::{field_subject, names};
use crate::default::spell_default;
use crate::expression::{spell, spell_written};
use crate::flavour::{Flavour, Server};
use crate::physical::{self, Column, DataType};
use crate::types::{catalog_type, check_own_type, spell_type};

/// Refuses a field that PostgreSQL cannot have.
pub(super) fn check(table: &Table, field: &Field, server: Server) -> Result<(), Unsupported> {
    let subject = field_subject(table, field);
    demand_field(field, &subject, server)?;
    check_own_type(&field.field_type.storage(), &subject, server)?;
    spell_type(&field.field_type.storage(), &subject)?;
    if let Some(generated) = &field.generated {
        spell_written(&generated.expression, &subject, server.flavour)?;
    }
    if let Some(Default::Expression(expression)) = &field.default {
        spell_written(expression, &format!("the default of {subject}"), server.flavour)?;
    }
    Ok(())
}

/// The column of a field. Its constraints are the table's.
pub(super) fn build(field: &Field, server: Server) -> Column {
    let storage = field.field_type.storage();
    let default = field.default.as_ref();
    Column {
        name: field.name.to_string(),
        data_type: data_type(&storage),
        collation: field.collation.clone(),
        generated: field.generated.as_ref().map(|one| generated(one, server.flavour)),
        is_identity: field.auto_increment,
        default: default.and_then(|default| spell_default(default, &storage, server)),
        is_required: field.is_required(),
        comment: field.comment.clone().filter(|comment| !comment.is_empty()),
    }
}

/// The type. An enum that is no type of its own is a text, and so is a type that is refused, as far as it is known.
fn data_type(storage: &StorageType) -> DataType {
    let is_plain_enum = matches!(storage, StorageType::Enum { native: None, .. });
    match spell_type(storage, "") {
        Ok(written) if !is_plain_enum => DataType {
            storage: catalog_type(storage),
            written,
        },
        Ok(_) | Err(_) => DataType {
            storage: StorageType::Text,
            written: "text".to_owned(),
        },
    }
}

fn generated(generated: &Generated, flavour: &Flavour) -> physical::Generated {
    physical::Generated {
        expression: spell(&generated.expression, flavour),
        is_stored: generated.storage == GeneratedStorage::Stored,
        columns: names(generated.expression.fields()),
    }
}
