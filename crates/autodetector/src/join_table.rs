//! Join tables of many-to-many fields: their names and columns carry the names of the models that they join. So they
//! follow where a model is renamed, with their rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_schema::{Field, FieldName, Schema, Table, TableName, join_columns, join_table_name};

use crate::detector::{Detector, is_managed};
use crate::likeness::IMPLICIT;
use crate::rename::Decided;
use crate::{Answers, DetectionError, Pair};

/// How the columns begin that a model which is joined with itself may have: ours, and those of 0.7.2.
const SIDES_OF_ONE_MODEL: [[&str; 2]; 2] = [["from_", "source_"], ["to_", "target_"]];

/// A table that only joins two models.
struct JoinTable<'a> {
    sides: [Side<'a>; 2],
}

/// A foreign key of a join table.
struct Side<'a> {
    field: &'a FieldName,
    target: &'a TableName,
}

/// The join tables whose names begin with the old name of a table that is renamed, with their new names. An answer
/// about a join table itself counts more.
pub fn following_join_tables(
    previous: &Schema,
    next: &Schema,
    tables: &BTreeMap<TableName, Option<TableName>>,
) -> BTreeMap<TableName, Option<TableName>> {
    let undecided = previous
        .tables()
        .filter(|table| !tables.contains_key(&table.name));
    let named = undecided.filter_map(|table| {
        let new_name = name_of_follower(table, next, tables)?;
        Some((table.name.clone(), Some(new_name)))
    });
    let mut followers: Decided<TableName> = named.collect();
    // A name that another table keeps is not to be had; its own follower may then have to stay as well.
    loop {
        let is_free = |new: &TableName| {
            previous.table(new).is_none() || tables.contains_key(new) || followers.contains_key(new)
        };
        let names = followers.iter();
        let stuck = names.filter(|(_, new)| !new.as_ref().is_some_and(is_free));
        let stuck: Vec<TableName> = stuck.map(|(old, _)| old.clone()).collect();
        if stuck.is_empty() {
            return followers;
        }
        stuck.iter().for_each(|stuck| drop(followers.remove(stuck)));
    }
}

/// Leaves out the join tables whose rows are given up: they refer to another model now, and nothing else is said.
pub(crate) fn without_given_up(
    followers: Decided<TableName>,
    pair: Pair<&Schema>,
    tables: &Decided<TableName>,
    answers: &Answers,
) -> Decided<TableName> {
    let now = |name: &TableName| {
        tables
            .get(name)
            .cloned()
            .flatten()
            .unwrap_or_else(|| name.clone())
    };
    let joins_others = |old: &TableName, new: &TableName| {
        let before = pair.previous.table(old).and_then(|table| joined_tables(table));
        let after = pair.next.table(new).and_then(|table| joined_tables(table));
        let before = before.map(|joined| {
            let mut joined = joined.map(|name| now(&name));
            joined.sort();
            joined
        });
        before != after
    };
    let answers_of = |table: &TableName| {
        let table = table.clone();
        let mut fields = answers.fields.iter();
        fields.find_map(move |((owner, _), new)| (*owner == table).then_some(new.is_some()))
    };
    let is_given_up = |old: &TableName, new: &TableName| {
        let is_kept = answers_of(new).unwrap_or(!answers.assume_no_renames);
        !is_kept && joins_others(old, new)
    };
    let kept = followers.into_iter().filter(|(old, new)| {
        let new = new.as_ref();
        new.is_none_or(|new| !is_given_up(old, new))
    });
    kept.collect()
}

/// The name of a join table after one of its models was renamed, where the models have such a table.
fn name_of_follower(table: &Table, next: &Schema, tables: &Decided<TableName>) -> Option<TableName> {
    let joins = JoinTable::of(table)?;
    joins.sides.iter().find_map(|side| {
        let (old, new) = (side.target, tables.get(side.target)?.as_ref()?);
        let field = table.name.name().strip_prefix(old.name())?.strip_prefix('_')?;
        let name = join_table_name(new, field).ok()?;
        let next = next.table(&name).filter(|next| is_managed(next))?;
        // Its other side may refer to another model now: that is asked about by its column.
        let joins_owner = JoinTable::of(next)?.targets().contains(&new);
        (joins_owner && table.name.namespace() == old.namespace()).then_some(name)
    })
}

impl Detector {
    /// Renames the columns of join tables to what the models call them now.
    pub(crate) fn follow_with_join_columns(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        for pair in self.changed_tables() {
            let renamed = renamed_columns(&pair);
            let is_decided = |old: &FieldName| {
                let key = (pair.next.name.clone(), old.clone());
                answers.fields.contains_key(&key)
            };
            if !renamed.keys().any(is_decided) {
                self.rename_fields(&pair.next.name, &renamed)?;
            }
        }
        Ok(())
    }

    /// Drops the join tables of many-to-many fields that refer to another model now: they are dropped and created,
    /// since their rows refer to rows of a model that the field has nothing to do with. A table or a column that is said to
    /// have been renamed keeps them.
    pub(crate) fn replace_join_tables(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        let renamed = answers.fields.iter().filter(|(_, new)| new.is_some());
        let renamed = renamed.map(|((table, _), _)| table);
        let tables = answers.tables.values().flatten();
        let kept: BTreeSet<&TableName> = renamed.chain(tables).collect();
        let pairs = self.changed_tables().into_iter();
        let moved = pairs
            .filter(|pair| !kept.contains(&pair.next.name) && is_other_relation(&pair.previous, &pair.next));
        let names: Vec<TableName> = moved.map(|pair| pair.next.name.clone()).collect();
        names.iter().try_for_each(|name| self.drop_table(name))
    }
}

/// The columns of a join table that the models call otherwise.
fn renamed_columns(pair: &Pair<Arc<Table>>) -> Decided<FieldName> {
    let (Some(before), Some(after)) = (JoinTable::of(&pair.previous), JoinTable::of(&pair.next)) else {
        return Decided::new();
    };
    let columns = before.renamed(&after);
    let gives_up = |name: &FieldName| columns.iter().any(|(old, _)| *old == name);
    let is_taken = |name: &FieldName| columns.iter().any(|(_, new)| *new == name);
    let is_free = |(old, new): &&(&FieldName, &FieldName)| {
        let stays = pair.next.fields.contains_key(*old) && !is_taken(old);
        let is_there = pair.previous.fields.contains_key(*new) && !gives_up(new);
        !stays && !is_there
    };
    let columns = columns.iter().filter(is_free);
    columns
        .map(|(old, new)| ((*old).clone(), Some((*new).clone())))
        .collect()
}

/// Whether a table only joins two models.
pub fn is_join_table(table: &Table) -> bool {
    JoinTable::of(table).is_some()
}

/// Whether both tables only join models, the new one under the models' own names, and not the same ones.
fn is_other_relation(old: &Table, new: &Table) -> bool {
    let (Some(old), Some(new)) = (JoinTable::of(old), JoinTable::of(new)) else {
        return false;
    };
    let is_derived = new.sides.iter().all(|side| new.is_derived(side));
    is_derived && old.targets() != new.targets()
}

/// Whether both tables only join models, and the same ones.
pub(crate) fn join_the_same(old: &Table, new: &Table) -> bool {
    joined_tables(old).is_some_and(|joined| joined_tables(new) == Some(joined))
}

/// The tables that a table joins, in order, where it does nothing else.
pub(crate) fn joined_tables(table: &Table) -> Option<[TableName; 2]> {
    JoinTable::of(table).map(|join| join.targets().map(TableName::clone))
}

impl<'a> JoinTable<'a> {
    /// The table as one that joins two models, where it has nothing else.
    fn of(table: &'a Table) -> Option<Self> {
        let is_implicit = |field: &Field| IMPLICIT.contains(&field.name.as_str());
        let own = table.fields.values().filter(|field| !is_implicit(field));
        let sides: Option<Vec<Side<'_>>> = own.map(Side::of).collect();
        Some(Self {
            sides: sides?.try_into().ok()?,
        })
    }

    fn targets(&self) -> [&'a TableName; 2] {
        let mut targets = self.sides.each_ref().map(|side| side.target);
        targets.sort();
        targets
    }

    /// The columns that another version of the table has under the names which follow from its models' names.
    fn renamed(&self, after: &JoinTable<'a>) -> Vec<(&'a FieldName, &'a FieldName)> {
        let columns = after.sides.iter().filter(|side| after.is_derived(side));
        let renamed = columns.filter_map(|new| Some((self.side_like(new, after)?.field, new.field)));
        renamed.filter(|(old, new)| old != new).collect()
    }

    /// Whether a column is called after its model.
    fn is_derived(&self, side: &Side<'_>) -> bool {
        let targets = self.targets();
        let derived = join_columns(targets[0], targets[1]);
        derived.is_ok_and(|columns| {
            let mut derived = targets.iter().zip(&columns);
            derived.any(|(target, column)| *target == side.target && column == side.field)
        })
    }

    /// The column that refers to the same model in the same role.
    fn side_like(&self, new: &Side<'_>, after: &JoinTable<'_>) -> Option<&Side<'a>> {
        let [one, other] = after.targets();
        let has_role =
            |side: &&Side<'_>| one != other || side.role().is_some_and(|role| new.role() == Some(role));
        let mut alike = self
            .sides
            .iter()
            .filter(|side| side.target == new.target)
            .filter(has_role);
        alike.next().filter(|_| alike.next().is_none())
    }
}

impl<'a> Side<'a> {
    fn of(field: &'a Field) -> Option<Self> {
        Some(Self {
            field: &field.name,
            target: &field.reference.as_ref()?.table,
        })
    }

    /// Which side of a model that is joined with itself: 0 is the model that has the many-to-many field.
    fn role(&self) -> Option<usize> {
        let begins = |prefix: &&str| self.field.as_str().starts_with(prefix);
        SIDES_OF_ONE_MODEL
            .iter()
            .position(|prefixes| prefixes.iter().any(begins))
    }
}
