//! The order of a table's actions, in which each finds what it needs: old rules go first, new ones come last.

use aksara_dialect::readers_first;

use crate::action::{Action, Building};
use crate::physical::Constraint;

/// When an action runs. Names that go are free before others take them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    CreateTypes,
    DropIndexes,
    DropForeignKeys,
    DropConstraints,
    DropPrimaryKey,
    /// A column that is no longer computed needs no dropped one.
    DropExpressions,
    DropColumns,
    Rename,
    AddColumns,
    LookUp,
    ChangeColumns,
    DropPassing,
    FillRows,
    /// They may read columns that were filled.
    AddGenerated,
    /// Rules and defaults that rows would not satisfy before they were filled.
    RequireValues,
    AddPrimaryKey,
    AddConstraints,
    AddForeignKeys,
    DropTypes,
    CreateIndexes,
    Count,
    Comment,
    Concurrently,
}

/// The actions in order; what is alike stays in the order of the tables.
pub(crate) fn order(mut actions: Vec<Action>) -> Vec<Action> {
    let added: Vec<String> = actions.iter().filter_map(added_column).collect();
    actions.sort_by_key(|action| phase(action, &added));
    let is_drop = |action: &Action| matches!(action, Action::DropColumn { .. });
    let start = actions.iter().position(is_drop).unwrap_or(0);
    let count = actions.iter().filter(|action| is_drop(action)).count();
    let dropped: Vec<Action> = actions.drain(start..start + count).collect();
    actions.splice(start..start, readers_first(dropped, reads));
    actions
}

fn phase(action: &Action, added: &[String]) -> Phase {
    match action {
        Action::CreateEnum(_)
        | Action::RenameEnumValues { .. }
        | Action::AddEnumValues { .. }
        | Action::RebuildEnum { .. } => Phase::CreateTypes,
        Action::DropIndex {
            building: Building::Plain,
            ..
        } => Phase::DropIndexes,
        Action::DropConstraint(constraint) => dropping(constraint),
        Action::DropExpression { .. } => Phase::DropExpressions,
        Action::DropColumn { .. } => Phase::DropColumns,
        Action::Rename(_) => Phase::Rename,
        Action::AddColumn(column) if column.generated.is_none() => Phase::AddColumns,
        Action::AddColumn(_) => Phase::AddGenerated,
        Action::LookUp { .. } => Phase::LookUp,
        Action::DropPassing(_) => Phase::DropPassing,
        // The value of the rows that are there was its default.
        Action::SetDefault { column, .. } if added.contains(column) => Phase::RequireValues,
        Action::DropIdentity { .. }
        | Action::SetType { .. }
        | Action::SetDefault { .. }
        | Action::SetNullability {
            is_required: false, ..
        } => Phase::ChangeColumns,
        Action::FillNulls { .. } => Phase::FillRows,
        Action::SetNullability { .. } | Action::AddIdentity { .. } => Phase::RequireValues,
        Action::AddConstraint(constraint) => adding(constraint),
        Action::DropEnum(_) => Phase::DropTypes,
        Action::CreateIndex {
            building: Building::Plain,
            ..
        } => Phase::CreateIndexes,
        Action::ContinueCounting { .. } | Action::WidenSequence { .. } => Phase::Count,
        Action::SetTableComment(_) | Action::SetColumnComment { .. } => Phase::Comment,
        Action::DropIndex { .. } | Action::CreateIndex { .. } => Phase::Concurrently,
    }
}

/// A foreign key may need a unique key that is dropped, too.
fn dropping(constraint: &Constraint) -> Phase {
    if constraint.is_foreign_key() {
        Phase::DropForeignKeys
    } else if constraint.is_primary_key() {
        Phase::DropPrimaryKey
    } else {
        Phase::DropConstraints
    }
}

/// A foreign key may need a unique key that is new, too.
fn adding(constraint: &Constraint) -> Phase {
    if constraint.is_foreign_key() {
        Phase::AddForeignKeys
    } else if constraint.is_primary_key() {
        Phase::AddPrimaryKey
    } else {
        Phase::AddConstraints
    }
}

fn added_column(action: &Action) -> Option<String> {
    match action {
        Action::AddColumn(column) => Some(column.name.clone()),
        _ => None,
    }
}

fn reads(action: &Action, source: &Action) -> bool {
    let (Action::DropColumn { column, .. }, Action::DropColumn { column: source, .. }) = (action, source)
    else {
        return false;
    };
    let generated = column.generated.as_ref().filter(|_| column.name != source.name);
    generated.is_some_and(|generated| generated.columns.contains(&source.name))
}
