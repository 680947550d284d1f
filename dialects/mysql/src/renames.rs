//! New names of columns: the table before a change under the names that its columns have afterwards, and the names that
//! they have while the change runs.

use aksara_dialect::{Unsupported, rename_in_expression, renamed_before, with_names_freed};
use aksara_operations::{AlterTable, FieldMapping};
use aksara_schema::{FieldName, SqlExpression, Table};

use crate::build::named_foreign_keys;
use crate::flavour::Server;
use crate::name::limited;

/// The names of a table's columns before a change and afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Renames {
    /// By the name before. A dropped column whose name another one takes has one of its own.
    names: FieldMapping,
    /// Whether columns have their new names before anything else changes: neither server renames a column of a foreign
    /// key in a statement that copies the table.
    pub(crate) are_early: bool,
}

impl Renames {
    pub(crate) fn of(change: &AlterTable, server: Server) -> Result<Self, Unsupported> {
        let is_same = |one: &FieldName, other: &FieldName| is_same_name(one.as_str(), other.as_str());
        let free = |name: &FieldName| {
            FieldName::new(limited(&format!("aksara_old_{name}"))).map_err(|error| {
                let subject = format!("the field `{}.{name}`", change.before.name);
                let advice = "rename the fields in migrations of their own";
                server.refuse(None, subject, error.to_string(), advice)
            })
        };
        Ok(Self {
            names: with_names_freed(change, is_same, free)?,
            are_early: are_early(change),
        })
    }

    /// The table before under the names afterwards.
    pub(crate) fn table(&self, change: &AlterTable) -> Table {
        renamed_before(&AlterTable {
            fields: self.names.clone(),
            ..change.clone()
        })
    }

    /// The name before.
    pub(crate) fn before<'a>(&'a self, name: &'a str) -> &'a str {
        let mut names = self.names.0.iter();
        let old = names.find(|(_, new)| new.as_str() == name);
        old.map_or(name, |(old, _)| old.as_str())
    }

    /// The columns that get another name: the name afterwards, and the one before.
    pub(crate) fn changed(&self) -> impl Iterator<Item = (String, String)> {
        let changed = self.names.0.iter().filter(|(old, new)| old != new);
        changed.map(|(old, new)| (new.to_string(), old.to_string()))
    }

    /// The name while everything but early renames is still to come. A dropped column keeps its own.
    pub(crate) fn current<'a>(&'a self, name: &'a str, is_kept: bool) -> &'a str {
        if self.are_early && is_kept {
            name
        } else {
            self.before(name)
        }
    }

    /// Whether a column gets this name.
    pub(crate) fn gives(&self, name: &str) -> bool {
        self.before(name) != name
    }

    /// An expression over the old row under the names that its columns have when it is computed.
    pub(crate) fn in_expression(&self, expression: &SqlExpression) -> SqlExpression {
        let mut expression = expression.clone();
        if self.are_early {
            rename_in_expression(&mut expression, &self.names);
        }
        expression
    }
}

/// Whether two names are one to the servers.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether a renamed field is part of a foreign key, of this table or another.
fn are_early(change: &AlterTable) -> bool {
    let keys = named_foreign_keys(&change.before);
    let in_key = |field: &FieldName| keys.iter().any(|(_, key)| key.fields.contains(field));
    let mut renamed = change.fields.0.iter().filter(|(old, new)| old != new);
    renamed.any(|(old, new)| change.is_referenced || in_key(old) || is_target_by_new_name(change, new))
}

/// Whether the server must know a field by its new name before a foreign key of the same table refers to it (150; MySQL
/// 9.7 crashes).
fn is_target_by_new_name(change: &AlterTable, new_name: &FieldName) -> bool {
    let keys = named_foreign_keys(&change.after);
    let mut keys = keys.iter().filter(|(_, key)| key.table == change.after.name);
    keys.any(|(_, key)| key.target_fields.contains(new_name))
}
