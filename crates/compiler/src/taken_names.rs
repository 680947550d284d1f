//! Indexes that would have the name of a table, where a database keeps the two in one namespace.
//!
//! Replay allows it, since some databases do; which of them do is data in their capabilities. Looking a name up costs
//! the same in a large schema as in a small one.

use std::sync::Arc;

use aksara_dialect::{Dialect, Feature, ServerVersion, Step, Support, Unsupported};
use aksara_schema::{ObjectName, Schema, Table, TableName};

use crate::passing_tables::{PassingTables, sides};

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
        tables: PassingTables::new(schema, steps),
        dialect,
    };
    for step in steps {
        let (old, new) = sides(&step.effect);
        names.tables.follow(&step.effect);
        let Some(new) = new else { continue };
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

/// The names that are taken while the steps run.
struct Names<'a> {
    tables: PassingTables<'a>,
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
        let name = beside.with_name(index.as_str());
        name.is_ok_and(|name| self.tables.get(&name).is_some())
    }

    /// The index that has the name of this table, and the table it belongs to.
    fn index_of(&self, table: &TableName) -> Option<(ObjectName, TableName)> {
        let name = ObjectName::new(table.name()).ok()?;
        let owner = self
            .tables
            .owners(&name)
            .filter(|owner| owner.name.namespace() == table.namespace())
            .find(|owner| self.dialect.index_names(owner).contains(&name))?;
        Some((name.clone(), owner.name.clone()))
    }
}
