//! The middle of three steps: a backfill of the rows that hold NULL.

use aksara_operations::{Backfill, DEFAULT_BATCH_SIZE, Fill, ReverseUpdate, RowUpdate};
use aksara_schema::{Expression, FieldName, Literal, LiteralError, SqlExpression};
use indexmap::IndexMap;

use crate::{DetectionError, RowValueQuestion};

/// How a moment is written as text: the form that every database takes and SQLite keeps.
const MOMENT: &str = "%Y-%m-%d %H:%M:%S%.6f";

/// The backfill of a field; without an expression it is to be filled in.
pub(crate) fn backfill(question: &RowValueQuestion, fill: Option<&Fill>) -> Result<Backfill, DetectionError> {
    let name = question.field.to_string();
    let value = fill.map(|fill| expression(fill, question)).transpose()?;
    let is_null = Expression::IsNull {
        operand: Box::new(Expression::Field(FieldName::clone(&question.field))),
        negated: false,
    };
    let (set, open) = match value {
        Some(value) => (IndexMap::from([(name, value)]), Vec::new()),
        None => (IndexMap::new(), vec![name]),
    };
    Ok(Backfill {
        table: (&question.table).into(),
        update: RowUpdate {
            set,
            open,
            condition: Some(SqlExpression::Portable(is_null)),
        },
        reverse: ReverseUpdate::Noop,
        batch_size: DEFAULT_BATCH_SIZE,
    })
}

fn expression(fill: &Fill, question: &RowValueQuestion) -> Result<SqlExpression, DetectionError> {
    match fill {
        Fill::Expression(expression) => Ok(expression.clone()),
        Fill::Constant(constant) => match written(constant) {
            Some(Ok(constant)) => Ok(SqlExpression::Portable(Expression::Literal(constant))),
            Some(Err(_)) | None => Err(DetectionError::NoBackfilledConstant {
                table: question.table.clone(),
                field: question.field.clone(),
            }),
        },
    }
}

/// The constant as SQL text knows it: what has no literal of its own is its text, which a column of its type reads.
fn written(constant: &Literal) -> Option<Result<Literal, LiteralError>> {
    let text = match constant {
        Literal::Null | Literal::Boolean(_) | Literal::Integer(_) | Literal::String(_) => {
            return Some(Ok(constant.clone()));
        }
        Literal::Decimal(decimal) => decimal.to_string(),
        Literal::Float(number) => number.get().to_string(),
        Literal::Date(date) => date.to_string(),
        Literal::DateTime(moment) => moment.format(MOMENT).to_string(),
        Literal::Uuid(uuid) => uuid.to_string(),
        Literal::Json(document) => document.to_string(),
        Literal::Bytes(_) | Literal::Time(_) | Literal::Duration(_) | Literal::Array(_) => return None,
    };
    Some(Literal::text(text))
}
