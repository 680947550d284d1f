//! Comparing the rows of a table before and after: which are gone, which hold other values.

use std::collections::BTreeMap;

use aksara_driver::Value;
use aksara_schema::{FieldName, TableName};

use crate::snapshot::Row;

/// How many characters of a value are shown.
const SHOWN_CHARACTERS: usize = 40;

/// The changes of a table's rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RowsDifference {
    /// Each thing that is lost, as a sentence.
    pub lost: Vec<String>,
    /// Rows that were not there before.
    pub left_behind: usize,
}

/// Compares the rows of a table. With a key, rows are matched by it, and each field's values are compared;
/// without one, whole rows are.
pub(crate) fn compare(table: &TableName, key: &[FieldName], before: &[Row], after: &[Row]) -> RowsDifference {
    let by_key = |rows: &[Row]| -> BTreeMap<String, Vec<Row>> {
        let mut found: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in rows {
            found.entry(identity(row, key)).or_default().push(row.clone());
        }
        found
    };
    let (old, new) = (by_key(before), by_key(after));
    let count = |rows: &BTreeMap<String, Vec<Row>>, key: &String| rows.get(key).map_or(0, Vec::len);
    let missing = |left: &BTreeMap<String, Vec<Row>>, right: &BTreeMap<String, Vec<Row>>| -> usize {
        let keys = left.keys();
        keys.map(|key| count(left, key).saturating_sub(count(right, key)))
            .sum()
    };
    let gone = missing(&old, &new);
    let mut difference = RowsDifference {
        lost: Vec::new(),
        left_behind: missing(&new, &old),
    };
    if gone > 0 {
        let verb = if gone == 1 { "is" } else { "are" };
        difference
            .lost
            .push(format!("`{table}`: {gone} of {} rows {verb} gone", before.len()));
    }
    let pairs = old
        .iter()
        .filter_map(|(key, rows)| Some((rows.first()?, new.get(key)?.first()?)));
    difference.lost.extend(changed_values(table, before.len(), pairs));
    difference
}

/// For each field, how many rows hold another value in it.
fn changed_values<'a>(
    table: &TableName,
    total: usize,
    pairs: impl Iterator<Item = (&'a Row, &'a Row)>,
) -> Vec<String> {
    let mut changed: BTreeMap<&FieldName, (usize, &Value, &Value)> = BTreeMap::new();
    for (before, after) in pairs {
        for (field, old) in before {
            if let Some(new) = after.get(field).filter(|new| *new != old) {
                changed.entry(field).or_insert((0, old, new)).0 += 1;
            }
        }
    }
    let sentence = |(field, (count, old, new)): (&FieldName, (usize, &Value, &Value))| {
        format!(
            "`{table}.{field}`: {count} of {total} values changed (first: {} became {})",
            shown(old),
            shown(new)
        )
    };
    changed.into_iter().map(sentence).collect()
}

/// The identity of a row.
fn identity(row: &Row, key: &[FieldName]) -> String {
    match key {
        [] => format!("{row:?}"),
        key => format!("{:?}", key.iter().map(|field| row.get(field)).collect::<Vec<_>>()),
    }
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => "NULL".to_owned(),
        Value::Text(text) => format!("{text:?}"),
        value => value.plain_text(),
    };
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    /// Rows of a table with the fields `id` and `name`, by their texts.
    fn rows(texts: &[(i64, Option<&str>)]) -> Vec<Row> {
        let name = |text: &str| FieldName::new(text).unwrap();
        let value = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
        let row = |(id, text): &(i64, Option<&str>)| {
            Row::from([(name("id"), Value::Integer(*id)), (name("name"), value(*text))])
        };
        texts.iter().map(row).collect()
    }

    fn check(
        before: &[(i64, Option<&str>)],
        after: &[(i64, Option<&str>)],
        lost: &[&str],
        left_behind: usize,
    ) {
        let key = [FieldName::new("id").unwrap()];
        let table = TableName::new("users").unwrap();
        let found = compare(&table, &key, &rows(before), &rows(after));
        assert_eq!(
            (found.lost, found.left_behind),
            (lost.iter().map(ToString::to_string).collect(), left_behind)
        );
    }

    #[test]
    fn lost_rows_and_values_are_counted() {
        let both = [(1, Some("a")), (2, Some("b"))];
        check(&both, &both, &[], 0);
        check(&both, &[(2, Some("b")), (1, Some("a"))], &[], 0);
        check(&both, &[(1, Some("a"))], &["`users`: 1 of 2 rows is gone"], 0);
        check(
            &both,
            &[(1, None), (2, None), (3, None)],
            &["`users.name`: 2 of 2 values changed (first: \"a\" became NULL)"],
            1,
        );
    }

    #[test]
    fn without_a_key_whole_rows_are_compared() {
        let table = TableName::new("log").unwrap();
        let (before, after) = (rows(&[(1, None), (1, None)]), rows(&[(1, None)]));
        assert_eq!(
            compare(&table, &[], &before, &after).lost,
            ["`log`: 1 of 2 rows is gone"]
        );
    }
}
