//! Indexes, checks and foreign keys of a changed table.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{FieldName, ObjectName, StorageType, Table};

use super::{Actions, Alteration};
use crate::column::retyped_fields;
use crate::flavour::Flavour;
use crate::index_method::IndexMethod;
use crate::name::quoted;
use crate::table_object::{ObjectKind, TableObject, table_objects};
use crate::taken_names::check_object_names;

impl Alteration<'_> {
    /// Drops and adds what differs, and what stands on a rebuilt column.
    pub(super) fn plan_objects(
        &self,
        rebuilt: &[FieldName],
        actions: &mut Actions,
    ) -> Result<(), Unsupported> {
        let (before, after) = (self.objects_before()?, table_objects(self.after(), self.server)?);
        check_object_names(self.after(), &after, self.server)?;
        let retyped = retyped_fields(self.change, self.server)?.into_iter();
        let retyped: Vec<FieldName> = retyped.map(|(_, new)| new).collect();
        let early = self.early_fields();
        let shed = self.shed_checks()?;
        let filled = actions.filled.clone();
        let is_changed_in_place = !actions.in_place.is_empty();
        let is_in_the_way = |object: &TableObject| is_changed_in_place && self.is_fulltext(object);
        let stays = |object: &TableObject, others: &[TableObject]| {
            others.contains(object)
                && !is_in_the_way(object)
                && !is_shed(object, &shed)
                && !must_be_remade(object, rebuilt, &retyped)
                && !self.stands_against_renames(object)
        };
        let mut dropped: Vec<&TableObject> = before.iter().filter(|object| !stays(object, &after)).collect();
        let mut added: Vec<&TableObject> = after.iter().filter(|object| !stays(object, &before)).collect();
        actions
            .add
            .extend(rename_indexes(&mut dropped, &mut added, rebuilt, &retyped));
        for object in &dropped {
            let is_remade = object.kind == ObjectKind::ForeignKey
                && added.iter().any(|other| other.is_counterpart(object));
            let may_be_broken = filled.iter().any(|field| object.fields.contains(field));
            let goes_first =
                is_remade || may_be_broken || is_in_the_way(object) || self.loses_own_target(object);
            let list = match goes_first {
                true => &mut actions.detach,
                false if object.has_expression => &mut actions.release,
                false if must_be_remade(object, &early, &[]) => &mut actions.release,
                false => &mut actions.drop,
            };
            list.push(match is_shed(object, &shed) {
                // The column's new definition has dropped it already, where it stood in the old one.
                true => format!("DROP CONSTRAINT IF EXISTS {}", quoted(&object.name)),
                false => object.drop_action(self.server.flavour),
            });
        }
        let mut has_fulltext = false;
        for object in added {
            let is_remade = object.kind == ObjectKind::ForeignKey
                && dropped.iter().any(|other| other.is_counterpart(object));
            let is_fulltext = self.is_fulltext(object);
            let list = if is_remade || self.finds_no_target_yet(object) {
                &mut actions.attach
            } else if is_fulltext && std::mem::replace(&mut has_fulltext, true) {
                &mut actions.further
            } else {
                &mut actions.add
            };
            list.push(format!("ADD {}", object.definition()));
            actions.notes.extend(&object.notes);
        }
        self.note_concurrent_indexes(actions);
        Ok(())
    }

    /// Whether it is a full-text index of MySQL, which makes one at a time, and changes no table in place that has one.
    fn is_fulltext(&self, object: &TableObject) -> bool {
        self.server.flavour == Flavour::Mysql && object.head == IndexMethod::Fulltext.head()
    }

    /// The names of the checks that may stand in the definition of a column that is defined anew or goes.
    fn shed_checks(&self) -> Result<Vec<ObjectName>, Unsupported> {
        let changed = self.column_changes()?;
        let changed = changed.iter().map(|(change, _)| &change.before.name);
        let gone = self.difference.dropped_fields.iter().map(|field| &field.name);
        let checks = changed.chain(gone).filter_map(|field| self.column_check(field));
        Ok(checks.map(|check| check.name.clone()).collect())
    }

    /// What the table has, under the fields' new names. MySQL does not follow a rename inside an expression
    /// (3959, 3837), so that there such an object differs and is made anew.
    fn objects_before(&self) -> Result<Vec<TableObject>, Unsupported> {
        let renamed = table_objects(&self.renamed, self.server)?;
        if self.server.flavour == Flavour::Mariadb {
            return Ok(renamed);
        }
        let written = table_objects(self.before(), self.server)?;
        let as_written = |(renamed, written): (TableObject, TableObject)| match renamed.has_expression {
            true => TableObject {
                tail: written.tail,
                ..renamed
            },
            false => renamed,
        };
        Ok(renamed.into_iter().zip(written).map(as_written).collect())
    }

    /// Whether the object makes MySQL copy the table where any field gets another name, which it cannot do with a field of
    /// a foreign key (1846): a check over anything but numbers and short texts. No manual says so.
    fn stands_against_renames(&self, object: &TableObject) -> bool {
        let forces_copy = |name: &FieldName| {
            let field = self.after().fields.get(name);
            field.is_some_and(|field| !is_number_or_short_text(&field.field_type.storage()))
        };
        self.server.flavour == Flavour::Mysql
            && object.kind == ObjectKind::Check
            && self.renames_early()
            && object.fields.iter().any(forces_copy)
    }

    /// Whether a foreign key refers to a field of its own table that is not yet what it needs: MariaDB looks at the table
    /// before the statement (150).
    fn finds_no_target_yet(&self, object: &TableObject) -> bool {
        let differs = |name: &FieldName| self.renamed.fields.get(name) != self.after().fields.get(name);
        let backed = |table: &Table| table.primary_key().into_iter().eq(&object.own_targets);
        let becomes_key = backed(self.after()) && !backed(&self.renamed);
        self.server.flavour == Flavour::Mariadb
            && (becomes_key
                || object.own_targets.iter().any(differs)
                || self.becomes_unique(&object.own_targets))
    }

    /// Whether a foreign key refers to its own table, whose key goes as well: MySQL drops no key in the statement that
    /// drops what needs it (1553).
    fn loses_own_target(&self, object: &TableObject) -> bool {
        let key_changes = self.difference.primary_key_changes
            && self.renamed.primary_key().into_iter().eq(&object.own_targets);
        let goes = |name: &ObjectName| !self.after().object_names().any(|other| other == name);
        let mut uniques = self.renamed.constraints.values();
        let unique_goes = uniques.any(|unique| {
            unique.is_index() && goes(&unique.name) && unique.fields().into_iter().eq(&object.own_targets)
        });
        let loses_unique = |name: &FieldName| {
            let is_unique =
                |table: &Table| table.fields.get(name).is_some_and(|field| field.unique.is_some());
            is_unique(&self.renamed) && !is_unique(self.after())
        };
        let target_goes = object.own_targets.iter().any(loses_unique);
        object.kind == ObjectKind::ForeignKey
            && !object.own_targets.is_empty()
            && (key_changes || unique_goes || target_goes)
    }

    /// Whether a constraint or index that is new makes these fields unique.
    fn becomes_unique(&self, fields: &[FieldName]) -> bool {
        let is_new = |name: &ObjectName| !self.renamed.object_names().any(|other| other == name);
        let mut constraints = self.after().constraints.values();
        let mut indexes = self.after().indexes.values();
        let covers = |covered: Vec<&FieldName>| !fields.is_empty() && covered.into_iter().eq(fields);
        constraints.any(|constraint| {
            constraint.is_index() && is_new(&constraint.name) && covers(constraint.fields())
        }) || indexes.any(|index| index.unique && is_new(&index.name) && covers(index.fields()))
    }

    fn note_concurrent_indexes(&self, actions: &mut Actions) {
        if !self.change.hints.concurrently.is_empty() {
            actions
                .notes
                .extend(self.server.ignored(Feature::ConcurrentIndex));
        }
    }
}

fn is_shed(object: &TableObject, shed: &[ObjectName]) -> bool {
    object.kind == ObjectKind::Check && shed.iter().any(|name| name.as_str() == object.name)
}

/// Whether a column of the type is a number or a text of limited length.
fn is_number_or_short_text(storage: &StorageType) -> bool {
    match storage {
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Duration
        | StorageType::Varchar(_)
        | StorageType::Uuid
        | StorageType::IpAddress => true,
        StorageType::Text
        | StorageType::Binary
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::Enum { .. }
        | StorageType::Opaque { .. } => false,
    }
}

/// Whether an object that stays the same must be dropped and added all the same.
fn must_be_remade(object: &TableObject, rebuilt: &[FieldName], retyped: &[FieldName]) -> bool {
    let needs = |fields: &[FieldName]| {
        object
            .fields
            .iter()
            .chain(&object.own_targets)
            .any(|field| fields.contains(field))
    };
    match object.kind {
        // A field of a foreign key cannot change its type (1832, 1833).
        ObjectKind::ForeignKey => needs(rebuilt) || needs(retyped),
        // MySQL computes an expression into a hidden column, which keeps the type that it had (3752).
        ObjectKind::Index => needs(rebuilt) || (object.has_expression && needs(retyped)),
        ObjectKind::Check => needs(rebuilt),
    }
}

/// Takes pairs of a dropped and an added index that differ by name alone out of both lists.
fn rename_indexes(
    dropped: &mut Vec<&TableObject>,
    added: &mut Vec<&TableObject>,
    rebuilt: &[FieldName],
    retyped: &[FieldName],
) -> Vec<String> {
    let mut actions = Vec::new();
    dropped.retain(|old| {
        let is_renamed = |new: &&TableObject| {
            new.kind == ObjectKind::Index
                && (new.kind, new.head, &new.tail) == (old.kind, old.head, &old.tail)
                && new.name != old.name
                && !must_be_remade(old, rebuilt, retyped)
        };
        let Some(position) = added.iter().position(is_renamed) else {
            return true;
        };
        let new = added.remove(position);
        actions.push(format!(
            "RENAME INDEX {} TO {}",
            quoted(&old.name),
            quoted(&new.name)
        ));
        false
    });
    actions
}
