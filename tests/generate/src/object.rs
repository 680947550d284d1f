//! Indexes and constraints over the fields that a table has.

use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, Field, FieldName, FieldType, Index, IndexKey, IndexPart,
    ObjectName, SortOrder, SqlExpression, Table, Unique,
};

use super::Choices;

/// An index over one or two fields.
pub fn index(choices: &mut Choices, name: ObjectName, table: &Table) -> Option<Index> {
    let parts = keys(choices, table)?.into_iter().map(|field| {
        let order = *choices.pick(&[SortOrder::Ascending, SortOrder::Descending])?;
        Some(IndexPart {
            order,
            ..IndexPart::ascending(IndexKey::Field(field))
        })
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    let condition = match choices.percent(15) {
        true => Some(SqlExpression::parse(&format!(
            "{} IS NOT NULL",
            quoted(choices, table)?
        ))),
        false => None,
    };
    Some(Index {
        parts,
        condition,
        ..Index::over(name, [])
    })
}

/// A unique or check constraint.
pub fn constraint(choices: &mut Choices, name: ObjectName, table: &Table) -> Option<Constraint> {
    let kind = match choices.percent(50) {
        true => ConstraintKind::Unique(Unique {
            fields: keys(choices, table)?,
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        }),
        false => ConstraintKind::Check(Check {
            expression: check(choices, table)?,
        }),
    };
    Some(Constraint { name, kind })
}

fn check(choices: &mut Choices, table: &Table) -> Option<SqlExpression> {
    let integers: Vec<&Field> = table
        .fields
        .values()
        .filter(|field| field.field_type.is_integer() && !field.auto_increment)
        .collect();
    match choices.pick(&integers) {
        Some(field) => Some(SqlExpression::parse(&format!(
            "{} >= -1000 OR 1 = 1",
            quote(&field.name)
        ))),
        None => Some(SqlExpression::parse(&format!(
            "{} IS NOT NULL OR 1 = 1",
            quoted(choices, table)?
        ))),
    }
}

/// One or two fields that every database can index.
fn keys(choices: &mut Choices, table: &Table) -> Option<Vec<FieldName>> {
    let fields: Vec<&Field> = table.fields.values().filter(|field| is_key(field)).collect();
    let first = choices.pick(&fields)?.name.clone();
    let second = choices.pick(&fields)?.name.clone();
    Some(match first == second || choices.percent(50) {
        true => vec![first],
        false => vec![first, second],
    })
}

fn is_key(field: &Field) -> bool {
    let is_short = matches!(field.field_type, FieldType::String { max_length } if max_length < 200);
    is_short || field.field_type.is_integer() || matches!(field.field_type, FieldType::Uuid | FieldType::Date)
}

fn quoted(choices: &mut Choices, table: &Table) -> Option<String> {
    let fields: Vec<&FieldName> = table.fields.keys().collect();
    Some(quote(choices.pick(&fields)?))
}

fn quote(name: &FieldName) -> String {
    format!("\"{}\"", name.as_str().replace('"', "\"\""))
}
