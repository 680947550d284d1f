//! Unique keys that a change adds: no two rows may share their values.
//!
//! A new field with one value in every row tells no rows apart. A key of such fields alone allows one row; in any other
//! key, the rest of its fields must differ.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_dialect::Dialect;
use aksara_operations::{AlterTable, Fill};
use aksara_schema::{
    ComparedKey, Comparison, Default, Field, FieldName, IndexKey, Literal, SqlExpression, Table, UniqueKey,
    UniqueObject,
};

use super::satisfied::expression_before;
use super::{Rows, Search};

/// The fields that become unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct {
    /// The table as it is.
    pub table: Arc<Table>,
    /// The fields and expressions that become unique together, by the names that the fields have.
    pub keys: Vec<ComparedKey>,
    /// The new fields of the key that get one value in every row.
    pub repeated: Vec<FieldName>,
    /// The rows that it is about; without it, all of them.
    pub condition: Option<SqlExpression>,
    /// Whether NULLs are equal.
    pub nulls_not_distinct: bool,
    /// The index or constraint, where fields alone do not say it.
    pub object: Option<UniqueObject>,
}

/// The rows that the new unique keys need, each with the first field of its key.
pub(super) fn distinct(change: &AlterTable) -> Vec<(FieldName, Rows)> {
    let before = change.before.unique_keys();
    let after = change.after.unique_keys();
    let needed = after
        .into_iter()
        .filter_map(|key| needed_by(key, &before, change));
    needed.collect()
}

fn needed_by(key: UniqueKey<'_>, before: &[UniqueKey<'_>], change: &AlterTable) -> Option<(FieldName, Rows)> {
    let gets_one_value = |compared: &ComparedKey| {
        let field = compared.as_field();
        field.is_some_and(|name| gets_one_value(change, name, key.nulls_not_distinct))
    };
    let (repeated, varying): (Vec<_>, Vec<_>) = key.keys.iter().cloned().partition(gets_one_value);
    let repeated: Vec<FieldName> = repeated
        .iter()
        .filter_map(ComparedKey::as_field)
        .cloned()
        .collect();
    if varying.is_empty() {
        let first = repeated.into_iter().next()?;
        return key.condition.is_none().then_some((first, Rows::AtMostOne));
    }
    if !key.is_usual_equality {
        return None;
    }
    let key = UniqueKey { keys: varying, ..key };
    let found = kept(change, &key, repeated)?;
    let is_same = |key: &UniqueKey<'_>| {
        key.keys == found.keys
            && key.condition == found.condition.as_ref()
            && key.nulls_not_distinct == found.nulls_not_distinct
    };
    let was_there = before.iter().any(is_same);
    (!was_there).then_some((first_field(&found)?, Rows::Distinct(Box::new(found))))
}

/// Whether the change adds the field, and gives every row the same value.
fn gets_one_value(change: &AlterTable, name: &FieldName, nulls_not_distinct: bool) -> bool {
    let Some(field) = change.after.fields.get(name) else {
        return false;
    };
    let is_new = change.fields.old_name(name).is_none();
    let has_value = match &field.default {
        Some(Default::Literal(literal)) => *literal != Literal::Null,
        Some(Default::CurrentTimestamp) => true,
        Some(Default::RandomUuid | Default::Expression(_)) | None => false,
    };
    let is_filled = change.hints.fill.get(name).and_then(Fill::constant).is_some();
    let is_computed = field.generated.is_some() || field.auto_increment;
    let is_null = field.nullable && field.default.is_none() && !change.hints.fill.contains_key(name);
    is_new && !is_computed && (has_value || is_filled || (is_null && nulls_not_distinct))
}

fn first_field(found: &Distinct) -> Option<FieldName> {
    let of_key = found.keys.iter().find_map(|compared| match &compared.key {
        IndexKey::Field(name) => Some(name),
        IndexKey::Expression(expression) => expression.fields().first().copied(),
    });
    of_key.or_else(|| found.table.fields.keys().next()).cloned()
}

/// The key by the names before the change, where all that it is about keeps its values.
fn kept(change: &AlterTable, key: &UniqueKey<'_>, repeated: Vec<FieldName>) -> Option<Distinct> {
    let keys = key.keys.iter().map(|compared| match &compared.key {
        IndexKey::Field(name) => kept_field(change, name, compared.collation.as_deref()),
        IndexKey::Expression(expression) => Some(ComparedKey {
            key: IndexKey::Expression(expression_before(expression, change)?),
            collation: compared.collation.clone(),
        }),
    });
    let condition = match key.condition {
        None => None,
        Some(condition) => Some(expression_before(condition, change)?),
    };
    Some(Distinct {
        table: change.before.clone(),
        keys: keys.collect::<Option<Vec<ComparedKey>>>()?,
        repeated,
        condition,
        nulls_not_distinct: key.nulls_not_distinct,
        object: key.object.clone(),
    })
}

/// The field by the name that it had, where its values stay as they are. Where they are compared otherwise from now on,
/// the new collation counts.
fn kept_field(change: &AlterTable, name: &FieldName, own: Option<&str>) -> Option<ComparedKey> {
    let after = change.after.fields.get(name)?;
    let old = change.fields.old_name(name)?;
    let before = change.before.fields.get(old)?;
    let stays = before.field_type.storage() == after.field_type.storage()
        && (after.nullable || !before.nullable)
        && !change.hints.using.contains_key(name);
    let collation_of = |field: &Field, table: &Table| {
        let collation = field.collation.as_ref().or(table.options.collation.as_ref());
        collation.cloned()
    };
    let (was, is) = (
        collation_of(before, &change.before),
        collation_of(after, &change.after),
    );
    let collation = match own {
        Some(own) => Some(own.to_owned()),
        // That of the database or of the product is not known here.
        None if was != is => Some(is?),
        None => None,
    };
    (stays && after.field_type.storage().facts().comparison == Comparison::AsInIndex).then(|| ComparedKey {
        key: IndexKey::Field(old.clone()),
        collation,
    })
}

impl Distinct {
    /// The queries for the values that several rows share, and for the number of those rows; `None` where the database
    /// cannot compute them in a query.
    pub(super) fn search(&self, table: &str, dialect: &dyn Dialect) -> Option<Search> {
        let spell = |compared: &ComparedKey| {
            let value = match &compared.key {
                IndexKey::Field(name) => dialect.quote_name(name.as_str()),
                IndexKey::Expression(expression) => {
                    let spelled = dialect.spell_condition(expression, &self.table)?;
                    format!("({spelled})")
                }
            };
            Some(match &compared.collation {
                Some(collation) => format!("{value} COLLATE {}", dialect.quote_name(collation)),
                None => value,
            })
        };
        let keys: Vec<String> = self.keys.iter().map(spell).collect::<Option<_>>()?;
        let mut conditions = if self.nulls_not_distinct {
            Vec::new()
        } else {
            keys.iter().map(|key| format!("{key} IS NOT NULL")).collect()
        };
        if let Some(condition) = &self.condition {
            let spelled = dialect.spell_condition(condition, &self.table)?;
            conditions.push(format!("({spelled})"));
        }
        let rows = if conditions.is_empty() {
            table.to_owned()
        } else {
            format!("{table} WHERE {}", conditions.join(" AND "))
        };
        let keys = keys.join(", ");
        Some(Search {
            find: format!("SELECT {keys}, count(*) FROM {rows} GROUP BY {keys} HAVING count(*) > 1"),
            count: format!(
                "SELECT count(*) AS found FROM (SELECT count(*) OVER (PARTITION BY {keys}) AS shared FROM {rows}) \
                 AS counted WHERE shared > 1"
            ),
        })
    }

    /// Whether it is about these fields alone, as far as that is known.
    pub(super) fn is_of(&self, fields: &BTreeSet<FieldName>) -> bool {
        let is_of = |compared: &ComparedKey| compared.as_field().is_some_and(|name| fields.contains(name));
        self.condition.is_none() && self.keys.iter().all(is_of)
    }

    /// Whether a text in the database's own words decides, or a collation, which the database may not have yet.
    pub(super) fn is_in_own_words(&self) -> bool {
        if self.keys.iter().any(|compared| compared.collation.is_some()) {
            return true;
        }
        let of_keys = self.keys.iter().filter_map(|compared| match &compared.key {
            IndexKey::Expression(expression) => Some(expression),
            IndexKey::Field(_) => None,
        });
        let mut expressions = of_keys.chain(&self.condition);
        expressions.any(|expression| matches!(expression, SqlExpression::PerDialect(_)))
    }

    /// The fields that become unique, in a sentence: `` `a` and `b`, which become unique ``.
    pub(super) fn described(&self) -> String {
        if let Some(object) = &self.object {
            return object.to_string();
        }
        let fields = self.keys.iter().filter_map(ComparedKey::as_field);
        let names = fields.chain(&self.repeated).map(|name| format!("`{name}`"));
        let names: Vec<String> = names.collect();
        let becomes = if names.len() == 1 { "becomes" } else { "become" };
        format!("{}, which {becomes} unique", names.join(" and "))
    }
}
