//! Backfills. SET works from left to right here, and later expressions see the new values
//! (<https://dev.mysql.com/doc/refman/8.4/en/update.html>); elsewhere every expression sees the row as it was. So a
//! field is set after those that are computed from it. A row comparison is not looked up in an index here
//! (<https://dev.mysql.com/doc/refman/8.4/en/row-constructor-optimization.html>), so keys are compared by fields.

use aksara_dialect::{Feature, KeyComparison, Statement, Unsupported, lower_backfill, spell_sql_expression};
use aksara_operations::BackfillEffect;
use aksara_schema::{Expression, FieldName, SqlExpression, Table};
use indexmap::IndexMap;

use crate::flavour::Server;

/// The statement of a backfill.
pub(super) fn backfill(backfill: &BackfillEffect, server: Server) -> Result<Statement, Unsupported> {
    let mut set = readers_first(&backfill.set).ok_or_else(|| circle(backfill, server))?;
    keep_moments(&mut set, &backfill.table);
    let ordered = BackfillEffect {
        set,
        ..backfill.clone()
    };
    let spell = |expression: &SqlExpression, _: Option<&FieldName>, subject: &str| {
        spell_sql_expression(expression, subject, server.flavour)
    };
    lower_backfill(&ordered, &server.dialect(), KeyComparison::Fields, &spell)
}

/// The assignments in an order in which each sees the row as it was; `None` where fields take each other's values.
fn readers_first(written: &IndexMap<FieldName, SqlExpression>) -> Option<IndexMap<FieldName, SqlExpression>> {
    let mut waiting: Vec<_> = written.iter().collect();
    let mut ordered = IndexMap::with_capacity(written.len());
    while !waiting.is_empty() {
        let is_free = |(name, _): &(&FieldName, &SqlExpression)| {
            let mut others = waiting.iter().filter(|(other, _)| other != name);
            !others.any(|(_, expression)| expression.fields().contains(name))
        };
        let (name, expression) = waiting.remove(waiting.iter().position(is_free)?);
        ordered.insert(name.clone(), expression.clone());
    }
    Some(ordered)
}

/// A field with ON UPDATE keeps its moment where it is set to itself
/// (<https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html>).
fn keep_moments(set: &mut IndexMap<FieldName, SqlExpression>, table: &Table) {
    for field in table.fields.values().filter(|field| field.options.on_update_now) {
        let itself = || SqlExpression::Portable(Expression::Field(field.name.clone()));
        set.entry(field.name.clone()).or_insert_with(itself);
    }
}

fn circle(backfill: &BackfillEffect, server: Server) -> Unsupported {
    server.refuse(
        Some(Feature::Backfill),
        format!("the backfill of `{}`", backfill.table.name),
        "its fields take each other's values, and SET goes from left to right",
        "keep one of the values in a field of its own first",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(written: &[(&str, &str)], expected: Option<&[&str]>) {
        let set = written
            .iter()
            .map(|(name, text)| (FieldName::new(*name).unwrap(), SqlExpression::parse(text)))
            .collect();
        let ordered = readers_first(&set);
        let names = ordered
            .as_ref()
            .map(|set| set.keys().map(FieldName::as_str).collect());
        assert_eq!(names, expected.map(<[_]>::to_vec), "{written:?}");
    }

    #[test]
    fn a_field_is_set_after_those_that_are_computed_from_it() {
        check(&[("a", "a + 1"), ("b", "2")], Some(&["a", "b"]));
        check(&[("a", "1"), ("b", "a"), ("c", "b")], Some(&["c", "b", "a"]));
        check(&[("a", "b"), ("b", "a")], None);
    }
}
