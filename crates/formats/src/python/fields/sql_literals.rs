//! Constants of SQL as constants of a field's type: the same rules as for a default in a model.

use aksara_schema::{FieldType, Literal};
use ruff_text_size::TextRange;

use super::literals::{json_of_text, typed_literal};
use crate::python::{Integer, PythonError, PythonSource, Value, ValueKind};

/// The constant that an SQL literal is in a field of this type. `what` is its name in messages.
pub fn fit_literal(literal: &Literal, field_type: &FieldType, what: &str) -> Result<Literal, PythonError> {
    let value = value_of(literal, what);
    match (field_type, literal) {
        (FieldType::Json, Literal::String(text)) => json_of_text(&value, text, what),
        (FieldType::Json, Literal::Null) => Ok(Literal::Null),
        (_, _) => typed_literal(&value, field_type, what),
    }
}

/// SQL text knows NULL, booleans, numbers and texts. The others come from no text.
fn value_of(literal: &Literal, what: &str) -> Value {
    let kind = match literal {
        Literal::Null => ValueKind::None,
        Literal::Boolean(truth) => ValueKind::Boolean(*truth),
        Literal::Integer(number) => ValueKind::Integer(Integer::Small(*number)),
        Literal::Float(number) => ValueKind::Float(number.get()),
        Literal::Decimal(number) => ValueKind::Decimal(number.clone()),
        Literal::String(text) => ValueKind::Text(text.as_str().into()),
        Literal::Bytes(bytes) => ValueKind::Bytes(bytes.clone()),
        Literal::Date(date) => ValueKind::Date(*date),
        Literal::Time(time) => ValueKind::Time(*time),
        Literal::DateTime(moment) => ValueKind::DateTime(*moment),
        Literal::Duration(length) => ValueKind::Duration(*length),
        Literal::Uuid(uuid) => ValueKind::Uuid(*uuid),
        Literal::Json(document) => ValueKind::Text(document.to_string().into()),
        Literal::Array(items) => ValueKind::List(items.iter().map(|item| value_of(item, what)).collect()),
    };
    Value {
        kind,
        place: PythonSource::new(what, "").place(TextRange::default()),
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::{Expression, parse_expression};

    use super::*;

    fn fitted(sql: &str, field_type: &FieldType) -> Result<Literal, String> {
        let Ok(Expression::Literal(literal)) = parse_expression(sql) else {
            panic!("{sql} is no literal");
        };
        fit_literal(&literal, field_type, "the value").map_err(|error| error.to_string())
    }

    #[test]
    fn a_constant_of_sql_fits_the_fields_type_or_is_refused() {
        for (sql, field_type, fits) in [
            ("''", FieldType::Text, true),
            ("'abc'", FieldType::String { max_length: 3 }, true),
            ("'abcd'", FieldType::String { max_length: 3 }, false),
            ("0", FieldType::Integer, true),
            ("'0'", FieldType::Integer, false),
            ("0", FieldType::Text, false),
            ("70000", FieldType::SmallInteger, false),
            ("'2026-02-07'", FieldType::Date, true),
            ("'yesterday'", FieldType::Date, false),
            ("TRUE", FieldType::Boolean, true),
            ("1", FieldType::Boolean, false),
            ("'{\"a\": 1}'", FieldType::Json, true),
            ("'{'", FieldType::Json, false),
        ] {
            assert_eq!(fitted(sql, &field_type).is_ok(), fits, "{sql} in {field_type:?}");
        }
    }
}
