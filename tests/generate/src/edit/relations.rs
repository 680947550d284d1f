//! Foreign keys that become something else or refer elsewhere, and many-to-many fields.

use std::sync::Arc;

use aksara_operations::{AddField, CreateTable, DropTable, Operation};
use aksara_schema::{
    Constraint, ConstraintKind, Default, Deferrable, DerivedName, Field, FieldName, FieldType, FrozenName,
    NotCompared, Reference, ReferentialAction, Table, TableName, Unique, join_columns, join_table_name,
};

use super::word::Place;
use crate::operation::{is_bound, is_used};
use crate::reference::referring;
use crate::{Choices, Survivors, field};

/// The fields of a join table that refer to nothing.
const IMPLICIT: [&str; 3] = ["id", "created_at", "updated_at"];

fn key_field(choices: &mut Choices, place: &Place) -> Option<(Field, Reference)> {
    let field = place.field(choices, |field| {
        field.reference.is_some() && !field.primary_key && !is_bound(&place.target(), field)
    })?;
    let reference = field.reference.clone()?;
    Some((field, reference))
}

pub(super) fn toggle_one_to_one(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, _) = key_field(choices, place)?;
    let unique = match field.unique {
        Some(_) => None,
        None => Some(FrozenName::default()),
    };
    let index = field.index.clone().filter(|_| unique.is_none());
    Some(vec![place.alter(Field {
        unique,
        index,
        ..field
    })])
}

pub(super) fn plain_from_key(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, _) = key_field(choices, place)?;
    let field_type = field.field_type.resolved().clone();
    let reference = None;
    Some(vec![place.alter(Field {
        field_type,
        reference,
        ..field
    })])
}

pub(super) fn key_from_plain(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = place.field(choices, |field| {
        let is_plain = field.default.is_none() && field.generated.is_none() && field.nullable;
        is_plain && field.index.is_none() && !is_used(&place.table, field) && !place.is_in_key(field)
    })?;
    let target = target_like(choices, place, &field, None)?;
    let unique = field.unique.clone();
    let key = referring(choices, field.name.clone(), &target, None, place.scope);
    Some(vec![place.alter(Field { unique, ..key })])
}

pub(super) fn other_target(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, reference) = key_field(choices, place)?;
    let target = target_like(choices, place, &field, Some(&reference.table))?;
    let reference = Reference {
        table: target.name.clone(),
        field: None,
        ..reference
    };
    let reference = Some(reference);
    Some(vec![place.alter(Field { reference, ..field })])
}

/// A table whose key the field could refer to by its type.
fn target_like(
    choices: &mut Choices,
    place: &Place,
    field: &Field,
    other_than: Option<&TableName>,
) -> Option<Arc<Table>> {
    let tables = place.schema.tables().filter(|table| {
        let key = key_of(table).and_then(|key| table.fields.get(key));
        let fits = key.is_some_and(|key| key.field_type.resolved() == field.field_type.resolved());
        fits && Some(&table.name) != other_than
    });
    let tables: Vec<&Arc<Table>> = tables.collect();
    choices.pick(&tables).map(|table| Arc::clone(table))
}

fn key_of(table: &Table) -> Option<&FieldName> {
    match table.primary_key().as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

pub(super) fn other_actions(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let (field, reference) = key_field(choices, place)?;
    let target = place.schema.table(&reference.table)?;
    let drawn = referring(
        choices,
        field.name.clone(),
        target,
        reference.field.clone(),
        place.scope,
    );
    let drawn = drawn.reference?;
    let sets_null =
        drawn.on_delete == ReferentialAction::SetNull || drawn.on_update == ReferentialAction::SetNull;
    let reference = Some(Reference {
        constraint: reference.constraint,
        ..drawn
    });
    (field.nullable || !sets_null).then(|| vec![place.alter(Field { reference, ..field })])
}

pub(super) fn add_many_to_many(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let field = place.scope.names.field(choices)?.to_string();
    let target = any_target(choices, place)?;
    let table = join_table(
        &place.table,
        &target,
        join_table_name(&place.table.name, &field).ok()?,
    )?;
    Some(vec![create(table)])
}

fn any_target(choices: &mut Choices, place: &Place) -> Option<Arc<Table>> {
    let tables: Vec<&Arc<Table>> = place
        .schema
        .tables()
        .filter(|table| key_of(table).is_some())
        .collect();
    choices.pick(&tables).map(|table| Arc::clone(table))
}

/// The table that a many-to-many field of the models makes.
fn join_table(source: &Table, target: &Table, name: TableName) -> Option<Table> {
    key_of(source).and(key_of(target))?;
    let [of_source, of_target] = join_columns(&source.name, &target.name).ok()?;
    let fields = vec![of_source.clone(), of_target.clone()];
    let unique = Constraint {
        name: DerivedName::Unique.spell(&name, &fields).ok()?,
        kind: ConstraintKind::Unique(Unique {
            fields,
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        }),
    };
    let id = Field {
        primary_key: true,
        default: Some(Default::RandomUuid),
        ..Field::new(FieldName::new("id").ok()?, FieldType::Uuid)
    };
    let sides = [side(of_source, &source.name), side(of_target, &target.name)];
    let mut table = Table::new(name).with_fields([id]).with_fields(sides);
    table.constraints.insert(unique.name.clone(), unique);
    Some(table)
}

fn side(name: FieldName, table: &TableName) -> Field {
    let reference = Reference {
        table: table.clone(),
        field: None,
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        constraint: FrozenName::default(),
    };
    Field {
        reference: Some(reference),
        ..Field::new(name, FieldType::Foreign(NotCompared(None)))
    }
}

/// A join table of the schema.
fn any_join(choices: &mut Choices, place: &Place) -> Option<Arc<Table>> {
    let tables: Vec<&Arc<Table>> = place
        .schema
        .tables()
        .filter(|table| sides(table).is_some())
        .collect();
    choices.pick(&tables).map(|table| Arc::clone(table))
}

/// The fields of a table that only joins two.
fn sides(table: &Table) -> Option<[&Field; 2]> {
    let own = table
        .fields
        .values()
        .filter(|field| !IMPLICIT.contains(&field.name.as_str()));
    let own: Vec<&Field> = own.collect();
    let sides: [&Field; 2] = own.try_into().ok()?;
    sides.iter().all(|side| side.reference.is_some()).then_some(sides)
}

fn targets(table: &Table) -> Option<[&TableName; 2]> {
    let [one, other] = sides(table)?;
    Some([&one.reference.as_ref()?.table, &other.reference.as_ref()?.table])
}

pub(super) fn remove_many_to_many(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    Some(vec![DropTable::of(&any_join(choices, place)?.name).into()])
}

/// The same many-to-many field, to another model.
pub(super) fn other_many_to_many(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let old = any_join(choices, place)?;
    let [source, _] = targets(&old)?;
    let source = place.schema.table(source)?;
    let target = any_target(choices, place)?;
    let new = join_table(source, &target, old.name.clone())?;
    Some(vec![DropTable::of(&old.name).into(), create(new)])
}

/// A join table that gets a field of its own.
pub(super) fn give_through(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let join = any_join(choices, place)?;
    let name = place.scope.names.field(choices)?;
    let field = field::field(choices, name, Some(&join), place.schema, place.scope)?;
    let table = (&join.name).into();
    let fill = None;
    Some(vec![AddField { table, field, fill }.into()])
}

fn create(table: Table) -> Operation {
    CreateTable {
        table,
        if_not_exists: false,
    }
    .into()
}

/// Whether a join table was dropped and created over other models, which detection sees by itself.
pub(super) fn is_other_relation(old: &Table, new: &Table, survivors: &Survivors) -> bool {
    let (Some(before), Some(after)) = (targets(old), targets(new)) else {
        return false;
    };
    let now = |name: &TableName| {
        survivors
            .get(name)
            .map_or_else(|| name.clone(), |(now, _)| now.clone())
    };
    let mut before = before.map(now);
    let mut after = after.map(Clone::clone);
    before.sort();
    after.sort();
    let derived = after.each_ref();
    let columns = join_columns(derived[0], derived[1]);
    let names = sides(new).map(|sides| sides.map(|side| &side.name));
    let is_derived = columns
        .ok()
        .zip(names)
        .is_some_and(|(columns, names)| names.iter().all(|name| columns.contains(name)));
    is_derived && before != after
}
