//! The order of a table's actions, in which each finds what it needs: old rules go first, new ones come last.

use aksara_dialect::readers_first;

use crate::action::Action;
use crate::physical::Column;
use crate::text::names;

/// When an action runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    DropIndexes,
    DropConstraints,
    DropColumns,
    AddColumns,
    ChangeColumns,
    AddConstraints,
    CreateIndexes,
}

/// The actions in order; what is alike stays in the order of the tables.
pub(crate) fn order(mut actions: Vec<Action>) -> Vec<Action> {
    actions.sort_by_key(phase);
    let is_drop = |action: &Action| phase(action) == Phase::DropColumns;
    let start = actions.iter().position(is_drop).unwrap_or(0);
    let count = actions.iter().filter(|action| is_drop(action)).count();
    let dropped: Vec<Action> = actions.drain(start..start + count).collect();
    actions.splice(start..start, readers_first(dropped, reads));
    actions
}

fn phase(action: &Action) -> Phase {
    match action {
        Action::DropIndex(_) => Phase::DropIndexes,
        Action::DropConstraint { .. } => Phase::DropConstraints,
        Action::DropColumn(_) => Phase::DropColumns,
        Action::AddColumn { .. } => Phase::AddColumns,
        Action::SetOptions(_)
        | Action::SetType { .. }
        | Action::SetClause { .. }
        | Action::ConvertValues { .. }
        | Action::SetNullability { .. } => Phase::ChangeColumns,
        Action::AddConstraint(_) => Phase::AddConstraints,
        Action::CreateIndex(_) => Phase::CreateIndexes,
    }
}

fn reads(action: &Action, source: &Action) -> bool {
    let (Action::DropColumn(column), Action::DropColumn(source)) = (action, source) else {
        return false;
    };
    let is_other = |column: &&Column| column.name != source.name;
    let generated = Some(column).filter(is_other).and_then(Column::generated);
    generated.is_some_and(|(expression, _)| names(expression, &source.name))
}
