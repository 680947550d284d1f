//! A table as SQLite knows it: columns, keys, checks, indexes, options.
//!
//! `build` makes one of a table of the schema, and `catalog` reads one from the live database. Expressions and defaults
//! are SQLite's text here, since text is what SQLite keeps. A clause from the catalog keeps its own words, so that
//! a rebuild puts back exactly what a change does not touch.

mod clause;

use aksara_schema::StorageType;

use crate::expression::identifier;

pub(crate) use clause::{Clause, ClauseKind, Conflict, ForeignKey, Slot};

/// A table with its indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The constraints that are written beside the columns.
    pub(crate) constraints: Vec<Clause>,
    pub(crate) options: Options,
    /// The indexes that have a statement of their own.
    pub(crate) indexes: Vec<Index>,
}

/// AUTOINCREMENT is part of the primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Options {
    pub(crate) is_strict: bool,
    pub(crate) is_without_rowid: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// The name as the definition spells it.
    pub(crate) written_name: String,
    /// Empty where none is declared.
    pub(crate) declared_type: String,
    /// The form of the values, which does not follow from a STRICT table's types.
    pub(crate) storage: StorageType,
    pub(crate) clauses: Vec<Clause>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) name: String,
    pub(crate) is_unique: bool,
    pub(crate) parts: Vec<IndexPart>,
    /// The predicate of a partial index.
    pub(crate) condition: Option<String>,
    /// The statement that made it, where it comes from the catalog.
    pub(crate) written: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IndexPart {
    /// A column's name or an expression, as a statement writes it.
    pub(crate) key: String,
    pub(crate) collation: Option<String>,
    pub(crate) is_descending: bool,
}

/// A constraint and the column it is written at, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) column: Option<String>,
    pub(crate) clause: Clause,
}

impl Table {
    /// The column of this name; SQLite's names do not depend on case.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| is_same_name(&column.name, name))
    }

    pub(crate) fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns
            .iter_mut()
            .find(|column| is_same_name(&column.name, name))
    }

    /// Every constraint with its place.
    pub(crate) fn placed_constraints(&self) -> impl Iterator<Item = Placed> {
        let own = self.columns.iter().flat_map(Column::placed_constraints);
        own.chain(self.constraints.iter().map(|clause| Placed {
            column: None,
            clause: clause.clone(),
        }))
    }

    /// Every clause of the columns and of the table.
    pub(crate) fn clauses(&self) -> impl Iterator<Item = &Clause> {
        let own = self.columns.iter().flat_map(|column| &column.clauses);
        own.chain(&self.constraints)
    }

    pub(crate) fn clauses_mut(&mut self) -> impl Iterator<Item = &mut Clause> {
        let own = self.columns.iter_mut().flat_map(|column| &mut column.clauses);
        own.chain(&mut self.constraints)
    }

    /// The primary key's columns, in order.
    pub(crate) fn primary_key(&self) -> &[String] {
        let key = self.clauses().find_map(|clause| match &clause.kind {
            ClauseKind::PrimaryKey { columns, .. } => Some(columns.as_slice()),
            _ => None,
        });
        key.unwrap_or_default()
    }

    /// The column that is the rowid under another name
    /// (<https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>).
    pub(crate) fn rowid_column(&self) -> Option<&Column> {
        let is_descending_own = |column: &Column| {
            let mut clauses = column.clauses.iter();
            clauses.any(|clause| {
                matches!(
                    clause.kind,
                    ClauseKind::PrimaryKey {
                        is_descending: true,
                        ..
                    }
                )
            })
        };
        let [name] = self.primary_key() else { return None };
        let column = self.column(name).filter(|_| !self.options.is_without_rowid)?;
        let is_rowid = column.declared_type.eq_ignore_ascii_case("INTEGER") && !is_descending_own(column);
        is_rowid.then_some(column)
    }

    /// Whether the primary key is AUTOINCREMENT.
    pub(crate) fn is_autoincrement(&self) -> bool {
        self.clauses().any(|clause| {
            matches!(
                clause.kind,
                ClauseKind::PrimaryKey {
                    is_autoincrement: true,
                    ..
                }
            )
        })
    }
}

impl Column {
    /// A column of which nothing but the name is known.
    pub(crate) fn bare(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            written_name: identifier(name),
            declared_type: String::new(),
            storage: StorageType::Binary,
            clauses: Vec::new(),
        }
    }

    /// The clause in this slot.
    pub(crate) fn slot(&self, slot: Slot) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.slot() == Some(slot))
    }

    pub(crate) fn is_required(&self) -> bool {
        self.clauses
            .iter()
            .any(|clause| matches!(clause.kind, ClauseKind::NotNull { .. }))
    }

    /// The text after DEFAULT.
    pub(crate) fn default(&self) -> Option<&str> {
        self.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Default { value } => Some(value.as_str()),
            _ => None,
        })
    }

    /// The expression of a generated column, and whether its value is stored.
    pub(crate) fn generated(&self) -> Option<(&str, bool)> {
        self.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Generated {
                expression,
                is_stored,
            } => Some((expression.as_str(), *is_stored)),
            _ => None,
        })
    }

    /// The constraints that are written at the column.
    pub(crate) fn placed_constraints(&self) -> impl Iterator<Item = Placed> {
        let constraints = self.clauses.iter().filter(|clause| clause.slot().is_none());
        constraints.map(|clause| Placed {
            column: Some(self.name.clone()),
            clause: clause.clone(),
        })
    }
}

/// Whether two names are one to SQLite.
pub(crate) fn is_same_name(first: &str, second: &str) -> bool {
    first.eq_ignore_ascii_case(second)
}
