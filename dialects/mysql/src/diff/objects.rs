//! Indexes, checks and foreign keys: dropped, added, made anew.

use aksara_schema::{StorageType, ValueFamily};

use super::Difference;
use super::columns::ChangedColumns;
use crate::action::Action;
use crate::flavour::Quirk;
use crate::order::filled_columns;
use crate::physical::{Check, Column, ForeignKey, Index, IndexKind, Object};

impl Difference<'_> {
    /// Drops and adds what differs, and what needs a column that is made anew.
    pub(super) fn objects(&self, changed: &ChangedColumns, actions: &mut Vec<Action>) {
        let shed = self.shed_checks(&changed.touched);
        let is_shed = |object: &Object| matches!(object, Object::Check(check) if shed.contains(&check));
        let changes_in_place = self.changes_in_place(actions);
        let filled = filled_columns(actions);
        let is_remade = |object: &Object| {
            let loses_index = changes_in_place && self.is_fulltext(object);
            loses_index
                || is_shed(object)
                || self.loses_index_early(object, &filled)
                || self.must_be_remade(object, &changed.rebuilt)
        };
        let stays = |object: &Object, others: &[Object]| others.contains(object) && !is_remade(object);
        let (before, after) = (&self.before.objects, &self.after.objects);
        let mut dropped: Vec<&Object> = before.iter().filter(|object| !stays(object, after)).collect();
        let mut added: Vec<&Object> = after.iter().filter(|object| !stays(object, before)).collect();
        actions.extend(renamed_indexes(&mut dropped, &mut added, is_remade));
        actions.extend(dropped.into_iter().map(|object| match object {
            // The column's new definition has dropped it already, where it was in the old one.
            Object::Check(check) if shed.contains(&check) => Action::DropCheckOfColumn(check.clone()),
            other => Action::DropObject(other.clone()),
        }));
        actions.extend(added.into_iter().cloned().map(Action::AddObject));
    }

    /// The checks that may be in the definition of a column that is defined anew or dropped.
    fn shed_checks(&self, touched: &[String]) -> Vec<&Check> {
        let checks = touched.iter().filter_map(|column| self.column_check(column));
        checks.collect()
    }

    /// Whether a check may be in the column's own definition, and goes or changes, or would follow its column to another
    /// name.
    pub(super) fn sheds_check(&self, column: &Column) -> bool {
        let check = self.column_check(&column.name);
        check.is_some_and(|check| {
            self.renames.gives(&column.name) || !self.after.objects.contains(&Object::Check(check.clone()))
        })
    }

    /// MariaDB's check with the name of its column: perhaps one in the column's own definition, which has no name but
    /// that, is dropped where the column is defined anew, and by nothing else.
    fn column_check(&self, column: &str) -> Option<&Check> {
        let name = self.renames.before(column);
        let mut checks = self.before.objects.iter().filter_map(|object| match object {
            Object::Check(check) if check.name == name => Some(check),
            Object::Check(_) | Object::Index(_) | Object::ForeignKey(_) => None,
        });
        checks
            .next()
            .filter(|_| self.server.flavour.has(Quirk::ChecksOfColumns))
    }

    /// Whether an object that stays the same, or gets another name alone, must be dropped and added all the same.
    fn must_be_remade(&self, object: &Object, rebuilt: &[String]) -> bool {
        let mut expressions = object.expressions().into_iter();
        self.needs_new_columns(object, rebuilt)
            || self.blocks_renames(object)
            || expressions.any(|expression| self.is_stale(expression))
    }

    /// Whether an object is a foreign key whose unique index goes before its columns get values, which the index would refuse:
    /// no server drops an index that a key needs (1553).
    fn loses_index_early(&self, object: &Object, filled: &[String]) -> bool {
        let Object::ForeignKey(ForeignKey { columns, .. }) = object else {
            return false;
        };
        let is_filled = |index: &Index| index.columns().into_iter().any(|column| filled.contains(column));
        let stays = |index: &Index| {
            self.after
                .indexes()
                .any(|new| new == index || index.is_renamed(new))
        };
        let mut unique = self
            .before
            .indexes()
            .filter(|index| index.kind == IndexKind::Unique);
        unique.any(|index| index.begins_with(columns) && is_filled(index) && !stays(index))
    }

    fn needs_new_columns(&self, object: &Object, rebuilt: &[String]) -> bool {
        let is_rebuilt = |column: &str| rebuilt.iter().any(|name| name == column);
        let is_retyped = |column: &str| self.is_retyped(column);
        match object {
            // A column of a foreign key cannot change its type (1832, 1833).
            Object::ForeignKey(_) => self.needs(object, is_rebuilt) || self.needs(object, is_retyped),
            // MySQL computes an expression into a hidden column, which keeps the type that it had (3752).
            Object::Index(_) => {
                let has_expression = !object.expressions().is_empty();
                self.needs(object, is_rebuilt) || (has_expression && self.needs(object, is_retyped))
            }
            Object::Check(_) => self.needs(object, is_rebuilt),
        }
    }

    /// Whether an object needs a column of this table that meets the condition.
    pub(crate) fn needs(&self, object: &Object, meets: impl Fn(&str) -> bool) -> bool {
        let targets = match object {
            Object::ForeignKey(key) => key.own_targets(&self.after.name),
            Object::Index(_) | Object::Check(_) => &[],
        };
        object
            .columns()
            .into_iter()
            .chain(targets)
            .any(|column| meets(column))
    }

    /// Whether a kept column has another type to a foreign key.
    fn is_retyped(&self, column: &str) -> bool {
        let pair = self.old(column).zip(self.after.column(column));
        pair.is_some_and(|(before, after)| before.column_type != after.column_type)
    }

    /// Whether the object makes MySQL copy the table where any column gets another name, which it cannot do with one of a
    /// foreign key (1846): a check over anything but numbers and short texts. No manual says so.
    fn blocks_renames(&self, object: &Object) -> bool {
        let forces_copy = |name: &String| {
            let column = self.after.column(name);
            column.is_some_and(|column| !is_number_or_short_text(&column.storage))
        };
        self.server.flavour.has(Quirk::ChecksCopyTable)
            && self.renames.are_early
            && matches!(object, Object::Check(_))
            && object.columns().into_iter().any(forces_copy)
    }
}

/// Takes pairs of a dropped and an added index that differ by name alone out of both lists.
fn renamed_indexes(
    dropped: &mut Vec<&Object>,
    added: &mut Vec<&Object>,
    is_remade: impl Fn(&Object) -> bool,
) -> Vec<Action> {
    let mut renames = Vec::new();
    dropped.retain(|old| {
        if is_remade(old) {
            return true;
        }
        let position = added.iter().position(|new| renamed_pair(old, new).is_some());
        let pair = position.and_then(|position| renamed_pair(old, added.remove(position)));
        renames.extend(pair.map(|(before, after)| Action::RenameIndex {
            before: before.clone(),
            after: after.clone(),
        }));
        pair.is_none()
    });
    renames
}

fn renamed_pair<'a>(old: &'a Object, new: &'a Object) -> Option<(&'a Index, &'a Index)> {
    match (old, new) {
        (Object::Index(old), Object::Index(new)) if old.is_renamed(new) => Some((old, new)),
        _ => None,
    }
}

/// Whether a column of the type is a number or a text of limited length.
fn is_number_or_short_text(storage: &StorageType) -> bool {
    match storage.facts().family {
        ValueFamily::Number | ValueFamily::Boolean | ValueFamily::Duration | ValueFamily::Uuid => true,
        ValueFamily::Text => !matches!(storage, StorageType::Text | StorageType::Enum { .. }),
        _ => false,
    }
}
