//! A table of the schema as SQLite would have it; what SQLite does not have is refused.
//!
//! Every constraint of a field is written at its column, under its frozen name: SQLite keeps names in the text alone and
//! drops a CHECK by its name.

pub(crate) mod column;
pub(crate) mod constraint;
pub(crate) mod default;
mod index;
pub(crate) mod type_check;

use aksara_dialect::{Unsupported, field_index};
use aksara_schema::{Index, Table};

use crate::limits;
use crate::physical::{self, Clause, ClauseKind, Column, Options};

/// The physical table.
pub(crate) fn build(table: &Table) -> Result<physical::Table, Unsupported> {
    limits::check(table)?;
    let built = Builder { table, there: None }.build()?;
    Ok(built.table)
}

/// The physical tables before and after a change.
pub(crate) fn build_change(before: &Table, after: &Table) -> Result<(physical::Table, Built), Unsupported> {
    limits::check(after)?;
    let there = Some(before);
    let built = Builder { table: before, there }.build()?;
    Ok((built.table, Builder { table: after, there }.build()?))
}

/// A table that may lack a part of what SQLite refuses and the history has already: another tool made it, or its
/// migration was marked as applied.
pub(crate) struct Built {
    pub(crate) table: physical::Table,
    /// The first refusal of that kind.
    pub(crate) lacking: Option<Unsupported>,
}

struct Builder<'a> {
    table: &'a Table,
    there: Option<&'a Table>,
}

impl Builder<'_> {
    fn build(&self) -> Result<Built, Unsupported> {
        let table = self.table;
        let mut lacking = None;
        let mut columns = Vec::with_capacity(table.fields.len());
        for field in table.fields.values() {
            let column = column::build(table, field);
            let is_there = self.has(|there| there.fields.get(&field.name), field);
            let known = is_there.then(|| Some(Column::bare(field.name.as_str())));
            columns.extend(accept(column, known, &mut lacking)?);
        }
        let mut constraints: Vec<Clause> = composite_key(table).into_iter().collect();
        for item in table.constraints.values() {
            let clause = constraint::build(table, item);
            let is_there = self.has(|there| there.constraints.get(&item.name), item);
            let known = is_there.then(|| constraint::known(item));
            constraints.extend(accept(clause, known, &mut lacking)?);
        }
        let fields = table.fields.values();
        let own: Vec<Index> = fields.filter_map(|field| field_index(table, field)).collect();
        let mut indexes = Vec::with_capacity(own.len() + table.indexes.len());
        for item in own.iter().chain(table.indexes.values()) {
            let index = index::build(table, item);
            let is_there = self.has(|there| there.indexes.get(&item.name), item);
            let known = is_there.then(|| Some(index::known(item)));
            indexes.extend(accept(index, known, &mut lacking)?);
        }
        let table = physical::Table {
            name: table.name.name().to_owned(),
            columns,
            constraints,
            options: Options {
                is_strict: table.options.strict,
                is_without_rowid: table.options.without_rowid,
            },
            indexes,
        };
        Ok(Built { table, lacking })
    }

    /// Whether the history has this part already.
    fn has<T: PartialEq>(&self, find: impl FnOnce(&Table) -> Option<&T>, part: &T) -> bool {
        self.there.and_then(find) == Some(part)
    }
}

/// The built part; one that is refused and in the history already is as far as it is known.
fn accept<T>(
    built: Result<T, Unsupported>,
    known: Option<Option<T>>,
    lacking: &mut Option<Unsupported>,
) -> Result<Option<T>, Unsupported> {
    match (built, known) {
        (Ok(built), _) => Ok(Some(built)),
        (Err(refusal), None) => Err(refusal),
        (Err(refusal), Some(known)) => {
            lacking.get_or_insert(refusal);
            Ok(known)
        }
    }
}

/// The key of a table that has one of several fields.
fn composite_key(table: &Table) -> Option<Clause> {
    let key = table.primary_key();
    let kind = || ClauseKind::PrimaryKey {
        columns: key.iter().map(ToString::to_string).collect(),
        is_descending: false,
        is_autoincrement: false,
        conflict: None,
    };
    let name = table.primary_key_name.0.as_ref().map(ToString::to_string);
    (key.len() > 1).then(|| Clause::named(name, kind()))
}
