//! The difference of two physical tables as actions. It alone decides whether a column changes, and whether its values
//! are converted.

mod column;
mod object;

use std::collections::{BTreeMap, BTreeSet};

use aksara_dialect::Unsupported;
use aksara_operations::Lookup;

use crate::action::{Action, Building};
use crate::enum_values::ValueRenames;
use crate::flavour::Server;
use crate::physical::{Column, Index, Object, Owned, Table, native_enums};
use crate::renames::{Rename, RenameKind, ordered};

use self::column::ColumnDifference;
use self::object::ObjectDifference;

/// The rest of a change, beside the two tables; by the names of the columns afterwards.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// The columns that are kept, with the names that they had.
    pub(crate) kept: BTreeMap<String, String>,
    /// How a column's new value is computed from the old row.
    pub(crate) computed: BTreeMap<String, String>,
    /// The source of a column's new value.
    pub(crate) lookups: BTreeMap<String, Lookup>,
    /// The values of a native enum that get other names and nothing else.
    pub(crate) renamed_values: BTreeMap<String, ValueRenames>,
    /// The value of rows without one.
    pub(crate) fills: BTreeMap<String, Fill>,
    /// The indexes that are made or dropped while others write.
    pub(crate) concurrently: BTreeSet<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Fill {
    Constant(String),
    /// From the row.
    Computed(String),
}

impl Fill {
    pub(crate) fn value(&self) -> &str {
        match self {
            Self::Constant(value) | Self::Computed(value) => value,
        }
    }
}

/// The actions that make the second table of the first, whose kept columns have their new names already.
pub(crate) fn diff(
    before: &Table,
    after: &Table,
    hints: &Hints,
    server: Server,
) -> Result<Vec<Action>, Unsupported> {
    let difference = Difference::new(before, after, hints);
    let mut actions = difference.types();
    actions.extend(difference.table_comment());
    actions.extend(difference.dropped_columns());
    actions.extend(difference.renamed_columns());
    actions.extend(difference.added_columns());
    for (old, new) in difference.kept() {
        let columns = ColumnDifference {
            table: before,
            old,
            new,
            hints,
            server,
        };
        if difference.is_remade(&new.name) {
            actions.extend(columns.remade());
        } else {
            actions.extend(columns.changes()?);
        }
    }
    actions.extend(difference.objects());
    Ok(actions)
}

struct Difference<'a> {
    before: &'a Table,
    after: &'a Table,
    hints: &'a Hints,
    /// The columns that are dropped and added again: computed ones whose expression, or whose source's type, changes, and
    /// those whose source is computed by ALTER TYPE.
    remade: BTreeSet<&'a str>,
}

impl<'a> Difference<'a> {
    fn new(before: &'a Table, after: &'a Table, hints: &'a Hints) -> Self {
        let mut difference = Self {
            before,
            after,
            hints,
            remade: BTreeSet::new(),
        };
        let is_retyped = |(old, new): &(&Column, &Column)| {
            !old.data_type.is_same(&new.data_type)
                || hints.computed.contains_key(&new.name)
                || hints.lookups.contains_key(&new.name)
        };
        let retyped = difference.kept().filter(is_retyped);
        let retyped: BTreeSet<&str> = retyped.map(|(_, new)| new.name.as_str()).collect();
        let is_remade = |(old, new): &(&Column, &Column)| {
            new.generated.as_ref().is_some_and(|generated| {
                let mut sources = generated.columns.iter();
                old.generated.as_ref() != Some(generated)
                    || sources.any(|name| retyped.contains(name.as_str()))
            })
        };
        let remade = difference.kept().filter(is_remade);
        difference.remade = remade.map(|(_, new)| new.name.as_str()).collect();
        difference
    }

    fn is_remade(&self, column: &str) -> bool {
        self.remade.contains(column)
    }

    fn is_kept(&self, column: &str) -> bool {
        self.hints.kept.contains_key(column)
    }

    /// The kept columns before and after.
    fn kept(&self) -> impl Iterator<Item = (&'a Column, &'a Column)> {
        let (before, hints) = (self.before, self.hints);
        let columns = self.after.columns.iter();
        columns.filter_map(move |new| {
            let old = hints
                .kept
                .contains_key(&new.name)
                .then(|| before.column(&new.name));
            Some((old??, new))
        })
    }

    /// Enum types that are new or change with the columns of this table, and those that it needs no more.
    fn types(&self) -> Vec<Action> {
        let other = |old: &Column, new: &Column| !old.data_type.is_same(&new.data_type);
        let arrives = |column: &&Column| {
            let old = self.before.column(&column.name);
            !self.is_kept(&column.name) || old.is_some_and(|old| other(old, column))
        };
        let leaves = |column: &&Column| {
            let new = self.after.column(&column.name);
            !self.is_kept(&column.name) || new.is_some_and(|new| other(column, new))
        };
        let created = native_enums(self.after.columns.iter().filter(arrives));
        let created = created.into_iter().filter(|native| !native.values.is_empty());
        let dropped = native_enums(self.before.columns.iter().filter(leaves));
        let created = created.map(Action::CreateEnum);
        created.chain(dropped.into_iter().map(Action::DropEnum)).collect()
    }

    fn dropped_columns(&self) -> impl Iterator<Item = Action> {
        let leaves = |column: &&Column| self.is_remade(&column.name) || !self.is_kept(&column.name);
        let columns = self.before.columns.iter().filter(leaves);
        columns.map(|column| {
            let comes_back = self.is_kept(&column.name);
            let old_name = self.hints.kept.get(&column.name).filter(|_| comes_back);
            Action::DropColumn {
                column: column.clone(),
                name: old_name.unwrap_or(&column.name).clone(),
                comes_back,
            }
        })
    }

    fn renamed_columns(&self) -> impl Iterator<Item = Action> {
        let columns = self.before.columns.iter().map(|column| &column.name);
        let kept = columns.filter_map(|new| Some((self.hints.kept.get(new)?, new)));
        let renamed = kept.filter(|(old, new)| new != old && !self.is_remade(new));
        let renames = renamed.map(|(old, new)| Rename {
            kind: RenameKind::Column,
            old: old.clone(),
            new: new.clone(),
        });
        ordered(renames.collect()).into_iter().map(Action::Rename)
    }

    fn added_columns(&self) -> Vec<Action> {
        let columns = self.after.columns.iter();
        let added = columns.filter(|column| !self.is_kept(&column.name));
        added
            .flat_map(|column| column::added(column, self.hints))
            .collect()
    }

    /// Constraints and indexes: renames of both are ordered together, since their names are in one namespace.
    fn objects(&self) -> Vec<Action> {
        let indexes = self.compare(&self.before.indexes, &self.after.indexes);
        let constraints = self.compare(&self.before.constraints, &self.after.constraints);
        let renames = indexes
            .renames(RenameKind::Index)
            .chain(constraints.renames(RenameKind::Constraint));
        let renames = ordered(renames.collect()).into_iter().map(Action::Rename);
        let dropped = indexes.dropped.into_iter().map(|index| Action::DropIndex {
            building: self.dropping(&index),
            index,
        });
        let added = indexes.added.into_iter().map(|index| Action::CreateIndex {
            building: self.building(&index),
            index,
        });
        let dropped = dropped.chain(constraints.dropped.into_iter().map(Action::DropConstraint));
        let added = added.chain(constraints.added.into_iter().map(Action::AddConstraint));
        dropped.chain(renames).chain(added).collect()
    }

    fn compare<T: Object>(&self, before: &[Owned<T>], after: &[Owned<T>]) -> ObjectDifference<T> {
        let leaving = self.before.columns.iter().map(|column| column.name.as_str());
        let leaving: Vec<&str> = leaving
            .filter(|column| self.is_remade(column) || !self.is_kept(column))
            .collect();
        let is_lost = |object: &T| leaving.iter().any(|column| object.needs(column));
        let reenumerated: Vec<&str> = self.reenumerated().collect();
        let is_remade =
            |object: &T| object.computes() && reenumerated.iter().any(|column| object.needs(column));
        let goes = |name: &str| !self.is_kept(name);
        ObjectDifference::of(before, after, is_lost, is_remade, goes)
    }

    /// The kept columns that become a native enum or cease to be one. What compares them knows the type, so it is made again.
    fn reenumerated(&self) -> impl Iterator<Item = &'a str> {
        let is_enum = |column: &Column| column.data_type.native_enum().is_some();
        let retyped = self
            .kept()
            .filter(|(old, new)| !old.data_type.is_same(&new.data_type));
        retyped
            .filter(move |(old, new)| is_enum(old) || is_enum(new))
            .map(|(_, new)| new.name.as_str())
    }

    fn building(&self, index: &Index) -> Building {
        if self.hints.concurrently.contains(&index.name) {
            Building::Concurrent
        } else {
            Building::Plain
        }
    }

    /// An index that is dropped with a column is dropped in the column's transaction.
    fn dropping(&self, index: &Index) -> Building {
        if index.columns.iter().all(|column| self.is_kept(column)) {
            self.building(index)
        } else {
            Building::Plain
        }
    }

    fn table_comment(&self) -> Option<Action> {
        let comment = &self.after.comment;
        (self.before.comment != *comment).then(|| Action::SetTableComment(comment.clone()))
    }
}
