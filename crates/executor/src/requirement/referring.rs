//! Foreign keys that a change adds over values that rows hold or get: each must find its row.

use std::collections::BTreeSet;

use aksara_dialect::Dialect;
use aksara_operations::{AlterTable, Lookup, Using};
use aksara_schema::{Default, ExistingRows, Field, FieldName, ForeignKey, Literal, StorageType, TableName};

use super::touch::refer_alike;
use super::{Rows, Search};

/// The target that rows must refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The table, as it is called now.
    pub table: TableName,
    /// The operands that the fields of its key are compared with.
    pub key: Vec<(FieldName, ReferringValue)>,
    /// The field that must hold a value in the row that is referred to.
    pub needed: Option<FieldName>,
    /// Whether the plan makes the table, so that no row can be there.
    pub is_new: bool,
}

/// The value by which a row refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferringValue {
    /// The value of a field.
    Held(FieldName),
    /// The value that every row gets in a new field.
    Given(Literal, StorageType),
}

/// The known facts about a table that a key refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetState {
    /// It is as the plan found it.
    Existing,
    /// The plan makes it.
    Empty,
    /// The plan changes it.
    Unknown,
}

/// The foreign keys that the change adds, where the rows that they need can be asked for: the first field of each.
pub(super) fn referring(
    change: &AlterTable,
    state: impl Fn(&ForeignKey) -> TargetState,
) -> Vec<(FieldName, Rows)> {
    let before: BTreeSet<_> = change
        .before
        .foreign_keys()
        .into_iter()
        .map(|(_, key)| link(&key))
        .collect();
    let is_added = |key: &ForeignKey| {
        let checks_rows = key.details.existing_rows == ExistingRows::Checked;
        checks_rows && !old_link(change, key).is_some_and(|link| before.contains(&link))
    };
    let keys = change.after.foreign_keys().into_iter().map(|(_, key)| key);
    keys.filter(is_added)
        .filter_map(|key| {
            let target = target(change, &key, state(&key))?;
            Some((key.fields.into_iter().next()?, Rows::Refer(target)))
        })
        .collect()
}

/// The rows that values are looked up in: a value that finds none would be lost.
pub(super) fn looked_up(
    change: &AlterTable,
    state: impl Fn(&TableName, &[&FieldName]) -> TargetState,
) -> Vec<(FieldName, Rows)> {
    let target = |(name, using): (&FieldName, &Using)| {
        let Lookup { table, key, value } = using.lookup()?;
        let held = change.fields.old_name(name)?.clone();
        let is_new = match state(table, &[key]) {
            TargetState::Existing => false,
            TargetState::Empty => true,
            TargetState::Unknown => return None,
        };
        let is_known = state(table, &[value]) == TargetState::Existing;
        let target = Target {
            table: table.clone(),
            key: vec![(key.clone(), ReferringValue::Held(held.clone()))],
            needed: is_known.then(|| value.clone()),
            is_new,
        };
        Some((held, Rows::Refer(target)))
    };
    change.hints.using.iter().filter_map(target).collect()
}

/// The foreign keys that a change takes off, with what their rows refer by: those that come back later must hold then.
pub(super) fn detached(change: &AlterTable) -> Vec<(Link, Target)> {
    let kept: BTreeSet<_> = change
        .after
        .foreign_keys()
        .iter()
        .filter_map(|(_, key)| old_link(change, key))
        .collect();
    let keys = change.before.foreign_keys().into_iter().map(|(_, key)| key);
    let gone = keys.filter(|key| !kept.contains(&link(key)));
    let held = |key: &ForeignKey| {
        let fields = key.fields.iter().cloned().map(ReferringValue::Held);
        let key_of = key.target_fields.iter().cloned().zip(fields);
        let target = Target {
            table: key.table.clone(),
            key: key_of.collect(),
            needed: None,
            is_new: false,
        };
        (link(key), target)
    };
    gone.map(|key| held(&key)).collect()
}

/// The foreign keys that a change adds, except those that do not check existing rows.
pub(super) fn attached(change: &AlterTable) -> Vec<Link> {
    let before: BTreeSet<_> = change
        .before
        .foreign_keys()
        .iter()
        .map(|(_, key)| link(key))
        .collect();
    let keys = change.after.foreign_keys();
    let added = keys
        .iter()
        .filter(|(_, key)| key.details.existing_rows == ExistingRows::Checked)
        .filter(|(_, key)| !old_link(change, key).is_some_and(|link| before.contains(&link)));
    added.map(|(_, key)| link(key)).collect()
}

impl Target {
    /// The fields that are referred to.
    pub(super) fn fields(&self) -> impl Iterator<Item = &FieldName> {
        self.key.iter().map(|(field, _)| field)
    }

    /// The fields that rows refer by.
    pub(super) fn held(&self) -> impl Iterator<Item = &FieldName> {
        self.key.iter().filter_map(|(_, value)| match value {
            ReferringValue::Held(field) => Some(field),
            ReferringValue::Given(..) => None,
        })
    }

    /// The queries for the rows of the table that refer to none.
    pub(super) fn search(&self, dialect: &dyn Dialect, table: &str) -> Search {
        let held = |name: &FieldName| format!("referring.{}", dialect.quote_name(name.as_str()));
        let mut conditions = Vec::new();
        let mut matches = Vec::new();
        for (name, value) in &self.key {
            let value = match value {
                ReferringValue::Held(name) => {
                    conditions.push(format!("{} IS NOT NULL", held(name)));
                    held(name)
                }
                ReferringValue::Given(literal, storage) => dialect.spell_literal(literal, storage),
            };
            matches.push(format!("target.{} = {value}", dialect.quote_name(name.as_str())));
        }
        if !self.is_new {
            let needed = self.needed.iter();
            matches.extend(
                needed.map(|name| format!("target.{} IS NOT NULL", dialect.quote_name(name.as_str()))),
            );
            let target = dialect.quote_table(&self.table);
            let matches = matches.join(" AND ");
            conditions.push(format!(
                "NOT EXISTS (SELECT 1 FROM {target} AS target WHERE {matches})"
            ));
        }
        let table = format!("{table} AS referring");
        if conditions.is_empty() {
            Search::of_rows(&table, None)
        } else {
            Search::of_rows(&table, Some(&conditions.join(" AND ")))
        }
    }
}

fn target(change: &AlterTable, key: &ForeignKey, state: TargetState) -> Option<Target> {
    if state == TargetState::Unknown || key.target_fields.len() != key.fields.len() {
        return None;
    }
    // In its own table, the change itself may give the target its name.
    let is_own = key.table == change.after.name;
    let target_field = |name| {
        if is_own {
            change.fields.old_name(name)
        } else {
            Some(name)
        }
    };
    let targets = key.target_fields.iter().map(target_field);
    let pairs = targets.zip(&key.fields);
    let pair = |(target, name): (Option<&FieldName>, _)| Some((target?.clone(), value(change, name)?));
    Some(Target {
        table: key.table.clone(),
        key: pairs.map(pair).collect::<Option<_>>()?,
        needed: None,
        is_new: state == TargetState::Empty,
    })
}

/// The value by which rows refer in this field of the table after; `None` if it is NULL, or unknown before the run.
fn value(change: &AlterTable, name: &FieldName) -> Option<ReferringValue> {
    let field = change.after.fields.get(name)?;
    if change.hints.using.contains_key(name) {
        return None;
    }
    let Some(old) = change.fields.old_name(name) else {
        let filled = match change.hints.fill.get(name) {
            Some(fill) => fill.constant()?,
            None => constant(field)?,
        };
        return Some(ReferringValue::Given(filled.clone(), field.field_type.storage()));
    };
    let types = [change.before.fields.get(old)?, field].map(|field| field.field_type.storage());
    refer_alike(&types).then(|| ReferringValue::Held(old.clone()))
}

fn constant(field: &Field) -> Option<&Literal> {
    match &field.default {
        Some(Default::Literal(literal)) if *literal != Literal::Null => Some(literal),
        Some(
            Default::Literal(_) | Default::CurrentTimestamp | Default::RandomUuid | Default::Expression(_),
        )
        | None => None,
    }
}

/// Which field refers to which, whatever else the key says.
pub(super) type Link = (TableName, Vec<(FieldName, FieldName)>);

fn link(key: &ForeignKey) -> Link {
    let pairs = key.fields.iter().cloned().zip(key.target_fields.iter().cloned());
    (key.table.clone(), pairs.collect())
}

/// The key by the names that its fields had; `None` where one is new.
fn old_link(change: &AlterTable, key: &ForeignKey) -> Option<Link> {
    let (table, pairs) = link(key);
    let is_own = table == change.after.name;
    let old = |(field, target): (FieldName, FieldName)| {
        let target = if is_own {
            change.fields.old_name(&target)?.clone()
        } else {
            target
        };
        Some((change.fields.old_name(&field)?.clone(), target))
    };
    Some((table, pairs.into_iter().map(old).collect::<Option<_>>()?))
}
