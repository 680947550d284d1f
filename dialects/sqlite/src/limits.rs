//! Limits of SQLite: names without a namespace that differ by more than case and are not SQLite's own, and options that
//! go together.

use std::collections::BTreeSet;

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Table, TableName};

use crate::build::column::is_rowid;
use crate::refusal::refuse;

/// Refuses a table that SQLite would not make.
pub(crate) fn check(table: &Table) -> Result<(), Unsupported> {
    check_names(table)?;
    check_options(table)
}

fn check_names(table: &Table) -> Result<(), Unsupported> {
    let subject = format!("the table `{}`", table.name);
    check_table_name(&table.name, &subject)?;
    let mut seen = BTreeSet::new();
    for name in table.fields.keys() {
        if !seen.insert(name.as_str().to_ascii_lowercase()) {
            return Err(refuse(
                subject,
                None,
                format!("another field is called `{name}`, and SQLite ignores case in names"),
                "give one of the two fields another name",
            ));
        }
    }
    for name in table.indexes.keys() {
        refuse_reserved(name.as_str(), &format!("the index `{name}`"))?;
    }
    Ok(())
}

/// Refuses a table in a namespace, and one that has a name of SQLite's own.
pub(crate) fn check_table_name(table: &TableName, subject: &str) -> Result<(), Unsupported> {
    match table.namespace() {
        None => refuse_reserved(table.name(), subject),
        Some(namespace) => Err(refuse(
            subject,
            Some(Feature::Namespace),
            format!("SQLite has no namespace `{namespace}`: a database is one file"),
            "name the table without a namespace",
        )),
    }
}

fn refuse_reserved(name: &str, subject: &str) -> Result<(), Unsupported> {
    let start = name.get(.."sqlite_".len());
    if !start.is_some_and(|start| start.eq_ignore_ascii_case("sqlite_")) {
        return Ok(());
    }
    Err(refuse(
        subject,
        None,
        "names that begin with `sqlite_` are SQLite's own",
        "choose another name",
    ))
}

fn check_options(table: &Table) -> Result<(), Unsupported> {
    let counts = table.fields.values().any(|field| is_rowid(table, field));
    let (reason, alternative) = match (&table.options, table.primary_key().is_empty()) {
        (options, true) if options.without_rowid => (
            "a table WITHOUT ROWID needs a primary key",
            "give the table a primary key",
        ),
        (options, _) if options.autoincrement && !counts => (
            "AUTOINCREMENT needs an integer primary key that counts",
            "make the primary key an auto-incrementing integer, or leave `autoincrement` out",
        ),
        _ => return Ok(()),
    };
    Err(refuse(
        format!("the table `{}`", table.name),
        None,
        reason,
        alternative,
    ))
}

/// The name that a table has during a rebuild, or during a change of case.
pub(crate) fn temporary_name(table: &TableName) -> Result<TableName, Unsupported> {
    table
        .with_name(format!("aksara_new_{}", table.name()))
        .map_err(|error| {
            refuse(
                format!("the table `{table}`"),
                None,
                error.to_string(),
                "give the table another name",
            )
        })
}
