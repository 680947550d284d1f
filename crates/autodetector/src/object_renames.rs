//! Renames of indexes and constraints: those that are decided, then those that are equal to one that is gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_operations::{Operation, RenameConstraint, RenameIndex};
use aksara_schema::{Constraint, Index, ObjectName, Table, TableName};
use indexmap::IndexMap;

use crate::detector::Detector;
use crate::rename::{Decided, demand, passing_names};
use crate::rename_order::in_order;
use crate::{Answers, DetectionError};

/// By table and old name, the new one.
type Answered = BTreeMap<(TableName, ObjectName), Option<ObjectName>>;

/// Something that a table has under a name, and that can be renamed.
trait Named: PartialEq + Clone + Sized {
    /// Those that a table has.
    fn of(table: &Table) -> &IndexMap<ObjectName, Self>;

    /// The same under another name.
    fn named(&self, name: &ObjectName) -> Self;

    /// The operation that gives it another name.
    fn rename(table: &TableName, old_name: ObjectName, new_name: ObjectName) -> Operation;

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

    fn is_free(&self, table: &TableName, detector: &Detector) -> bool {
        let is_index = self.is_index();
        detector.is_free_constraint_name(table, &self.name)
            && (!is_index || detector.is_free_index_name(table, &self.name))
    }
}

impl Detector {
    pub(crate) fn rename_objects(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        self.demand_objects::<Index>(&answers.indexes)?;
        self.demand_objects::<Constraint>(&answers.constraints)?;
        for pair in self.changed_tables() {
            self.rename_named::<Index>(&pair.next, &answers.indexes)?;
            self.rename_named::<Constraint>(&pair.next, &answers.constraints)?;
        }
        Ok(())
    }

    fn demand_objects<T: Named>(&self, answered: &Answered) -> Result<(), DetectionError> {
        let has = |table: Option<&Arc<Table>>, name: &ObjectName| {
            table.is_some_and(|table| T::of(table).contains_key(name))
        };
        answered.keys().try_for_each(|(table, _)| {
            let (draft, next) = (self.draft.table(table), self.next.table(table));
            let decided = of_table(answered, table);
            demand(&decided, |name| has(draft, name), |name| has(next, name))
        })
    }

    fn rename_named<T: Named>(&mut self, next: &Table, answered: &Answered) -> Result<(), DetectionError> {
        let decided = of_table(answered, &next.name);
        let order = in_order(&self.equal_ones::<T>(next, &decided), |name| {
            let mut names = passing_names(name.as_str()).filter_map(|name| ObjectName::new(name).ok());
            names.find(|name| self.draft.name_owners(name).next().is_none())
        });
        for (old, new) in order {
            self.push(T::rename(&next.name, old, new))?;
        }
        while let Some((old, new)) = self.renamed::<T>(next, &decided) {
            self.push(T::rename(&next.name, old, new))?;
        }
        Ok(())
    }

    /// The decided renames of what does not change otherwise; the rest is made anew, since no row has a part in it.
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

    /// One that is there under another name, and its new name.
    fn renamed<T: Named>(
        &self,
        next: &Table,
        decided: &Decided<ObjectName>,
    ) -> Option<(ObjectName, ObjectName)> {
        let there = T::of(self.draft.table(&next.name)?);
        let is_gone = |(name, old): &(&ObjectName, &T)| {
            !decided.contains_key(*name) && T::of(next).get(*name) != Some(*old)
        };
        let is_new = |(_, new): &(&ObjectName, &T)| new.is_free(&next.name, self);
        there.iter().filter(is_gone).find_map(|(old_name, old)| {
            let mut new = T::of(next).iter().filter(is_new);
            let (new_name, _) = new.find(|(name, new)| old.named(name) == **new)?;
            Some((old_name.clone(), new_name.clone()))
        })
    }
}

fn of_table(answered: &Answered, table: &TableName) -> Decided<ObjectName> {
    let own = answered.iter().filter(|((owner, _), _)| owner == table);
    own.map(|((_, old), new)| (old.clone(), new.clone())).collect()
}
