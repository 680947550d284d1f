//! What SQLite demands of names: no namespace, no difference of case alone, nothing of SQLite's own.

use std::collections::BTreeSet;

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Table, TableName};

use crate::refusal::refuse;

/// Refuses names that SQLite would take for others, and options that SQLite does not have together.
pub(crate) fn check_names(table: &Table) -> Result<(), Unsupported> {
    let subject = format!("the table `{}`", table.name);
    check_table_name(&table.name, &subject)?;
    let mut seen = BTreeSet::new();
    for name in table.fields.keys() {
        if !seen.insert(name.as_str().to_ascii_lowercase()) {
            return Err(refuse(
                subject,
                None,
                format!("another field is called `{name}` but for case, and to SQLite they are one"),
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
    match name
        .get(..7)
        .is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
    {
        false => Ok(()),
        true => Err(refuse(
            subject,
            None,
            "names that begin with `sqlite_` are SQLite's own",
            "choose another name",
        )),
    }
}

/// The name that a table has for the time of a rebuild, or of a change of case.
pub(crate) fn passing_name(table: &TableName) -> Result<TableName, Unsupported> {
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
