//! The difference of two physical tables as actions. It alone decides whether a column changes, and whether its values
//! are converted.

use std::collections::BTreeMap;

use aksara_dialect::Unsupported;

use crate::action::Action;
use crate::conversion::convert;
use crate::physical::{Column, Index, Placed, Slot, Table, is_same_name};

/// The rest of a change, beside the two tables; by the names of the columns afterwards.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    /// The columns that are kept.
    pub(crate) kept: Vec<String>,
    /// How a column's new value is computed from the old row.
    pub(crate) computed: BTreeMap<String, String>,
    /// The value of rows without one.
    pub(crate) fills: BTreeMap<String, String>,
}

/// The actions that make the second table of the first, whose columns have their new names already.
pub(crate) fn diff(before: &Table, after: &Table, hints: &Hints) -> Result<Vec<Action>, Unsupported> {
    let difference = Difference { before, after, hints };
    let mut actions = Vec::new();
    if before.options != after.options {
        actions.push(Action::SetOptions(after.options));
    }
    actions.extend(missing_indexes(before, after).map(Action::DropIndex));
    actions.extend(difference.dropped_constraints());
    actions.extend(difference.dropped_columns().map(Action::DropColumn));
    actions.extend(difference.added_columns());
    for column in &after.columns {
        if let Some(old) = difference.old(column) {
            actions.extend(difference.changes(old, column)?);
        }
    }
    actions.extend(difference.added_constraints().map(Action::AddConstraint));
    actions.extend(missing_indexes(after, before).map(Action::CreateIndex));
    Ok(actions)
}

struct Difference<'a> {
    before: &'a Table,
    after: &'a Table,
    hints: &'a Hints,
}

impl<'a> Difference<'a> {
    fn is_kept(&self, column: &str) -> bool {
        self.hints.kept.iter().any(|kept| is_same_name(kept, column))
    }

    /// The column before that this one was.
    fn old(&self, column: &Column) -> Option<&'a Column> {
        self.before
            .column(&column.name)
            .filter(|_| self.is_kept(&column.name))
    }

    /// A constraint is dropped with its column, too.
    fn dropped_constraints(&self) -> impl Iterator<Item = Action> {
        let after: Vec<Placed> = self.after.placed_constraints().collect();
        self.before.placed_constraints().filter_map(move |constraint| {
            let with_column = constraint.column.as_ref().is_some_and(|name| !self.is_kept(name));
            (with_column || !after.contains(&constraint)).then_some(Action::DropConstraint {
                constraint,
                with_column,
            })
        })
    }

    /// The constraints of a new column come with it.
    fn added_constraints(&self) -> impl Iterator<Item = Placed> {
        let before: Vec<Placed> = self.before.placed_constraints().collect();
        self.after.placed_constraints().filter(move |constraint| {
            let comes_with_column = constraint.column.as_ref().is_some_and(|name| !self.is_kept(name));
            !comes_with_column && !before.contains(constraint)
        })
    }

    fn dropped_columns(&self) -> impl Iterator<Item = Column> {
        let columns = self.before.columns.iter();
        columns.filter(|column| !self.is_kept(&column.name)).cloned()
    }

    fn added_columns(&self) -> impl Iterator<Item = Action> {
        let columns = self.after.columns.iter();
        let added = columns.filter(|column| self.old(column).is_none());
        added.map(|column| Action::AddColumn {
            column: column.clone(),
            fill: self.hints.fills.get(&column.name).cloned(),
        })
    }

    fn changes(&self, old: &Column, new: &Column) -> Result<Vec<Action>, Unsupported> {
        let column = || new.name.clone();
        let mut actions = Vec::new();
        if old.declared_type != new.declared_type {
            actions.push(Action::SetType {
                column: column(),
                declared_type: new.declared_type.clone(),
                storage: new.storage.clone(),
            });
        }
        for slot in [Slot::Default, Slot::Collation, Slot::Generated] {
            let (before, after) = (old.slot(slot), new.slot(slot));
            if before != after {
                actions.push(Action::SetClause {
                    column: column(),
                    slot,
                    clause: after.cloned(),
                });
            }
        }
        actions.extend(self.conversion(old, new)?);
        if old.is_required() != new.is_required() {
            actions.push(Action::SetNullability {
                column: column(),
                clause: new.slot(Slot::Null).cloned(),
                fill: self.fill(new).filter(|_| new.is_required()),
                is_generated: old.generated().is_some(),
            });
        }
        Ok(actions)
    }

    /// The values of a column that is not generated, where they do not stay as they are. Those that were generated are
    /// taken as they were computed.
    fn conversion(&self, old: &Column, new: &Column) -> Result<Option<Action>, Unsupported> {
        if new.generated().is_some() {
            return Ok(None);
        }
        let computed = self.hints.computed.get(&new.name);
        let value = match computed {
            Some(value) => Some(value.clone()),
            None if old.generated().is_some() => None,
            None => convert(&self.before.name, old, new)?,
        };
        Ok(value.map(|value| Action::ConvertValues {
            column: new.name.clone(),
            value,
            is_computed: computed.is_some(),
        }))
    }

    /// The value of rows that have none.
    fn fill(&self, column: &Column) -> Option<String> {
        let fill = self.hints.fills.get(&column.name).cloned();
        fill.or_else(|| column.default().map(str::to_owned))
    }
}

fn missing_indexes(of: &Table, from: &Table) -> impl Iterator<Item = Index> {
    let missing = of.indexes.iter().filter(|index| !from.indexes.contains(index));
    missing.cloned().collect::<Vec<_>>().into_iter()
}
