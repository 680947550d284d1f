//! The difference of a table before and after a change, item by item, for dialects to lower.
//!
//! Comparison looks through renames: a field that is only renamed changes no index and no constraint, since every
//! database follows a rename by itself.

use aksara_operations::AlterTable;
use aksara_schema::{Constraint, Field, FieldName, Index, ObjectName, Table};
use indexmap::IndexMap;

use crate::readers_first;
use crate::renames::renamed_before;

/// The changes of a table. Names in values of the table before are the old ones.
#[derive(Debug)]
pub struct TableDifference<'a> {
    /// Fields of the table before that go, each after what is computed from it.
    pub dropped_fields: Vec<&'a Field>,
    /// Fields of the table after that are new.
    pub added_fields: Vec<&'a Field>,
    /// Fields that are kept and get another name or definition.
    pub changed_fields: Vec<FieldChange<'a>>,
    /// Named indexes that are dropped, or dropped and created under their name.
    pub dropped_indexes: Vec<&'a Index>,
    /// Named indexes that are created.
    pub added_indexes: Vec<&'a Index>,
    /// Indexes that get another name and nothing else: before, after.
    pub renamed_indexes: Vec<(&'a Index, &'a Index)>,
    /// Named constraints that are dropped, or dropped and created under their name.
    pub dropped_constraints: Vec<&'a Constraint>,
    /// Named constraints that are created.
    pub added_constraints: Vec<&'a Constraint>,
    /// Named constraints that get another name and nothing else: before, after.
    pub renamed_constraints: Vec<(&'a Constraint, &'a Constraint)>,
    /// Whether the primary key's fields change (renames do not count).
    pub primary_key_changes: bool,
    /// Whether the table's comment changes.
    pub comment_changes: bool,
    /// Whether the table's options change.
    pub options_change: bool,
}

/// A field before and after. Its own UNIQUE, index and foreign key are part of it.
#[derive(Debug, Clone, Copy)]
pub struct FieldChange<'a> {
    /// As it is, under its old name.
    pub before: &'a Field,
    /// As it will be.
    pub after: &'a Field,
    /// Whether more than the name changes: the definition, or how the values are computed.
    pub is_redefined: bool,
}

impl FieldChange<'_> {
    /// Whether the name changes.
    pub fn is_renamed(&self) -> bool {
        self.before.name != self.after.name
    }
}

impl<'a> TableDifference<'a> {
    /// Compares the two sides of a change.
    pub fn of(change: &'a AlterTable) -> Self {
        let (before, after) = (&*change.before, &*change.after);
        let renamed = renamed_before(change);
        let (dropped_indexes, added_indexes) = differing(&before.indexes, &renamed.indexes, &after.indexes);
        let (dropped_constraints, added_constraints) =
            differing(&before.constraints, &renamed.constraints, &after.constraints);
        let mut difference = Self {
            dropped_fields: readers_first(
                before
                    .fields
                    .values()
                    .filter(|old| change.fields.new_name(&old.name).is_none())
                    .collect(),
                |field, source| reads(field, &source.name),
            ),
            added_fields: after
                .fields
                .values()
                .filter(|new| change.fields.old_name(&new.name).is_none())
                .collect(),
            changed_fields: changed_fields(change, &renamed),
            dropped_indexes,
            added_indexes,
            renamed_indexes: Vec::new(),
            dropped_constraints,
            added_constraints,
            renamed_constraints: Vec::new(),
            primary_key_changes: renamed.primary_key() != after.primary_key(),
            comment_changes: before.comment != after.comment,
            options_change: before.options != after.options,
        };
        difference.renamed_indexes = take_renamed(
            (&mut difference.dropped_indexes, &mut difference.added_indexes),
            &renamed.indexes,
            |index| &index.name,
            |index, name| Index {
                name: name.clone(),
                ..index.clone()
            },
        );
        difference.renamed_constraints = take_renamed(
            (
                &mut difference.dropped_constraints,
                &mut difference.added_constraints,
            ),
            &renamed.constraints,
            |constraint| &constraint.name,
            |constraint, name| Constraint {
                name: name.clone(),
                ..constraint.clone()
            },
        );
        difference
    }

    /// Whether nothing changes that a database could hold.
    pub fn is_empty(&self) -> bool {
        let fields = self.dropped_fields.len() + self.added_fields.len() + self.changed_fields.len();
        let indexes = self.dropped_indexes.len() + self.added_indexes.len() + self.renamed_indexes.len();
        let constraints =
            self.dropped_constraints.len() + self.added_constraints.len() + self.renamed_constraints.len();
        let table = self.primary_key_changes || self.comment_changes || self.options_change;
        fields + indexes + constraints == 0 && !table
    }
}

/// Takes pairs of something dropped and something added that differ by name alone out of both lists.
fn take_renamed<'a, T: PartialEq>(
    (dropped, added): (&mut Vec<&'a T>, &mut Vec<&'a T>),
    renamed: &IndexMap<ObjectName, T>,
    name_of: impl Fn(&T) -> &ObjectName,
    named: impl Fn(&T, &ObjectName) -> T,
) -> Vec<(&'a T, &'a T)> {
    let mut pairs = Vec::new();
    dropped.retain(|old| {
        let content = renamed.get(name_of(old));
        let is_same = |new: &&T| {
            let is_other = name_of(new) != name_of(old);
            is_other && content.is_some_and(|content| **new == named(content, name_of(new)))
        };
        let Some(position) = added.iter().position(is_same) else {
            return true;
        };
        pairs.push((*old, added.remove(position)));
        false
    });
    pairs
}

fn reads(field: &Field, source: &FieldName) -> bool {
    let generated = field.generated.as_ref().filter(|_| field.name != *source);
    generated.is_some_and(|generated| generated.expression.fields().contains(&source))
}

fn changed_fields<'a>(change: &'a AlterTable, renamed: &Table) -> Vec<FieldChange<'a>> {
    let pair = |(old, new): (&FieldName, &FieldName)| {
        let before = change.before.fields.get(old)?;
        let after = change.after.fields.get(new)?;
        // A foreign key's type is not part of its equality: it follows its target.
        let is_same =
            |field: &Field| field == after && field.field_type.resolved() == after.field_type.resolved();
        let is_computed = change.hints.using.contains_key(new);
        let is_redefined = is_computed || !renamed.fields.get(new).is_some_and(is_same);
        (is_redefined || old != new).then_some(FieldChange {
            before,
            after,
            is_redefined,
        })
    };
    change.fields.0.iter().filter_map(pair).collect()
}

/// The items of the table before that are not in the one after as they are, and the other way round.
fn differing<'a, T: PartialEq>(
    before: &'a IndexMap<ObjectName, T>,
    renamed: &IndexMap<ObjectName, T>,
    after: &'a IndexMap<ObjectName, T>,
) -> (Vec<&'a T>, Vec<&'a T>) {
    let stays = |name: &ObjectName| {
        renamed
            .get(name)
            .is_some_and(|item| after.get(name) == Some(item))
    };
    let dropped = before
        .iter()
        .filter(|(name, _)| !stays(name))
        .map(|(_, item)| item)
        .collect();
    let added = after
        .iter()
        .filter(|(name, _)| !stays(name))
        .map(|(_, item)| item)
        .collect();
    (dropped, added)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_operations::{
        AddIndex, AlterField, Effect, Operation, RenameField, RenameIndex, TableReference,
    };
    use aksara_schema::{FieldType, Schema, TableName};
    use pretty_assertions::assert_eq;
    use std::sync::Arc;

    fn field(name: &str, field_type: FieldType) -> Field {
        Field::new(FieldName::new(name).unwrap(), field_type)
    }

    fn schema() -> Schema {
        let table = Table::new(TableName::new("users").unwrap())
            .with_fields([field("id", FieldType::Integer), field("name", FieldType::Text)]);
        Schema::from_iter([Arc::new(table)])
    }

    fn users() -> TableReference {
        TableReference::new("users")
    }

    fn add_index(name: &str) -> Operation {
        let index = Index::over(ObjectName::new(name).unwrap(), [FieldName::new("name").unwrap()]);
        AddIndex {
            table: users(),
            index,
            if_not_exists: false,
            concurrently: false,
        }
        .into()
    }

    /// Applies the operations and shows the difference of the last one.
    fn check(operations: &[Operation], expected: &str) {
        let mut schema = schema();
        let changes: Vec<_> = operations
            .iter()
            .map(|operation| operation.apply(&mut schema).unwrap())
            .collect();
        let Some(Effect::AlterTable(change)) = changes.last().and_then(|change| change.effects.first())
        else {
            panic!("the last operation alters no table")
        };
        let difference = TableDifference::of(change);
        let changed = difference.changed_fields.iter().map(|change| {
            format!(
                "{}→{} redefined={}",
                change.before.name, change.after.name, change.is_redefined
            )
        });
        let renamed = difference
            .renamed_indexes
            .iter()
            .map(|(before, after)| format!("{}→{}", before.name, after.name));
        let indexes = difference.dropped_indexes.len() + difference.added_indexes.len();
        let shown: Vec<String> = changed
            .chain(renamed)
            .chain([format!("indexes {indexes}")])
            .collect();
        assert_eq!(shown.join("; "), expected);
    }

    #[test]
    fn a_rename_touches_no_index() {
        let rename = RenameField {
            table: users(),
            old_name: "name".to_owned(),
            new_name: FieldName::new("title").unwrap(),
        };
        check(
            &[add_index("by_name"), rename.into()],
            "name→title redefined=false; indexes 0",
        );
    }

    #[test]
    fn an_index_with_another_name_and_the_same_content_is_renamed() {
        let rename = RenameIndex {
            table: users(),
            old_name: ObjectName::new("by_name").unwrap(),
            new_name: ObjectName::new("by_title").unwrap(),
        };
        check(
            &[add_index("by_name"), rename.into()],
            "by_name→by_title; indexes 0",
        );
    }

    #[test]
    fn an_altered_field_is_redefined() {
        let alter = AlterField::replace(users(), field("name", FieldType::String { max_length: 20 }));
        check(&[alter.into()], "name→name redefined=true; indexes 0");
    }

    #[test]
    fn a_new_index_is_added() {
        check(&[add_index("by_name")], "indexes 1");
    }
}
