//! A physical table in one form, the same for a replayed table and an inspected one where SQLite keeps them alike.
//!
//! Every constraint and index is the table's, under its name; a field has only what its column has. Expressions are
//! their text in one form, since text is what SQLite keeps. Anything without effect on SQLite is left out.

use aksara_schema::{
    Check, Constraint, ConstraintKind, Default, Deferrable, Field, FieldName, ForeignKey, Generated,
    GeneratedStorage, Index, IndexKey, IndexPart, KeyDetails, ObjectName, RawSql, Schema, SqlExpression,
    Table, TableName, TableOptions, Unique, shorten,
};

use super::index::{DEFAULT_COLLATION, read_index};
use crate::build::build;
use crate::build::constraint::may_be_unnamed;
use crate::canonical::canonical;
use crate::physical::{self, Clause, ClauseKind, Column, Placed};
use crate::types::read_declared_type;

/// The table as SQLite keeps it; one that SQLite would not make stays as it is.
pub(crate) fn compared(table: &Table, schema: &Schema) -> Table {
    let Ok(physical) = build(table) else {
        return table.clone();
    };
    let reader = Reader {
        table,
        physical: &physical,
        schema,
    };
    reader.read().unwrap_or_else(|| table.clone())
}

struct Reader<'a> {
    table: &'a Table,
    physical: &'a physical::Table,
    schema: &'a Schema,
}

impl Reader<'_> {
    fn read(&self) -> Option<Table> {
        let key = field_names(self.physical.primary_key())?;
        let mut result = Table {
            primary_key_order: if key.len() > 1 { key.clone() } else { Vec::new() },
            options: TableOptions {
                strict: self.physical.options.is_strict,
                without_rowid: self.physical.options.is_without_rowid,
                autoincrement: self.physical.is_autoincrement(),
                ..TableOptions::default()
            },
            management: self.table.management,
            ..Table::new(self.table.name.clone())
        };
        let constraints = self.physical.placed_constraints();
        let constraints = constraints.filter_map(|placed| self.constraint(&placed));
        result.constraints = constraints.map(|item| (item.name.clone(), item)).collect();
        let indexes = self.physical.indexes.iter().map(|index| self.index(index));
        let indexes = indexes.map(|index| Some((index.as_ref()?.name.clone(), index?)));
        result.indexes = indexes.collect::<Option<_>>()?;
        let fields = self
            .physical
            .columns
            .iter()
            .map(|column| self.field(column, &key));
        Some(result.with_fields(fields.collect::<Option<Vec<_>>>()?))
    }

    fn field(&self, column: &Column, key: &[FieldName]) -> Option<Field> {
        let name = FieldName::new(&*column.name).ok()?;
        let generated = column.generated().map(|(expression, is_stored)| Generated {
            expression: self.expression(expression),
            storage: if is_stored {
                GeneratedStorage::Stored
            } else {
                GeneratedStorage::Virtual
            },
        });
        let rowid = self.physical.rowid_column();
        Some(Field {
            nullable: !column.is_required(),
            primary_key: key.contains(&name),
            auto_increment: rowid.is_some_and(|rowid| rowid.name == column.name),
            default: column.default().and_then(|default| self.default(default)),
            generated,
            collation: collation(column).filter(|name| name != DEFAULT_COLLATION),
            ..Field::new(
                name,
                read_declared_type(&column.declared_type, self.physical.options.is_strict),
            )
        })
    }

    fn default(&self, value: &str) -> Option<Default> {
        let text = canonical(value, self.table);
        match text.as_str() {
            "NULL" => None,
            // Two words for numbers (<https://www.sqlite.org/datatype3.html#boolean_datatype>).
            "TRUE" => Some(Default::Expression(own_text("1"))),
            "FALSE" => Some(Default::Expression(own_text("0"))),
            text => Some(Default::Expression(own_text(text))),
        }
    }

    /// A constraint under its name.
    fn constraint(&self, placed: &Placed) -> Option<Constraint> {
        let Clause { name, kind, .. } = &placed.clause;
        let kind = match kind {
            ClauseKind::PrimaryKey { .. }
            | ClauseKind::NotNull { .. }
            | ClauseKind::Null { .. }
            | ClauseKind::Default { .. }
            | ClauseKind::Collate { .. }
            | ClauseKind::Generated { .. } => return None,
            ClauseKind::Check { expression } => {
                let expression = self.expression(expression);
                ConstraintKind::Check(Check { expression })
            }
            ClauseKind::Unique { columns, .. } => unique(columns)?,
            ClauseKind::ForeignKey(key) => self.foreign_key(key)?,
        };
        let name = ObjectName::new(name.as_deref()?).ok()?;
        Some(self.known_by_text(Constraint { name, kind }))
    }

    /// A check that may have no name in the database is known by its text: its name in an inspection depends on the
    /// others.
    fn known_by_text(&self, constraint: Constraint) -> Constraint {
        /// [`shorten`] puts at the end an underscore and eight digits.
        const HASH: usize = 9;
        let text = match &constraint.kind {
            ConstraintKind::Check(Check {
                expression: SqlExpression::PerDialect(texts),
            }) if may_be_unnamed(constraint.name.as_str()) => {
                texts.values().map(RawSql::as_str).collect::<String>()
            }
            _ => return constraint,
        };
        let stem = format!("{}_check", self.table.name.name());
        let name = shorten(&format!("{stem} of {stem}: {text}"), stem.len() + HASH);
        match ObjectName::new(name) {
            Ok(name) => Constraint { name, ..constraint },
            Err(_) => constraint,
        }
    }

    /// A foreign key without target fields refers to the primary key.
    fn foreign_key(&self, key: &physical::ForeignKey) -> Option<ConstraintKind> {
        let table = TableName::whole(&*key.table).ok()?;
        let own = Some(self.table).filter(|own| own.name == table);
        let target = own.or_else(|| self.schema.table(&table).map(|table| &**table));
        let target_fields = match target.filter(|_| key.targets.is_empty()) {
            Some(target) => target.primary_key().into_iter().cloned().collect(),
            None => field_names(&key.targets)?,
        };
        Some(ConstraintKind::ForeignKey(ForeignKey {
            fields: field_names(&key.columns)?,
            table,
            target_fields,
            on_delete: key.on_delete,
            on_update: key.on_update,
            deferrable: key.deferrable,
            details: KeyDetails::default(),
        }))
    }

    /// An expression that names the collation of every expression names none.
    fn index(&self, index: &physical::Index) -> Option<Index> {
        let mut index = read_index(index, self.table, &|sql| self.expression(sql))?;
        let is_expression = |part: &&mut IndexPart| matches!(part.key, IndexKey::Expression(_));
        for part in index.parts.iter_mut().filter(is_expression) {
            part.collation.take_if(|name| name == DEFAULT_COLLATION);
        }
        Some(index)
    }

    fn expression(&self, sql: &str) -> SqlExpression {
        own_text(&canonical(sql, self.table))
    }
}

fn collation(column: &Column) -> Option<String> {
    column.clauses.iter().find_map(|clause| match &clause.kind {
        ClauseKind::Collate { collation } => Some(collation.clone()),
        _ => None,
    })
}

fn unique(columns: &[String]) -> Option<ConstraintKind> {
    Some(ConstraintKind::Unique(Unique {
        fields: field_names(columns)?,
        deferrable: Deferrable::Never,
        nulls_not_distinct: false,
    }))
}

fn field_names(columns: &[String]) -> Option<Vec<FieldName>> {
    columns
        .iter()
        .map(|column| FieldName::new(&**column).ok())
        .collect()
}

/// SQLite's own text.
pub(super) fn own_text(sql: &str) -> SqlExpression {
    SqlExpression::PerDialect([(crate::NAME, RawSql::new(sql))].into())
}
