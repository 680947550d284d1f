//! Constraints of a table, each under its name.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, ExistingRows, FieldName, ForeignKey, KeyDetails, KeyMatch,
    SqlExpression, Table, Unique,
};

use crate::expression::{Place, spell};
use crate::limits::check_table_name;
use crate::physical::{self, Clause, ClauseKind};
use crate::refusal::refuse;

/// A named constraint, which is written beside the columns.
pub(super) fn build(table: &Table, item: &Constraint) -> Result<Clause, Unsupported> {
    clause(
        table,
        item,
        &format!("the constraint `{}` of `{}`", item.name, table.name),
    )
}

/// A constraint, of a field or of the table.
pub(super) fn clause(table: &Table, item: &Constraint, subject: &str) -> Result<Clause, Unsupported> {
    let kind = match &item.kind {
        ConstraintKind::Unique(unique) => build_unique(unique, subject)?,
        ConstraintKind::Check(check) => ClauseKind::Check {
            expression: spell(&check.expression, table, Place::Row, subject)?,
        },
        ConstraintKind::ForeignKey(key) => foreign_key(key, subject)?,
        ConstraintKind::Exclusion(_) => {
            return Err(refuse(
                subject,
                Some(Feature::ExclusionConstraint),
                "SQLite has no exclusion constraints",
                "use a unique constraint where rows conflict by equality, or check in the program",
            ));
        }
    };
    Ok(Clause::named(Some(item.name.to_string()), kind))
}

/// A constraint that SQLite refuses, as far as it can be dropped; nothing of what no SQLite can have.
pub(super) fn known(item: &Constraint) -> Option<Clause> {
    let kind = match &item.kind {
        ConstraintKind::Unique(unique) => ClauseKind::Unique {
            columns: names(&unique.fields),
            conflict: None,
        },
        ConstraintKind::Check(check) => ClauseKind::Check {
            expression: match &check.expression {
                SqlExpression::Unportable { sql, .. } => sql.as_str().to_owned(),
                SqlExpression::Portable(_) | SqlExpression::PerDialect(_) => String::new(),
            },
        },
        ConstraintKind::ForeignKey(key) => ClauseKind::ForeignKey(physical_key(key)),
        ConstraintKind::Exclusion(_) => return None,
    };
    Some(Clause::named(Some(item.name.to_string()), kind))
}

/// Whether a check of this name may have none in the database: inspection gives such names to checks without.
pub(crate) fn may_be_unnamed(name: &str) -> bool {
    name.trim_end_matches(|last: char| last.is_ascii_digit())
        .ends_with("_check")
}

fn foreign_key(key: &ForeignKey, subject: &str) -> Result<ClauseKind, Unsupported> {
    refuse_details(&key.details, subject)?;
    check_table_name(&key.table, subject)?;
    Ok(ClauseKind::ForeignKey(physical_key(key)))
}

fn physical_key(key: &ForeignKey) -> physical::ForeignKey {
    physical::ForeignKey {
        columns: names(&key.fields),
        table: key.table.name().to_owned(),
        targets: names(&key.target_fields),
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
    }
}

/// Refuses NULLS NOT DISTINCT.
pub(super) fn refuse_equal_nulls(nulls_not_distinct: bool, subject: &str) -> Result<(), Unsupported> {
    if !nulls_not_distinct {
        return Ok(());
    }
    Err(refuse(
        subject,
        Some(Feature::NullsNotDistinct),
        "in SQLite, NULLs never count as equal in UNIQUE",
        "make the field required, or add a unique index on `coalesce(field, …)`",
    ))
}

fn build_unique(unique: &Unique, subject: &str) -> Result<ClauseKind, Unsupported> {
    if unique.deferrable != Deferrable::Never {
        return Err(refuse(
            subject,
            Some(Feature::DeferrableUnique),
            "SQLite checks UNIQUE at each row and cannot defer it",
            "leave `deferrable` out, and write rows in an order that never repeats a value",
        ));
    }
    refuse_equal_nulls(unique.nulls_not_distinct, subject)?;
    Ok(ClauseKind::Unique {
        columns: names(&unique.fields),
        conflict: None,
    })
}

fn refuse_details(details: &KeyDetails, subject: &str) -> Result<(), Unsupported> {
    let KeyDetails {
        matching,
        set_on_delete,
        existing_rows,
    } = details;
    let refusals = [
        (
            *matching == KeyMatch::Full,
            Feature::MatchFull,
            "SQLite reads MATCH FULL and ignores it",
            "leave `match` out, and add a check that every field of the key is NULL or none",
        ),
        (
            !set_on_delete.is_empty(),
            Feature::SetSomeOnDelete,
            "in SQLite, ON DELETE sets every field of the key",
            "leave `on_delete_fields` out, or write a trigger",
        ),
        (
            *existing_rows == ExistingRows::Unchecked,
            Feature::UncheckedForeignKey,
            "SQLite has no NOT VALID foreign keys",
            "leave `validated` out, and mend the rows first",
        ),
    ];
    match refusals.into_iter().find(|(asked, ..)| *asked) {
        None => Ok(()),
        Some((_, feature, reason, alternative)) => Err(refuse(subject, Some(feature), reason, alternative)),
    }
}

fn names(fields: &[FieldName]) -> Vec<String> {
    fields.iter().map(ToString::to_string).collect()
}
