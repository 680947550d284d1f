//! Column definitions: one field as CREATE TABLE and ADD COLUMN write it.
//!
//! Every constraint of a field is written with its frozen name, since SQLite tells names back from the text alone
//! and drops a CHECK by its name.

use aksara_dialect::{Ddl, Feature, Unsupported};
use aksara_schema::{
    Carried, Field, FieldName, FrozenName, Generated, GeneratedStorage, ObjectName, Reference, StorageType,
    Table,
};
use sea_query::SqliteQueryBuilder;

use super::constraint::{Target, references};
use super::default::DefaultValue;
use super::expression::{Place, spell};
use super::type_check::TypeCheck;
use crate::refusal::refuse;
use crate::types::{declared_type, field_type_of, told_storage};

/// Collations that every SQLite has. Others exist only where the program registers them.
const COLLATIONS: &[&str] = &["BINARY", "NOCASE", "RTRIM"];

/// One column, each part as it is written. Columns whose parts are equal are the same to SQLite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: FieldName,
    declared_type: String,
    primary_key: Option<String>,
    pub(crate) is_required: bool,
    pub(crate) default: Option<DefaultValue>,
    collation: Option<String>,
    pub(crate) unique: Option<String>,
    pub(crate) check: Option<TypeCheck>,
    pub(crate) reference: Option<String>,
    pub(crate) generated: Option<(String, GeneratedStorage)>,
}

fn require_no_options(field: &Field, subject: &str) -> Result<(), Unsupported> {
    match field.options.is_empty() {
        true => Ok(()),
        false => Err(refuse(
            subject,
            Some(Feature::MysqlFieldOptions),
            "`on_update_now` and `invisible` are options of MySQL and MariaDB alone",
            "leave them out; a trigger (RunSQL) can set a field",
        )),
    }
}

impl Column {
    /// Spells a field of a table.
    pub(crate) fn of(table: &Table, field: &Field) -> Result<Self, Unsupported> {
        let subject = format!("the field `{}.{}`", table.name, field.name);
        let unique = |name| named(name, "UNIQUE");
        require_no_options(field, &subject)?;
        Ok(Self {
            name: field.name.clone(),
            declared_type: column_type(table, field, &subject)?,
            primary_key: primary_key(table, field, &subject)?,
            is_required: field.is_required(),
            default: DefaultValue::of(field, table, &subject)?,
            collation: collation(field.collation.as_deref(), &subject)?,
            unique: field.unique.as_ref().map(unique),
            check: TypeCheck::of(field),
            reference: field
                .reference
                .as_ref()
                .map(|key| reference(key, &subject))
                .transpose()?,
            generated: field
                .generated
                .as_ref()
                .map(|generated| compute(generated, table, &subject))
                .transpose()?,
        })
    }

    /// The definition, without anything around it.
    pub(crate) fn definition(&self) -> String {
        let mut ddl = Ddl::new(SqliteQueryBuilder)
            .name(self.name.as_str())
            .fragment(&self.declared_type);
        let constraints = [
            self.primary_key.as_deref(),
            self.is_required.then_some("NOT NULL"),
        ];
        for part in constraints.into_iter().flatten() {
            ddl = ddl.fragment(part);
        }
        if let Some(default) = &self.default {
            ddl = ddl.word("DEFAULT").fragment(&default.operand());
        }
        if let Some((expression, storage)) = &self.generated {
            ddl = ddl
                .word("GENERATED ALWAYS AS")
                .list([expression.clone()])
                .word(storage_word(*storage));
        }
        let check = self.check.as_ref().map(TypeCheck::clause);
        for part in [&self.collation, &self.unique, &check, &self.reference]
            .into_iter()
            .flatten()
        {
            ddl = ddl.fragment(part);
        }
        ddl.finish()
    }

    /// Whether the value is computed and written with the row.
    pub(crate) fn is_stored(&self) -> bool {
        matches!(self.generated, Some((_, GeneratedStorage::Stored)))
    }

    /// The same column with the NULL rule and the CHECK of another.
    pub(crate) fn with_rules_of(&self, other: &Self) -> Self {
        Self {
            is_required: other.is_required,
            check: other.check.clone(),
            ..self.clone()
        }
    }
}

/// Whether the field is the table's rowid under another name, so that SQLite counts it up.
pub(crate) fn is_rowid(table: &Table, field: &Field) -> bool {
    field.auto_increment && table.primary_key() == [&field.name] && !table.options.without_rowid
}

/// `CONSTRAINT name what`; without a name where none was frozen.
pub(crate) fn named(name: &FrozenName, what: &str) -> String {
    match name {
        Carried(Some(name)) => constraint(name, what),
        Carried(None) => what.to_owned(),
    }
}

/// `CONSTRAINT name what`
pub(crate) fn constraint(name: &ObjectName, what: &str) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("CONSTRAINT")
        .name(name.as_str())
        .fragment(what)
        .finish()
}

/// Whether every SQLite has a collation.
#[cfg(feature = "driver")]
pub(crate) fn is_built_in(name: &str) -> bool {
    COLLATIONS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// A collation in SQLite's own naming.
pub(crate) fn collation(name: Option<&str>, subject: &str) -> Result<Option<String>, Unsupported> {
    let Some(name) = name else { return Ok(None) };
    let known = COLLATIONS.iter().find(|known| known.eq_ignore_ascii_case(name));
    match known {
        Some(known) => Ok(Some(format!("COLLATE {known}"))),
        None => Err(refuse(
            subject,
            Some(Feature::FieldCollation),
            format!("the collation `{name}` is none of SQLite's own"),
            format!("use one of {}, or leave the collation out", COLLATIONS.join(", ")),
        )),
    }
}

/// The declared type. `INTEGER PRIMARY KEY` and nothing else is the rowid (<https://sqlite.org/lang_createtable.html>);
/// `INT` is not, so that a key that does not count refuses rows without one, as on every database.
fn column_type(table: &Table, field: &Field, subject: &str) -> Result<String, Unsupported> {
    let storage = field.field_type.storage();
    if is_rowid(table, field) {
        return Ok("integer".to_owned());
    }
    let is_only_key = table.primary_key() == [&field.name];
    let told = told_storage(field, table);
    let would_count =
        told == StorageType::Integer || table.options.strict && field_type_of(told).is_integer();
    if is_only_key && would_count {
        return Ok("int".to_owned());
    }
    declared_type(&storage, table.options.strict, subject)
}

/// The clause of a key of one field; a longer key stands beside the fields.
fn primary_key(table: &Table, field: &Field, subject: &str) -> Result<Option<String>, Unsupported> {
    let counts = is_rowid(table, field);
    if field.auto_increment && !(counts && field.field_type.is_integer()) {
        return Err(refuse(
            subject,
            Some(Feature::AutoIncrement),
            "SQLite counts only the one integer field that is the primary key of a table with rowids",
            "make it the only primary key field, or take `without_rowid` off the table",
        ));
    }
    let clause = if counts && table.options.autoincrement {
        "PRIMARY KEY AUTOINCREMENT"
    } else {
        "PRIMARY KEY"
    };
    let is_only_key = table.primary_key() == [&field.name];
    Ok(is_only_key.then(|| named(&table.primary_key_name, clause)))
}

fn reference(reference: &Reference, subject: &str) -> Result<String, Unsupported> {
    let target = Target {
        table: &reference.table,
        fields: reference.field.as_slice(),
        on_delete: reference.on_delete,
        on_update: reference.on_update,
        deferrable: reference.deferrable,
    };
    Ok(named(&reference.constraint, &references(&target, subject)?))
}

fn compute(
    generated: &Generated,
    table: &Table,
    subject: &str,
) -> Result<(String, GeneratedStorage), Unsupported> {
    Ok((
        spell(&generated.expression, table, Place::Row, subject)?,
        generated.storage,
    ))
}

fn storage_word(storage: GeneratedStorage) -> &'static str {
    match storage {
        GeneratedStorage::Stored => "STORED",
        GeneratedStorage::Virtual => "VIRTUAL",
    }
}
