//! Indexes that would have the name of a table, where a database keeps the two in one namespace.
//!
//! Replay allows it, since some databases do; which of them do is data in their capabilities. Looking a name up costs
//! the same in a large schema as in a small one.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::{Dialect, Feature, ServerVersion, Step, Support, Unsupported};
use aksara_operations::Effect;
use aksara_schema::{ObjectName, Schema, Table, TableName};

/// Refuses the first step that gives an index the name of a table, or a table that of an index. Of the schema, the
/// tables that no step changes count.
pub(crate) fn refuse_taken_names(
    schema: &Schema,
    steps: &[Step],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<(), Unsupported> {
    let Some(capability) = Feature::IndexNamedLikeTable
        .find(dialect.capabilities(), version)
        .filter(|capability| capability.support == Support::Unsupported)
    else {
        return Ok(());
    };
    let mut names = Names {
        unchanged: schema,
        changed: at_first(steps),
        dialect,
    };
    for step in steps {
        let (old, new) = sides(&step.effect);
        if let Some(old) = old {
            names.changed.insert(old.name.clone(), None);
        }
        let Some(new) = new else { continue };
        names.changed.insert(new.name.clone(), Some(new.clone()));
        if let Some((index, table)) = names.clash(old, new) {
            let refused = Unsupported {
                subject: format!("the index `{index}`, beside the table of that name"),
                dialect: dialect.name(),
                feature: Some(Feature::IndexNamedLikeTable),
                reason: capability.note.trim_end_matches('.').to_owned(),
                alternative: format!("give the index of `{table}` another name"),
                origin: None,
            };
            return Err(refused.at(step.origin()));
        }
    }
    Ok(())
}

/// A table before and after an effect.
fn sides(effect: &Effect) -> (Option<&Arc<Table>>, Option<&Arc<Table>>) {
    match effect {
        Effect::CreateTable(table) => (None, Some(table)),
        Effect::DropTable(table) => (Some(table), None),
        Effect::RenameTable(rename) => (Some(&rename.before), Some(&rename.after)),
        Effect::AlterTable(change) => (Some(&change.before), Some(&change.after)),
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => (None, None),
    }
}

/// The tables that steps change, as they are before the first one; `None` where there is none yet.
fn at_first(steps: &[Step]) -> Changed {
    let mut tables = Changed::new();
    for (old, new) in steps.iter().map(|step| sides(&step.effect)) {
        if let Some(old) = old {
            tables
                .entry(old.name.clone())
                .or_insert_with(|| Some(old.clone()));
        }
        if let Some(new) = new {
            tables.entry(new.name.clone()).or_default();
        }
    }
    tables
}

type Changed = BTreeMap<TableName, Option<Arc<Table>>>;

/// The names that are taken while the steps run.
struct Names<'a> {
    unchanged: &'a Schema,
    changed: Changed,
    dialect: &'a dyn Dialect,
}

impl Names<'_> {
    /// The index that has a table's name, and the table it belongs to, as far as the step is to blame.
    fn clash(&self, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Option<(ObjectName, TableName)> {
        let old_indexes = old.map(|old| self.dialect.index_names(old)).unwrap_or_default();
        let is_same_table = old.is_some_and(|old| old.name == new.name);
        let made = self.dialect.index_names(new).into_iter();
        let index = made
            .filter(|index| !is_same_table || !old_indexes.contains(index))
            .find(|index| self.is_table(&new.name, index));
        let own = index.map(|index| (index, new.name.clone()));
        own.or_else(|| (!is_same_table).then(|| self.index_of(&new.name)).flatten())
    }

    fn is_table(&self, beside: &TableName, index: &ObjectName) -> bool {
        let Ok(name) = beside.with_name(index.as_str()) else {
            return false;
        };
        match self.changed.get(&name) {
            Some(table) => table.is_some(),
            None => self.unchanged.table(&name).is_some(),
        }
    }

    /// The index that has the name of this table, and the table it belongs to.
    fn index_of(&self, table: &TableName) -> Option<(ObjectName, TableName)> {
        let name = ObjectName::new(table.name()).ok()?;
        let unchanged = self.unchanged.name_owners(&name);
        let unchanged = unchanged
            .filter(|owner| !self.changed.contains_key(owner))
            .filter_map(|owner| self.unchanged.table(owner));
        let owner = unchanged
            .chain(self.changed.values().flatten())
            .filter(|owner| owner.name.namespace() == table.namespace())
            .find(|owner| self.dialect.index_names(owner).contains(&name))?;
        Some((name.clone(), owner.name.clone()))
    }
}
