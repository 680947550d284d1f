//! Foreign keys whose values are computed in both tables: rows have no target between the two rebuilds, so the second one checks
//! them.

use aksara_dialect::{Command, Routine, Statement};
use aksara_operations::AlterTable;

use crate::routine::{ConvertedKey, RebuildTable};

/// Leaves the check of such keys to the later one of the two rebuilds.
pub(crate) fn check_once_converted(statements: &mut [Statement]) {
    for later in 1..statements.len() {
        for earlier in 0..later {
            let keys = match (rebuild(&statements[earlier]), rebuild(&statements[later])) {
                (Some(first), Some(second)) => converted(&first.change, &second.change),
                _ => continue,
            };
            if !keys.is_empty() {
                edit(&mut statements[earlier], |work| {
                    work.checked_later.extend(keys.clone())
                });
                edit(&mut statements[later], |work| work.left_to_it.extend(keys));
            }
        }
    }
}

fn rebuild(statement: &Statement) -> Option<&RebuildTable> {
    match &statement.command {
        Command::Routine(routine) => routine.work(),
        Command::Sql(_) | Command::Python(_) | Command::Backfill(_) => None,
    }
}

fn edit(statement: &mut Statement, edit: impl FnOnce(&mut RebuildTable)) {
    if let Command::Routine(routine) = &mut statement.command
        && let Some(mut work) = routine.work::<RebuildTable>().cloned()
    {
        edit(&mut work);
        *routine = Routine::new(work, routine.sql().to_vec());
    }
}

/// The keys between two tables whose values both changes compute.
fn converted(first: &AlterTable, second: &AlterTable) -> Vec<ConvertedKey> {
    let ways = [(first, second), (second, first)];
    let found = ways
        .into_iter()
        .filter(|(referrer, target)| computes_key(referrer, target));
    found
        .map(|(referrer, target)| ConvertedKey {
            referrer: referrer.after.name.clone(),
            target: target.after.name.clone(),
        })
        .collect()
}

fn computes_key(referrer: &AlterTable, target: &AlterTable) -> bool {
    let keys = referrer.after.foreign_keys().into_iter();
    let mut keys = keys.filter(|(_, key)| key.table == target.after.name);
    keys.any(|(_, key)| {
        let is_computed = |change: &AlterTable, fields: &[_]| {
            fields.iter().any(|field| change.hints.using.contains_key(field))
        };
        is_computed(referrer, &key.fields) && is_computed(target, &key.target_fields)
    })
}
