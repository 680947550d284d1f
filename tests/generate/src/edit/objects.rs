//! `unique_together`, and indexes and constraints that exchange their names.

use std::sync::Arc;

use aksara_operations::{AddConstraint, AddIndex, Operation, RemoveConstraint, RemoveIndex};
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, DerivedName, FieldName, Index, ObjectName, Table, TableName,
    Unique,
};

use super::word::Place;
use crate::Choices;
use crate::object::keys;

pub(super) fn add_together(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let fields = keys(choices, &place.table).filter(|fields| fields.len() > 1)?;
    let constraint = together(&place.table.name, fields)?;
    Some(vec![add_constraint(&place.table.name, constraint)])
}

/// The order of the fields of a `unique_together`, whose derived name has them.
pub(super) fn reverse_together(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let groups = place.table.constraints.values().filter_map(|constraint| {
        let ConstraintKind::Unique(unique) = &constraint.kind else {
            return None;
        };
        let is_group =
            unique.fields.len() > 1 && together(&place.table.name, unique.fields.clone())? == *constraint;
        is_group.then_some(constraint)
    });
    let groups: Vec<&Constraint> = groups.collect();
    let old = choices.pick(&groups)?;
    let fields = old.fields().into_iter().rev().cloned().collect();
    let new = together(&place.table.name, fields)?;
    let table = &place.table.name;
    Some(vec![
        remove_constraint(table, &old.name),
        add_constraint(table, new),
    ])
}

fn together(table: &TableName, fields: Vec<FieldName>) -> Option<Constraint> {
    let name = DerivedName::Unique.spell(table, &fields).ok()?;
    let kind = ConstraintKind::Unique(Unique {
        fields,
        deferrable: Deferrable::Never,
        nulls_not_distinct: false,
    });
    Some(Constraint { name, kind })
}

pub(super) fn exchange_indexes(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let indexes: Vec<Index> = place.table.indexes.values().cloned().collect();
    let [one, other] = two(choices, indexes)?;
    let table = &place.table.name;
    Some(exchanged_indexes((table, one), (table, other)))
}

pub(super) fn exchange_constraints(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let constraints: Vec<Constraint> = place.table.constraints.values().cloned().collect();
    let [one, other] = two(choices, constraints)?;
    let named = |name: &ObjectName, constraint: &Constraint| Constraint {
        name: name.clone(),
        ..constraint.clone()
    };
    let table = &place.table.name;
    Some(vec![
        remove_constraint(table, &one.name),
        remove_constraint(table, &other.name),
        add_constraint(table, named(&other.name, &one)),
        add_constraint(table, named(&one.name, &other)),
    ])
}

pub(super) fn exchange_across_tables(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let tables: Vec<&Arc<Table>> = place.schema.tables().collect();
    let other = *choices.pick(&tables)?;
    let first = |table: &Table| table.indexes.values().next().cloned();
    let (one, another) = (first(&place.table)?, first(other)?);
    let is_other = other.name != place.table.name && one.name != another.name;
    is_other.then(|| exchanged_indexes((&place.table.name, one), (&other.name, another)))
}

fn exchanged_indexes(one: (&TableName, Index), other: (&TableName, Index)) -> Vec<Operation> {
    let remove = |(table, index): &(&TableName, Index)| {
        RemoveIndex {
            table: (*table).into(),
            name: index.name.clone(),
            if_exists: false,
            concurrently: false,
        }
        .into()
    };
    let add = |(table, index): &(&TableName, Index), name: &ObjectName| {
        let (table, name) = ((*table).into(), name.clone());
        let index = Index {
            name,
            ..index.clone()
        };
        AddIndex {
            table,
            index,
            if_not_exists: false,
            concurrently: false,
        }
        .into()
    };
    vec![
        remove(&one),
        remove(&other),
        add(&one, &other.1.name),
        add(&other, &one.1.name),
    ]
}

fn two<T>(choices: &mut Choices, mut items: Vec<T>) -> Option<[T; 2]> {
    let first = choices.below(items.len());
    let first = (items.len() > 1).then(|| items.remove(first))?;
    let second = choices.below(items.len());
    Some([first, items.remove(second)])
}

fn add_constraint(table: &TableName, constraint: Constraint) -> Operation {
    let table = table.into();
    AddConstraint { table, constraint }.into()
}

fn remove_constraint(table: &TableName, name: &ObjectName) -> Operation {
    let (table, name) = (table.into(), name.clone());
    RemoveConstraint {
        table,
        name,
        if_exists: false,
    }
    .into()
}
