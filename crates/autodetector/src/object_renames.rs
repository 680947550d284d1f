//! Renames of indexes and constraints: those that are decided, then those that are equal to one that is gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{Operation, RenameConstraint, RenameIndex};
use aksara_schema::{Constraint, ConstraintKind, DerivedName, Index, ObjectName, Table, TableName};
use indexmap::IndexMap;

use crate::detector::Detector;
use crate::rename::{Decided, demand, temporary_names};
use crate::rename_order::in_order;
use crate::{Answers, DetectionError};

/// By table and old name, the new one.
type Answered = BTreeMap<(TableName, ObjectName), Option<ObjectName>>;

/// The same, by table.
type ByTable = BTreeMap<TableName, Decided<ObjectName>>;

/// Something that a table has under a name, and that can be renamed.
trait Named: PartialEq + Clone + Sized {
    /// Those that a table has.
    fn of(table: &Table) -> &IndexMap<ObjectName, Self>;

    /// The same under another name.
    fn named(&self, name: &ObjectName) -> Self;

    /// The operation that gives it another name.
    fn rename(table: &TableName, old_name: ObjectName, new_name: ObjectName) -> Operation;

    /// The name that follows from what it covers, where there is such a name.
    fn derived_name(&self, table: &TableName) -> Option<ObjectName>;

    /// Whether a table can have it now.
    fn is_free(&self, table: &TableName, detector: &Detector) -> bool;
}

impl Named for Index {
    fn of(table: &Table) -> &IndexMap<ObjectName, Self> {
        &table.indexes
    }

    fn named(&self, name: &ObjectName) -> Self {
        Self {
            name: name.clone(),
            ..self.clone()
        }
    }

    fn rename(table: &TableName, old_name: ObjectName, new_name: ObjectName) -> Operation {
        RenameIndex {
            table: table.into(),
            old_name,
            new_name,
        }
        .into()
    }

    fn derived_name(&self, table: &TableName) -> Option<ObjectName> {
        DerivedName::Index.spell(table, self.portable_fields()).ok()
    }

    fn is_free(&self, table: &TableName, detector: &Detector) -> bool {
        detector.is_free_index_name(table, &self.name)
    }
}

impl Named for Constraint {
    fn of(table: &Table) -> &IndexMap<ObjectName, Self> {
        &table.constraints
    }

    fn named(&self, name: &ObjectName) -> Self {
        Self {
            name: name.clone(),
            ..self.clone()
        }
    }

    fn rename(table: &TableName, old_name: ObjectName, new_name: ObjectName) -> Operation {
        RenameConstraint {
            table: table.into(),
            old_name,
            new_name,
        }
        .into()
    }

    fn derived_name(&self, table: &TableName) -> Option<ObjectName> {
        let kind = match self.kind {
            ConstraintKind::Unique(_) => DerivedName::Unique,
            ConstraintKind::Check(_) => DerivedName::Check,
            ConstraintKind::ForeignKey(_) => DerivedName::ForeignKey,
            ConstraintKind::Exclusion(_) => return None,
        };
        kind.spell(table, self.fields()).ok()
    }

    fn is_free(&self, table: &TableName, detector: &Detector) -> bool {
        let is_index = self.is_index();
        detector.is_free_constraint_name(table, &self.name)
            && (!is_index || detector.is_free_index_name(table, &self.name))
    }
}

impl Detector {
    pub(crate) fn rename_objects(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        let (indexes, constraints) = (by_table(&answers.indexes), by_table(&answers.constraints));
        self.demand_objects::<Index>(&indexes)?;
        self.demand_objects::<Constraint>(&constraints)?;
        let derived_alone = answers.assume_no_renamed_objects;
        let mut passing = BTreeSet::new();
        loop {
            let before = self.operations.len();
            for pair in self.changed_tables() {
                let name = &pair.next.name;
                self.rename_named::<Index>(&pair.next, indexes.get(name), derived_alone)?;
                self.rename_named::<Constraint>(&pair.next, constraints.get(name), derived_alone)?;
            }
            let gave_way = self.give_way::<Index>(&indexes, derived_alone, &mut passing)?
                || self.give_way::<Constraint>(&constraints, derived_alone, &mut passing)?;
            // A thing that was renamed after it may have been in the way of another one.
            if !gave_way && self.operations.len() == before {
                return Ok(());
            }
        }
    }

    /// Lets one pass through a temporary name whose new name is that of another table's, which gives it up as well, and so on
    /// until its own name: names go round between tables.
    fn give_way<T: Named>(
        &mut self,
        answered: &ByTable,
        derived_alone: bool,
        passing: &mut BTreeSet<(TableName, ObjectName)>,
    ) -> Result<bool, DetectionError> {
        let nothing = Decided::new();
        let waiting = self.changed_tables().into_iter().flat_map(|pair| {
            let decided = answered.get(&pair.next.name).unwrap_or(&nothing);
            let renames = self.equal_under_other_names::<T>(&pair.next, decided, derived_alone);
            let table = &pair.next.name;
            let renames = renames.into_iter().map(|(old, new)| (table.clone(), old, new));
            renames.collect::<Vec<_>>()
        });
        let waiting: Vec<_> = waiting.collect();
        let next_name = |name: &ObjectName| {
            let mut waiting = waiting.iter();
            let gives_up = |(table, old, _): &&(TableName, ObjectName, ObjectName)| {
                old == name && self.draft.name_owners(name).any(|owner| owner == table)
            };
            waiting.find(gives_up).map(|(_, _, new)| new)
        };
        let goes_round = |(table, old, new): &&(TableName, ObjectName, ObjectName)| {
            let is_another = self.draft.name_owners(new).any(|owner| owner != table);
            let mut names = std::iter::successors(Some(new), |name| next_name(name)).take(waiting.len() + 1);
            is_another && !passing.contains(&(table.clone(), old.clone())) && names.any(|name| name == old)
        };
        let Some((table, old, _)) = waiting.iter().find(goes_round) else {
            return Ok(false);
        };
        let Some(temporary_name) = self.temporary_object_name(old) else {
            return Ok(false);
        };
        passing.insert((table.clone(), temporary_name.clone()));
        self.push(T::rename(table, old.clone(), temporary_name))?;
        Ok(true)
    }

    fn temporary_object_name(&self, name: &ObjectName) -> Option<ObjectName> {
        let mut names = temporary_names(name.as_str()).filter_map(|name| ObjectName::new(name).ok());
        names.find(|name| {
            let mut owners = self.draft.name_owners(name).chain(self.next.name_owners(name));
            owners.next().is_none()
        })
    }

    fn demand_objects<T: Named>(&self, answered: &ByTable) -> Result<(), DetectionError> {
        let has = |table: Option<&Arc<Table>>, name: &ObjectName| {
            table.is_some_and(|table| T::of(table).contains_key(name))
        };
        answered.iter().try_for_each(|(table, decided)| {
            let (draft, next) = (self.draft.table(table), self.next.table(table));
            demand(decided, |name| has(draft, name), |name| has(next, name))
        })
    }

    fn rename_named<T: Named>(
        &mut self,
        next: &Table,
        decided: Option<&Decided<ObjectName>>,
        derived_alone: bool,
    ) -> Result<(), DetectionError> {
        let nothing = Decided::new();
        let decided = decided.unwrap_or(&nothing);
        let order = in_order(&self.equal_ones::<T>(next, decided), |name| {
            self.temporary_object_name(name)
        });
        for (old, new) in order {
            self.push(T::rename(&next.name, old, new))?;
        }
        while let Some((old, new)) = self.renamed::<T>(next, decided, derived_alone) {
            self.push(T::rename(&next.name, old, new))?;
        }
        Ok(())
    }

    /// The decided renames of objects that do not change in other ways. The others are dropped and created, since
    /// they hold no rows.
    fn equal_ones<T: Named>(&self, next: &Table, decided: &Decided<ObjectName>) -> Decided<ObjectName> {
        let is_equal = |old: &ObjectName, new: &ObjectName| {
            let there = self
                .draft
                .table(&next.name)
                .and_then(|table| T::of(table).get(old));
            there.is_some_and(|there| T::of(next).get(new) == Some(&there.named(new)))
        };
        let equal = decided.iter().filter(|(old, new)| {
            let new = new.as_ref();
            new.is_some_and(|new| is_equal(old, new))
        });
        equal.map(|(old, new)| (old.clone(), new.clone())).collect()
    }

    /// An existing one under another name, and its new name.
    fn renamed<T: Named>(
        &self,
        next: &Table,
        decided: &Decided<ObjectName>,
        derived_alone: bool,
    ) -> Option<(ObjectName, ObjectName)> {
        let renames = self.equal_under_other_names::<T>(next, decided, derived_alone);
        let is_free = |name: &ObjectName| {
            let new = T::of(next).get(name);
            new.is_some_and(|new| new.is_free(&next.name, self))
        };
        renames.into_iter().find(|(_, new)| is_free(new))
    }

    /// The existing ones that the models have under another name, and their new names, which may be taken.
    fn equal_under_other_names<T: Named>(
        &self,
        next: &Table,
        decided: &Decided<ObjectName>,
        derived_alone: bool,
    ) -> Vec<(ObjectName, ObjectName)> {
        let Some(there) = self.draft.table(&next.name).map(|table| T::of(table)) else {
            return Vec::new();
        };
        let is_gone = |(name, old): &(&ObjectName, &T)| {
            !decided.contains_key(*name) && T::of(next).get(*name) != Some(*old)
        };
        let is_new = |(name, new): &(&ObjectName, &T)| {
            let is_derived = || new.derived_name(&next.name).as_ref() == Some(*name);
            there.get(*name) != Some(*new) && (!derived_alone || is_derived())
        };
        let renames = there.iter().filter(is_gone).flat_map(|(old_name, old)| {
            let new = T::of(next).iter().filter(is_new);
            let equal = new.filter(|(name, new)| old.named(name) == **new);
            equal.map(|(new_name, _)| (old_name.clone(), new_name.clone()))
        });
        renames.collect()
    }
}

fn by_table(answered: &Answered) -> ByTable {
    let mut tables = ByTable::new();
    for ((table, old), new) in answered {
        tables
            .entry(table.clone())
            .or_default()
            .insert(old.clone(), new.clone());
    }
    tables
}
