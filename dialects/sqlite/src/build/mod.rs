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
    Ok(Builder::new(table, None).build()?.table)
}

/// The physical tables before and after a change.
pub(crate) fn build_change(before: &Table, after: &Table) -> Result<(physical::Table, Built), Unsupported> {
    limits::check(after)?;
    let built = Builder::new(before, Some(before)).build()?;
    Ok((built.table, Builder::new(after, Some(before)).build()?))
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
    lacking: Option<Unsupported>,
}

impl<'a> Builder<'a> {
    fn new(table: &'a Table, there: Option<&'a Table>) -> Self {
        Self {
            table,
            there,
            lacking: None,
        }
    }

    fn build(mut self) -> Result<Built, Unsupported> {
        let table = physical::Table {
            name: self.table.name.name().to_owned(),
            columns: self.columns()?,
            constraints: self.constraints()?,
            options: Options {
                is_strict: self.table.options.strict,
                is_without_rowid: self.table.options.without_rowid,
            },
            indexes: self.indexes()?,
        };
        Ok(Built {
            table,
            lacking: self.lacking,
        })
    }

    fn columns(&mut self) -> Result<Vec<Column>, Unsupported> {
        let mut columns = Vec::with_capacity(self.table.fields.len());
        for field in self.table.fields.values() {
            let is_there = self.has(|there| there.fields.get(&field.name), field);
            let bare = || Some(Column::bare(field.name.as_str()));
            columns.extend(self.accept(column::build(self.table, field), is_there, bare)?);
        }
        Ok(columns)
    }

    fn constraints(&mut self) -> Result<Vec<Clause>, Unsupported> {
        let mut constraints: Vec<Clause> = composite_key(self.table).into_iter().collect();
        for item in self.table.constraints.values() {
            let is_there = self.has(|there| there.constraints.get(&item.name), item);
            let known = || constraint::known(item);
            constraints.extend(self.accept(constraint::build(self.table, item), is_there, known)?);
        }
        Ok(constraints)
    }

    fn indexes(&mut self) -> Result<Vec<physical::Index>, Unsupported> {
        let fields = self.table.fields.values();
        let own = fields.filter_map(|field| field_index(self.table, field));
        let own: Vec<Index> = own.collect();
        let mut indexes = Vec::with_capacity(own.len() + self.table.indexes.len());
        for item in own.iter().chain(self.table.indexes.values()) {
            let is_there = self.has(|there| there.indexes.get(&item.name), item);
            let known = || Some(index::known(item));
            indexes.extend(self.accept(index::build(self.table, item), is_there, known)?);
        }
        Ok(indexes)
    }

    /// Whether the history has this part already.
    fn has<T: PartialEq>(&self, find: impl FnOnce(&Table) -> Option<&T>, part: &T) -> bool {
        self.there.and_then(find) == Some(part)
    }

    /// The built part; one that is refused and in the history already is as far as it is known.
    fn accept<T>(
        &mut self,
        built: Result<T, Unsupported>,
        is_there: bool,
        known: impl FnOnce() -> Option<T>,
    ) -> Result<Option<T>, Unsupported> {
        match built {
            Ok(built) => Ok(Some(built)),
            Err(refusal) if is_there => {
                self.lacking.get_or_insert(refusal);
                Ok(known())
            }
            Err(refusal) => Err(refusal),
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
