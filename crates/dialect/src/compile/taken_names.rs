//! Names that are taken where a database keeps them in one namespace: an index with the name of a table, or objects of
//! one kind with one name on two tables.
//!
//! Replay allows it, since some databases do; which of them do is data in their capabilities. Looking a name up costs
//! the same in a large schema as in a small one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::{Capability, Dialect, Feature, ServerVersion, Step, Support, Unsupported};
use aksara_operations::Effect;
use aksara_schema::{ObjectName, Schema, Table, TableName};

use super::evolving_tables::EvolvingTables;

/// An object with a name of its own in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Index,
    Check,
    ForeignKey,
}

/// The kinds, each with the feature that lets two tables have one of the same name.
const SHARED: &[(Kind, Feature)] = &[
    (Kind::Index, Feature::IndexNamedLikeAnother),
    (Kind::Check, Feature::CheckNamedLikeAnother),
    (Kind::ForeignKey, Feature::ForeignKeyNamedLikeAnother),
];

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Check => "check",
            Self::ForeignKey => "foreign key",
        }
    }

    fn names(self, table: &Table, dialect: &dyn Dialect) -> Vec<ObjectName> {
        match self {
            Self::Index => dialect.index_names(table),
            Self::Check => table.check_names().cloned().collect(),
            Self::ForeignKey => table.foreign_key_names().cloned().collect(),
        }
    }
}

/// Refuses the first step that gives something a name that is taken, or a table that of an index. Of the schema, the
/// tables that no step changes count.
pub(crate) fn refuse_taken_names(
    schema: &Schema,
    steps: &[Step],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<(), Unsupported> {
    let refused = |feature: Feature| {
        feature
            .find(dialect.product().capabilities, version)
            .filter(|capability| capability.support == Support::Unsupported)
    };
    let like_table = refused(Feature::IndexNamedLikeTable);
    let like_another: Vec<(Kind, &Capability)> = SHARED
        .iter()
        .filter_map(|(kind, feature)| Some((*kind, refused(*feature)?)))
        .collect();
    if like_table.is_none() && like_another.is_empty() {
        return Ok(());
    }
    let kinds = like_another.iter().map(|(kind, _)| *kind).chain([Kind::Index]);
    let mut names = Names::at_first(schema, steps, dialect, kinds.collect());
    for step in steps {
        let (old, new) = step.effect.sides();
        names.follow(&step.effect);
        let Some(new) = new else { continue };
        let of_tables = like_table.and_then(|capability| Some((capability, names.clash(old, new)?)));
        let of_others = || {
            let mut kinds = like_another.iter();
            kinds.find_map(|(kind, capability)| Some((*capability, names.clash_of(*kind, old, new)?)))
        };
        if let Some((capability, clash)) = of_tables.or_else(of_others) {
            return Err(clash.refused(capability, dialect).at(step.origin()));
        }
    }
    Ok(())
}

/// A name that is taken.
struct Clash {
    kind: Kind,
    name: ObjectName,
    /// The table that it belongs to.
    table: TableName,
    /// The other table that has one of this kind and name; `None` where a table itself has the name.
    other: Option<TableName>,
}

impl Clash {
    fn refused(&self, capability: &Capability, dialect: &dyn Dialect) -> Unsupported {
        let Self {
            kind,
            name,
            table,
            other,
        } = self;
        let kind = kind.word();
        Unsupported {
            subject: match other {
                Some(other) => format!("a second {kind} named `{name}` (`{other}` has the first)"),
                None => format!("the {kind} `{name}`, named like a table"),
            },
            dialect: dialect.name(),
            feature: Some(capability.feature),
            reason: capability.reason().to_owned(),
            alternative: format!("give the {kind} of `{table}` another name"),
            origin: None,
        }
    }
}

/// The names that are taken while the steps run.
struct Names<'a> {
    tables: EvolvingTables<'a>,
    /// The kinds that are looked at.
    kinds: BTreeSet<Kind>,
    /// Which of the tables that steps change have something of a kind and name.
    owners: BTreeMap<(Kind, ObjectName), BTreeSet<TableName>>,
    dialect: &'a dyn Dialect,
}

impl<'a> Names<'a> {
    /// The names before the first step.
    fn at_first(
        unchanged: &'a Schema,
        steps: &[Step],
        dialect: &'a dyn Dialect,
        kinds: BTreeSet<Kind>,
    ) -> Self {
        let mut names = Self {
            tables: EvolvingTables::new(unchanged, steps),
            kinds,
            owners: BTreeMap::new(),
            dialect,
        };
        let existing: Vec<Arc<Table>> = names.tables.changed().cloned().collect();
        existing.iter().for_each(|table| names.take(table));
        names
    }

    /// The names after the next step.
    fn follow(&mut self, effect: &Effect) {
        let (old, new) = effect.sides();
        let gone = old.into_iter().chain(new).map(|table| &table.name);
        let gone: BTreeSet<&TableName> = gone.collect();
        for table in gone.into_iter().filter_map(|name| self.tables.get(name)) {
            for name in names_of(&self.kinds, table, self.dialect) {
                if let Some(owners) = self.owners.get_mut(&name) {
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
        for name in names_of(&self.kinds, table, self.dialect) {
            self.owners.entry(name).or_default().insert(table.name.clone());
        }
    }

    /// The index that has a table's name, as far as the step is to blame.
    fn clash(&self, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Option<Clash> {
        let is_same_table = old.is_some_and(|old| old.name == new.name);
        let old = old.filter(|_| is_same_table);
        let index = self
            .made(Kind::Index, old, new)
            .into_iter()
            .find(|index| self.is_table(&new.name, index));
        let (name, table) = match index {
            Some(index) => (index, new.name.clone()),
            None if is_same_table => return None,
            None => {
                let index = ObjectName::new(new.name.name()).ok()?;
                let owner = self.owner(Kind::Index, &index, &new.name, |_| true)?;
                (index, owner)
            }
        };
        Some(Clash {
            kind: Kind::Index,
            name,
            table,
            other: None,
        })
    }

    /// A new object that has the name of another table's object of the same kind.
    fn clash_of(&self, kind: Kind, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Option<Clash> {
        self.made(kind, old, new).into_iter().find_map(|name| {
            let other = self.owner(kind, &name, &new.name, |owner| *owner != new.name)?;
            Some(Clash {
                kind,
                name,
                table: new.name.clone(),
                other: Some(other),
            })
        })
    }

    /// The new objects of a kind in a table.
    fn made(&self, kind: Kind, old: Option<&Arc<Table>>, new: &Arc<Table>) -> Vec<ObjectName> {
        let had = old.map(|old| kind.names(old, self.dialect)).unwrap_or_default();
        let mut has = kind.names(new, self.dialect);
        has.retain(|name| !had.contains(name));
        has
    }

    fn is_table(&self, beside: &TableName, index: &ObjectName) -> bool {
        let name = beside.with_name(index.as_str());
        name.is_ok_and(|name| self.tables.get(&name).is_some())
    }

    /// The table that has something of this kind and name, among those of one namespace and of a condition.
    fn owner(
        &self,
        kind: Kind,
        name: &ObjectName,
        beside: &TableName,
        counts: impl Fn(&TableName) -> bool,
    ) -> Option<TableName> {
        let has = |owner: &&TableName| {
            let table = self.tables.get(owner);
            table.is_some_and(|table| kind.names(table, self.dialect).contains(name))
        };
        let unchanged = self.tables.unchanged_owners(name).filter(has);
        let changed = self.owners.get(&(kind, name.clone())).into_iter().flatten();
        unchanged
            .chain(changed)
            .find(|owner| owner.namespace() == beside.namespace() && counts(owner))
            .cloned()
    }
}

fn names_of(
    kinds: &BTreeSet<Kind>,
    table: &Table,
    dialect: &dyn Dialect,
) -> impl Iterator<Item = (Kind, ObjectName)> {
    let of_kind = |kind: &Kind| {
        let kind = *kind;
        kind.names(table, dialect)
            .into_iter()
            .map(move |name| (kind, name))
    };
    kinds.iter().flat_map(of_kind).collect::<Vec<_>>().into_iter()
}
