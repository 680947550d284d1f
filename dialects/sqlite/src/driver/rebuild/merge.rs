//! The three-way merge: what differs between the table before and after, applied to the live one.
//!
//! All three are CREATE TABLE statements taken apart, so that what does not differ keeps the live table's text.

use aksara_driver::DriverError;
use aksara_schema::Table;

use super::live::{LiveTable, refuse};
use super::renames::Dropped;
use crate::canonical::canonical;
use crate::inspect::definition::{
    Clause, ClauseKind, ColumnDefinition, TableDefinition, names, without_qualifier,
};

/// The live table after the change.
pub(super) struct Merge {
    pub(super) table: TableDefinition,
}

/// What a column has one of, beside its constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Null,
    Default,
    Collation,
    Generated,
}

const SLOTS: &[Slot] = &[Slot::Null, Slot::Default, Slot::Collation, Slot::Generated];

/// A constraint and the column that it stands at, if any.
#[derive(Debug, PartialEq, Eq)]
struct Placed<'a> {
    column: Option<&'a str>,
    clause: &'a Clause,
}

impl Merge {
    /// Merges; `fields` has the fields that the expressions of all three name.
    pub(super) fn of(
        live: &LiveTable,
        before: &TableDefinition,
        after: &TableDefinition,
        fields: &Table,
    ) -> Self {
        let mut table = unqualified(&live.definition, &live.name);
        table.is_strict = after.is_strict;
        table.is_without_rowid = after.is_without_rowid;
        let (gone, new) = (missing(before, after), missing(after, before));
        let gone: Vec<Clause> = gone
            .iter()
            .filter_map(|constraint| remove_constraint(&mut table, constraint.clause, fields))
            .collect();
        table.columns = merge_columns(&table, before, after);
        for constraint in new {
            let clause = with_conflict_of(constraint.clause, &gone);
            add_constraint(&mut table, constraint.column, clause, before);
        }
        Self { table }
    }

    /// Refuses a clause that the history does not know, where it names a column that goes.
    pub(super) fn demand_nothing_dangling(&self, dropped: &[Dropped]) -> Result<(), DriverError> {
        for column in dropped {
            if let Some(clause) = self
                .table
                .all_clauses()
                .find(|clause| needs(clause, &column.live_name))
            {
                return Err(refuse(
                    format!(
                        "the field `{}` cannot be dropped: the table has `{}`, which the migrations do not know",
                        column.name, clause.text
                    ),
                    "drop that first",
                ));
            }
        }
        Ok(())
    }
}

/// The live columns that stay, as they are but for what differs, then the new ones.
fn merge_columns(
    live: &TableDefinition,
    before: &TableDefinition,
    after: &TableDefinition,
) -> Vec<ColumnDefinition> {
    let kept = live.columns.iter().filter_map(|column| {
        let (before, after) = (before.column(&column.name)?, after.column(&column.name)?);
        Some(merge_column(column, before, after))
    });
    let new = after
        .columns
        .iter()
        .filter(|column| before.column(&column.name).is_none());
    kept.chain(new.cloned()).collect()
}

fn merge_column(
    live: &ColumnDefinition,
    before: &ColumnDefinition,
    after: &ColumnDefinition,
) -> ColumnDefinition {
    let mut column = live.clone();
    if before.declared_type != after.declared_type {
        column.declared_type.clone_from(&after.declared_type);
    }
    for slot in SLOTS {
        let (old, new) = (in_slot(before, *slot), in_slot(after, *slot));
        if old != new {
            fill(&mut column, *slot, new);
        }
    }
    column
}

fn fill(column: &mut ColumnDefinition, slot: Slot, new: Option<&Clause>) {
    let conflict = in_slot(column, slot).and_then(Clause::conflict);
    let clause = filled(slot, new, conflict);
    column
        .clauses
        .retain(|clause| slot_of(&clause.kind) != Some(slot));
    column.clauses.extend(clause);
}

/// The column that was made of the live one by SET or DROP NOT NULL, with the ON CONFLICT of the live one; nothing where
/// that has none.
pub(super) fn with_conflict_of_column(
    made: &ColumnDefinition,
    live: &ColumnDefinition,
) -> Option<ColumnDefinition> {
    let conflict = in_slot(live, Slot::Null).and_then(Clause::conflict)?;
    let required = made
        .clauses
        .iter()
        .find(|clause| matches!(clause.kind, ClauseKind::NotNull { .. }));
    let clause = filled(Slot::Null, required, Some(conflict));
    let mut column = made.clone();
    column
        .clauses
        .retain(|clause| slot_of(&clause.kind) != Some(Slot::Null));
    column.clauses.extend(clause);
    Some(column)
}

/// The clause of a slot from now on. An ON CONFLICT of a NOT NULL stays at the column while that is nullable.
fn filled(slot: Slot, new: Option<&Clause>, conflict: Option<&str>) -> Option<Clause> {
    match (slot, new, conflict) {
        (Slot::Null, None, Some(conflict)) => Some(Clause::null().with_conflict(conflict)),
        (Slot::Null, Some(clause), Some(conflict)) => Some(clause.clone().with_conflict(conflict)),
        (_, new, _) => new.cloned(),
    }
}

fn in_slot(column: &ColumnDefinition, slot: Slot) -> Option<&Clause> {
    column
        .clauses
        .iter()
        .find(|clause| slot_of(&clause.kind) == Some(slot))
}

/// The slot of what is no constraint.
fn slot_of(kind: &ClauseKind) -> Option<Slot> {
    match kind {
        ClauseKind::NotNull { .. } | ClauseKind::Null { .. } => Some(Slot::Null),
        ClauseKind::Default { .. } => Some(Slot::Default),
        ClauseKind::Collate { .. } => Some(Slot::Collation),
        ClauseKind::Generated { .. } => Some(Slot::Generated),
        ClauseKind::PrimaryKey { .. }
        | ClauseKind::Unique { .. }
        | ClauseKind::Check { .. }
        | ClauseKind::ForeignKey(_) => None,
    }
}

/// The constraints of one table that the other has not, word for word.
fn missing<'a>(of: &'a TableDefinition, from: &TableDefinition) -> Vec<Placed<'a>> {
    let there = constraints(from);
    constraints(of)
        .into_iter()
        .filter(|constraint| !there.contains(constraint))
        .collect()
}

fn constraints(table: &TableDefinition) -> Vec<Placed<'_>> {
    let own = table.columns.iter().flat_map(|column| {
        column.clauses.iter().map(|clause| Placed {
            column: Some(column.name.as_str()),
            clause,
        })
    });
    let placed = own.chain(table.clauses.iter().map(|clause| Placed { column: None, clause }));
    placed
        .filter(|constraint| slot_of(&constraint.clause.kind).is_none())
        .collect()
}

/// Removes the constraint of this name, else the one that means the same. None may be there any more.
fn remove_constraint(table: &mut TableDefinition, wanted: &Clause, fields: &Table) -> Option<Clause> {
    let named = |clause: &Clause| clause.has_name_of(wanted) && same_kind(&clause.kind, &wanted.kind);
    let alike = |clause: &Clause| same_meaning(&clause.kind, &wanted.kind, fields);
    remove_first(table, named).or_else(|| remove_first(table, alike))
}

fn remove_first(table: &mut TableDefinition, is_wanted: impl Fn(&Clause) -> bool) -> Option<Clause> {
    let own = table.columns.iter_mut().map(|column| &mut column.clauses);
    let lists = own.chain(std::iter::once(&mut table.clauses));
    for clauses in lists {
        if let Some(position) = clauses.iter().position(&is_wanted) {
            return Some(clauses.remove(position));
        }
    }
    None
}

/// A key that is made again with the ON CONFLICT of the one in whose place it comes: the primary key, or a UNIQUE of
/// this name or of these columns.
fn with_conflict_of(clause: &Clause, gone: &[Clause]) -> Clause {
    let is_replaced = |old: &&Clause| match (&old.kind, &clause.kind) {
        (ClauseKind::PrimaryKey { .. }, ClauseKind::PrimaryKey { .. }) => true,
        (ClauseKind::Unique { columns, .. }, ClauseKind::Unique { columns: others, .. }) => {
            old.has_name_of(clause) || same_names(columns, others)
        }
        _ => false,
    };
    let conflict = gone.iter().find(is_replaced).and_then(Clause::conflict);
    conflict.map_or_else(
        || clause.clone(),
        |conflict| clause.clone().with_conflict(conflict),
    )
}

/// A constraint of a new column came with it.
fn add_constraint(
    table: &mut TableDefinition,
    column: Option<&str>,
    clause: Clause,
    before: &TableDefinition,
) {
    let is_new = |name: &str| before.column(name).is_none();
    let place = match column {
        Some(column) if is_new(column) => return,
        Some(column) => table
            .columns
            .iter_mut()
            .find(|own| own.name.eq_ignore_ascii_case(column)),
        None => None,
    };
    let clauses = match place {
        Some(column) => &mut column.clauses,
        None => &mut table.clauses,
    };
    clauses.push(clause);
}

fn same_kind(first: &ClauseKind, second: &ClauseKind) -> bool {
    std::mem::discriminant(first) == std::mem::discriminant(second)
}

fn same_meaning(first: &ClauseKind, second: &ClauseKind, fields: &Table) -> bool {
    match (first, second) {
        (ClauseKind::PrimaryKey { .. }, ClauseKind::PrimaryKey { .. }) => true,
        (ClauseKind::Unique { columns, .. }, ClauseKind::Unique { columns: others, .. }) => {
            same_names(columns, others)
        }
        (ClauseKind::Check { expression }, ClauseKind::Check { expression: other }) => {
            canonical(expression, fields) == canonical(other, fields)
        }
        (ClauseKind::ForeignKey(key), ClauseKind::ForeignKey(other)) => {
            same_names(&key.columns, &other.columns) && key.table.eq_ignore_ascii_case(&other.table)
        }
        (first, second) => slot_of(first).is_some() && first == second,
    }
}

fn same_names(first: &[String], second: &[String]) -> bool {
    first.len() == second.len()
        && first
            .iter()
            .zip(second)
            .all(|(one, other)| one.eq_ignore_ascii_case(other))
}

/// Whether a clause needs a column to be there.
fn needs(clause: &Clause, column: &str) -> bool {
    let is_in = |columns: &[String]| columns.iter().any(|name| name.eq_ignore_ascii_case(column));
    match &clause.kind {
        ClauseKind::PrimaryKey { columns, .. } | ClauseKind::Unique { columns, .. } => is_in(columns),
        ClauseKind::ForeignKey(key) => is_in(&key.columns),
        ClauseKind::Check { expression } | ClauseKind::Generated { expression, .. } => {
            names(expression, column)
        }
        ClauseKind::NotNull { .. }
        | ClauseKind::Null { .. }
        | ClauseKind::Default { .. }
        | ClauseKind::Collate { .. } => false,
    }
}

/// The table with `users.age` as `age` in its checks, since it is made under a passing name. SQLite allows no
/// qualified names elsewhere.
fn unqualified(definition: &TableDefinition, name: &str) -> TableDefinition {
    let mut table = definition.clone();
    let own = table.columns.iter_mut().flat_map(|column| &mut column.clauses);
    for clause in own.chain(&mut table.clauses) {
        if let ClauseKind::Check { expression } | ClauseKind::Generated { expression, .. } = &mut clause.kind
        {
            *expression = without_qualifier(expression, name);
            clause.text = without_qualifier(&clause.text, name);
        }
    }
    table
}
