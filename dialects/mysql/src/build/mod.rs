//! A table of the schema as these servers would have it; what they do not have is refused.
//!
//! A field's own UNIQUE, index, foreign key and type check are put beside the named ones, so that CREATE TABLE writes
//! the list and ALTER TABLE writes the difference of two of them.

mod check;
pub(crate) mod column;
pub(crate) mod default;
mod foreign_key;
mod index;
pub(crate) mod options;
pub(crate) mod type_check;

use aksara_dialect::{Feature, Unsupported, field_index, field_unique, spell_sql_expression};
use aksara_schema::{Deferrable, Field, FieldName, SqlExpression, Table};

pub(crate) use foreign_key::{foreign_key_indexes, is_default_action, named_foreign_keys};

use crate::flavour::Server;
use crate::limits;
use crate::physical::{self, Column, Expression, Index, IndexKind, Object};

/// The physical table of one that is new: it must keep every limit.
pub(crate) fn build_new(table: &Table, server: Server) -> Result<physical::Table, Unsupported> {
    limits::check_table(table, server)?;
    let built = build(table, server)?;
    limits::check_new(table, &built, server)?;
    Ok(built)
}

/// The physical table, whose own limits are not looked into.
pub(crate) fn build(table: &Table, server: Server) -> Result<physical::Table, Unsupported> {
    build_beside(&Builder::new(table, server), None)
}

/// The physical table of one that is there already.
///
/// An object that the server refuses (another tool made it, or its migration was marked as applied) is known by its
/// name.
pub(crate) fn build_known(table: &Table, server: Server) -> Result<physical::Table, Unsupported> {
    let builder = Builder {
        table,
        is_there: true,
        server,
    };
    build_beside(&builder, Some(table))
}

/// The physical tables before and after a change. A column that the server refuses and the history has already can go.
pub(crate) fn build_change(
    before: &Table,
    after: &Table,
    server: Server,
) -> Result<(physical::Table, physical::Table), Unsupported> {
    Ok((
        build_beside(&Builder::new(before, server), Some(before))?,
        build_beside(&Builder::new(after, server), Some(before))?,
    ))
}

fn build_beside(builder: &Builder<'_>, there: Option<&Table>) -> Result<physical::Table, Unsupported> {
    let (table, server) = (builder.table, builder.server);
    let is_there = |field: &Field| {
        let there = there.and_then(|there| there.fields.get(&field.name));
        there.is_some_and(|there| there == field)
    };
    let fields = table.fields.values();
    let columns = fields.map(|field| match column::build(field, table, server) {
        Err(_) if is_there(field) => Ok(Column::unknown(
            field.name.to_string(),
            field.field_type.storage(),
        )),
        built => built,
    });
    Ok(physical::Table {
        name: table.name.clone(),
        columns: columns.collect::<Result<_, _>>()?,
        primary_key: names(table.primary_key()),
        objects: builder.objects()?,
        options: options::build(table, server)?,
        comment: options::comment(table, server)?,
    })
}

/// Builds the objects of one table: everything that it has beside its columns and its primary key.
struct Builder<'a> {
    table: &'a Table,
    /// Whether the database has the table, and so what the server refuses.
    is_there: bool,
    server: Server,
}

impl<'a> Builder<'a> {
    fn new(table: &'a Table, server: Server) -> Self {
        Self {
            table,
            is_there: false,
            server,
        }
    }

    fn objects(&self) -> Result<Vec<Object>, Unsupported> {
        let indexes = self.indexes()?.into_iter().map(Object::Index);
        let checks = self.checks()?.into_iter().map(Object::Check);
        let mut objects: Vec<Object> = indexes.chain(checks).collect();
        for (name, key) in named_foreign_keys(self.table) {
            let built = self.foreign_key(&name, &key);
            let key = self.accept(built, || foreign_key::known(&name, &key));
            objects.push(Object::ForeignKey(key?));
        }
        Ok(objects)
    }

    fn indexes(&self) -> Result<Vec<Index>, Unsupported> {
        let mut indexes = Vec::new();
        for field in self.table.fields.values() {
            let unique = field_unique(self.table, field);
            indexes.extend(
                unique
                    .map(|unique| self.unique_constraint(&unique))
                    .transpose()?
                    .flatten(),
            );
            let index = field_index(self.table, field);
            indexes.extend(index.map(|index| self.index(&index)).transpose()?);
        }
        for constraint in self.table.constraints.values() {
            indexes.extend(self.unique_constraint(constraint)?);
        }
        for index in self.table.indexes.values() {
            indexes.push(self.index(index)?);
        }
        let own = foreign_key_indexes(self.table).into_iter();
        indexes.extend(own.map(|(name, fields)| Index::over(IndexKind::Plain, name, names(&fields))));
        Ok(indexes)
    }

    fn checks(&self) -> Result<Vec<physical::Check>, Unsupported> {
        let mut checks = Vec::new();
        for field in self.table.fields.values() {
            checks.extend(self.type_check(field)?);
        }
        for constraint in self.table.constraints.values() {
            checks.extend(self.accept(self.check(constraint), || check::known(constraint))?);
        }
        Ok(checks)
    }

    /// An object; one of a table that is there is as far as it is known, where the server refuses it.
    fn accept<T>(&self, built: Result<T, Unsupported>, known: impl FnOnce() -> T) -> Result<T, Unsupported> {
        match built {
            Err(_) if self.is_there => Ok(known()),
            built => built,
        }
    }

    fn demand_not_deferrable(
        &self,
        deferrable: Deferrable,
        feature: Feature,
        subject: &str,
    ) -> Result<(), Unsupported> {
        let alternative =
            "leave `deferrable` out, and write the rows in an order that holds at each statement";
        self.demand_when(deferrable != Deferrable::Never, feature, subject, alternative)
    }

    fn demand_when(
        &self,
        asked: bool,
        feature: Feature,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        if asked {
            self.server.demand(feature, subject, alternative)
        } else {
            Ok(())
        }
    }

    fn fields<'b>(&'b self, names: &'b [FieldName]) -> impl Iterator<Item = &'b Field> {
        names.iter().filter_map(|name| self.table.fields.get(name))
    }

    fn subject(&self, what: &str, name: &str) -> String {
        format!("{what} `{name}` of `{}`", self.table.name)
    }
}

/// An expression in the server's words.
pub(crate) fn expression(
    written: &SqlExpression,
    subject: &str,
    server: Server,
) -> Result<Expression, Unsupported> {
    let sql = spell_sql_expression(written, subject, server.flavour)?;
    // Of texts for several databases, the other ones may name other columns.
    let named = written.fields().into_iter().map(FieldName::as_str);
    Ok(Expression::over(sql, named))
}

fn names<'a>(fields: impl IntoIterator<Item = &'a FieldName>) -> Vec<String> {
    fields.into_iter().map(ToString::to_string).collect()
}
