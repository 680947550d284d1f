//! Rows of pg_constraint → primary keys, unique constraints, checks, foreign keys, exclusions.

use aksara_driver::{DriverError, Row};
use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, Exclusion, ExclusionElement, ExclusionExpression,
    ExistingRows, ForeignKey, KeyDetails, KeyMatch, NotCompared, RawSql, ReferentialAction, Table, Unique,
};

use super::Tables;
use super::rows::{field_names, integer, is_true, named_table, object_name, parsed, text, unexpected};
use crate::read;

/// Puts the constraints into their tables.
pub(super) fn read(tables: &mut Tables, rows: &[Row]) -> Result<(), DriverError> {
    for row in rows {
        if let Some(table) = tables.get_mut(&integer(row, "table_id")?) {
            add(table, row)?;
        }
    }
    Ok(())
}

fn add(table: &mut Table, row: &Row) -> Result<(), DriverError> {
    let name = object_name(row)?;
    let kind = match text(row, "kind")? {
        "p" => {
            table.primary_key_name = NotCompared(Some(name));
            return add_primary_key(table, row);
        }
        "u" => ConstraintKind::Unique(Unique {
            fields: field_names(row, "fields")?,
            deferrable: deferrable(row),
            nulls_not_distinct: is_true(row, "nulls_not_distinct"),
        }),
        "c" => ConstraintKind::Check(Check {
            expression: read::expression(text(row, "expression")?, table),
        }),
        "f" => ConstraintKind::ForeignKey(foreign_key(row)?),
        _ => ConstraintKind::Exclusion(exclusion(row, table)?),
    };
    table.constraints.insert(name.clone(), Constraint { name, kind });
    Ok(())
}

fn add_primary_key(table: &mut Table, row: &Row) -> Result<(), DriverError> {
    let fields = field_names(row, "fields")?;
    for name in &fields {
        if let Some(field) = table.fields.get_mut(name) {
            field.primary_key = true;
        }
    }
    if !table.primary_key().into_iter().eq(&fields) {
        table.primary_key_order = fields;
    }
    Ok(())
}

fn foreign_key(row: &Row) -> Result<ForeignKey, DriverError> {
    Ok(ForeignKey {
        fields: field_names(row, "fields")?,
        table: named_table(row, "target_namespace", "target")?,
        target_fields: field_names(row, "target_fields")?,
        on_delete: action(row, "on_delete")?,
        on_update: action(row, "on_update")?,
        deferrable: deferrable(row),
        details: KeyDetails {
            matching: if is_true(row, "matches_full") {
                KeyMatch::Full
            } else {
                KeyMatch::Simple
            },
            set_on_delete: field_names(row, "set_on_delete")?,
            existing_rows: if is_true(row, "validated") {
                ExistingRows::Checked
            } else {
                ExistingRows::Unchecked
            },
        },
    })
}

fn exclusion(row: &Row, table: &Table) -> Result<Exclusion, DriverError> {
    let elements: Vec<(String, String)> = parsed(row, "elements")?.unwrap_or_default();
    let element = |(expression, operator)| ExclusionElement {
        expression: ExclusionExpression::new(RawSql::new(expression)),
        operator,
    };
    Ok(Exclusion {
        method: text(row, "method")?.to_owned(),
        elements: elements.into_iter().map(element).collect(),
        condition: row.text("condition").map(|sql| read::expression(sql, table)),
        deferrable: deferrable(row),
    })
}

fn deferrable(row: &Row) -> Deferrable {
    match (is_true(row, "deferrable"), is_true(row, "deferred")) {
        (false, _) => Deferrable::Never,
        (true, false) => Deferrable::InitiallyImmediate,
        (true, true) => Deferrable::InitiallyDeferred,
    }
}

/// The letters of confdeltype and confupdtype.
const ACTIONS: &[(&str, ReferentialAction)] = &[
    ("a", ReferentialAction::NoAction),
    ("r", ReferentialAction::Restrict),
    ("c", ReferentialAction::Cascade),
    ("n", ReferentialAction::SetNull),
    ("d", ReferentialAction::SetDefault),
];

fn action(row: &Row, column: &str) -> Result<ReferentialAction, DriverError> {
    let letter = text(row, column)?;
    let known = ACTIONS.iter().find(|(known, _)| *known == letter);
    known
        .map(|(_, action)| *action)
        .ok_or_else(|| unexpected(column, "is no referential action"))
}
