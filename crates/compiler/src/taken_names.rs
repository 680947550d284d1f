//! Indexes that would have the name of a table, or that of an index of another table, where a database keeps those in
//! one namespace.
//!
//! Replay allows it, since some databases do; which of them do is data in their capabilities. Looking a name up costs
//! the same in a large schema as in a small one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_dialect::{Capability, Dialect, Feature, ServerVersion, Step, Support, Unsupported};
use aksara_operations::Effect;
use aksara_schema::{ObjectName, Schema, Table, TableName};

use crate::passing_tables::{PassingTables, sides};

/// Refuses the first step that gives an index a name that is taken, or a table that of an index. Of the schema, the
/// tables that no step changes count.
pub(crate) fn refuse_taken_names(
    schema: &Schema,
    steps: &[Step],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<(), Unsupported> {
    let refused = |feature: Feature| {
        feature
            .find(dialect.capabilities(), version)
            .filter(|capability| capability.support == Support::Unsupported)
    };
    let like_table = refused(Feature::IndexNamedLikeTable);
    let like_another = refused(Feature::IndexNamedLikeAnother);
    if like_table.is_none() && like_another.is_none() {
        return Ok(());
    }
    let mut names = Names::at_first(schema, steps, dialect);
    for step in steps {
        let (old, new) = sides(&step.effect);
        names.follow(&step.effect);
        let Some(new) = new else { continue };
        let of_tables = like_table.and_then(|capability| Some((capability, names.clash(old, new)?)));
        let of_others =
            || like_another.and_then(|capability| Some((capability, names.clash_of_indexes(old, new)?)));
        if let Some((capability, clash)) = of_tables.or_else(of_others) {
            return Err(clash.refused(capability, dialect).at(step.origin()));
        }
    }
    Ok(())
}

/// An index whose name is taken.
struct Clash {
    index: ObjectName,
    /// The table that it belongs to.
    table: TableName,
    /// The other table whose index has the name; `None` where a table itself has it.
    other: Option<TableName>,
}

impl Clash {
    fn refused(&self, capability: &Capability, dialect: &dyn Dialect) -> Unsupported {
        let Self { index, table, other } = self;
        Unsupported {
            subject: match other {
                Some(other) => format!("the index `{index}`, beside the one of that name of `{other}`"),
                None => format!("the index `{index}`, beside the table of that name"),
            },
            dialect: dialect.name(),
            feature: Some(capability.feature),
            reason: capability.note.trim_end_matches('.').to_owned(),
            alternative: format!("give the index of `{table}` another name"),
            origin: None,
        }
    }
}

/// The names that are taken while the steps run.
struct Names<'a> {
    tables: PassingTables<'a>,
    /// Which of the tables that steps change have an index of a name.
    owners: BTreeMap<ObjectName, BTreeSet<TableName>>,
    dialect: &'a dyn Dialect,
}

impl<'a> Names<'a> {
    /// The names before the first step.
    fn at_first(unchanged: &'a Schema, steps: &[Step], dialect: &'a dyn Dialect) -> Self {
        let mut names = Self {
            tables: PassingTables::new(unchanged, steps),
            owners: BTreeMap::new(),
            dialect,
        };
        let standing: Vec<Arc<Table>> = names.tables.changed().cloned().collect();
        standing.iter().for_each(|table| names.take(table));
        names
    }

    /// The names after the next step.
    fn follow(&mut self, effect: &Effect) {
        let (old, new) = sides(effect);
        let gone = old.into_iter().chain(new).map(|table| &table.name);
        let gone: BTreeSet<&TableName> = gone.collect();
        for table in gone.into_iter().filter_map(|name| self.tables.get(name)) {
            for index in self.dialect.index_names(table) {
                if let Some(owners) = self.owners.get_mut(&index) {
                    owners.remove(&table.name);
                }
            }
        }
        self.tables.follow(effect);
        if let Some(new) = new {
            self.take(new);
        }
    }

    fn take(&mut self, table: &Table) {
        for index in self.dialect.index_names(table) {
            self.owners.entry(index).or_default().insert(table.name.clone());
        }
    }

    /// The index that has a table's name, as far as the step is to blame.
    fn clash(&self, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Option<Clash> {
        let is_same_table = old.is_some_and(|old| old.name == new.name);
        let old = old.filter(|_| is_same_table);
        let index = self
            .made(old, new)
            .into_iter()
            .find(|index| self.is_table(&new.name, index));
        let (index, table) = match index {
            Some(index) => (index, new.name.clone()),
            None if is_same_table => return None,
            None => {
                let index = ObjectName::new(new.name.name()).ok()?;
                let owner = self.owner(&index, &new.name, |_| true)?;
                (index, owner)
            }
        };
        let other = None;
        Some(Clash { index, table, other })
    }

    /// The new index that has the name of one of another table.
    fn clash_of_indexes(&self, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Option<Clash> {
        self.made(old, new).into_iter().find_map(|index| {
            let other = self.owner(&index, &new.name, |owner| *owner != new.name)?;
            Some(Clash {
                index,
                table: new.name.clone(),
                other: Some(other),
            })
        })
    }

    /// The indexes that a table has now and did not have.
    fn made(&self, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Vec<ObjectName> {
        let had = old.map(|old| self.dialect.index_names(old)).unwrap_or_default();
        let mut has = self.dialect.index_names(new);
        has.retain(|index| !had.contains(index));
        has
    }

    fn is_table(&self, beside: &TableName, index: &ObjectName) -> bool {
        let name = beside.with_name(index.as_str());
        name.is_ok_and(|name| self.tables.get(&name).is_some())
    }

    /// The table that has an index of this name, among those of one namespace and of a condition.
    fn owner(
        &self,
        index: &ObjectName,
        beside: &TableName,
        counts: impl Fn(&TableName) -> bool,
    ) -> Option<TableName> {
        let has_index = |owner: &&TableName| {
            let table = self.tables.get(owner);
            table.is_some_and(|table| self.dialect.index_names(table).contains(index))
        };
        let unchanged = self.tables.unchanged_owners(index).filter(has_index);
        let changed = self.owners.get(index).into_iter().flatten();
        unchanged
            .chain(changed)
            .find(|owner| owner.namespace() == beside.namespace() && counts(owner))
            .cloned()
    }
}
