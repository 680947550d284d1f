//! One field as a column.

use aksara_dialect::{Feature, ServerVersion, Unsupported};
use aksara_schema::{Field, GeneratedStorage, StorageType, Table};

use super::{field_subject, names};
use crate::capabilities::require;
use crate::default::spell_default;
use crate::expression::spell_written;
use crate::physical::{Column, DataType, Generated};
use crate::types::{spell_type, told_storage};

/// The column of a field. Its constraints are the table's.
pub(super) fn build(table: &Table, field: &Field, version: &ServerVersion) -> Result<Column, Unsupported> {
    let subject = field_subject(table, field);
    require_no_options(field, &subject, version)?;
    let storage = field.field_type.storage();
    let default = field.default.as_ref();
    let default = default.map(|default| spell_default(default, &storage, &subject, version));
    Ok(Column {
        name: field.name.to_string(),
        data_type: data_type(&storage, &subject)?,
        collation: field.collation.clone(),
        generated: generated(field, &subject, version)?,
        is_identity: field.auto_increment,
        default: default.transpose()?.flatten(),
        is_required: field.is_required(),
        comment: field.comment.clone(),
    })
}

impl Column {
    /// A column of which nothing but the name is known.
    pub(super) fn bare(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            data_type: DataType {
                storage: StorageType::Text,
                written: "text".to_owned(),
            },
            collation: None,
            generated: None,
            is_identity: false,
            default: None,
            is_required: false,
            comment: None,
        }
    }
}

/// The type. An enum that is no type of its own is a text.
fn data_type(storage: &StorageType, subject: &str) -> Result<DataType, Unsupported> {
    Ok(DataType {
        written: spell_type(storage, subject)?,
        storage: match told_storage(storage) {
            StorageType::Enum { native: None, .. } => StorageType::Text,
            known => known,
        },
    })
}

fn generated(
    field: &Field,
    subject: &str,
    version: &ServerVersion,
) -> Result<Option<Generated>, Unsupported> {
    let Some(generated) = &field.generated else {
        return Ok(None);
    };
    let is_stored = generated.storage == GeneratedStorage::Stored;
    if !is_stored {
        let alternative = "store the field: storage=\"stored\"";
        require(Feature::VirtualGenerated, version, subject, alternative)?;
    }
    Ok(Some(Generated {
        expression: spell_written(&generated.expression, subject)?,
        is_stored,
        columns: names(generated.expression.fields()),
    }))
}

/// Refuses the options that only MySQL and MariaDB have.
fn require_no_options(field: &Field, subject: &str, version: &ServerVersion) -> Result<(), Unsupported> {
    let alternative = "leave out `on_update_now` and `invisible`; a trigger (RunSQL) can set a field";
    if field.options.is_empty() {
        return Ok(());
    }
    require(Feature::MysqlFieldOptions, version, subject, alternative)
}
