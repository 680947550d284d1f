//! The tables of an effect.

use std::sync::Arc;

use aksara_operations::Effect;
use aksara_schema::Table;

/// A table before and after an effect.
pub(super) fn sides(effect: &Effect) -> (Option<&Arc<Table>>, Option<&Arc<Table>>) {
    match effect {
        Effect::CreateTable(table) => (None, Some(table)),
        Effect::DropTable(table) => (Some(table), None),
        Effect::RenameTable(rename) => (Some(&rename.before), Some(&rename.after)),
        Effect::AlterTable(change) => (Some(&change.before), Some(&change.after)),
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => (None, None),
    }
}

/// The same, to change.
pub(super) fn sides_mut(effect: &mut Effect) -> [Option<&mut Arc<Table>>; 2] {
    match effect {
        Effect::CreateTable(table) | Effect::DropTable(table) => [Some(table), None],
        Effect::RenameTable(rename) => [Some(&mut rename.before), Some(&mut rename.after)],
        Effect::AlterTable(change) => [Some(&mut change.before), Some(&mut change.after)],
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => [None, None],
    }
}
