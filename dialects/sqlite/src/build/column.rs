//! One field as a column.

use aksara_dialect::{Feature, Unsupported, field_foreign_key, field_unique};
use aksara_schema::{Constraint, Field, FieldType, Generated, GeneratedStorage, StorageType, Table};

use super::constraint::clause;
use super::default;
use super::type_check::TypeCheck;
use crate::expression::{Place, identifier, spell};
use crate::physical::{Clause, ClauseKind, Column};
use crate::refusal::refuse;
use crate::types::{catalog_type, declared_type};

/// Collations that every SQLite has. Others exist only where the program registers them.
const COLLATIONS: &[&str] = &["BINARY", "NOCASE", "RTRIM"];

/// The column of a field.
pub(super) fn build(table: &Table, field: &Field) -> Result<Column, Unsupported> {
    let subject = subject(table, field);
    require_no_options(field, &subject)?;
    let collation = collation(field.collation.as_deref(), &subject)?;
    let own = |constraint: Option<Constraint>| {
        let constraint = constraint.as_ref();
        constraint
            .map(|constraint| clause(table, constraint, &subject))
            .transpose()
    };
    let generated = field.generated.as_ref();
    let generated = generated.map(|generated| compute(generated, table, &subject));
    let clauses = [
        primary_key(table, field, &subject)?,
        field
            .is_required()
            .then(|| Clause::unnamed(ClauseKind::NotNull { conflict: None })),
        default::build(field, table, &subject)?.map(|value| Clause::unnamed(ClauseKind::Default { value })),
        generated.transpose()?,
        collation.map(|collation| Clause::unnamed(ClauseKind::Collate { collation })),
        own(field_unique(table, field))?,
        TypeCheck::of(field).map(TypeCheck::into_clause),
        own(field_foreign_key(table, field))?,
    ];
    Ok(Column {
        name: field.name.to_string(),
        written_name: identifier(field.name.as_str()),
        declared_type: column_type(table, field, &subject)?,
        storage: field.field_type.storage(),
        clauses: clauses.into_iter().flatten().collect(),
    })
}

/// A field as a message names it.
pub(crate) fn subject(table: &Table, field: &Field) -> String {
    format!("the field `{}.{}`", table.name, field.name)
}

/// Whether the field is the table's rowid under another name, so that SQLite counts it up.
pub(crate) fn is_rowid(table: &Table, field: &Field) -> bool {
    field.auto_increment && table.primary_key() == [&field.name] && !table.options.without_rowid
}

/// Whether every SQLite has a collation.
#[cfg(feature = "driver")]
pub(crate) fn is_built_in(name: &str) -> bool {
    COLLATIONS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A collation in SQLite's own naming.
pub(super) fn collation(name: Option<&str>, subject: &str) -> Result<Option<String>, Unsupported> {
    let Some(name) = name else { return Ok(None) };
    let known = COLLATIONS.iter().find(|known| known.eq_ignore_ascii_case(name));
    match known {
        Some(known) => Ok(Some((*known).to_owned())),
        None => Err(refuse(
            subject,
            Some(Feature::FieldCollation),
            format!("the collation `{name}` is not one of SQLite's own"),
            format!("use one of {}, or leave the collation out", COLLATIONS.join(", ")),
        )),
    }
}

fn require_no_options(field: &Field, subject: &str) -> Result<(), Unsupported> {
    if field.options.is_empty() {
        return Ok(());
    }
    Err(refuse(
        subject,
        Some(Feature::MysqlFieldOptions),
        "`on_update_now` and `invisible` are options of MySQL and MariaDB alone",
        "leave them out; a trigger (RunSQL) can set a field",
    ))
}

/// The declared type. `INTEGER PRIMARY KEY` and nothing else is the rowid (<https://sqlite.org/lang_createtable.html>);
/// `INT` is not, so that a key that does not count refuses rows without one, as on every database.
fn column_type(table: &Table, field: &Field, subject: &str) -> Result<String, Unsupported> {
    if is_rowid(table, field) {
        return Ok("integer".to_owned());
    }
    let is_only_key = table.primary_key() == [&field.name];
    let known = catalog_type(field, table);
    let would_count =
        known == StorageType::Integer || table.options.strict && FieldType::from(known).is_integer();
    if is_only_key && would_count {
        return Ok("int".to_owned());
    }
    declared_type(&field.field_type.storage(), table.options.strict, subject)
}

/// The clause of a key of one field; a longer key is written beside the fields.
fn primary_key(table: &Table, field: &Field, subject: &str) -> Result<Option<Clause>, Unsupported> {
    let counts = is_rowid(table, field);
    if field.auto_increment && !(counts && field.field_type.is_integer()) {
        return Err(refuse(
            subject,
            Some(Feature::AutoIncrement),
            "SQLite counts only the one integer field that is the primary key of a table with rowids",
            "make it the only primary key field, or take `without_rowid` off the table",
        ));
    }
    let kind = ClauseKind::PrimaryKey {
        columns: vec![field.name.to_string()],
        is_descending: false,
        is_autoincrement: counts && table.options.autoincrement,
        conflict: None,
    };
    let name = table.primary_key_name.0.as_ref().map(ToString::to_string);
    let is_only_key = table.primary_key() == [&field.name];
    Ok(is_only_key.then(|| Clause::named(name, kind)))
}

fn compute(generated: &Generated, table: &Table, subject: &str) -> Result<Clause, Unsupported> {
    Ok(Clause::unnamed(ClauseKind::Generated {
        expression: spell(&generated.expression, table, Place::Row, subject)?,
        is_stored: generated.storage == GeneratedStorage::Stored,
    }))
}
