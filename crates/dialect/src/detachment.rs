//! Parts of a table that must be away, or have another form, while steps run: a foreign key while one of its sides changes or
//! both, an enum that is a text.
//!
//! The dialect says which parts these are. Here such a part is taken off before the first of the steps and put back after
//! the last. Both new steps call tables and fields as they are called at their place.

use std::sync::Arc;

use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping, Origin};
use aksara_schema::{Table, TableName};

use crate::Step;

/// A foreign key that must be away from the first to the last of some steps, by their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detachment {
    /// A step among them that changes the table with the key.
    pub owner: usize,
    /// The first of the steps.
    pub first: usize,
    /// The last of them.
    pub last: usize,
}

/// The table with the key at one position.
struct Version {
    table: Arc<Table>,
    position: usize,
    is_referenced: bool,
    origins: Vec<Origin>,
}

impl Detachment {
    /// Takes the key out of the steps, and puts the steps that drop it and add it around them. A key that the last step
    /// drops does not come back.
    pub fn carry_out(&self, steps: &mut Vec<Step>, without_key: impl Fn(&Arc<Table>) -> Arc<Table>) {
        let Some((mut start, mut end)) = self.take_out(steps, &without_key) else {
            return;
        };
        start.table = table_at(&start.table, steps, start.position, self.first);
        end.table = table_at(&end.table, steps, end.position + 1, self.last + 1);
        let without = without_key(&end.table);
        if without != end.table {
            steps.insert(self.last + 1, end.step(without, Arc::clone(&end.table)));
        }
        let without = without_key(&start.table);
        steps.insert(self.first, start.step(Arc::clone(&start.table), without));
    }

    /// Takes the key out of the steps of its table: the table before the first of them, and after the last.
    fn take_out(
        &self,
        steps: &mut [Step],
        without_key: impl Fn(&Arc<Table>) -> Arc<Table>,
    ) -> Option<(Version, Version)> {
        let own = match &steps.get(self.owner)?.effect {
            Effect::AlterTable(change) => Arc::clone(&change.before),
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => return None,
        };
        let mut name = table_at(&own, steps, self.owner, self.first).name.clone();
        let (mut start, mut end) = (None, None);
        let range = steps.iter_mut().enumerate().take(self.last + 1).skip(self.first);
        for (position, step) in range {
            let is_referenced = is_referenced(&step.effect);
            let sides = sides_mut(&mut step.effect).filter(|(before, _)| before.name == name);
            let Some((before, after)) = sides else {
                continue;
            };
            name = after.name.clone();
            let version = |table: &Arc<Table>| Version {
                table: Arc::clone(table),
                position,
                is_referenced,
                origins: step.origins.clone(),
            };
            start.get_or_insert_with(|| version(before));
            end = Some(version(after));
            *before = without_key(before);
            *after = without_key(after);
        }
        Some((start?, end?))
    }
}

/// A table under the name that it has before the step at another position; so are the tables and fields that it refers to.
pub fn table_at(table: &Arc<Table>, steps: &[Step], from: usize, to: usize) -> Arc<Table> {
    let mut table = Arc::clone(table);
    for step in steps.get(from..to).unwrap_or_default() {
        follow_renames(&mut table, &step.effect);
    }
    for step in steps.get(to..from).unwrap_or_default().iter().rev() {
        undo_renames(&mut table, &step.effect);
    }
    table
}

/// The table that a step alters as it is while another step runs: by the alteration of it that is nearest to that.
pub fn table_beside(steps: &[Step], owner: usize, target: usize) -> Option<Arc<Table>> {
    let own = steps.get(owner)?.alteration()?;
    let is_same = |(position, change): &(usize, &AlterTable)| {
        *position == owner || table_at(&own.before, steps, owner, *position).name == change.before.name
    };
    let between = owner.min(target + 1)..=owner.max(target.saturating_sub(1));
    let changes = between.filter_map(|position| Some((position, steps.get(position)?.alteration()?)));
    let nearest = changes
        .filter(is_same)
        .min_by_key(|(position, _)| position.abs_diff(target));
    nearest.map(|(position, change)| {
        if position < target {
            table_at(&change.after, steps, position + 1, target)
        } else {
            table_at(&change.before, steps, position, target)
        }
    })
}

/// A table as it was called, and called others, before a step.
fn undo_renames(table: &mut Arc<Table>, effect: &Effect) {
    match effect {
        Effect::RenameTable(rename) => rename_table(table, &rename.after.name, &rename.before.name),
        Effect::AlterTable(change) => {
            let old_name = |name: &_| change.fields.old_name(name);
            Arc::make_mut(table).follow_renamed_fields(&change.before.name, old_name);
        }
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => {}
    }
}

/// A table as it is called, and calls others, after a step.
fn follow_renames(table: &mut Arc<Table>, effect: &Effect) {
    match effect {
        Effect::RenameTable(rename) => rename_table(table, &rename.before.name, &rename.after.name),
        Effect::AlterTable(change) => {
            let new_name = |name: &_| change.fields.new_name(name);
            Arc::make_mut(table).follow_renamed_fields(&change.before.name, new_name);
        }
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => {}
    }
}

fn rename_table(table: &mut Arc<Table>, old: &TableName, new: &TableName) {
    let table = Arc::make_mut(table);
    table.follow_renamed_table(old, new);
    if table.name == *old {
        table.name = new.clone();
    }
}

/// A table that is kept, before and after an effect.
fn sides_mut(effect: &mut Effect) -> Option<(&mut Arc<Table>, &mut Arc<Table>)> {
    match effect {
        Effect::AlterTable(change) => Some((&mut change.before, &mut change.after)),
        Effect::RenameTable(rename) => Some((&mut rename.before, &mut rename.after)),
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => None,
    }
}

fn is_referenced(effect: &Effect) -> bool {
    match effect {
        Effect::AlterTable(change) => change.is_referenced,
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RenameTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => true,
    }
}

impl Version {
    /// The step at this version that changes the key alone.
    fn step(&self, before: Arc<Table>, after: Arc<Table>) -> Step {
        let fields = FieldMapping::identity(&before);
        Step {
            effect: Effect::AlterTable(AlterTable {
                before,
                after,
                fields,
                is_referenced: self.is_referenced,
                hints: AlterHints::default(),
            }),
            origins: self.origins.clone(),
        }
    }
}
