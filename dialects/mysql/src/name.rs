//! Names: quoting, the limit of 64 characters, and the names that were frozen when an object was made.
//!
//! Names of indexes and constraints that are too long are shortened; a table or field that is too long is refused.

use std::collections::BTreeSet;

use aksara_dialect::{Unsupported, quote_identifier, quote_table};
use aksara_schema::{FieldName, ObjectName, Table, TableName, shorten};
use sea_query::MysqlQueryBuilder;

use crate::flavour::Server;

/// The greatest length of an identifier in characters
/// (<https://dev.mysql.com/doc/refman/9.4/en/identifier-length.html>).
const GREATEST_LENGTH: usize = 64;

/// A quoted identifier.
pub(crate) fn quoted(name: &str) -> String {
    quote_identifier(&MysqlQueryBuilder, name)
}

/// A quoted table name.
pub(crate) fn quoted_table(table: &TableName) -> String {
    quote_table(&MysqlQueryBuilder, table)
}

/// The name of an index or constraint as the database has it.
pub(crate) fn object_name(name: &ObjectName) -> String {
    limited(name.as_str())
}

/// The name of a column that takes the place of another one.
pub(crate) fn passing_name(column: &str) -> String {
    limited(&format!("aksara_new_{column}"))
}

/// The same text where it is short enough, else shortened with a hash.
pub(crate) fn limited(name: &str) -> String {
    if name.chars().count() <= GREATEST_LENGTH {
        name.to_owned()
    } else {
        shorten(name, GREATEST_LENGTH)
    }
}

/// Refuses names of tables and fields that these databases cannot hold, and namespaces.
pub(crate) fn check_names(table: &Table, server: Server) -> Result<(), Unsupported> {
    check_table_name(&table.name, server)?;
    let mut seen = BTreeSet::new();
    let is_repeated = |field: &&FieldName| !seen.insert(field.as_str().to_lowercase());
    if let Some(field) = table.fields.keys().find(is_repeated) {
        return Err(server.refuse(
            None,
            format!("the table `{}`", table.name),
            format!("another field is called `{field}` but for case, and to the server they are one"),
            "give one of the two fields another name",
        ));
    }
    table.fields.keys().try_for_each(|field| {
        check_identifier(
            field.as_str(),
            &format!("the field `{field}` of `{}`", table.name),
            server,
        )
    })
}

/// Refuses a table's name that these databases cannot hold.
pub(crate) fn check_table_name(table: &TableName, server: Server) -> Result<(), Unsupported> {
    let subject = format!("the table `{table}`");
    if table.namespace().is_some() {
        server.demand(
            aksara_dialect::Feature::Namespace,
            &subject,
            "leave the namespace out, and name the database in the URL",
        )?;
    }
    check_identifier(table.name(), &subject, server)
}

fn check_identifier(name: &str, subject: &str, server: Server) -> Result<(), Unsupported> {
    let length = name.chars().count();
    let reason = if length > GREATEST_LENGTH {
        format!("the name has {length} characters, and {GREATEST_LENGTH} are the most")
    } else if name.ends_with(' ') {
        "a name may not end in a space".to_owned()
    } else if name.chars().any(|character| character > '\u{ffff}') {
        "a name may hold characters of the Basic Multilingual Plane only".to_owned()
    } else {
        return Ok(());
    };
    Err(server.refuse(
        None,
        subject,
        reason,
        "choose another name (`db_table`, `db_column`)",
    ))
}
