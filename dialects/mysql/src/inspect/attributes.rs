//! Attributes of a column that the schema has no word for, as parts of a type that is none of ours: MODIFY forgets
//! what it is not told again, so they must stand wherever the type does.

use aksara_driver::Row;
use aksara_schema::{FieldType, StorageType};

use crate::Flavour;

/// The type with the attributes that only its spelling can keep.
pub(super) fn with_attributes(
    field_type: FieldType,
    row: &Row,
    inherited_collation: Option<&str>,
    flavour: Flavour,
) -> FieldType {
    let collation = row.text("collation_name");
    let is_own_collation =
        matches!(field_type.storage(), StorageType::Opaque { .. }) && collation != inherited_collation;
    let attributes = [
        collation
            .filter(|_| is_own_collation)
            .map(|collation| format!("COLLATE {collation}")),
        row.integer("reference_system")
            .map(|number| format!("SRID {number}")),
        row_moment(row).map(|moment| format!("GENERATED ALWAYS AS {moment}")),
        is_unversioned(row).then(|| "WITHOUT SYSTEM VERSIONING".to_owned()),
    ];
    let attributes: Vec<String> = attributes.into_iter().flatten().collect();
    match (attributes.is_empty(), row.text("column_type")) {
        (false, Some(column_type)) => FieldType::Opaque {
            dialect: flavour.name().to_owned(),
            spelling: format!("{column_type} {}", attributes.join(" ")),
        },
        (true, _) | (false, None) => field_type,
    }
}

/// `ROW START` or `ROW END` of a table with system versioning, which are no expressions.
pub(super) fn row_moment(row: &Row) -> Option<&str> {
    row.text("generation_expression")
        .filter(|expression| ["ROW START", "ROW END"].contains(expression))
}

fn is_unversioned(row: &Row) -> bool {
    row.text("extra")
        .is_some_and(|extra| extra.contains("WITHOUT SYSTEM VERSIONING"))
}

/// Whether a column has a part in system versioning, or none where the others have: only CREATE TABLE says both.
pub(super) fn is_of_version(row: &Row) -> bool {
    row_moment(row).is_some() || is_unversioned(row)
}
