//! A physical table in the words of models.

use aksara_driver::OpaqueObject;
use aksara_schema::{
    Check, Constraint, ConstraintKind, DerivedName, FieldName, ForeignKey, KeyDetails, NotCompared,
    ObjectName, Reference, SqlExpression, Table, TableName, Unique,
};

use super::expression::read_expression;
use super::field::{declared_field, name_of, read_attributes};
use super::index::read_index;
use crate::build::column::is_built_in;
use crate::catalog::{self, Catalog, CatalogObject};
use crate::physical::{self, Clause, ClauseKind, Column, Conflict};
use crate::render::clause_text;
use crate::token::tokens;

/// A table being read.
pub(super) struct TableReader<'a> {
    table: Table,
    physical: &'a physical::Table,
    catalog: &'a Catalog,
    opaque: Vec<OpaqueObject>,
}

impl<'a> TableReader<'a> {
    pub(super) fn new(name: TableName, physical: &'a physical::Table, catalog: &'a Catalog) -> Self {
        Self {
            table: Table::new(name),
            physical,
            catalog,
            opaque: Vec::new(),
        }
    }

    /// Reads the columns, then the constraints beside them.
    pub(super) fn read(&mut self) {
        let options = self.physical.options;
        self.table.options.strict = options.is_strict;
        self.table.options.without_rowid = options.is_without_rowid;
        self.table.options.autoincrement = self.physical.is_autoincrement();
        let declared = self.physical.columns.iter();
        let declared = declared.filter_map(|column| declared_field(column, options.is_strict));
        self.table.fields = declared.map(|field| (field.name.clone(), field)).collect();
        for column in &self.physical.columns {
            self.read_column(column);
        }
        for clause in &self.physical.constraints {
            self.read_clause(clause, None);
        }
        self.read_rowid();
    }

    /// Reads an index that has a statement of its own; one whose statement is not understood, or whose collation only a
    /// program knows, is listed.
    pub(super) fn read_index(&mut self, object: &CatalogObject) {
        let is_known = |part: &physical::IndexPart| part.collation.as_deref().is_none_or(is_built_in);
        let read = |sql: &str| read_expression(sql, &self.table);
        let index = catalog::read_index(&object.sql)
            .filter(|index| index.parts.iter().all(is_known))
            .and_then(|index| read_index(&index, &self.table, &read));
        match index {
            Some(index) => drop(self.table.indexes.insert(index.name.clone(), index)),
            None => self.opaque.push(object.opaque()),
        }
    }

    pub(super) fn finish(self) -> (Table, Vec<OpaqueObject>) {
        (self.table, self.opaque)
    }

    fn read_column(&mut self, column: &Column) {
        let Some(mut field) = self.table.fields.get(column.name.as_str()).cloned() else {
            return;
        };
        let type_check = read_attributes(column, &mut field, &self.table);
        let name = field.name.clone();
        self.table.fields.insert(name.clone(), field);
        for (position, clause) in column.clauses.iter().enumerate() {
            if Some(position) != type_check {
                self.read_clause(clause, Some(&name));
            }
        }
    }

    fn read_clause(&mut self, clause: &Clause, own: Option<&FieldName>) {
        match &clause.kind {
            ClauseKind::PrimaryKey {
                columns,
                conflict,
                is_descending,
                ..
            } => {
                self.keep_conflict(clause, conflict, own);
                if has_collation(clause) {
                    self.keep("collated key", clause, own);
                }
                if *is_descending && columns.len() > 1 {
                    self.keep("descending key", clause, own);
                }
                self.read_primary_key(clause, columns);
            }
            ClauseKind::Unique { columns, conflict } => {
                self.keep_conflict(clause, conflict, own);
                // Under another collation other values are alike: without it the constraint would be another one.
                if has_collation(clause) {
                    self.keep("collated key", clause, own);
                } else {
                    let fields = self.fields(columns);
                    self.read_unique(clause, fields, own);
                }
            }
            ClauseKind::NotNull { conflict } => self.keep_conflict(clause, conflict, own),
            ClauseKind::Check { expression } => self.read_check(clause, expression),
            ClauseKind::ForeignKey(key) => self.read_foreign_key(clause, key, own),
            // Only a program that registers the collation can use the table.
            ClauseKind::Collate { collation } if !is_built_in(collation) => {
                self.keep("collation of the program's own", clause, own);
            }
            ClauseKind::Null { .. }
            | ClauseKind::Default { .. }
            | ClauseKind::Collate { .. }
            | ClauseKind::Generated { .. } => {}
        }
    }

    fn read_primary_key(&mut self, clause: &Clause, columns: &[String]) {
        if self.takes_null(columns) {
            self.keep("primary key that takes NULL", clause, None);
        }
        let key = self.fields(columns);
        for name in &key {
            if let Some(field) = self.table.fields.get_mut(name) {
                field.primary_key = true;
                field.nullable = false;
            }
        }
        self.table.primary_key_name = NotCompared(name_of(clause));
        let in_order: Vec<FieldName> = self.table.primary_key().into_iter().cloned().collect();
        if in_order != key {
            self.table.primary_key_order = key;
        }
    }

    /// Whether a key of these columns takes NULL, as only SQLite's do (<https://sqlite.org/quirks.html#primary_keys_can_sometimes_contain_nulls>).
    fn takes_null(&self, columns: &[String]) -> bool {
        let is_rowid = |column: &Column| {
            let rowid = self.physical.rowid_column();
            rowid.is_some_and(|rowid| rowid.name == column.name)
        };
        let is_required = |column: &Column| column.is_required() || is_rowid(column);
        let columns = columns.iter().filter_map(|name| self.physical.column(name));
        let mut open = columns.filter(|column| !is_required(column));
        let has_rowids = !self.physical.options.is_strict && !self.physical.options.is_without_rowid;
        has_rowids && open.next().is_some()
    }

    /// A key that is the rowid counts, and SQLite never uses its default.
    fn read_rowid(&mut self) {
        let rowid = self.physical.rowid_column().map(|column| column.name.as_str());
        if let Some(field) = rowid.and_then(|name| self.table.fields.get_mut(name)) {
            field.auto_increment = true;
            field.default = None;
        }
    }

    /// A field's own UNIQUE, or one without a name over one field, is the field's.
    fn read_unique(&mut self, clause: &Clause, fields: Vec<FieldName>, own: Option<&FieldName>) {
        let name = name_of(clause);
        let single = match fields.as_slice() {
            [single] if own.is_some() || name.is_none() => Some(single),
            _ => None,
        };
        match single.and_then(|single| self.table.fields.get_mut(single)) {
            Some(field) if field.unique.is_none() => field.unique = Some(NotCompared(name)),
            Some(_) => {}
            None => {
                let deferrable = aksara_schema::Deferrable::Never;
                let unique = Unique {
                    fields: fields.clone(),
                    deferrable,
                    nulls_not_distinct: false,
                };
                self.add(
                    clause,
                    DerivedName::Unique,
                    &fields,
                    ConstraintKind::Unique(unique),
                );
            }
        }
    }

    fn read_check(&mut self, clause: &Clause, sql: &str) {
        let expression: SqlExpression = read_expression(sql, &self.table);
        let fields: Vec<FieldName> = expression.portable_fields().into_iter().cloned().collect();
        self.add(
            clause,
            DerivedName::Check,
            &fields,
            ConstraintKind::Check(Check { expression }),
        );
    }

    /// A field's own foreign key, or one without a name over one field, is the field's.
    fn read_foreign_key(&mut self, clause: &Clause, key: &physical::ForeignKey, own: Option<&FieldName>) {
        let target = self.catalog.table(&key.table);
        let target = target.and_then(|target| TableName::whole(&*target.name).ok());
        let Some(target) = target else {
            return self.keep("foreign key to a table that does not exist", clause, own);
        };
        let Some(target_fields) = self.targets(key) else {
            return self.keep("foreign key to columns that do not exist", clause, own);
        };
        let name = name_of(clause);
        let key = ForeignKey {
            fields: self.fields(&key.columns),
            table: target,
            target_fields,
            on_delete: key.on_delete,
            on_update: key.on_update,
            deferrable: key.deferrable,
            details: KeyDetails::default(),
        };
        let single = match key.fields.as_slice() {
            [single] if own.is_some() || name.is_none() => self.table.fields.get_mut(single),
            _ => None,
        };
        match single {
            Some(field) if field.reference.is_none() => field.reference = Some(reference(key, name)),
            Some(_) | None => {
                let fields = key.fields.clone();
                self.add(
                    clause,
                    DerivedName::ForeignKey,
                    &fields,
                    ConstraintKind::ForeignKey(key),
                );
            }
        }
    }

    /// The fields that a foreign key refers to; where none are written, the target's primary key. `None` where SQLite would
    /// find a mismatch as soon as a row is written (<https://sqlite.org/foreignkeys.html#fk_indexes>).
    fn targets(&self, key: &physical::ForeignKey) -> Option<Vec<FieldName>> {
        let target = self.catalog.table(&key.table)?;
        let written = if key.targets.is_empty() {
            target.primary_key()
        } else {
            &key.targets
        };
        let own_name = |name: &String| FieldName::new(&*target.column(name)?.name).ok();
        let targets: Option<Vec<FieldName>> = written.iter().map(own_name).collect();
        targets.filter(|targets| targets.len() == key.columns.len())
    }

    /// The fields of these columns, in their own spelling.
    fn fields(&self, columns: &[String]) -> Vec<FieldName> {
        let own_name = |name: &String| FieldName::new(&*self.physical.column(name)?.name).ok();
        columns.iter().filter_map(own_name).collect()
    }

    /// Adds a constraint; one without a name gets a derived one. SQLite does not mind several of one name, of which the
    /// schema can have one: the others are numbered.
    fn add(&mut self, clause: &Clause, derived: DerivedName, fields: &[FieldName], kind: ConstraintKind) {
        let name = name_of(clause).or_else(|| derived.spell(&self.table.name, fields).ok());
        let name = name.and_then(|name| self.free_name(&name));
        if let Some(name) = name {
            self.table
                .constraints
                .insert(name.clone(), Constraint { name, kind });
        }
    }

    fn free_name(&self, wanted: &ObjectName) -> Option<ObjectName> {
        let numbered = (1..).filter_map(|number: u32| ObjectName::new(format!("{wanted}{number}")).ok());
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        candidates.find(|name| !self.table.object_names().any(|taken| taken == name))
    }

    /// The schema has no word for ON CONFLICT; ABORT is what happens without.
    fn keep_conflict(&mut self, clause: &Clause, conflict: &Conflict, own: Option<&FieldName>) {
        if conflict.as_ref().is_some_and(|conflict| conflict != "ABORT") {
            self.keep("conflict clause", clause, own);
        }
    }

    /// Keeps a clause beside the table: under its name, or as it was written.
    fn keep(&mut self, kind: &str, clause: &Clause, own: Option<&FieldName>) {
        let text = clause_text(clause);
        let written = match own {
            Some(field) => format!("{field} {text}"),
            None => text.clone(),
        };
        self.opaque.push(OpaqueObject {
            kind: kind.to_owned(),
            name: clause.name.clone().unwrap_or(written),
            table: Some(self.table.name.clone()),
            definition: Some(text),
            making: Vec::new(),
        });
    }
}

fn has_collation(clause: &Clause) -> bool {
    tokens(&clause_text(clause)).any(|token| token.is("COLLATE"))
}

/// The foreign key of one field as that field's own.
fn reference(key: ForeignKey, name: Option<ObjectName>) -> Reference {
    Reference {
        table: key.table,
        field: key.target_fields.into_iter().next(),
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
        constraint: NotCompared(name),
    }
}
