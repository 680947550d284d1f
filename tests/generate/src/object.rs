//! Indexes and constraints over the fields that a table has.

use aksara_dialect::Feature;
use aksara_schema::{
    Check, Constraint, ConstraintKind, Exclusion, ExclusionElement, ExclusionExpression, Field, FieldName,
    FieldType, Index, IndexKey, IndexPart, NullsOrder, ObjectName, RawSql, Schema, SortOrder, SqlExpression,
    Table, Unique,
};

use super::field::is_text;
use super::reference::{deferrable, foreign_key};
use super::{Choices, IndexWords, Scope};

/// An index over one or two fields, or over an expression.
pub fn index(choices: &mut Choices, name: ObjectName, table: &Table, scope: Scope) -> Option<Index> {
    if choices.percent(15)
        && let Some(index) = unusual_index(choices, &name, table, scope)
    {
        return Some(index);
    }
    let keys = keys(choices, table)?;
    let unique = choices.percent(20);
    let mut parts = Vec::new();
    for field in keys.iter().cloned() {
        let is_text = table
            .fields
            .get(&field)
            .is_some_and(|field| is_text(&field.field_type.storage()));
        let part = part(choices, IndexKey::Field(field), scope)?;
        let collation = scope
            .collation(choices, 12)
            .filter(|_| is_text && scope.can(Feature::IndexCollation));
        parts.push(IndexPart { collation, ..part });
    }
    let counts = |name: &FieldName| table.fields.get(name).is_some_and(|field| field.auto_increment);
    let is_computable = !unique && !keys.first().is_some_and(counts);
    if is_computable && choices.percent(20) && scope.can(Feature::ExpressionIndex) {
        let key = IndexKey::Expression(expression(table, keys.first()?)?);
        parts = vec![part(choices, key, scope)?];
    }
    let is_partial = choices.percent(15) && scope.can(Feature::PartialIndex);
    let condition = if is_partial {
        Some(SqlExpression::parse(&format!(
            "{} IS NOT NULL",
            quoted(choices, table)?
        )))
    } else {
        None
    };
    let include = if choices.percent(15) && scope.can(Feature::CoveringIndex) {
        others(table, &keys)
    } else {
        Vec::new()
    };
    let nulls_not_distinct = unique && choices.percent(30) && scope.can(Feature::NullsNotDistinct);
    Some(Index {
        parts,
        unique,
        nulls_not_distinct,
        condition,
        include,
        ..Index::over(name, [])
    })
}

/// An index over one field by a method or an operator class that only some types have.
fn unusual_index(choices: &mut Choices, name: &ObjectName, table: &Table, scope: Scope) -> Option<Index> {
    let kinds = scope.words().indexes.iter();
    let fitting = kinds.flat_map(|kind| {
        let takes =
            |field: &&Field| (kind.takes)(field) && field.collation.is_none() && field.generated.is_none();
        table
            .fields
            .values()
            .filter(takes)
            .map(move |field| (kind, field))
    });
    let fitting: Vec<(&IndexWords, &Field)> = fitting.collect();
    let (kind, field) = choices.pick(&fitting)?;
    let part = IndexPart {
        operator_class: kind.operator_class.map(str::to_owned),
        ..IndexPart::ascending(IndexKey::Field(field.name.clone()))
    };
    Some(Index {
        parts: vec![part],
        method: kind.method.map(str::to_owned),
        ..Index::over(name.clone(), [])
    })
}

fn part(choices: &mut Choices, key: IndexKey, scope: Scope) -> Option<IndexPart> {
    let order = *choices.pick(&[SortOrder::Ascending, SortOrder::Descending])?;
    let nulls = if choices.percent(15) && scope.can(Feature::IndexNullsOrder) {
        Some(*choices.pick(&[NullsOrder::First, NullsOrder::Last])?)
    } else {
        None
    };
    Some(IndexPart {
        order,
        nulls,
        ..IndexPart::ascending(key)
    })
}

/// Something computed from a field that every row has a value of.
fn expression(table: &Table, field: &FieldName) -> Option<SqlExpression> {
    let name = quote(field);
    let text = match table.fields.get(field)?.field_type.resolved() {
        FieldType::String { .. } => format!("lower({name})"),
        _ => format!("coalesce({name}, {name})"),
    };
    Some(SqlExpression::parse(&text))
}

/// The first field that is not among the keys.
fn others(table: &Table, keys: &[FieldName]) -> Vec<FieldName> {
    let mut fields = table.fields.values();
    let other = fields.find(|field| is_key(field) && !keys.contains(&field.name));
    other.into_iter().map(|field| field.name.clone()).collect()
}

/// A constraint of any kind that the database has.
pub fn constraint(
    choices: &mut Choices,
    name: ObjectName,
    table: &Table,
    schema: &Schema,
    scope: Scope,
) -> Option<Constraint> {
    let kind = match choices.below(8) {
        0..=2 => ConstraintKind::Check(Check {
            expression: check(choices, table)?,
        }),
        6 if scope.can(Feature::ExclusionConstraint) => ConstraintKind::Exclusion(exclusion(choices, table)?),
        7 => return foreign_key(choices, name, table, schema, scope),
        _ => ConstraintKind::Unique(Unique {
            fields: keys(choices, table)?,
            deferrable: deferrable(choices, scope, Feature::DeferrableUnique),
            nulls_not_distinct: choices.percent(20) && scope.can(Feature::NullsNotDistinct),
        }),
    };
    Some(Constraint { name, kind })
}

/// The fields in which no two rows may be equal, in PostgreSQL's own words.
fn exclusion(choices: &mut Choices, table: &Table) -> Option<Exclusion> {
    let field = keys(choices, table)?.into_iter().next()?;
    Some(Exclusion {
        method: "btree".to_owned(),
        elements: vec![ExclusionElement {
            expression: ExclusionExpression::new(RawSql::new(quote(&field))),
            operator: "=".to_owned(),
        }],
        condition: None,
        deferrable: aksara_schema::Deferrable::Never,
    })
}

/// A check that refuses some rows; the rows that are made hold to it, and so does the value that undoing fills in.
fn check(choices: &mut Choices, table: &Table) -> Option<SqlExpression> {
    let keys = table.foreign_keys();
    let is_in_key = |field: &Field| keys.iter().any(|(_, key)| key.fields.contains(&field.name));
    let checkable = |field: &&Field| is_checkable(field) && !is_in_key(field);
    let fields: Vec<&Field> = table.fields.values().filter(checkable).collect();
    let Some(field) = choices.pick(&fields) else {
        let is_free = |field: &&Field| !field.auto_increment && !is_in_key(field);
        let any: Vec<&Field> = table.fields.values().filter(is_free).collect();
        let name = quote(&choices.pick(&any)?.name);
        return Some(SqlExpression::parse(&format!("{name} IS NOT NULL OR 1 = 1")));
    };
    let name = quote(&field.name);
    let text = if field.field_type.is_integer() {
        match choices.below(5) {
            0 => format!("{name} >= 0"),
            1 => format!("{name} < 1000"),
            2 => format!("{name} <> 77"),
            3 => format!("{name} IN (0, 1, 2, 3, 4)"),
            _ => format!("{name} BETWEEN 0 AND 500 AND {name} <> 13"),
        }
    } else {
        format!("{name} <> 'NULL'")
    };
    Some(SqlExpression::parse(&text))
}

fn is_checkable(field: &Field) -> bool {
    let is_text = matches!(field.field_type, FieldType::String { .. } | FieldType::Text);
    let is_number = field.field_type.is_integer() && !field.auto_increment;
    let is_free = field.generated.is_none() && field.reference.is_none() && field.default.is_none();
    (is_text || is_number) && is_free
}

/// One or two fields that every database can index.
pub(crate) fn keys(choices: &mut Choices, table: &Table) -> Option<Vec<FieldName>> {
    let fields: Vec<&Field> = table.fields.values().filter(|field| is_key(field)).collect();
    let first = choices.pick(&fields)?.name.clone();
    let second = choices.pick(&fields)?.name.clone();
    Some(if first == second || choices.percent(50) {
        vec![first]
    } else {
        vec![first, second]
    })
}

fn is_key(field: &Field) -> bool {
    let is_short = matches!(field.field_type, FieldType::String { max_length } if max_length < 200);
    let is_kept = field.generated.is_none();
    let is_fixed =
        field.field_type.is_integer() || matches!(field.field_type, FieldType::Uuid | FieldType::Date);
    is_kept && (is_short || is_fixed)
}

fn quoted(choices: &mut Choices, table: &Table) -> Option<String> {
    let fields: Vec<&FieldName> = table.fields.keys().collect();
    Some(quote(choices.pick(&fields)?))
}

fn quote(name: &FieldName) -> String {
    format!("\"{}\"", name.as_str().replace('"', "\"\""))
}
