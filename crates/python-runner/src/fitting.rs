//! The values of a statement, as the columns that they are for take them.

use aksara_driver::{DriverError, Placement, Target, Value};
use aksara_schema::StorageType;

const TEXT_OF_LIST: &str = "no array or JSON field takes it there; give its items as separate values, or its \
                            text: `json.dumps(…)`";
const TEXT_OF_DICT: &str =
    "no JSON field takes it there; give the values that are meant, or its text: `json.dumps(…)`";

/// The values in the numbers' order. One that would be kept as something else than it is given is refused.
pub(crate) fn fitted(values: Vec<Value>, placements: &[Placement]) -> Result<Vec<Value>, DriverError> {
    let numbered = values.into_iter().enumerate();
    numbered
        .map(|(position, value)| {
            let number = position + 1;
            let own = placements.iter().filter(|placement| placement.number == number);
            own.map(|placement| &placement.target)
                .try_fold(value, |value, target| fit(value, target, number))
        })
        .collect()
}

fn fit(value: Value, target: &Target, number: usize) -> Result<Value, DriverError> {
    let (place, fitted) = match (target, &value) {
        (Target::Column(name, storage), _) => (format!("the field `{name}`"), value.fitted(storage)),
        (Target::JsonText, Value::Json(_) | Value::Array(_)) => {
            (String::new(), value.fitted(&StorageType::Json))
        }
        (Target::Unknown, Value::Array(_)) => ("its place".to_owned(), Err(value.misfit(TEXT_OF_LIST))),
        (Target::Unknown, Value::Json(_)) => ("its place".to_owned(), Err(value.misfit(TEXT_OF_DICT))),
        (Target::JsonText | Target::Unknown, _) => return Ok(value),
    };
    fitted.map_err(|misfit| DriverError::Refused {
        message: format!(
            "the value of ${number} is {}, which {place} cannot keep as that: {}",
            misfit.given, misfit.advice
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use aksara_dialect::Lexis;
    use aksara_driver::placements;
    use aksara_schema::{Field, FieldName, FieldType, Schema, Table, TableName};
    use pretty_assertions::assert_eq;

    const LEXIS: Lexis = Lexis {
        has_brackets: true,
        ..Lexis::STANDARD
    };

    fn schema() -> Schema {
        let field = |name: &str, field_type| Field::new(FieldName::new(name).unwrap(), field_type);
        let fields = vec![
            field("title", FieldType::Text),
            field("document", FieldType::Json),
        ];
        let table = Table::new(TableName::new("things").unwrap()).with_fields(fields);
        let mut schema = Schema::new();
        schema.insert(Arc::new(table));
        schema
    }

    fn fitted_in(sql: &str, value: Value) -> Result<Value, DriverError> {
        let placements = placements(sql, LEXIS, &schema());
        Ok(fitted(vec![value], &placements)?.remove(0))
    }

    #[test]
    fn lists_and_dicts_are_for_fields_that_keep_them_alone() {
        let list = || Value::Array(vec![Value::Text("Ann".to_owned())]);
        for (sql, is_taken) in [
            ("INSERT INTO things (title) VALUES ($1)", false),
            ("INSERT INTO things (title, document) VALUES ('a', $1)", true),
            ("INSERT INTO things VALUES ('a', $1)", true),
            (
                "insert or ignore into \"things\" (\"document\", title) values ($1, 'b'), ('[]', 'c')",
                true,
            ),
            ("INSERT INTO things (title) VALUES (lower($1))", false),
            ("INSERT INTO things (title) SELECT $1", false),
            ("UPDATE things SET title = $1", false),
            ("UPDATE things SET document = $1 WHERE title = 'x'", true),
            (
                "UPDATE things SET document = json_set(document, '$.a', $1)",
                false,
            ),
            ("SELECT * FROM things WHERE title = $1", false),
            ("SELECT * FROM things WHERE title NOT IN ('a', $1)", false),
            ("SELECT * FROM things t WHERE t.document <> $1", true),
            ("SELECT value FROM json_each($1)", true),
            ("SELECT CAST($1 AS JSON)", true),
            ("INSERT INTO elsewhere (document) VALUES ($1)", false),
        ] {
            assert_eq!(fitted_in(sql, list()).is_ok(), is_taken, "{sql}");
        }
    }

    #[test]
    fn scalars_become_documents_and_texts_stay_what_they_are() {
        let sql = "UPDATE things SET document = $1";
        assert_eq!(
            fitted_in(sql, Value::Boolean(true)).unwrap(),
            Value::Json("true".to_owned())
        );
        let error = fitted_in("UPDATE things SET title = $1", Value::Bytes(vec![1])).unwrap_err();
        let expected = "the value of $1 is bytes, which the field `title` cannot keep as that: give a text: \
                        `value.decode()`";
        assert_eq!(error.to_string(), expected);
    }
}
