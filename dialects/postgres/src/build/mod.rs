//! A table of the schema as PostgreSQL would have it; what PostgreSQL does not have is refused.

pub(crate) mod column;
mod constraint;
mod index;

use aksara_dialect::{ServerVersion, Unsupported, field_index};
use aksara_schema::{Constraint, Field, Index, ObjectName, Table};

use crate::limits::require_fitting_names;
use crate::own_objects::field_constraints;
use crate::physical::{self, Column, Owned};

/// The physical table.
pub(crate) fn build(table: &Table, version: &ServerVersion) -> Result<physical::Table, Unsupported> {
    require_fitting_names(table)?;
    Builder::new(table, None, version).build()
}

/// The physical table of the history; parts that PostgreSQL refuses are as far as they are known.
pub(crate) fn build_known(table: &Table, version: &ServerVersion) -> Result<physical::Table, Unsupported> {
    Builder::new(table, Some(table), version).build()
}

/// The physical tables before and after a change. Parts that PostgreSQL refuses and the history has already are left as
/// they are: another tool made them, or their migration was marked as applied.
pub(crate) fn build_change(
    before: &Table,
    after: &Table,
    version: &ServerVersion,
) -> Result<(physical::Table, physical::Table), Unsupported> {
    require_fitting_names(after)?;
    let built = Builder::new(after, Some(before), version).build()?;
    Ok((build_known(before, version)?, built))
}

/// A field as messages name it.
pub(crate) fn field_subject(table: &Table, field: &Field) -> String {
    format!("field `{}.{}`", table.name, field.name)
}

struct Builder<'a> {
    table: &'a Table,
    there: Option<&'a Table>,
    version: &'a ServerVersion,
}

impl<'a> Builder<'a> {
    fn new(table: &'a Table, there: Option<&'a Table>, version: &'a ServerVersion) -> Self {
        Self {
            table,
            there,
            version,
        }
    }

    fn build(&self) -> Result<physical::Table, Unsupported> {
        Ok(physical::Table {
            name: self.table.name.clone(),
            columns: self.columns()?,
            constraints: self.constraints()?,
            indexes: self.indexes()?,
            comment: self.table.comment.clone(),
        })
    }

    fn columns(&self) -> Result<Vec<Column>, Unsupported> {
        let fields = self.table.fields.values();
        let columns = fields.map(|field| {
            let is_there = self.there.and_then(|there| there.fields.get(&field.name)) == Some(field);
            let known = || Column::bare(field.name.as_str());
            accept(column::build(self.table, field, self.version), is_there, known)
        });
        columns.collect()
    }

    fn constraints(&self) -> Result<Vec<Owned<physical::Constraint>>, Unsupported> {
        let mut constraints: Vec<_> = constraint::primary_key(self.table)
            .map(Owned::by_table)
            .into_iter()
            .collect();
        for field in self.table.fields.values() {
            for own in field_constraints(self.table, field) {
                constraints.push(Owned::by_column(
                    field.name.as_str(),
                    self.constraint(&own, false)?,
                ));
            }
        }
        for named in self.table.constraints.values() {
            let is_there = self.has(|there| there.constraints.get(&named.name), named);
            constraints.push(Owned::by_table(self.constraint(named, is_there)?));
        }
        Ok(constraints)
    }

    fn constraint(
        &self,
        constraint: &Constraint,
        is_there: bool,
    ) -> Result<physical::Constraint, Unsupported> {
        let known = || constraint::known(constraint);
        accept(constraint::build(constraint, self.version), is_there, known)
    }

    fn indexes(&self) -> Result<Vec<Owned<physical::Index>>, Unsupported> {
        let mut indexes = Vec::new();
        for field in self.table.fields.values() {
            if let Some(own) = field_index(self.table, field) {
                indexes.push(Owned::by_column(field.name.as_str(), self.index(&own)?));
            }
        }
        for named in self.table.indexes.values() {
            indexes.push(Owned::by_table(self.index(named)?));
        }
        Ok(indexes)
    }

    fn index(&self, index: &Index) -> Result<physical::Index, Unsupported> {
        let is_there = self.has(|there| there.indexes.get(&index.name), index);
        accept(index::build(index, self.version), is_there, || {
            index::known(index)
        })
    }

    /// Whether the history has this part already.
    fn has<T: PartialEq + 'a>(&self, find: impl FnOnce(&'a Table) -> Option<&'a T>, part: &T) -> bool {
        self.there.and_then(find) == Some(part)
    }
}

/// The built part; one that is refused and in the history already is as far as it is known.
fn accept<T>(
    built: Result<T, Unsupported>,
    is_there: bool,
    known: impl FnOnce() -> T,
) -> Result<T, Unsupported> {
    match built {
        Err(_) if is_there => Ok(known()),
        built => built,
    }
}

/// The names that PostgreSQL has for fields.
fn names<'a>(fields: impl IntoIterator<Item = &'a aksara_schema::FieldName>) -> Vec<String> {
    fields.into_iter().map(ToString::to_string).collect()
}

/// The name of a constraint or index as messages name it.
fn object_subject(kind: &str, name: &ObjectName) -> String {
    format!("{kind} `{name}`")
}
