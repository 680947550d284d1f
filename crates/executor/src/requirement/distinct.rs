//! What holds values and becomes unique: no two rows may share one.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_dialect::Dialect;
use aksara_operations::AlterTable;
use aksara_schema::{
    ConstraintKind, Field, FieldName, Index, IndexKey, IndexPart, ObjectName, SqlExpression, StorageType,
    Table,
};

use super::satisfied::expression_before;
use super::{Rows, Search};

/// What becomes unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinct {
    /// The table as it is.
    pub table: Arc<Table>,
    /// The fields that become unique together, by the names that they have.
    pub keys: Vec<ComparedKey>,
    /// Which rows it is about, where not about all.
    pub condition: Option<SqlExpression>,
    /// Whether NULLs are equal.
    pub nulls_not_distinct: bool,
    /// The index, where fields alone do not say it.
    pub index: Option<ObjectName>,
}

/// A field or an expression, and how its values are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedKey {
    /// The field or the expression.
    pub key: IndexKey,
    /// The collation, where it is another one than that of the values.
    pub collation: Option<String>,
}

/// Something unique of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
struct UniqueKey<'a> {
    keys: Vec<ComparedKey>,
    condition: Option<&'a SqlExpression>,
    nulls_not_distinct: bool,
    index: Option<&'a ObjectName>,
}

/// What becomes unique, by the names before the change, each with its first field.
pub(super) fn distinct(change: &AlterTable) -> Vec<(FieldName, Rows)> {
    let before = unique_keys(&change.before);
    let stood = |found: &Distinct| {
        let is_same = |key: &UniqueKey<'_>| {
            key.keys == found.keys
                && key.condition == found.condition.as_ref()
                && key.nulls_not_distinct == found.nulls_not_distinct
        };
        before.iter().any(is_same)
    };
    let added = unique_keys(&change.after)
        .into_iter()
        .filter_map(|key| kept(change, key))
        .filter(|found| !stood(found));
    added
        .filter_map(|found| Some((first_field(&found)?, Rows::Distinct(Box::new(found)))))
        .collect()
}

fn first_field(found: &Distinct) -> Option<FieldName> {
    let of_key = found.keys.iter().find_map(|compared| match &compared.key {
        IndexKey::Field(name) => Some(name),
        IndexKey::Expression(expression) => expression.fields().first().copied(),
    });
    of_key.or_else(|| found.table.fields.keys().next()).cloned()
}

/// It by the names before the change, where all that it is about keeps its values.
fn kept(change: &AlterTable, key: UniqueKey<'_>) -> Option<Distinct> {
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
        condition,
        nulls_not_distinct: key.nulls_not_distinct,
        index: key.index.cloned(),
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
    (stays && is_compared(&after.field_type.storage())).then(|| ComparedKey {
        key: IndexKey::Field(old.clone()),
        collation,
    })
}

/// Whether values of the type are equal in a query where they are in an index.
fn is_compared(storage: &StorageType) -> bool {
    match storage {
        StorageType::SmallInteger
        | StorageType::Integer
        | StorageType::BigInteger
        | StorageType::Boolean
        | StorageType::Float
        | StorageType::Decimal { .. }
        | StorageType::Varchar(_)
        | StorageType::Text
        | StorageType::Date
        | StorageType::Time
        | StorageType::DateTime
        | StorageType::Duration
        | StorageType::Uuid
        | StorageType::Enum { .. } => true,
        StorageType::Binary
        | StorageType::Json
        | StorageType::Array(_)
        | StorageType::Vector(_)
        | StorageType::IpAddress
        | StorageType::Opaque { .. } => false,
    }
}

/// Each key, unique constraint and unique index of a table.
fn unique_keys(table: &Table) -> Vec<UniqueKey<'_>> {
    let own = table.fields.values().filter(|field| field.unique.is_some());
    let own = own.map(|field| of_fields([&field.name], false));
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => Some(of_fields(&unique.fields, unique.nulls_not_distinct)),
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
        });
    let indexes = table.indexes.values().filter_map(of_index);
    let key = of_fields(table.primary_key(), false);
    own.chain(constraints)
        .chain(indexes)
        .chain([key])
        .filter(|key| !key.keys.is_empty())
        .collect()
}

fn of_fields<'a, 'b>(
    fields: impl IntoIterator<Item = &'b FieldName>,
    nulls_not_distinct: bool,
) -> UniqueKey<'a> {
    let fields = fields.into_iter().cloned();
    UniqueKey {
        keys: fields.map(IndexKey::Field).map(plain).collect(),
        condition: None,
        nulls_not_distinct,
        index: None,
    }
}

fn plain(key: IndexKey) -> ComparedKey {
    ComparedKey { key, collation: None }
}

/// The names of the operator classes that hold the same values equal as the type does.
const USUAL_CLASSES: &[&str] = &["_pattern_ops", "_ops"];

/// The ending of the operator classes that compare how values are stored.
const IMAGE_CLASSES: &str = "_image_ops";

/// An index that compares as its fields do, or by collations that it names.
fn of_index(index: &Index) -> Option<UniqueKey<'_>> {
    let is_unusual = |class: &str| {
        class.ends_with(IMAGE_CLASSES) || !USUAL_CLASSES.iter().any(|usual| class.ends_with(usual))
    };
    let mut classes = index
        .parts
        .iter()
        .filter_map(|part| part.operator_class.as_deref());
    let compares_otherwise = classes.any(is_unusual);
    let of_part = |part: &IndexPart| ComparedKey {
        key: part.key.clone(),
        collation: part.collation.clone(),
    };
    let keys: Vec<ComparedKey> = index.parts.iter().map(of_part).collect();
    let is_plain =
        |compared: &ComparedKey| matches!(compared.key, IndexKey::Field(_)) && compared.collation.is_none();
    let needs_name = index.condition.is_some() || !keys.iter().all(is_plain);
    (index.unique && !compares_otherwise).then_some(UniqueKey {
        keys,
        condition: index.condition.as_ref(),
        nulls_not_distinct: index.nulls_not_distinct,
        index: needs_name.then_some(&index.name),
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

    /// Whether it is about these fields alone, as far as that can be told.
    pub(super) fn is_of(&self, fields: &BTreeSet<FieldName>) -> bool {
        let is_of = |compared: &ComparedKey| match &compared.key {
            IndexKey::Field(name) => fields.contains(name),
            IndexKey::Expression(_) => false,
        };
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

    /// What becomes unique, in a sentence: `` `a` and `b`, which become unique ``.
    pub(super) fn described(&self) -> String {
        if let Some(index) = &self.index {
            return format!("the index `{index}`, which is unique");
        }
        let fields = self.keys.iter().filter_map(|compared| match &compared.key {
            IndexKey::Field(name) => Some(format!("`{name}`")),
            IndexKey::Expression(_) => None,
        });
        let names: Vec<String> = fields.collect();
        let becomes = if names.len() == 1 { "becomes" } else { "become" };
        format!("{}, which {becomes} unique", names.join(" and "))
    }
}
