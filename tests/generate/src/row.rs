//! Rows for the tables of a schema that hold to every constraint, and to those that the next operation brings.
//!
//! Unique values are made from the row's number; so are values of foreign keys, of checks and what the operation
//! converts. Everything else is drawn, hostile values among it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{Effect, Operation};
use aksara_schema::{
    ConstraintKind, Field, FieldName, Literal, Management, Schema, StorageType, Table, TableName,
};

use super::{Choices, Words, literal, value};

/// Rows of a table at most.
const ROWS: usize = 3;

/// A row of a table: values by field.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedRow {
    /// The table.
    pub table: TableName,
    /// The values; a field without one takes its default.
    pub values: BTreeMap<FieldName, Literal>,
}

/// Rows for every table of the schema, each table after those that it refers to, which the operation leaves valid.
pub fn rows(choices: &mut Choices, words: Words, schema: &Schema, next: &Operation) -> Vec<GeneratedRow> {
    let effects = next
        .apply(&mut schema.clone())
        .map(|change| change.effects)
        .unwrap_or_default();
    rows_between(choices, words, schema, &effects)
}

/// Rows for every table of the schema that fit each table before and after these changes.
pub fn rows_between(
    choices: &mut Choices,
    words: Words,
    schema: &Schema,
    effects: &[Effect],
) -> Vec<GeneratedRow> {
    let mut made: BTreeMap<TableName, Vec<GeneratedRow>> = BTreeMap::new();
    let mut ordered = Vec::new();
    for table in in_order(schema) {
        let demands = Demands::of(&table, words, effects);
        let most = if demands.has_unique_truth() { 2 } else { ROWS };
        let count = choices.below(most + 1);
        for number in 1..=count as u32 {
            if let Some(values) = row(choices, &demands, &made, number) {
                let row = GeneratedRow {
                    table: table.name.clone(),
                    values,
                };
                made.entry(table.name.clone()).or_default().push(row.clone());
                ordered.push(row);
            }
        }
    }
    ordered
}

/// The managed tables, each after those that it refers to, where that can be.
fn in_order(schema: &Schema) -> Vec<Arc<Table>> {
    let is_managed = |table: &&Arc<Table>| table.management == Management::Managed;
    let mut rest: Vec<Arc<Table>> = schema.tables().filter(is_managed).cloned().collect();
    let mut ordered = Vec::with_capacity(rest.len());
    while !rest.is_empty() {
        let waiting: BTreeSet<TableName> = rest.iter().map(|table| table.name.clone()).collect();
        let is_free = |table: &Arc<Table>| {
            let mut others = table.referred_tables().filter(|other| **other != table.name);
            others.all(|other| !waiting.contains(other))
        };
        let position = rest.iter().position(is_free).unwrap_or_default();
        ordered.push(rest.remove(position));
    }
    ordered
}

/// The demands of a table on its rows, now and later.
struct Demands<'a> {
    table: &'a Table,
    /// The values of the database's own types.
    words: Words,
    /// The table after the operation, where that changes it, and which of its fields each one becomes.
    after: Vec<(&'a Table, BTreeMap<FieldName, FieldName>)>,
}

impl<'a> Demands<'a> {
    fn of(table: &'a Table, words: Words, effects: &'a [Effect]) -> Self {
        let after = effects.iter().filter_map(|effect| match effect {
            Effect::AlterTable(change) if change.before.name == table.name => {
                let fields = change.fields.0.iter();
                let fields = fields.map(|(old, new)| (old.clone(), new.clone())).collect();
                Some((&*change.after, fields))
            }
            Effect::AlterTable(_)
            | Effect::RenameTable(_)
            | Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => None,
        });
        Self {
            table,
            words,
            after: after.collect(),
        }
    }

    /// The field's definitions, now and afterwards, with their tables.
    fn definitions(&self, field: &FieldName) -> Vec<(&'a Table, &'a Field)> {
        let now = self.table.fields.get(field).map(|field| (self.table, field));
        let later = self
            .after
            .iter()
            .filter_map(|(table, fields)| Some((*table, table.fields.get(fields.get(field)?)?)));
        now.into_iter().chain(later).collect()
    }

    fn is_required(&self, field: &FieldName) -> bool {
        let definitions = self.definitions(field);
        definitions
            .iter()
            .any(|(table, field)| field.is_required() || counts_null(table, field))
    }

    fn is_numbered(&self, field: &FieldName) -> bool {
        let definitions = self.definitions(field);
        definitions
            .iter()
            .any(|(table, field)| is_unique(table, field) || is_checked(table, field))
    }

    fn computes(&self, field: &FieldName) -> bool {
        let field = self.table.fields.get(field);
        field.is_some_and(|field| field.generated.is_some())
    }

    /// Whether the type is one of the database's own.
    fn is_own(&self, storage: &StorageType) -> bool {
        self.words.value(storage, 0).is_some()
    }

    /// Two rows are all that a unique field of two values can have.
    fn has_unique_truth(&self) -> bool {
        self.table.fields.keys().any(|name| {
            let definitions = self.definitions(name);
            let is_truth = |field: &Field| field.field_type.storage() == StorageType::Boolean;
            let any_truth = definitions.iter().any(|(_, field)| is_truth(field));
            any_truth && definitions.iter().any(|(table, field)| is_unique(table, field))
        })
    }
}

/// The values of a row; `None` where it would refer to a row that is not there and must.
fn row(
    choices: &mut Choices,
    demands: &Demands,
    made: &BTreeMap<TableName, Vec<GeneratedRow>>,
    number: u32,
) -> Option<BTreeMap<FieldName, Literal>> {
    let mut values = BTreeMap::new();
    for (name, field) in &demands.table.fields {
        let can_be_null = field.nullable && !demands.is_required(name);
        if field.generated.is_some() {
            continue;
        }
        let is_null = choices.percent(25) && can_be_null;
        let value = if is_null {
            Literal::Null
        } else {
            own_value(choices, demands, field, number)?
        };
        values.insert(name.clone(), value);
    }
    refer(choices, demands, made, number, &mut values)?;
    Some(values)
}

fn own_value(choices: &mut Choices, demands: &Demands, field: &Field, number: u32) -> Option<Literal> {
    let definitions = demands.definitions(&field.name);
    let storage = field.field_type.storage();
    let other = definitions
        .iter()
        .map(|(_, field)| field.field_type.storage())
        .find(|other| *other != storage);
    let is_counted = field.auto_increment || demands.is_numbered(&field.name);
    let numbered = || value::numbered(&storage, number).or_else(|| demands.words.value(&storage, number));
    match other {
        Some(StorageType::Opaque { .. } | StorageType::Text) if demands.is_own(&storage) => numbered(),
        Some(other) if demands.is_own(&other) => demands.words.text(&other, number).map(Literal::String),
        Some(other) => value::converting(&storage, &other, number),
        None if is_counted => numbered(),
        None => {
            // Of two types that are stored alike, the one with a check allows less.
            let types = definitions.iter().map(|(_, field)| &field.field_type);
            let strictest = types
                .clone()
                .find(|one| one.is_positive())
                .unwrap_or(&field.field_type);
            literal::fitting(choices, strictest).or_else(numbered)
        }
    }
}

/// A foreign key that the rows must hold to: fields, the table that they refer to, and its fields.
type Key = (Vec<FieldName>, TableName, Vec<FieldName>);

/// The foreign keys of a table, now and later, by the names that it has now.
fn keys_of(demands: &Demands) -> Vec<Key> {
    let later = demands.after.iter().flat_map(|(after, fields)| {
        let old = |new: &FieldName| {
            fields
                .iter()
                .find(|(_, name)| *name == new)
                .map(|(old, _)| old.clone())
        };
        let keys = after.foreign_keys().into_iter();
        keys.filter_map(move |(_, key)| {
            let fields: Option<Vec<FieldName>> = key.fields.iter().map(old).collect();
            Some((fields?, key.table, key.target_fields))
        })
    });
    let now = demands.table.foreign_keys().into_iter();
    let now = now.map(|(_, key)| (key.fields, key.table, key.target_fields));
    now.chain(later).collect()
}

/// Makes every foreign key refer to an existing row, or to none.
fn refer(
    choices: &mut Choices,
    demands: &Demands,
    made: &BTreeMap<TableName, Vec<GeneratedRow>>,
    number: u32,
    values: &mut BTreeMap<FieldName, Literal>,
) -> Option<()> {
    let keys = keys_of(demands);
    // Of a field that is computed now, no value can be chosen.
    if keys
        .iter()
        .any(|(fields, ..)| fields.iter().any(|field| demands.computes(field)))
    {
        return None;
    }
    let can_be_null = |fields: &[FieldName]| {
        fields.iter().all(|name| {
            let field = demands.table.fields.get(name);
            field.is_some_and(|field| field.nullable) && !demands.is_required(name)
        })
    };
    for (fields, target, target_fields) in &keys {
        let target_row = if *target == demands.table.name {
            // Only to itself, so that the rows can go in any order.
            Some(values.clone())
        } else {
            let rows = made.get(target);
            rows.and_then(|rows| rows.get(number as usize - 1))
                .map(|row| row.values.clone())
        };
        let can_be_null = can_be_null(fields);
        let is_null = (choices.percent(25) || target_row.is_none()) && can_be_null;
        for (field, target_field) in fields.iter().zip(target_fields) {
            let value = match (&target_row, is_null) {
                (_, true) => Literal::Null,
                // A row without a value there is none to refer to.
                (Some(row), false) => match row.get(target_field)? {
                    Literal::Null if !can_be_null => return None,
                    value => value.clone(),
                },
                (None, false) => return None,
            };
            values.insert(field.clone(), value);
        }
    }
    settle(&keys, demands, made, can_be_null, values)
}

/// Makes those foreign keys refer to none that another one over the same fields has led elsewhere.
fn settle(
    keys: &[Key],
    demands: &Demands,
    made: &BTreeMap<TableName, Vec<GeneratedRow>>,
    can_be_null: impl Fn(&[FieldName]) -> bool,
    values: &mut BTreeMap<FieldName, Literal>,
) -> Option<()> {
    // One that is settled may unsettle another.
    for _ in 0..=keys.len() {
        let broken = keys.iter().find(|key| !holds(key, demands, made, values));
        let Some((fields, ..)) = broken else {
            return Some(());
        };
        if !can_be_null(fields) {
            return None;
        }
        values.extend(fields.iter().map(|field| (field.clone(), Literal::Null)));
    }
    None
}

fn holds(
    (fields, target, target_fields): &Key,
    demands: &Demands,
    made: &BTreeMap<TableName, Vec<GeneratedRow>>,
    values: &BTreeMap<FieldName, Literal>,
) -> bool {
    let is_null = |field: &FieldName| values.get(field) == Some(&Literal::Null);
    let is_row = |row: &BTreeMap<FieldName, Literal>| {
        let mut pairs = fields.iter().zip(target_fields);
        pairs.all(|(field, target)| values.get(field) == row.get(target))
    };
    let others = made.get(target).into_iter().flatten();
    let is_own = *target == demands.table.name && is_row(values);
    fields.iter().any(is_null) || is_own || others.map(|row| &row.values).any(is_row)
}

/// Whether no two rows may have the same value in the field; a key over several fields counts as one over each.
fn is_unique(table: &Table, field: &Field) -> bool {
    let in_constraint = table
        .constraints
        .values()
        .any(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => unique.fields.contains(&field.name),
            // Its operands are raw.
            ConstraintKind::Exclusion(_) => true,
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => false,
        });
    let in_index = table
        .indexes
        .values()
        .any(|index| index.unique && index.fields().contains(&&field.name));
    field.primary_key || field.unique.is_some() || in_constraint || in_index
}

/// Whether two NULLs count as equal in the field.
fn counts_null(table: &Table, field: &Field) -> bool {
    let in_constraint = table
        .constraints
        .values()
        .any(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => {
                unique.nulls_not_distinct && unique.fields.contains(&field.name)
            }
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
        });
    let mut indexes = table.indexes.values();
    in_constraint || indexes.any(|index| index.nulls_not_distinct && index.fields().contains(&&field.name))
}

/// Whether a check looks at the field, or something is computed from it that would not fit for great numbers.
fn is_checked(table: &Table, field: &Field) -> bool {
    let in_check = table
        .constraints
        .values()
        .any(|constraint| match &constraint.kind {
            ConstraintKind::Check(check) => check.expression.fields().contains(&&field.name),
            ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
        });
    let mut computed = table.fields.values().filter_map(|other| other.generated.as_ref());
    in_check || computed.any(|generated| generated.expression.fields().contains(&&field.name))
}
