//! Values of enums that have other names: the rows that hold one are given its new name.

use std::collections::BTreeMap;

use aksara_schema::{BinaryOperator, Expression, Field, FieldName, Literal, SqlExpression, TableName};

use crate::{Answers, DetectionError};

/// New values by the old ones, by table and field under their new names.
#[derive(Debug, Default)]
pub(crate) struct RenamedValues(BTreeMap<(TableName, FieldName), BTreeMap<String, String>>);

impl RenamedValues {
    pub(crate) fn of(answers: &Answers) -> Self {
        let mut renamed = Self::default();
        for ((table, field, old), new) in &answers.values {
            if let Some(new) = new {
                let values = renamed.0.entry((table.clone(), field.clone())).or_default();
                values.insert(old.clone(), new.clone());
            }
        }
        renamed
    }

    /// Refuses a rename of a value that the field does not have, or to one that it is not to have.
    pub(crate) fn demand<'a>(
        &self,
        field_before: impl Fn(&TableName, &FieldName) -> Option<&'a Field>,
        field_after: impl Fn(&TableName, &FieldName) -> Option<&'a Field>,
    ) -> Result<(), DetectionError> {
        for ((table, field), renames) in &self.0 {
            let has = |field: Option<&Field>, value: &String| {
                let values = field.map(values).unwrap_or_default();
                values.contains(value)
            };
            let (before, after) = (field_before(table, field), field_after(table, field));
            let is_rename = |old: &String, new: &String| {
                let is_only = renames.values().filter(|other| *other == new).count() == 1;
                let is_taken = || renames.values().any(|other| other == old);
                let is_given_up = has(before, old) && (!has(after, old) || is_taken());
                let is_free = !has(before, new) || renames.contains_key(new);
                is_given_up && has(after, new) && is_free && is_only
            };
            let mut wrong = renames.iter().filter(|(old, new)| !is_rename(old, new));
            if let Some((old, new)) = wrong.next() {
                return Err(DetectionError::NoSuchRename {
                    old: format!("{table}.{field}.{old}"),
                    new: new.clone(),
                });
            }
        }
        Ok(())
    }

    /// The fields whose values get other names.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &(TableName, FieldName)> {
        self.0.keys()
    }

    /// How the values of a field are computed, there and back; `None` where none that it has gets another name. They are
    /// computed once: in a ring, the names that they get are names that others had.
    pub(crate) fn take(
        &mut self,
        table: &TableName,
        before: &Field,
        after: &Field,
    ) -> Option<(SqlExpression, SqlExpression)> {
        let key = (table.clone(), after.name.clone());
        let moves =
            |(old, new): (&String, &String)| values(before).contains(old) && values(after).contains(new);
        if !self.0.get(&key)?.iter().all(moves) {
            return None;
        }
        let renames = self.0.remove(&key)?;
        let there: Vec<(&String, &String)> = renames.iter().collect();
        let back: Vec<(&String, &String)> = renames.iter().map(|(old, new)| (new, old)).collect();
        Some((replacing(&after.name, &there), replacing(&after.name, &back)))
    }
}

/// The values that an enum lists.
pub(crate) fn values(field: &Field) -> &[String] {
    field.field_type.values().unwrap_or_default()
}

/// `CASE WHEN field = 'old' THEN 'new' … ELSE field END`
fn replacing(field: &FieldName, renames: &[(&String, &String)]) -> SqlExpression {
    let text = |value: &String| Expression::Literal(Literal::String(value.clone()));
    let own = || Box::new(Expression::Field(field.clone()));
    let branches = renames.iter().map(|(old, new)| {
        let is_old = Expression::Binary {
            left: own(),
            operator: BinaryOperator::Equal,
            right: Box::new(text(old)),
        };
        (is_old, text(new))
    });
    SqlExpression::Portable(Expression::Case {
        branches: branches.collect(),
        otherwise: Some(own()),
    })
}
