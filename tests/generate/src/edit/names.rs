//! Names that are exchanged, that go round in a ring, and that are used again; letter case; models with their join tables.

use aksara_operations::{
    AddField, DropTable, Operation, RemoveField, RenameField, RenameTable, TableReference,
};
use aksara_schema::{FieldName, Management, TableName, join_columns, join_table_name};

use super::word::Place;
use crate::{Choices, field, table};

/// The name between two names of a ring.
const PASSING: &str = "passing by";

pub(super) fn exchange_fields(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    fields_in_ring(choices, place, 2)
}

pub(super) fn rotate_fields(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    fields_in_ring(choices, place, 3)
}

pub(super) fn exchange_tables(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    tables_in_ring(choices, place, 2)
}

pub(super) fn rotate_tables(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    tables_in_ring(choices, place, 3)
}

fn fields_in_ring(choices: &mut Choices, place: &Place, length: usize) -> Option<Vec<Operation>> {
    let names: Vec<FieldName> = place.table.fields.keys().cloned().collect();
    let ring = different(choices, &names, length)?;
    let passing = FieldName::new(PASSING).ok()?;
    let table = TableReference::from(&place.table.name);
    let rename = |(old, new): (FieldName, FieldName)| rename_field(&table, &old, new);
    Some(ring_of(ring, passing).map(rename).collect())
}

fn tables_in_ring(choices: &mut Choices, place: &Place, length: usize) -> Option<Vec<Operation>> {
    let names: Vec<TableName> = place.schema.tables().map(|table| table.name.clone()).collect();
    let ring = different(choices, &names, length)?;
    let passing = TableName::new(PASSING).ok()?;
    let rename = |(old, new): (TableName, TableName)| rename_table(&old, new);
    Some(ring_of(ring, passing).map(rename).collect())
}

/// So many of these, none twice.
fn different<N: Clone + PartialEq>(choices: &mut Choices, names: &[N], length: usize) -> Option<Vec<N>> {
    let mut rest = names.to_vec();
    let chosen = (0..length).map_while(|_| {
        let position = choices.below(rest.len());
        (position < rest.len()).then(|| rest.remove(position))
    });
    let chosen: Vec<N> = chosen.collect();
    (chosen.len() == length).then_some(chosen)
}

/// Each gets the name of the next one, through a name that none has.
fn ring_of<N: Clone>(ring: Vec<N>, passing: N) -> impl Iterator<Item = (N, N)> {
    let last = ring.last().cloned().map(|last| (last, passing.clone()));
    let first = ring.first().cloned().map(|first| (passing, first));
    let pairs: Vec<(N, N)> = ring.iter().cloned().zip(ring.iter().skip(1).cloned()).collect();
    last.into_iter().chain(pairs.into_iter().rev()).chain(first)
}

pub(super) fn reuse_field_name(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let old = place.field(choices, |_| true)?;
    let new = free_field(choices, place)?;
    let table = TableReference::from(&place.table.name);
    let field = field::field(choices, old.name.clone(), None, place.schema, place.scope)?;
    let add = AddField {
        table: table.clone(),
        field,
        fill: None,
    };
    Some(vec![rename_field(&table, &old.name, new), add.into()])
}

pub(super) fn reuse_table_name(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let old = &place.table.name;
    let rename = rename_table(old, free_table(choices, place)?);
    let mut table = table::table(choices, place.schema, place.scope)?;
    table.name = old.clone();
    let create = aksara_operations::CreateTable {
        table,
        if_not_exists: false,
    };
    Some(vec![rename, create.into()])
}

pub(super) fn take_name_of_removed_field(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let names: Vec<FieldName> = place.table.fields.keys().cloned().collect();
    let [kept, removed] = different(choices, &names, 2)?.try_into().ok()?;
    let is_key = |name| place.table.primary_key().contains(&name);
    let table = TableReference::from(&place.table.name);
    let remove = RemoveField {
        table: table.clone(),
        name: removed.to_string(),
        if_exists: false,
        cascade: choices.percent(50),
    };
    (!is_key(&removed)).then(|| vec![remove.into(), rename_field(&table, &kept, removed.clone())])
}

pub(super) fn take_name_of_dropped_table(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let names: Vec<TableName> = place.schema.tables().map(|table| table.name.clone()).collect();
    let [kept, dropped] = different(choices, &names, 2)?.try_into().ok()?;
    let drop = DropTable {
        table: (&dropped).into(),
        if_exists: false,
        cascade: choices.percent(50),
        management: Management::Managed,
    };
    Some(vec![drop.into(), rename_table(&kept, dropped)])
}

pub(super) fn change_case_of_field(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let old = place.field(choices, |_| true)?;
    let new = FieldName::new(other_case(old.name.as_str())).ok()?;
    let table = TableReference::from(&place.table.name);
    (new != old.name).then(|| vec![rename_field(&table, &old.name, new)])
}

pub(super) fn change_case_of_table(_: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let old = &place.table.name;
    let new = TableName::new(other_case(old.name())).ok()?;
    (new != *old).then(|| vec![rename_table(old, new)])
}

/// Upper case, or lower case where that changes nothing.
fn other_case(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    if upper == name {
        name.to_ascii_lowercase()
    } else {
        upper
    }
}

/// The table under another name, with the join tables of its many-to-many fields and their columns.
pub(super) fn rename_model(choices: &mut Choices, place: &Place) -> Option<Vec<Operation>> {
    let old = &place.table.name;
    let new = free_table(choices, place)?;
    let mut operations = vec![rename_table(old, new.clone())];
    for join in place.schema.referrers(old).filter(|join| join.name != *old) {
        operations.extend(follow(
            &join.name,
            &join.fields.keys().collect::<Vec<_>>(),
            old,
            &new,
        ));
    }
    Some(operations)
}

/// The renames of a join table whose names have that of a model in them.
fn follow(join: &TableName, columns: &[&FieldName], old: &TableName, new: &TableName) -> Vec<Operation> {
    let field = join
        .name()
        .strip_prefix(old.name())
        .and_then(|rest| rest.strip_prefix('_'));
    let name = field.and_then(|field| join_table_name(new, field).ok());
    let table = TableReference::from(name.as_ref().unwrap_or(join));
    let renamed = name.iter().map(|name| rename_table(join, name.clone()));
    let columns_of = |one: &TableName, other: &TableName| join_columns(one, other).ok();
    let nobody = TableName::new("nobody").ok();
    let pair = nobody.and_then(|nobody| Some((columns_of(old, &nobody)?, columns_of(new, &nobody)?)));
    let columns = pair.into_iter().filter_map(|([from, _], [to, _])| {
        let is_there = columns.contains(&&from) && !columns.contains(&&to);
        is_there.then(|| rename_field(&table, &from, to))
    });
    renamed.chain(columns).collect()
}

fn free_field(choices: &mut Choices, place: &Place) -> Option<FieldName> {
    let name = place.scope.names.field(choices)?;
    let lower = name.as_str().to_lowercase();
    let mut names = place.table.fields.keys();
    names
        .all(|other| other.as_str().to_lowercase() != lower)
        .then_some(name)
}

fn free_table(choices: &mut Choices, place: &Place) -> Option<TableName> {
    let name = place.scope.names.table(choices)?;
    let lower = name.to_string().to_lowercase();
    let mut tables = place.schema.tables();
    tables
        .all(|table| table.name.to_string().to_lowercase() != lower)
        .then_some(name)
}

fn rename_field(table: &TableReference, old: &FieldName, new_name: FieldName) -> Operation {
    let (table, old_name) = (table.clone(), old.to_string());
    RenameField {
        table,
        old_name,
        new_name,
    }
    .into()
}

fn rename_table(old: &TableName, new_name: TableName) -> Operation {
    RenameTable {
        table: old.into(),
        new_name,
    }
    .into()
}
