//! A rebuild: a new table, the rows copied, the old one dropped, the new one renamed.
//!
//! The order is that of SQLite's own documentation (<https://sqlite.org/lang_altertable.html#otheralter>). What is
//! written here is all that the history knows; the driver's routine merges the change into the live table and
//! brings back what only the catalog knows.

use aksara_dialect::{Ddl, Routine, Statement, Unsupported};
use aksara_operations::{AlterTable, Fill};
use aksara_schema::{Expression, Field, FieldName, SqlExpression, Table, TableName};
use sea_query::SqliteQueryBuilder;

use super::column::is_rowid;
use super::conversion::convert;
use super::create_index::create_indexes;
use super::create_table::create_table;
use super::default::DefaultValue;
use super::drop_table::drop_table;
use super::expression::{Place, identifier, spell};
use super::literal::{quote, spell_value};
use super::names::passing_name;
use super::rename_table::rename_table;
use crate::types::told_storage;

/// The statements of a rebuild, part by part, so that the driver can work between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rebuild {
    /// The new table's name for the time of the rebuild.
    pub(crate) passing_name: TableName,
    /// Makes the new table.
    pub(crate) create: String,
    /// Copies the rows.
    pub(crate) copy: String,
    /// Keeps the mark of AUTOINCREMENT, so that ids are not used again.
    pub(crate) keep_mark: Vec<String>,
    /// Drops the old table.
    pub(crate) drop: String,
    /// Gives the new table its name.
    pub(crate) rename: String,
    /// Makes the indexes.
    pub(crate) indexes: Vec<String>,
}

/// The names by which a table's rowid is known, unless a field has taken them.
const ROWIDS: &[&str] = &["rowid", "_rowid_", "oid"];

/// A rebuild as one statement, with the reason as its note.
pub(crate) fn lower(change: &AlterTable, reason: &str) -> Result<Statement, Unsupported> {
    let sql = Rebuild::of(change)?.statements();
    let drops_fields = change
        .before
        .fields
        .keys()
        .any(|name| change.fields.new_name(name).is_none());
    let routine = Routine::RebuildTable {
        change: Box::new(change.clone()),
        sql,
    };
    let statement = Statement::routine(routine).with_note(format!("rebuilds the table: {reason}"));
    Ok(if drops_fields {
        statement.destructive()
    } else {
        statement
    })
}

impl Rebuild {
    /// The rebuild that makes a change.
    pub(crate) fn of(change: &AlterTable) -> Result<Self, Unsupported> {
        let (before, after) = (&*change.before, &*change.after);
        let passing_name = passing_name(&after.name)?;
        let marked = before.options.autoincrement && after.options.autoincrement;
        Ok(Self {
            create: create_table(after, &passing_name)?,
            copy: copy(change, &passing_name)?,
            keep_mark: if marked {
                keep_mark(&before.name, &passing_name)
            } else {
                Vec::new()
            },
            drop: drop_table(&before.name),
            rename: rename_table(&passing_name, &after.name),
            indexes: create_indexes(after)?,
            passing_name,
        })
    }

    /// The statements in order, as an offline script runs them.
    ///
    /// Under `legacy_alter_table` the rename leaves views and other tables' triggers alone, which name the table
    /// that is to come.
    pub(crate) fn statements(self) -> Vec<String> {
        let mut statements = vec![self.create, self.copy];
        statements.extend(self.keep_mark);
        statements.extend([
            self.drop,
            "PRAGMA legacy_alter_table = ON".to_owned(),
            self.rename,
        ]);
        statements.push("PRAGMA legacy_alter_table = OFF".to_owned());
        statements.extend(self.indexes);
        statements
    }
}

/// `INSERT INTO new (…) SELECT … FROM old`
fn copy(change: &AlterTable, passing_name: &TableName) -> Result<String, Unsupported> {
    let rowid = kept_rowid(change);
    let mut columns: Vec<(String, String)> = Vec::new();
    let counts = change
        .after
        .fields
        .values()
        .any(|field| is_rowid(&change.after, field));
    columns.extend(
        rowid
            .filter(|_| !counts)
            .map(|name| (name.to_owned(), name.to_owned())),
    );
    for field in change
        .after
        .fields
        .values()
        .filter(|field| field.generated.is_none())
    {
        let value = match change
            .fields
            .old_name(&field.name)
            .and_then(|old| change.before.fields.get(old))
        {
            Some(old) => kept_value(change, old, field)?,
            None => new_value(change, field, rowid)?,
        };
        columns.push((identifier(field.name.as_str()), value));
    }
    let (names, values): (Vec<String>, Vec<String>) = columns.into_iter().unzip();
    Ok(Ddl::new(SqliteQueryBuilder)
        .word("INSERT INTO")
        .table(passing_name)
        .list(names)
        .word("SELECT")
        .fragment(&values.join(", "))
        .word("FROM")
        .table(&change.before.name)
        .finish())
}

/// A name for the rowid, where both tables have one.
fn kept_rowid(change: &AlterTable) -> Option<&'static str> {
    let tables = [&change.before, &change.after];
    let is_field = |name: &str| {
        tables.iter().any(|table| {
            table
                .fields
                .keys()
                .any(|field| field.as_str().eq_ignore_ascii_case(name))
        })
    };
    let has_rowids = tables.iter().all(|table| !table.options.without_rowid);
    ROWIDS.iter().copied().find(|name| has_rowids && !is_field(name))
}

/// What a kept field's new value is, from the old row.
fn kept_value(change: &AlterTable, old: &Field, new: &Field) -> Result<String, Unsupported> {
    let subject = subject(&change.after, &new.name);
    let value = match change.hints.using.get(&new.name) {
        Some(using) => spell_using(using, &change.before, &subject)?,
        None if old.generated.is_some() => identifier(old.name.as_str()),
        None => convert(&change.before, old, new, &subject)?,
    };
    let becomes_required = new.is_required() && !old.is_required();
    let backfill = if becomes_required {
        backfill(change, new)?
    } else {
        None
    };
    Ok(match backfill {
        Some(backfill) => format!("coalesce({value}, {backfill})"),
        None => value,
    })
}

/// A lone field is taken as it is: an expression would make a number of a decimal.
fn spell_using(using: &SqlExpression, before: &Table, subject: &str) -> Result<String, Unsupported> {
    match using {
        SqlExpression::Portable(Expression::Field(name)) => Ok(identifier(name.as_str())),
        using => spell(using, before, Place::Statement, subject),
    }
}

/// What the rows that are there get in a new field.
fn new_value(change: &AlterTable, field: &Field, rowid: Option<&str>) -> Result<String, Unsupported> {
    if is_rowid(&change.after, field) {
        return Ok(rowid.unwrap_or("NULL").to_owned());
    }
    Ok(backfill(change, field)?.unwrap_or_else(|| "NULL".to_owned()))
}

/// The value that stands in where a row has none: what the operation says, else the default.
pub(crate) fn backfill(change: &AlterTable, field: &Field) -> Result<Option<String>, Unsupported> {
    let fill = change.hints.fill.get(&field.name);
    let subject = subject(&change.after, &field.name);
    if let Some(fill) = fill {
        return Ok(Some(match fill {
            Fill::Constant(constant) => spell_value(constant, &told_storage(field, &change.after)),
            Fill::Expression(expression) => spell_using(expression, &change.before, &subject)?,
        }));
    }
    let default = DefaultValue::of(field, &change.after, &subject)?;
    Ok(default.map(|default| default.operand()))
}

/// Carries the mark of AUTOINCREMENT over to the new table.
pub(crate) fn keep_mark(table: &TableName, passing_name: &TableName) -> Vec<String> {
    let (old, new) = (quote(table.name()), quote(passing_name.name()));
    vec![
        format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
        format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence WHERE name = {old}"
        ),
    ]
}

fn subject(table: &Table, field: &FieldName) -> String {
    format!("the field `{}.{field}`", table.name)
}
