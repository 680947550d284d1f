//! Rows of pg_constraint → primary keys, unique constraints, checks, foreign keys, exclusions.

use aksara_driver::{DriverError, Row};
use aksara_schema::{Deferrable, ExistingRows, ForeignKey, KeyDetails, KeyMatch, ReferentialAction, Unique};

use super::columns_of;
use super::rows::{field_names, is_true, named_table, parsed, text, unexpected};
use crate::physical::{Constraint, ConstraintKind, ExclusionElement};

pub(super) fn read(row: &Row) -> Result<Constraint, DriverError> {
    Ok(Constraint {
        name: text(row, "name")?.to_owned(),
        kind: match text(row, "kind")? {
            "p" => ConstraintKind::PrimaryKey(field_names(row, "fields")?),
            "u" => ConstraintKind::Unique(Unique {
                fields: field_names(row, "fields")?,
                deferrable: deferrable(row),
                nulls_not_distinct: is_true(row, "nulls_not_distinct"),
            }),
            "c" => ConstraintKind::Check {
                expression: text(row, "expression")?.to_owned(),
                columns: parsed(row, "fields")?.unwrap_or_default(),
            },
            "f" => ConstraintKind::ForeignKey(foreign_key(row)?),
            _ => exclusion(row)?,
        },
    })
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

fn exclusion(row: &Row) -> Result<ConstraintKind, DriverError> {
    let elements: Vec<(String, String)> = parsed(row, "elements")?.unwrap_or_default();
    let condition = row.text("condition");
    let compared = elements.iter().map(|(expression, _)| expression.as_str());
    let columns = columns_of(compared.chain(condition));
    let element = |(expression, operator)| ExclusionElement { expression, operator };
    Ok(ConstraintKind::Exclusion {
        method: text(row, "method")?.to_owned(),
        elements: elements.into_iter().map(element).collect(),
        condition: condition.map(str::to_owned),
        deferrable: deferrable(row),
        columns,
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
