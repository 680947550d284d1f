//! Changing a table by SQLite's own statements, in an order in which each finds what it needs.

use aksara_dialect::{Ddl, Routine, Statement, TableDifference, Unsupported};
use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName, Index, ObjectName, Table};
use sea_query::SqliteQueryBuilder;

use super::alter_table::ColumnChanges;
use super::column::Column;
use super::constraint::table_constraint;
use super::create_index::{create_index, drop_index, own_index};
use super::expression::identifier;
use super::ignored::note;
use super::rebuild::backfill;
use super::type_check::TypeCheck;

/// The statements of a change that needs no rebuild.
pub(crate) fn lower(
    change: &AlterTable,
    difference: &TableDifference<'_>,
    columns: &ColumnChanges<'_>,
) -> Result<Vec<Statement>, Unsupported> {
    let native = Native {
        change,
        difference,
        columns,
    };
    let mut statements = native.drop_indexes();
    statements.extend(native.drop_checks());
    statements.extend(native.drop_columns());
    statements.extend(native.add_columns()?);
    statements.extend(native.alter_nullability()?);
    statements.extend(native.add_checks()?);
    statements.extend(native.create_indexes()?);
    Ok(statements)
}

struct Native<'a> {
    change: &'a AlterTable,
    difference: &'a TableDifference<'a>,
    columns: &'a ColumnChanges<'a>,
}

impl Native<'_> {
    fn drop_indexes(&self) -> Vec<Statement> {
        let named = self.difference.dropped_indexes.iter().copied();
        let renamed = self.difference.renamed_indexes.iter().map(|(before, _)| *before);
        let named = named.chain(renamed).map(|index| &index.name);
        let own = self.change.before.fields.values().filter_map(|field| {
            let name = own_index_name(field)?;
            (self.own_index_after(field) != Some(name)).then_some(name)
        });
        named
            .chain(own)
            .map(|name| Statement::sql(drop_index(name.as_str())))
            .collect()
    }

    /// The name of the index that a field of the table before has afterwards.
    fn own_index_after(&self, field: &Field) -> Option<&ObjectName> {
        let new_name = self.change.fields.new_name(&field.name)?;
        own_index_name(self.change.after.fields.get(new_name)?)
    }

    fn drop_checks(&self) -> Vec<Statement> {
        let renamed = self
            .difference
            .renamed_constraints
            .iter()
            .map(|(before, _)| before);
        let named = self
            .difference
            .dropped_constraints
            .iter()
            .chain(renamed)
            .map(|constraint| constraint.name.clone());
        let altered = self.columns.changed.iter().filter_map(|(before, after)| {
            before
                .check
                .clone()
                .filter(|check| after.check.as_ref() != Some(check))
        });
        let dropped = self
            .difference
            .dropped_fields
            .iter()
            .filter_map(|field| TypeCheck::of(field));
        let of_types = altered.chain(dropped).filter_map(|check| check.name);
        let drop = |name: ObjectName| self.alter().word("DROP CONSTRAINT").name(name.as_str()).finish();
        named
            .chain(of_types)
            .map(|name| Statement::sql(drop(name)))
            .collect()
    }

    fn drop_columns(&self) -> Vec<Statement> {
        let drop = |name: &FieldName| self.alter().word("DROP COLUMN").name(name.as_str()).finish();
        let dropped = self.difference.dropped_fields.iter();
        dropped
            .map(|field| Statement::sql(drop(&field.name)).destructive())
            .collect()
    }

    fn add_columns(&self) -> Result<Vec<Statement>, Unsupported> {
        let mut statements = Vec::new();
        for (field, column) in &self.columns.added {
            let add = self
                .alter()
                .word("ADD COLUMN")
                .fragment(&column.definition())
                .finish();
            statements.push(Statement::sql(add));
            if self.change.hints.fill.contains_key(&field.name) {
                statements
                    .extend(backfill(self.change, field)?.map(|value| self.update(&field.name, &value)));
            }
        }
        Ok(statements)
    }

    fn alter_nullability(&self) -> Result<Vec<Statement>, Unsupported> {
        let mut statements = Vec::new();
        for (before, after) in &self.columns.changed {
            match (before.is_required, after.is_required) {
                (false, true) => statements.extend(self.set_not_null(after)?),
                (true, false) => statements.push(self.nullability(after, "DROP NOT NULL")),
                (true, true) | (false, false) => {}
            }
        }
        Ok(statements)
    }

    /// Rows without a value get the default first.
    fn set_not_null(&self, column: &Column) -> Result<Vec<Statement>, Unsupported> {
        let field = self.change.after.fields.get(&column.name);
        let value = field
            .map(|field| backfill(self.change, field))
            .transpose()?
            .flatten();
        let name = identifier(column.name.as_str());
        let fill = value.map(|value| {
            let where_null = format!("{} WHERE {name} IS NULL", self.update_sql(&column.name, &value));
            Statement::sql(where_null).with_note("gives the default to rows without a value")
        });
        let set = self.nullability(column, "SET NOT NULL");
        Ok(fill.into_iter().chain([set]).collect())
    }

    fn add_checks(&self) -> Result<Vec<Statement>, Unsupported> {
        let table = &*self.change.after;
        let altered = self.columns.changed.iter().filter_map(|(before, after)| {
            after
                .check
                .as_ref()
                .filter(|check| before.check.as_ref() != Some(check))
        });
        let of_types = altered.map(|check| Ok(check.clause()));
        let renamed = self.difference.renamed_constraints.iter().map(|(_, after)| after);
        let named = self
            .difference
            .added_constraints
            .iter()
            .chain(renamed)
            .map(|item| table_constraint(table, item));
        let clauses: Vec<String> = of_types.chain(named).collect::<Result<_, Unsupported>>()?;
        let add = |clause: String| Statement::sql(self.alter().word("ADD").fragment(&clause).finish());
        Ok(clauses.into_iter().map(add).collect())
    }

    fn create_indexes(&self) -> Result<Vec<Statement>, Unsupported> {
        let table = &*self.change.after;
        let mut statements: Vec<Statement> = self.new_own_indexes().into_iter().map(Statement::sql).collect();
        let renamed = self.difference.renamed_indexes.iter().map(|(_, after)| *after);
        for index in self.difference.added_indexes.iter().copied().chain(renamed) {
            let mut statement = Statement::sql(create_index(table, index)?);
            statement.note = self.index_note(index);
            statements.push(statement);
        }
        Ok(statements)
    }

    fn new_own_indexes(&self) -> Vec<String> {
        let (before, after) = (&self.change.before, &self.change.after);
        let is_new = |field: &&Field| {
            let old = self
                .change
                .fields
                .old_name(&field.name)
                .and_then(|old| before.fields.get(old));
            old.and_then(own_index_name) != own_index_name(field)
        };
        after
            .fields
            .values()
            .filter(is_new)
            .filter_map(|field| own_index(after, field))
            .collect()
    }

    fn index_note(&self, index: &Index) -> Option<String> {
        note(&[
            (
                self.change.hints.concurrently.contains(&index.name),
                "CONCURRENTLY",
            ),
            (index.method.is_some(), "index methods"),
            (!index.include.is_empty(), "INCLUDE"),
        ])
    }

    fn update(&self, field: &FieldName, value: &str) -> Statement {
        Statement::sql(self.update_sql(field, value))
    }

    fn update_sql(&self, field: &FieldName, value: &str) -> String {
        let ddl = Ddl::new(SqliteQueryBuilder)
            .word("UPDATE")
            .table(&self.table().name)
            .word("SET");
        ddl.name(field.as_str()).word("=").fragment(value).finish()
    }

    fn nullability(&self, column: &Column, action: &'static str) -> Statement {
        let sql = self
            .alter()
            .word("ALTER COLUMN")
            .name(column.name.as_str())
            .word(action)
            .finish();
        Statement::routine(Routine::AlterNullability {
            table: self.table().name.clone(),
            column: column.name.clone(),
            sql,
        })
    }

    fn alter(&self) -> Ddl<SqliteQueryBuilder> {
        Ddl::new(SqliteQueryBuilder)
            .word("ALTER TABLE")
            .table(&self.table().name)
    }

    fn table(&self) -> &Table {
        &self.change.after
    }
}

fn own_index_name(field: &Field) -> Option<&ObjectName> {
    field.index.as_ref()?.0.as_ref()
}
