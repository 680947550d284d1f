//! A column as a field: what it says by itself.

use aksara_schema::{Field, FieldName, FieldOptions, FieldType, Generated, GeneratedStorage, InvalidName};

use super::default::read_default;
use super::expression::read_expression;
use crate::flavour::{Flavour, Server};
use crate::physical::{Column, Table};
use crate::types::{Kept, UUID, read_storage};

/// Reads a column of a table.
pub(super) fn read_field(column: &Column, table: &Table, server: Server) -> Result<Field, InvalidName> {
    let inherited = table
        .options
        .characters
        .collation
        .as_deref()
        .map(str::to_lowercase);
    let own = column.column_type.own().collation().map(str::to_owned);
    let collation = own.as_deref().or(inherited.as_deref());
    let storage = read_storage(&column.column_type, collation, server.flavour);
    Ok(Field {
        nullable: !column.is_required(),
        auto_increment: column.auto_increment,
        options: FieldOptions {
            on_update_now: column.on_update.is_some(),
            invisible: column.is_invisible,
        },
        generated: column.generated.as_ref().map(|generated| Generated {
            expression: read_expression(&generated.expression.sql),
            storage: if generated.is_stored {
                GeneratedStorage::Stored
            } else {
                GeneratedStorage::Virtual
            },
        }),
        default: read_default(column, &storage),
        collation: own.filter(|own| Kept::of(&storage).is_text && Some(own) != inherited.as_ref()),
        comment: column.comment.clone().filter(|comment| !comment.is_empty()),
        ..Field::new(FieldName::new(&*column.name)?, FieldType::from(storage))
    })
}

/// Gives a UUID or an address whose values no check keeps its column's own type.
pub(super) fn uncheck(field: &mut Field, flavour: &'static Flavour) {
    if field.field_type == FieldType::Uuid {
        let (dialect, spelling) = (flavour.product.name, UUID.to_owned());
        field.field_type = FieldType::Opaque { dialect, spelling };
    } else if field.field_type == FieldType::IpAddress {
        field.field_type = FieldType::String { max_length: 45 };
        field.collation = Some("ascii_bin".to_owned());
    }
}
