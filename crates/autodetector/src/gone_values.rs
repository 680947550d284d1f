//! Values that an enum loses, by another name or altogether, while the models still compare the field with them.

use aksara_operations::{AlterTable, Effect};
use aksara_schema::{
    BinaryOperator, ConstraintKind, Expression, FieldName, Function, IndexKey, Literal, Schema,
    SqlExpression, Table,
};

use crate::Warning;

/// Looks for values in the schema that the operations lead to.
pub(crate) struct GoneValues<'a> {
    pub(crate) last: &'a Schema,
}

impl GoneValues<'_> {
    /// The warnings about what still names a value that an effect takes away.
    pub(crate) fn still_named(&self, effect: &Effect) -> Vec<Warning> {
        let Effect::AlterTable(change) = effect else {
            return Vec::new();
        };
        let Some(table) = self.last.table(&change.after.name) else {
            return Vec::new();
        };
        let gone = gone_values(change, table).into_iter();
        gone.flat_map(|(field, value)| named_in(table, field, value))
            .collect()
    }
}

/// The values that fields had before the change, and have neither after it nor in the end.
fn gone_values<'a>(change: &'a AlterTable, last: &'a Table) -> Vec<(&'a FieldName, &'a String)> {
    let lost = change.before.fields.values().flat_map(|before| {
        let name = change.fields.new_name(&before.name);
        let values = |table: &'a Table| table.fields.get(name?)?.field_type.values();
        let (Some(after), Some(last)) = (values(&change.after), values(last)) else {
            return Vec::new();
        };
        if after.is_empty() {
            return Vec::new();
        }
        let is_gone = |value: &&String| !after.contains(value) && !last.contains(value);
        let held = before.field_type.values().unwrap_or_default();
        let gone = held.iter().filter(is_gone);
        gone.filter_map(|value| Some((name?, value))).collect()
    });
    lost.collect()
}

fn named_in(table: &Table, field: &FieldName, value: &str) -> Vec<Warning> {
    let parts = parts(table).into_iter();
    let naming = parts.filter(|(_, expression)| names(expression, field, value));
    let warning = |(part, _)| Warning::StillNames {
        table: table.name.clone(),
        part,
        field: field.clone(),
        value: value.to_owned(),
    };
    naming.map(warning).collect()
}

/// The parts of a table that compare values, in words.
fn parts(table: &Table) -> Vec<(String, &SqlExpression)> {
    let constraints = table.constraints.values().filter_map(|constraint| {
        let (what, expression) = match &constraint.kind {
            ConstraintKind::Check(check) => ("check", &check.expression),
            ConstraintKind::Exclusion(exclusion) => {
                ("condition of the constraint", exclusion.condition.as_ref()?)
            }
            ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => return None,
        };
        Some((format!("the {what} `{}`", constraint.name), expression))
    });
    let indexes = table.indexes.values().flat_map(|index| {
        let keys = index.parts.iter().filter_map(|part| match &part.key {
            IndexKey::Field(_) => None,
            IndexKey::Expression(expression) => Some(("index", expression)),
        });
        let condition = index.condition.iter().map(|one| ("condition of the index", one));
        let named = keys.chain(condition);
        named.map(|(what, expression)| (format!("the {what} `{}`", index.name), expression))
    });
    let generated = table.fields.values().filter_map(|field| {
        let expression = &field.generated.as_ref()?.expression;
        Some((format!("the generated field `{}`", field.name), expression))
    });
    constraints.chain(indexes).chain(generated).collect()
}

/// Whether an expression compares the field with the value. A text in a database's own words is searched for it.
fn names(expression: &SqlExpression, field: &FieldName, value: &str) -> bool {
    match expression {
        SqlExpression::Portable(expression) => compares(expression, field, value),
        SqlExpression::PerDialect(texts) => {
            let written = format!("'{}'", value.replace('\'', "''"));
            let mut spelled = texts.values();
            texts.fields().contains(field) && spelled.any(|text| text.as_str().contains(&written))
        }
        SqlExpression::Unportable { .. } => false,
    }
}

fn compares(expression: &Expression, field: &FieldName, value: &str) -> bool {
    let operands = expression.operands();
    let reads = |operand: &&&Expression| operand.fields().contains(&field);
    let is_value = |operand: &&&Expression| matches!(operand, Expression::Literal(Literal::String(text)) if text == value);
    let is_it = is_comparison(expression)
        && operands.iter().any(|operand| reads(&operand))
        && operands.iter().any(|operand| is_value(&operand));
    is_it || operands.iter().any(|operand| compares(operand, field, value))
}

fn is_comparison(expression: &Expression) -> bool {
    match expression {
        Expression::In { .. } | Expression::Between { .. } => true,
        Expression::Binary { operator, .. } => COMPARISONS.contains(operator),
        Expression::Call { function, .. } => *function == Function::Nullif,
        Expression::Field(_)
        | Expression::Literal(_)
        | Expression::Not(_)
        | Expression::Negate(_)
        | Expression::IsNull { .. }
        | Expression::Like { .. }
        | Expression::Case { .. }
        | Expression::Cast { .. }
        | Expression::CurrentTimestamp
        | Expression::CurrentDate => false,
    }
}

const COMPARISONS: &[BinaryOperator] = &[
    BinaryOperator::Equal,
    BinaryOperator::NotEqual,
    BinaryOperator::Less,
    BinaryOperator::LessOrEqual,
    BinaryOperator::Greater,
    BinaryOperator::GreaterOrEqual,
];
