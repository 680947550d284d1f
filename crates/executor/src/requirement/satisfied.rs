//! Conditions that a change puts on values that rows hold: new checks, and types with fewer values.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_dialect::Dialect;
use aksara_operations::AlterTable;
use aksara_schema::{
    BinaryOperator, CastTarget, ConstraintKind, Expression, Field, FieldName, Literal, ObjectName,
    SqlExpression, StorageType, Table,
};

use super::{Rows, Search};

/// A condition that rows must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The table as it is.
    pub table: Arc<Table>,
    /// The condition that must not be false, by the names of its fields.
    pub expression: SqlExpression,
    /// The origin of the condition.
    pub demand: Demand,
}

/// The origin of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// A check.
    Check(ObjectName),
    /// A type that has these values alone.
    Listed(Vec<String>),
    /// A type without negative numbers.
    NotNegative,
    /// A field that must have a value, which an expression gives it.
    Filled(FieldName),
}

/// The conditions that the change puts on what rows hold, each with the first field that it is about.
pub(super) fn satisfied(change: &AlterTable) -> Vec<(FieldName, Rows)> {
    let checks = change.after.constraints.values().filter_map(|constraint| {
        let ConstraintKind::Check(check) = &constraint.kind else {
            return None;
        };
        let had = change.before.constraints.get(&constraint.name);
        let is_new = had.is_none_or(|had| had.kind != constraint.kind);
        let expression = || expression_before(&check.expression, change);
        is_new
            .then(expression)?
            .map(|expression| (expression, Demand::Check(constraint.name.clone())))
    });
    let fields = change.after.fields.values();
    let types = fields.filter_map(|field| type_condition(field, change));
    let fields = change.after.fields.values();
    let fills = fields.filter_map(|field| filled_condition(field, change));
    let needed = checks
        .chain(types)
        .chain(fills)
        .filter_map(|(expression, demand)| {
            let of_expression = expression.fields().first().copied();
            let field = of_expression
                .or_else(|| change.before.fields.keys().next())?
                .clone();
            let condition = Condition {
                table: change.before.clone(),
                expression,
                demand,
            };
            Some((field, Rows::Satisfy(Box::new(condition))))
        });
    needed.collect()
}

/// The condition on an expression's value in each row that takes it.
fn filled_condition(after: &Field, change: &AlterTable) -> Option<(SqlExpression, Demand)> {
    let fill = change.hints.fill.get(&after.name)?.expression()?;
    let SqlExpression::Portable(value) = fill else {
        return None;
    };
    let is_there = |name: &FieldName| change.before.fields.contains_key(name);
    if !after.is_required() || !value.fields().into_iter().all(is_there) {
        return None;
    }
    let has_value = |operand: Expression| Expression::IsNull {
        operand: Box::new(operand),
        negated: true,
    };
    let gives_value = has_value(value.clone());
    let condition = match change.fields.old_name(&after.name) {
        None => gives_value,
        Some(old) => Expression::Binary {
            left: Box::new(has_value(Expression::Field(old.clone()))),
            operator: BinaryOperator::Or,
            right: Box::new(gives_value),
        },
    };
    Some((
        SqlExpression::Portable(condition),
        Demand::Filled(after.name.clone()),
    ))
}

/// The expression, where all its fields stay as they are, under their own names.
pub(super) fn expression_before(expression: &SqlExpression, change: &AlterTable) -> Option<SqlExpression> {
    let is_asked = match expression {
        SqlExpression::Portable(portable) => portable.fields().into_iter().all(|name| stays(name, change)),
        SqlExpression::PerDialect(texts) => {
            let fields = change.before.fields.keys().chain(change.after.fields.keys());
            let mut changed = fields.filter(|name| !stays(name, change));
            !changed.any(|name| texts.values().any(|text| may_name(text.as_str(), name)))
        }
        SqlExpression::Unportable { .. } => false,
    };
    is_asked.then(|| expression.clone())
}

/// Whether a field keeps its name and its values.
fn stays(name: &FieldName, change: &AlterTable) -> bool {
    let is_same = |before: &Field, after: &Field| {
        before.field_type.storage() == after.field_type.storage()
            && before.nullable == after.nullable
            && before.generated == after.generated
            && before.collation == after.collation
    };
    let (before, after) = (change.before.fields.get(name), change.after.fields.get(name));
    change.fields.old_name(name) == Some(name)
        && before
            .zip(after)
            .is_some_and(|(before, after)| is_same(before, after))
        && !change.hints.using.contains_key(name)
}

/// Whether a text in a database's own words may name a field; a text is not taken apart for this.
fn may_name(text: &str, field: &FieldName) -> bool {
    text.to_lowercase().contains(&field.as_str().to_lowercase())
}

/// The condition of a narrower type of the same kind on a field's values.
fn type_condition(after: &Field, change: &AlterTable) -> Option<(SqlExpression, Demand)> {
    let old = change.fields.old_name(&after.name)?;
    let before = change.before.fields.get(old)?;
    if change.hints.using.contains_key(&after.name) || before.generated.is_some() || after.generated.is_some()
    {
        return None;
    }
    let field = Box::new(Expression::Field(old.clone()));
    if after.field_type.is_positive() && is_signed(before) {
        let zero = Box::new(Expression::Literal(Literal::Integer(0)));
        let not_negative = Expression::Binary {
            left: field,
            operator: BinaryOperator::GreaterOrEqual,
            right: zero,
        };
        return Some((SqlExpression::Portable(not_negative), Demand::NotNegative));
    }
    match (before.field_type.storage(), after.field_type.storage()) {
        (
            StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { .. },
            StorageType::Enum { values, .. },
        ) if !values.is_empty() && before.field_type.storage() != after.field_type.storage() => {
            let listed = values
                .iter()
                .map(|value| Expression::Literal(Literal::String(value.clone())));
            let is_listed = Expression::In {
                operand: as_text(field, &before.field_type.storage()),
                list: listed.collect(),
                negated: false,
            };
            Some((SqlExpression::Portable(is_listed), Demand::Listed(values)))
        }
        _ => None,
    }
}

/// The field's value as a text: a native enum of PostgreSQL is compared with no value that it does not have yet.
fn as_text(field: Box<Expression>, storage: &StorageType) -> Box<Expression> {
    if !matches!(storage, StorageType::Enum { .. }) {
        return field;
    }
    Box::new(Expression::Cast {
        operand: field,
        target: CastTarget::Text,
    })
}

fn is_signed(field: &Field) -> bool {
    field.field_type.is_integer() && !field.field_type.is_positive()
}

impl Condition {
    /// The queries for the rows that do not satisfy it; `None` where the database cannot compute it in a query.
    pub(super) fn search(&self, table: &str, dialect: &dyn Dialect) -> Option<Search> {
        let condition = dialect.spell_condition(&self.expression, &self.table)?;
        Some(Search::of_rows(table, Some(&format!("NOT ({condition})"))))
    }

    /// The advice on how to make the rows as they must be.
    pub(super) fn advice(&self) -> &'static str {
        match self.demand {
            Demand::Check(_) | Demand::Listed(_) | Demand::NotNegative => "Change or remove those rows first",
            Demand::Filled(_) => {
                "Give an expression that is not NULL in any row, such as COALESCE(…, ''), or change those rows first"
            }
        }
    }

    /// Whether it is about these fields alone.
    pub(super) fn is_of(&self, fields: &BTreeSet<FieldName>) -> bool {
        match &self.expression {
            SqlExpression::Portable(expression) => expression
                .fields()
                .into_iter()
                .all(|field| fields.contains(field)),
            SqlExpression::PerDialect(_) | SqlExpression::Unportable { .. } => false,
        }
    }

    /// Whether a text in the database's own words decides.
    pub(super) fn is_in_own_words(&self) -> bool {
        matches!(self.expression, SqlExpression::PerDialect(_))
    }
}
