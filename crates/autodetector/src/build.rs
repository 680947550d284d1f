//! Build: tables are created, fields added and altered, each after what its foreign keys refer to.
//!
//! If foreign keys form a circle, or their target becomes unique only at the end, a table is created
//! without the field, or a field made without its reference; [`complete`](crate::complete) adds what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{AddField, AlterTableOptions, CreateTable, Fill};
use aksara_schema::{
    Constraint, ConstraintKind, Field, FieldName, ObjectName, SqlExpression, Table, TableName,
};

use crate::backing::{can_be_referred_to, gains_backing_late};
use crate::detector::{Detector, is_managed, without_reference};
use crate::schedule::{Needs, schedule};
use crate::{DetectionError, Pair};

/// Fields that are built at once. Fields are known by their position, which is the order they are added in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Table(TableName),
    Field(TableName, usize),
}

/// The cost of building something without a foreign key: a field that allows no NULL costs more to add later.
const OPTIONAL: u32 = 1;
const REQUIRED: u32 = 2;

impl Detector {
    pub(crate) fn build(&mut self) -> Result<(), DetectionError> {
        let changed = self.changed_tables();
        for pair in &changed {
            self.alter_options(pair)?;
        }
        let mut items: Needs<Item> = BTreeMap::new();
        for table in self.new_tables() {
            items.insert(Item::Table(table.name.clone()), self.needs_of_table(&table));
        }
        let fields = || changed.iter().flat_map(changed_fields);
        for (table, position, field) in fields().filter(|(_, _, field)| field.generated.is_none()) {
            items.insert(
                Item::Field(table.name.clone(), position),
                self.needs_of_filled_field(table, field),
            );
        }
        self.build_in_order(&items)?;
        // A computed field comes after all fields that it could be computed from.
        let generated = fields().filter(|(_, _, field)| field.generated.is_some());
        let computed = generated.map(|(table, position, field)| {
            (
                Item::Field(table.name.clone(), position),
                needs_of_generated(table, field),
            )
        });
        self.build_in_order(&computed.collect())
    }

    fn alter_options(&mut self, pair: &Pair<Arc<Table>>) -> Result<(), DetectionError> {
        let Pair { previous, next } = pair;
        if previous.comment == next.comment && previous.options == next.options {
            return Ok(());
        }
        let (comment, options) = (next.comment.clone(), next.options.clone());
        self.push(AlterTableOptions {
            table: (&next.name).into(),
            comment,
            options,
        })
    }

    fn build_in_order(&mut self, items: &Needs<Item>) -> Result<(), DetectionError> {
        schedule(items).into_iter().try_for_each(|item| match item {
            Item::Table(table) => self.create_table(&table),
            Item::Field(table, position) => self.build_field(&table, position),
        })
    }

    fn needs_of_table(&self, table: &Table) -> BTreeMap<Item, u32> {
        let own = table.fields.values().flat_map(|field| self.needs_of_field(field));
        let named = table
            .constraints
            .values()
            .flat_map(|constraint| match &constraint.kind {
                ConstraintKind::ForeignKey(key) => self.items_of(&key.table, &key.target_fields),
                ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => {
                    Vec::new()
                }
            });
        let mut needs = BTreeMap::new();
        for (item, cost) in own.chain(named.map(|item| (item, OPTIONAL))) {
            *needs.entry(item).or_insert(0) += cost;
        }
        needs
    }

    fn needs_of_field(&self, field: &Field) -> BTreeMap<Item, u32> {
        let cost = if field.is_required() { REQUIRED } else { OPTIONAL };
        let reference = field.reference.iter();
        let items =
            reference.flat_map(|reference| self.items_of(&reference.table, reference.field.as_slice()));
        items.map(|item| (item, cost)).collect()
    }

    /// A field whose value is computed from the row comes after the fields that it is computed from.
    fn needs_of_filled_field(&self, table: &Table, field: &Field) -> BTreeMap<Item, u32> {
        let mut needs = self.needs_of_field(field);
        let fill = self.fills.get(&(table.name.clone(), field.name.clone()));
        let sources = fill.and_then(Fill::expression).map(SqlExpression::fields);
        for source in sources.into_iter().flatten() {
            if let Some(position) = table.fields.get_index_of(source) {
                needs.insert(Item::Field(table.name.clone(), position), REQUIRED);
            }
        }
        needs
    }

    /// The candidates for building these fields.
    fn items_of(&self, table: &TableName, fields: &[FieldName]) -> Vec<Item> {
        let position = |field| self.next.table(table)?.fields.get_index_of(field);
        let fields = fields
            .iter()
            .filter_map(position)
            .map(|position| Item::Field(table.clone(), position));
        std::iter::once(Item::Table(table.clone()))
            .chain(fields)
            .collect()
    }

    fn create_table(&mut self, name: &TableName) -> Result<(), DetectionError> {
        let Some(next) = self.next.table(name).cloned() else {
            return Ok(());
        };
        let mut table = Table::clone(&next);
        self.postpone_references(&mut table);
        table
            .indexes
            .retain(|index, _| self.is_free_index_name(name, index));
        table
            .constraints
            .retain(|_, constraint| self.is_ready_constraint(name, constraint));
        self.push(CreateTable {
            table,
            if_not_exists: false,
        })
    }

    /// Takes out of a new table the foreign keys that cannot be made yet, with their fields where that leaves a
    /// table and nothing else needs them.
    fn postpone_references(&self, table: &mut Table) {
        let fields = table.fields.values();
        let waiting = fields.filter(|field| !self.is_attachable(&table.name, field));
        let waiting: BTreeSet<FieldName> = waiting.map(|field| field.name.clone()).collect();
        let omitted = waiting.iter().filter(|field| self.can_be_omitted(table, field));
        let omitted: BTreeSet<&FieldName> = omitted.collect();
        if omitted.len() < table.fields.len() {
            table.fields.retain(|field, _| !omitted.contains(field));
        }
        for field in table
            .fields
            .values_mut()
            .filter(|field| waiting.contains(&field.name))
        {
            *field = without_reference(field, &self.next);
        }
    }

    /// An existing field is left until its foreign key can be made; a computed or new field is made without the key.
    fn build_field(&mut self, table: &TableName, position: usize) -> Result<(), DetectionError> {
        let Some(next) = self.field_at(table, position) else {
            return Ok(());
        };
        if self.waits_for_values(table, &next) {
            return Ok(());
        }
        if self.is_attachable(table, &next) {
            return self.make_field(table, next);
        }
        let there = self
            .draft
            .table(table)
            .and_then(|table| table.fields.get(&next.name));
        if there.is_some_and(|there| there.generated == next.generated) {
            Ok(())
        } else {
            self.make_field(table, without_reference(&next, &self.next))
        }
    }

    fn field_at(&self, table: &TableName, position: usize) -> Option<Field> {
        let (_, field) = self.next.table(table)?.fields.get_index(position)?;
        Some(field.clone())
    }

    /// Makes every field of these tables as the models have it, each after what its foreign key refers to.
    pub(crate) fn finish_fields(&mut self, incomplete: &[Pair<Arc<Table>>]) -> Result<(), DetectionError> {
        let fields = incomplete.iter().flat_map(changed_fields);
        let items: Needs<Item> = fields
            .map(|(table, position, field)| {
                (
                    Item::Field(table.name.clone(), position),
                    self.needs_of_field(field),
                )
            })
            .collect();
        let fields = schedule(&items).into_iter().filter_map(|item| match item {
            Item::Table(_) => None,
            Item::Field(table, position) => Some((self.field_at(&table, position)?, table)),
        });
        let fields: Vec<(Field, TableName)> = fields.collect();
        for (field, table) in &fields {
            let made = if self.is_target_unique(field) {
                field.clone()
            } else {
                without_reference(field, &self.next)
            };
            self.make_field(table, made)?;
        }
        // If unique fields refer to each other in a circle, the reference that closes it was left out.
        fields
            .into_iter()
            .try_for_each(|(field, table)| self.make_field(&table, field))
    }

    fn is_target_unique(&self, field: &Field) -> bool {
        field.reference.as_ref().is_none_or(|reference| {
            let (draft, next) = (
                self.draft.table(&reference.table),
                self.next.table(&reference.table),
            );
            draft
                .zip(next)
                .is_some_and(|(draft, next)| can_be_referred_to(draft, next, reference.field.as_slice()))
        })
    }

    /// Adds a field, or alters the existing one if it differs.
    fn make_field(&mut self, table: &TableName, field: Field) -> Result<(), DetectionError> {
        let there = self
            .draft
            .table(table)
            .and_then(|table| table.fields.get(&field.name).cloned());
        let key = (table.clone(), field.name.clone());
        let fill = self.fills.get(&key).cloned();
        match there {
            Some(there) if there == field => Ok(()),
            Some(there) => self.alter(table, &there, field, fill),
            None => self.push(AddField {
                table: table.into(),
                field,
                fill,
            }),
        }
    }

    /// Whether the field's foreign key can be made now, or is there already.
    fn is_attachable(&self, table: &TableName, field: &Field) -> bool {
        let there = self
            .draft
            .table(table)
            .and_then(|table| table.fields.get(&field.name));
        field.reference.as_ref().is_none_or(|reference| {
            let is_there = there.is_some_and(|there| there.reference.as_ref() == Some(reference));
            is_there || self.is_ready(table, &reference.table, reference.field.as_slice())
        })
    }

    fn is_ready_constraint(&self, name: &TableName, constraint: &Constraint) -> bool {
        let is_free = self.is_free_constraint_name(name, &constraint.name)
            && (!constraint.is_index() || self.is_free_index_name(name, &constraint.name));
        is_free
            && match &constraint.kind {
                ConstraintKind::ForeignKey(key) => self.is_ready(name, &key.table, &key.target_fields),
                ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => true,
            }
    }

    /// Whether an index of a table can have its name now: no other has it, or only those that keep it beside it.
    pub(crate) fn is_free_index_name(&self, table: &TableName, index: &ObjectName) -> bool {
        let own = self.draft.table(table);
        let has_index = own.is_some_and(|table| table.index_names().any(|own| own == index));
        !has_index && self.others_keep(table, index)
    }

    /// The same for a constraint. An index beside a check or a foreign key may have its name.
    pub(crate) fn is_free_constraint_name(&self, table: &TableName, constraint: &ObjectName) -> bool {
        let own = self.draft.table(table);
        let has_constraint = own.is_some_and(|table| table.constraint_names().any(|own| own == constraint));
        !has_constraint && self.others_keep(table, constraint)
    }

    /// Whether the other tables that have an index or constraint of this name keep it.
    fn others_keep(&self, table: &TableName, object: &ObjectName) -> bool {
        let keeps = |owner: &TableName| self.next.name_owners(object).any(|next| next == owner);
        let mut owners = self.draft.name_owners(object).filter(|owner| *owner != table);
        owners.all(keeps)
    }

    /// Whether the target's fields are as a foreign key needs them.
    fn is_ready(&self, referrer: &TableName, target: &TableName, fields: &[FieldName]) -> bool {
        let (Some(next), draft) = (self.next.table(target), self.draft.table(target)) else {
            return false;
        };
        if !is_managed(next) || (referrer == target && draft.is_none()) {
            return true;
        }
        let is_settled = |original: &Arc<Table>| !gains_backing_late(original, next, fields);
        draft.is_some_and(|draft| {
            fields
                .iter()
                .all(|field| draft.fields.get(field) == next.fields.get(field))
        }) && self.original.table(target).is_none_or(is_settled)
    }

    /// Whether a table can be created without the field, which is added later: nothing else needs it.
    fn can_be_omitted(&self, table: &Table, field: &FieldName) -> bool {
        let is_key = table.fields.get(field).is_some_and(|field| field.primary_key);
        let in_index = table
            .indexes
            .values()
            .any(|index| index.fields().contains(&field));
        let in_constraint = table
            .constraints
            .values()
            .any(|constraint| constraint.fields().contains(&field));
        let is_source = table.fields.values().any(|other| sources(other).contains(&field));
        let refers = |referrer: &Arc<Table>| {
            let mut keys = referrer.foreign_keys().into_iter().map(|(_, key)| key);
            keys.any(|key| key.table == table.name && key.target_fields.contains(field))
        };
        let is_target = || self.next.referrers(&table.name).any(refers);
        !(is_key || in_index || in_constraint || is_source || is_target())
    }
}

/// The fields that are new or different, with their positions.
fn changed_fields(pair: &Pair<Arc<Table>>) -> impl Iterator<Item = (&Table, usize, &Field)> {
    let fields = pair.next.fields.values().enumerate();
    let changed = fields.filter(|(_, field)| pair.previous.fields.get(&field.name) != Some(*field));
    changed.map(|(position, field)| (&*pair.next, position, field))
}

fn needs_of_generated(table: &Table, field: &Field) -> BTreeMap<Item, u32> {
    let positions = sources(field)
        .into_iter()
        .filter_map(|source| table.fields.get_index_of(source));
    positions
        .map(|position| (Item::Field(table.name.clone(), position), REQUIRED))
        .collect()
}

/// The fields that a generated field is computed from.
pub(crate) fn sources(field: &Field) -> Vec<&FieldName> {
    field
        .generated
        .as_ref()
        .map(|generated| SqlExpression::fields(&generated.expression))
        .unwrap_or_default()
}
