//! The whole definition of a column. MODIFY forgets what it is not told again, so there is one definition for all.

use aksara_dialect::{Feature, Unsupported, spell_sql_expression};
use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName, Generated, GeneratedStorage, Literal, Table};

use crate::default::{default_clause, literal_clause, session_moment};
use crate::flavour::{Flavour, Server};
use crate::literal::quote_text;
use crate::lower::collation;
use crate::name::quoted;
use crate::types::spell_field_type;

/// What messages call a field.
pub(crate) fn subject_of(field: &Field, table: &Table) -> String {
    format!("the field `{}` of `{}`", field.name, table.name)
}

/// What a foreign key sees of a field's type: the collation counts, its own or its table's.
fn keyed_type(field: &Field, table: &Table, server: Server) -> Result<(String, Option<String>), Unsupported> {
    let spelling = spell_field_type(field, &subject_of(field, table), server)?;
    Ok((spelling, collation(table, field, server)))
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
        if keyed_type(before, &change.before, server)? != keyed_type(after, &change.after, server)? {
            retyped.push((old.clone(), new.clone()));
        }
    }
    Ok(retyped)
}

/// `name type …`, everything included.
pub(crate) fn column_definition(field: &Field, table: &Table, server: Server) -> Result<String, Unsupported> {
    Ok(format!(
        "{} {}",
        quoted(field.name.as_str()),
        column_body(field, table, server)?
    ))
}

/// The definition without the name.
pub(crate) fn column_body(field: &Field, table: &Table, server: Server) -> Result<String, Unsupported> {
    let subject = subject_of(field, table);
    let default = match field.generated {
        Some(_) => None,
        None => default_clause(field, &subject, server)?,
    };
    body_with_default(field, default, &subject, server)
}

/// The definition of a new column with what existing rows get as its default.
pub(crate) fn body_with_fill(
    field: &Field,
    fill: &Literal,
    table: &Table,
    server: Server,
) -> Result<String, Unsupported> {
    let subject = subject_of(field, table);
    let default = literal_clause(fill, field, &subject, server)?;
    body_with_default(field, Some(default), &subject, server)
}

/// The type alone, with NULL allowed: a column that is filled before it gets its whole definition.
pub(crate) fn bare_body(field: &Field, table: &Table, server: Server) -> Result<String, Unsupported> {
    Ok(format!(
        "{} NULL",
        spell_field_type(field, &subject_of(field, table), server)?
    ))
}

fn body_with_default(
    field: &Field,
    default: Option<String>,
    subject: &str,
    server: Server,
) -> Result<String, Unsupported> {
    check_counting(field, subject, server)?;
    check_valueless(field, subject, server)?;
    let generated = field
        .generated
        .as_ref()
        .map(|generated| generated_clause(generated, subject, server))
        .transpose()?;
    let forbids_not_null = generated.is_some() && server.flavour == Flavour::Mariadb;
    let nullability = match (forbids_not_null, field.is_required()) {
        (true, _) => None,
        (false, true) => Some("NOT NULL".to_owned()),
        (false, false) => Some("NULL".to_owned()),
    };
    let counting = field.auto_increment.then(|| "AUTO_INCREMENT".to_owned());
    let field_type = spell_field_type(field, subject, server)?;
    let clock = session_moment(field).filter(|_| field.options.on_update_now);
    let on_update = clock.map(|moment| format!("ON UPDATE {moment}"));
    let invisible = field.options.invisible.then(|| "INVISIBLE".to_owned());
    let parts = [
        Some(field_type),
        generated,
        nullability,
        default,
        on_update,
        counting,
        invisible,
        comment_clause(field, subject, server)?,
    ];
    Ok(parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn generated_clause(generated: &Generated, subject: &str, server: Server) -> Result<String, Unsupported> {
    let expression = spell_sql_expression(&generated.expression, subject, &server.flavour)?;
    let storage = match generated.storage {
        GeneratedStorage::Stored => "STORED",
        GeneratedStorage::Virtual => "VIRTUAL",
    };
    Ok(format!("GENERATED ALWAYS AS ({expression}) {storage}"))
}

/// The greatest length of a column's comment.
const GREATEST_COMMENT: usize = 1024;

fn comment_clause(field: &Field, subject: &str, server: Server) -> Result<Option<String>, Unsupported> {
    match &field.comment {
        None => Ok(None),
        Some(comment) if comment.chars().count() <= GREATEST_COMMENT => {
            Ok(Some(format!("COMMENT {}", quote_text(comment))))
        }
        Some(_) => Err(server.refuse(
            Some(Feature::FieldComment),
            subject,
            format!("a field's comment has at most {GREATEST_COMMENT} characters"),
            "shorten the comment",
        )),
    }
}

/// What MariaDB demands of a field that brings no value: an invisible one has none (4106), and one with ON UPDATE would
/// get the year 0 as a default, which no history knows of.
fn check_valueless(field: &Field, subject: &str, server: Server) -> Result<(), Unsupported> {
    if !field.needs_value() || server.flavour != Flavour::Mariadb {
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
    match field.auto_increment && field.field_type.is_positive() {
        true => Err(server.refuse(
            Some(Feature::AutoIncrement),
            subject,
            "no CHECK may stand on an AUTO_INCREMENT column, so that negative numbers cannot be kept out",
            "use Integer or BigInteger; counting starts at 1",
        )),
        false => Ok(()),
    }
}
