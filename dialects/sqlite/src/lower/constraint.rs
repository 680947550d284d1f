//! Constraints of a table, each under its name.

use aksara_dialect::{Ddl, Feature, Unsupported};
use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, ExistingRows, FieldName, ForeignKey, KeyDetails, KeyMatch,
    ReferentialAction, Table, TableName, Unique,
};
use sea_query::SqliteQueryBuilder;

use super::column::constraint;
use super::expression::{Place, spell};
use super::names::check_table_name;
use crate::refusal::refuse;

/// What a foreign key refers to, and how.
pub(crate) struct Target<'a> {
    pub(crate) table: &'a TableName,
    pub(crate) fields: &'a [FieldName],
    pub(crate) on_delete: ReferentialAction,
    pub(crate) on_update: ReferentialAction,
    pub(crate) deferrable: Deferrable,
}

/// A named constraint as CREATE TABLE writes it beside the fields.
pub(crate) fn table_constraint(table: &Table, item: &Constraint) -> Result<String, Unsupported> {
    let subject = format!("the constraint `{}` of `{}`", item.name, table.name);
    let clause = match &item.kind {
        ConstraintKind::Unique(unique) => unique_clause(unique, &subject)?,
        ConstraintKind::Check(check) => check_clause(table, check, &subject)?,
        ConstraintKind::ForeignKey(key) => foreign_key_clause(key, &subject)?,
        ConstraintKind::Exclusion(_) => {
            return Err(refuse(
                subject,
                Some(Feature::ExclusionConstraint),
                "SQLite has no exclusion constraints",
                "use a unique constraint where rows conflict by equality, or check in the program",
            ));
        }
    };
    Ok(constraint(&item.name, &clause))
}

/// Whether a check may have no name in the database: it has one that inspection gives to checks without.
pub(crate) fn may_be_unnamed(constraint: &Constraint) -> bool {
    let name = constraint.name.as_str();
    let is_derived = name
        .trim_end_matches(|last: char| last.is_ascii_digit())
        .ends_with("_check");
    match constraint.kind {
        ConstraintKind::Check(_) => is_derived,
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
    }
}

/// `CHECK (expression)`
pub(crate) fn check_clause(table: &Table, check: &Check, subject: &str) -> Result<String, Unsupported> {
    Ok(format!(
        "CHECK ({})",
        spell(&check.expression, table, Place::Row, subject)?
    ))
}

/// `REFERENCES table (fields) ON … DEFERRABLE …`
pub(crate) fn references(target: &Target<'_>, subject: &str) -> Result<String, Unsupported> {
    check_table_name(target.table, subject)?;
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word("REFERENCES")
        .table(target.table);
    let ddl = ddl.when(!target.fields.is_empty(), |ddl| ddl.fields(target.fields));
    let ddl = action(ddl, "ON DELETE", target.on_delete);
    let ddl = action(ddl, "ON UPDATE", target.on_update);
    Ok(match target.deferrable {
        Deferrable::Never => ddl,
        Deferrable::InitiallyImmediate => ddl.word("DEFERRABLE INITIALLY IMMEDIATE"),
        Deferrable::InitiallyDeferred => ddl.word("DEFERRABLE INITIALLY DEFERRED"),
    }
    .finish())
}

fn unique_clause(unique: &Unique, subject: &str) -> Result<String, Unsupported> {
    if unique.deferrable != Deferrable::Never {
        return Err(refuse(
            subject,
            Some(Feature::DeferrableUnique),
            "SQLite checks UNIQUE at each row and cannot defer it",
            "leave `deferrable` out, and write rows in an order that never repeats a value",
        ));
    }
    refuse_equal_nulls(unique.nulls_not_distinct, subject)?;
    Ok(Ddl::new(SqliteQueryBuilder)
        .word("UNIQUE")
        .fields(&unique.fields)
        .finish())
}

/// Refuses NULLS NOT DISTINCT.
pub(crate) fn refuse_equal_nulls(nulls_not_distinct: bool, subject: &str) -> Result<(), Unsupported> {
    match nulls_not_distinct {
        false => Ok(()),
        true => Err(refuse(
            subject,
            Some(Feature::NullsNotDistinct),
            "in SQLite, NULLs never count as equal in UNIQUE",
            "make the field required, or add a unique index on `coalesce(field, …)`",
        )),
    }
}

fn foreign_key_clause(key: &ForeignKey, subject: &str) -> Result<String, Unsupported> {
    refuse_details(&key.details, subject)?;
    let target = Target {
        table: &key.table,
        fields: &key.target_fields,
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: key.deferrable,
    };
    let references = references(&target, subject)?;
    Ok(Ddl::new(SqliteQueryBuilder)
        .word("FOREIGN KEY")
        .fields(&key.fields)
        .fragment(&references)
        .finish())
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
            "SQLite reads MATCH FULL and takes no notice of it",
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
            "SQLite has no foreign keys that are NOT VALID",
            "leave `validated` out, and mend the rows first",
        ),
    ];
    match refusals.into_iter().find(|(asked, ..)| *asked) {
        None => Ok(()),
        Some((_, feature, reason, alternative)) => Err(refuse(subject, Some(feature), reason, alternative)),
    }
}

/// An action; NO ACTION is what a foreign key does where none is written.
fn action(
    ddl: Ddl<SqliteQueryBuilder>,
    event: &'static str,
    action: ReferentialAction,
) -> Ddl<SqliteQueryBuilder> {
    let word = match action {
        ReferentialAction::NoAction => return ddl,
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
        ReferentialAction::Restrict => "RESTRICT",
    };
    ddl.word(event).word(word)
}
