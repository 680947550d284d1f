//! Columns.

use aksara_dialect::{Feature, Unsupported};
use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName, GeneratedStorage, Table};

use super::default::{default_of, session_moment};
use super::options::inherited_characters;
use crate::flavour::{Flavour, Quirk, Server};
use crate::physical::{Column, ColumnType, Generated, Nullability};
use crate::types::{Kept, spell_field_type};

/// A field's column.
pub(super) fn build(field: &Field, table: &Table, server: Server) -> Result<Column, Unsupported> {
    let subject = subject_of(field, table);
    check_counting(field, &subject, server)?;
    check_valueless(field, &subject, server)?;
    check_comment(field, &subject, server)?;
    let generated = generated(field, &subject, server)?;
    let default = if generated.is_none() {
        default_of(field, &subject, server)?
    } else {
        None
    };
    Ok(Column {
        name: field.name.to_string(),
        column_type: column_type(field, table, server)?,
        storage: field.field_type.storage(),
        nullability: nullability(field, server.flavour),
        default,
        on_update: field
            .options
            .on_update_now
            .then(|| session_moment(&Kept::of(&field.field_type.storage()), true))
            .flatten(),
        generated,
        auto_increment: field.auto_increment,
        is_invisible: field.options.invisible,
        comment: field.comment.clone(),
    })
}

fn generated(field: &Field, subject: &str, server: Server) -> Result<Option<Generated>, Unsupported> {
    let Some(generated) = &field.generated else {
        return Ok(None);
    };
    Ok(Some(Generated {
        expression: super::expression(&generated.expression, subject, server)?,
        is_stored: generated.storage == GeneratedStorage::Stored,
    }))
}

fn nullability(field: &Field, flavour: &'static Flavour) -> Nullability {
    if field.generated.is_some() && flavour.has(Quirk::GeneratedTakesNoNotNull) {
        Nullability::Unsaid
    } else if field.is_required() {
        Nullability::Required
    } else {
        Nullability::Nullable
    }
}

/// The field's name in messages.
pub(crate) fn subject_of(field: &Field, table: &Table) -> String {
    format!("the field `{}` of `{}`", field.name, table.name)
}

/// The type of a field's column.
pub(crate) fn column_type(field: &Field, table: &Table, server: Server) -> Result<ColumnType, Unsupported> {
    let spelling = spell_field_type(field, &subject_of(field, table), server)?;
    let storage = field.field_type.storage();
    let inherits = field.collation.is_none() && Kept::of(&storage).inherits_collation();
    let inherited = inherits.then(|| inherited_characters(&table.options, server));
    Ok(ColumnType::new(spelling, inherited))
}

/// The kept fields whose type is another one to a foreign key, each by its old and its new name.
pub(crate) fn retyped_fields(
    change: &AlterTable,
    server: Server,
) -> Result<Vec<(FieldName, FieldName)>, Unsupported> {
    let mut retyped = Vec::new();
    for (old, new) in &change.fields.0 {
        let (Some(before), Some(after)) = (change.before.fields.get(old), change.after.fields.get(new))
        else {
            continue;
        };
        if column_type(before, &change.before, server)? != column_type(after, &change.after, server)? {
            retyped.push((old.clone(), new.clone()));
        }
    }
    Ok(retyped)
}

/// The greatest length of a column's comment.
const GREATEST_COMMENT: usize = 1024;

fn check_comment(field: &Field, subject: &str, server: Server) -> Result<(), Unsupported> {
    let comment = field.comment.as_deref().unwrap_or_default();
    if comment.chars().count() <= GREATEST_COMMENT {
        return Ok(());
    }
    Err(server.refuse(
        Some(Feature::FieldComment),
        subject,
        format!("a field's comment has at most {GREATEST_COMMENT} characters"),
        "shorten the comment",
    ))
}

/// Refuses a field without a value: where it is invisible, or would get a default that no history knows of.
fn check_valueless(field: &Field, subject: &str, server: Server) -> Result<(), Unsupported> {
    if !field.needs_value() || !server.flavour.has(Quirk::ValuelessIsRefused) {
        return Ok(());
    }
    let reason = match (field.options.on_update_now, field.options.invisible) {
        (true, _) => "a required field with on_update_now and no default gets the year 0 as its default",
        (false, true) => "a required field that is invisible must have a default",
        (false, false) => return Ok(()),
    };
    let alternative = "give the field a default (auto_now_add=True for a moment), or allow NULL";
    Err(server.refuse(Some(Feature::MysqlFieldOptions), subject, reason, alternative))
}

fn check_counting(field: &Field, subject: &str, server: Server) -> Result<(), Unsupported> {
    if field.auto_increment && field.field_type.is_positive() {
        Err(server.refuse(
            Some(Feature::AutoIncrement),
            subject,
            "an AUTO_INCREMENT column takes no CHECK, so that negative numbers cannot be kept out",
            "use Integer or BigInteger; counting starts at 1",
        ))
    } else {
        Ok(())
    }
}
