//! Expressions that are computed once over the rows: conversions, values for rows without one, backfills, and the
//! conditions by which rows are searched.
//!
//! In an expression an enum is a text on every database. PostgreSQL takes no native enum for a text: it compares it with
//! none but its own values, and gives it to no function of texts. So here such a field is cast to a text, and what a field of
//! such a type gets is cast to it. Checks and generated fields are spelled as they are written: the database keeps those.

use aksara_dialect::Unsupported;
use aksara_schema::{CastTarget, Expression, Field, FieldName, SqlExpression, Table};

use crate::enum_values::native_values;
use crate::expression::spell_conversion;
use crate::flavour::Flavour;
use crate::types::enum_type;

/// Whether a field that an expression names is of a native enum type.
pub(crate) type IsEnum<'a> = &'a dyn Fn(&FieldName) -> bool;

/// Whether the table's field of that name is of a native enum type.
pub(crate) fn is_enum_of(table: &Table, name: &FieldName) -> bool {
    table
        .fields
        .get(name)
        .is_some_and(|field| native_values(field).is_some())
}

/// The SQL of an expression over rows.
pub(crate) fn spell_over_rows(
    expression: &SqlExpression,
    is_enum: IsEnum<'_>,
    subject: &str,
    flavour: &Flavour,
) -> Result<String, Unsupported> {
    match expression {
        SqlExpression::Portable(portable) => {
            let texts = SqlExpression::Portable(with_texts(portable.clone(), is_enum));
            spell_conversion(&texts, subject, flavour)
        }
        SqlExpression::PerDialect(_) | SqlExpression::Unportable { .. } => {
            spell_conversion(expression, subject, flavour)
        }
    }
}

/// The SQL of the value that a field gets. Text in the database's own words is taken as it is.
pub(crate) fn spell_value_of(
    field: &Field,
    expression: &SqlExpression,
    is_enum: IsEnum<'_>,
    subject: &str,
    flavour: &Flavour,
) -> Result<String, Unsupported> {
    let value = spell_over_rows(expression, is_enum, subject, flavour)?;
    match (expression, native_values(field)) {
        (SqlExpression::Portable(_), Some((name, _))) => {
            Ok(format!("CAST({value} AS {})", enum_type(name, subject)?))
        }
        _ => Ok(value),
    }
}

fn with_texts(expression: Expression, is_enum: IsEnum<'_>) -> Expression {
    match expression {
        Expression::Field(name) if is_enum(&name) => Expression::Cast {
            operand: Box::new(Expression::Field(name)),
            target: CastTarget::Text,
        },
        Expression::Cast {
            ref operand,
            target: CastTarget::Text,
        } if matches!(**operand, Expression::Field(_)) => expression,
        other => other.map_operands(|operand| with_texts(operand, is_enum)),
    }
}
