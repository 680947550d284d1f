//! Join tables of many-to-many fields: their names and columns carry the names of the models that they join. So they
//! follow where a model is renamed, with their rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_operations::{RenameField, RenameTable};
use aksara_schema::{Field, FieldName, Table, TableName, join_columns, join_table_name};

use crate::detector::Detector;
use crate::likeness::IMPLICIT;
use crate::{Answers, DetectionError};

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

/// A field of a table and its new name.
struct Renamed {
    table: TableName,
    old_name: FieldName,
    new_name: FieldName,
}

impl Detector {
    /// Renames the join tables whose names begin with the old name of a table that was renamed. What was answered about
    /// a join table itself counts more.
    pub(crate) fn follow_with_join_tables(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        let new_tables = self.new_tables().into_iter();
        let new_tables: BTreeMap<TableName, Arc<Table>> =
            new_tables.map(|table| (table.name.clone(), table)).collect();
        for table in self.gone_tables() {
            if answers.tables.contains_key(&table.name) {
                continue;
            }
            let renamed = owners(&table.name).filter_map(|old| {
                let new = answers.tables.get(&old)?.clone()?;
                name_of_follower(&table, &old, &new, &new_tables)
            });
            if let Some(new_name) = { renamed }.next() {
                self.push(RenameTable {
                    table: (&table.name).into(),
                    new_name,
                })?;
            }
        }
        Ok(())
    }

    /// Renames the columns of join tables to what the models call them now.
    pub(crate) fn follow_with_join_columns(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        for renamed in self.renamed_columns() {
            let Renamed {
                table,
                old_name,
                new_name,
            } = renamed;
            if answers.fields.contains_key(&(table.clone(), old_name.clone())) {
                continue;
            }
            self.push(RenameField {
                table: (&table).into(),
                old_name: old_name.to_string(),
                new_name,
            })?;
        }
        Ok(())
    }

    /// Drops the join tables of many-to-many fields that refer to another model now: they are made anew, since their
    /// rows refer to rows of a model that the field has nothing to do with.
    pub(crate) fn replace_join_tables(&mut self) -> Result<(), DetectionError> {
        let pairs = self.changed_tables().into_iter();
        let moved = pairs.filter(|pair| is_other_relation(&pair.previous, &pair.next));
        let names: Vec<TableName> = moved.map(|pair| pair.next.name.clone()).collect();
        names.iter().try_for_each(|name| self.drop_table(name))
    }

    fn renamed_columns(&self) -> Vec<Renamed> {
        let pairs = self.changed_tables().into_iter();
        let renamed = pairs.flat_map(|pair| {
            let (Some(before), Some(after)) = (JoinTable::of(&pair.previous), JoinTable::of(&pair.next))
            else {
                return Vec::new();
            };
            let columns = before.renamed(&after).into_iter();
            let is_free = |(old, new): &(&FieldName, &FieldName)| {
                !pair.next.fields.contains_key(*old) && !pair.previous.fields.contains_key(*new)
            };
            let columns = columns.filter(is_free).map(|(old, new)| Renamed {
                table: pair.next.name.clone(),
                old_name: old.clone(),
                new_name: new.clone(),
            });
            columns.collect()
        });
        renamed.collect()
    }
}

/// The tables that a join table may be named after: `a` and `a_b` for `a_b_c`.
fn owners(join: &TableName) -> impl Iterator<Item = TableName> {
    let ends = join.name().match_indices('_').map(|(end, _)| end);
    ends.filter_map(|end| join.with_name(join.name().get(..end)?).ok())
}

/// What a join table is called after one of its models was renamed, where the models have such a table.
fn name_of_follower(
    table: &Table,
    old: &TableName,
    new: &TableName,
    new_tables: &BTreeMap<TableName, Arc<Table>>,
) -> Option<TableName> {
    let field = table.name.name().strip_prefix(old.name())?.strip_prefix('_')?;
    let name = join_table_name(new, field).ok()?;
    let joins_it = JoinTable::of(table)?.sides.iter().any(|side| side.target == new);
    let is_there = new_tables
        .get(&name)
        .is_some_and(|next| join_the_same(table, next));
    (joins_it && is_there).then_some(name)
}

/// Whether a table only joins two models.
pub(crate) fn is_join_table(table: &Table) -> bool {
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
    let targets = |table| JoinTable::of(table).map(|join| join.targets());
    targets(old).is_some_and(|old| targets(new).is_some_and(|new| old == new))
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
        let [one, other] = self.targets();
        let derived = join_columns(one, other);
        derived.is_ok_and(|derived| derived.contains(side.field))
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
