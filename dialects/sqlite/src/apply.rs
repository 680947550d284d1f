//! Actions applied to a physical table: the one in the history, or the live one, of which everything stays as it was
//! written that no action is about.

use aksara_schema::Table as Fields;

use crate::action::Action;
use crate::canonical::canonical;
use crate::physical::{Clause, ClauseKind, Column, Placed, Slot, Table, is_same_name};

/// The table after the actions. `fields` has the fields that its expressions name.
pub(crate) fn apply(actions: &[Action], table: &Table, fields: &Fields) -> Table {
    let mut application = Application {
        table: table.clone(),
        gone: Vec::new(),
        fields,
    };
    for action in actions {
        application.apply(action);
    }
    application.table
}

struct Application<'a> {
    table: Table,
    /// The constraints that were dropped: a key that comes in the place of one has its ON CONFLICT.
    gone: Vec<Clause>,
    fields: &'a Fields,
}

impl Application<'_> {
    fn apply(&mut self, action: &Action) {
        match action {
            Action::SetOptions(options) => self.table.options = *options,
            Action::DropIndex(dropped) => self
                .table
                .indexes
                .retain(|index| !is_same_name(&index.name, &dropped.name)),
            Action::DropConstraint { constraint, .. } => self.drop_constraint(&constraint.clause),
            Action::DropColumn(dropped) => self
                .table
                .columns
                .retain(|column| !is_same_name(&column.name, &dropped.name)),
            Action::AddColumn { column, .. } => self.table.columns.push(column.clone()),
            Action::SetType {
                column,
                declared_type,
                storage,
            } => self.change(column, |column| {
                column.declared_type.clone_from(declared_type);
                column.storage = storage.clone();
            }),
            Action::SetClause {
                column, slot, clause, ..
            } => self.change(column, |column| column.fill(*slot, clause.as_ref())),
            Action::SetNullability { column, clause, .. } => {
                self.change(column, |column| column.fill(Slot::Null, clause.as_ref()));
            }
            // The rows alone change.
            Action::ConvertValues { .. } => {}
            Action::AddConstraint(constraint) => self.add_constraint(constraint),
            Action::CreateIndex(index) => self.table.indexes.push(index.clone()),
        }
    }

    fn change(&mut self, column: &str, change: impl FnOnce(&mut Column)) {
        self.table.column_mut(column).map(change);
    }

    /// Drops the constraint of this name, else the one that means the same. A live table need not have it.
    fn drop_constraint(&mut self, wanted: &Clause) {
        let fields = self.fields;
        let named = |clause: &Clause| clause.has_name_of(wanted) && is_same_kind(&clause.kind, &wanted.kind);
        let alike = |clause: &Clause| is_same_meaning(&clause.kind, &wanted.kind, fields);
        let gone = remove_first(&mut self.table, named);
        self.gone
            .extend(gone.or_else(|| remove_first(&mut self.table, alike)));
    }

    fn add_constraint(&mut self, constraint: &Placed) {
        let conflict = self.gone.iter().find(|old| is_replaced(old, &constraint.clause));
        let conflict = conflict.and_then(Clause::conflict);
        let clause = constraint.clause.clone().with_conflict(conflict);
        let column = constraint.column.as_ref();
        match column.and_then(|name| self.table.column_mut(name)) {
            Some(column) => column.clauses.push(clause),
            None => self.table.constraints.push(clause),
        }
    }
}

impl Column {
    /// Puts a clause into a slot. An ON CONFLICT of NOT NULL stays at the column while that is nullable.
    fn fill(&mut self, slot: Slot, clause: Option<&Clause>) {
        let conflict = self.slot(slot).and_then(Clause::conflict);
        let null = || Clause::unnamed(ClauseKind::Null { conflict: None });
        let clause = clause.cloned().or_else(|| conflict.is_some().then(null));
        let clause = clause.map(|clause| clause.with_conflict(conflict));
        self.clauses.retain(|clause| clause.slot() != Some(slot));
        self.clauses.extend(clause);
    }

    /// The column, which SET or DROP NOT NULL made of the live one, with the ON CONFLICT of that; nothing where it has none.
    #[cfg(feature = "driver")]
    pub(crate) fn with_conflict_of(&self, live: &Self) -> Option<Self> {
        live.slot(Slot::Null).and_then(Clause::conflict)?;
        let required = self
            .clauses
            .iter()
            .find(|clause| matches!(clause.kind, ClauseKind::NotNull { .. }));
        let old = live.slot(Slot::Null).cloned();
        let mut column = self.clone();
        column.clauses.retain(|clause| clause.slot() != Some(Slot::Null));
        column.clauses.extend(old);
        column.fill(Slot::Null, required);
        Some(column)
    }
}

fn remove_first(table: &mut Table, is_wanted: impl Fn(&Clause) -> bool) -> Option<Clause> {
    let own = table.columns.iter_mut().map(|column| &mut column.clauses);
    for clauses in own.chain(std::iter::once(&mut table.constraints)) {
        if let Some(position) = clauses.iter().position(&is_wanted) {
            return Some(clauses.remove(position));
        }
    }
    None
}

/// Whether a key comes in the place of another: the primary key, or a UNIQUE of this name or of these columns.
fn is_replaced(old: &Clause, new: &Clause) -> bool {
    match (&old.kind, &new.kind) {
        (ClauseKind::PrimaryKey { .. }, ClauseKind::PrimaryKey { .. }) => true,
        (ClauseKind::Unique { columns, .. }, ClauseKind::Unique { columns: others, .. }) => {
            old.has_name_of(new) || are_same_names(columns, others)
        }
        _ => false,
    }
}

fn is_same_kind(first: &ClauseKind, second: &ClauseKind) -> bool {
    std::mem::discriminant(first) == std::mem::discriminant(second)
}

fn is_same_meaning(first: &ClauseKind, second: &ClauseKind, fields: &Fields) -> bool {
    match (first, second) {
        (ClauseKind::PrimaryKey { .. }, ClauseKind::PrimaryKey { .. }) => true,
        (ClauseKind::Unique { columns, .. }, ClauseKind::Unique { columns: others, .. }) => {
            are_same_names(columns, others)
        }
        (ClauseKind::Check { expression }, ClauseKind::Check { expression: other }) => {
            canonical(expression, fields) == canonical(other, fields)
        }
        (ClauseKind::ForeignKey(key), ClauseKind::ForeignKey(other)) => {
            are_same_names(&key.columns, &other.columns) && is_same_name(&key.table, &other.table)
        }
        _ => false,
    }
}

fn are_same_names(first: &[String], second: &[String]) -> bool {
    let mut pairs = first.iter().zip(second);
    first.len() == second.len() && pairs.all(|(one, other)| is_same_name(one, other))
}
