//! SQL in Python values: a text for every dialect, or a dict with a text for each.

use std::collections::BTreeMap;

use aksara_schema::{DialectName, RawSql, SqlExpression};

use crate::python::{PythonError, Value, ValueKind};

/// An SQL expression: a portable text, or `{"postgres": "…", …}`.
pub(crate) fn read_expression(value: &Value, what: &str) -> Result<SqlExpression, PythonError> {
    match &value.data().kind {
        ValueKind::Text(text) => Ok(SqlExpression::parse(text)),
        ValueKind::Dictionary(items) => {
            let texts = per_dialect(items, what, |text| Ok(RawSql::new(text.text(what)?)))?;
            Ok(SqlExpression::PerDialect(texts.into()))
        }
        _ => Err(value.wrong_type(what, "an SQL text, or a dict with a text for each dialect")),
    }
}

/// The items of a dict from dialects to what `read` makes of their values.
pub(crate) fn per_dialect<T>(
    items: &[(Value, Value)],
    what: &str,
    read: impl Fn(&Value) -> Result<T, PythonError>,
) -> Result<BTreeMap<DialectName, T>, PythonError> {
    let mut found = BTreeMap::new();
    for (key, value) in items {
        let dialect = dialect(key, &format!("each key of {what}"))?;
        let name = dialect.to_string();
        if found.insert(dialect, read(value)?).is_some() {
            return Err(key.invalid(what, format!("it gives two values for {name}")));
        }
    }
    Ok(found)
}

/// A database's name.
pub(crate) fn dialect(value: &Value, what: &str) -> Result<DialectName, PythonError> {
    DialectName::new(value.text(what)?).map_err(|error| value.invalid(what, error))
}
