//! Fields that begin to need values, or stop; comments, collations, keys with another type, and mixins.

use aksara_operations::{AddField, AlterField, Operation, RemoveField, TableReference};
use aksara_schema::{Field, FieldName, Table};

use super::word::Place;
use crate::field::{fill, is_text};
use crate::operation::{Target, is_bound};
use crate::{Choices, field};

/// A new field that allows no NULL and has no default.
pub(super) fn require_new(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = required(choices, place)?;
    is_free(&place.table, &field.name).then(|| vec![add(&place.table, field)])
}

fn required(choices: &mut Choices, place: &Place) -> Option<Field> {
    let name = place.scope.names.field(choices)?;
    let field_type = field::field_type(choices, place.scope)?;
    let has_value = fill(&field_type, place.scope).is_some();
    has_value.then(|| Field::new(name, field_type))
}

/// No more NULL in a field that took it.
pub(super) fn require(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = place.field(choices, |field| {
        let is_own = field.generated.is_none() && !is_bound(&place.target(), field);
        field.nullable && is_own && !sets_null(field)
    })?;
    let default = field.default.filter(|_| choices.percent(50));
    let nullable = false;
    Some(vec![place.alter(Field {
        nullable,
        default,
        ..field
    })])
}

/// A required field cannot be set to NULL by its foreign key.
fn sets_null(field: &Field) -> bool {
    use aksara_schema::ReferentialAction::SetNull;
    let reference = field.reference.as_ref();
    reference.is_some_and(|reference| [reference.on_delete, reference.on_update].contains(&SetNull))
}

pub(super) fn allow_null(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = place.field(choices, |field| {
        !field.nullable && !field.primary_key && !is_bound(&place.target(), field)
    })?;
    let nullable = true;
    Some(vec![place.alter(Field { nullable, ..field })])
}

pub(super) fn comment(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = place.field(choices, |_| true)?;
    let comment = match field.comment {
        Some(_) if choices.percent(50) => None,
        Some(comment) => Some(format!("{comment}, or not")),
        None => Some("it's \\ new".to_owned()),
    };
    Some(vec![place.alter(Field { comment, ..field })])
}

pub(super) fn collate(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = place.field(choices, |field| {
        is_text(&field.field_type.storage()) && place.is_unused(field)
    })?;
    let collation = place.scope.collation(choices, 80);
    (collation != field.collation).then(|| vec![place.alter(Field { collation, ..field })])
}

/// The key with another type, which whatever refers to it follows.
pub(super) fn retype_key(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let key = place.field(choices, |field| {
        field.primary_key && !is_bound(&place.target(), field)
    })?;
    let is_plain = !key.auto_increment && key.default.is_none() && key.reference.is_none();
    let retyped = if is_plain && choices.percent(50) {
        field::retyped(choices, &key)?
    } else {
        field::wider(&key)
    };
    (retyped != key).then(|| vec![place.alter(retyped)])
}

/// The same field in several models.
pub(super) fn add_mixin(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = if choices.percent(50) {
        required(choices, place)?
    } else {
        let name = place.scope.names.field(choices)?;
        field::field(choices, name, None, place.schema, place.scope)?
    };
    let tables = place.schema.tables().filter(|table| is_free(table, &field.name));
    let operations = tables.take(3).map(|table| add(table, field.clone()));
    Some(operations.collect())
}

/// The fields of one name in every model that can do without.
pub(super) fn remove_mixin(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let name = place.field(choices, |field| !field.primary_key)?.name;
    let tables = place.schema.tables().filter(|table| {
        let field = table.fields.get(&name);
        field.is_some_and(|field| !field.primary_key)
    });
    let remove = |table: &std::sync::Arc<Table>| {
        let (table, name) = (TableReference::from(&table.name), name.to_string());
        RemoveField {
            table,
            name,
            if_exists: false,
            cascade: true,
        }
        .into()
    };
    Some(tables.map(remove).collect())
}

fn add(table: &Table, field: Field) -> Operation {
    AddField {
        table: (&table.name).into(),
        field,
        fill: None,
    }
    .into()
}

fn is_free(table: &Table, name: &FieldName) -> bool {
    let lower = name.as_str().to_lowercase();
    let mut names = table.fields.keys();
    names.all(|other| other.as_str().to_lowercase() != lower)
}

impl Place<'_> {
    pub(super) fn alter(&self, field: Field) -> Operation {
        AlterField::replace((&self.table.name).into(), field).into()
    }

    pub(super) fn target(&self) -> Target<'_> {
        Target::new(&self.table, self.schema)
    }
}
