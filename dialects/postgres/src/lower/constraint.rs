//! Constraints, as CREATE TABLE and ADD CONSTRAINT take them.

use aksara_dialect::{Ddl, Feature, ServerVersion, Unsupported};
use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, Exclusion, ExclusionElement, ExistingRows, FieldName,
    ForeignKey, KeyMatch, ReferentialAction, Unique,
};
use sea_query::PostgresQueryBuilder;

use super::ddl;
use crate::capabilities::require;
use crate::dialect::NAME;
use crate::expression::spell_written;
use crate::own_objects::fitting;

type Writer = Ddl<PostgresQueryBuilder>;

/// `CONSTRAINT "name" …`
pub(super) fn definition(constraint: &Constraint, version: &ServerVersion) -> Result<String, Unsupported> {
    let subject = format!("constraint `{}`", constraint.name);
    let head = ddl().word("CONSTRAINT").name(&fitting(&constraint.name));
    let written = match &constraint.kind {
        ConstraintKind::Unique(unique) => unique_definition(head, unique, &subject, version)?,
        ConstraintKind::Check(Check { expression }) => {
            head.word("CHECK").list([spell_written(expression, &subject)?])
        }
        ConstraintKind::ForeignKey(key) => foreign_key_definition(head, key, &subject, version)?,
        ConstraintKind::Exclusion(exclusion) => exclusion_definition(head, exclusion, &subject)?,
    };
    Ok(written.finish())
}

/// `CONSTRAINT "name" PRIMARY KEY (…)`
pub(super) fn primary_key(name: &str, fields: &[&FieldName]) -> String {
    ddl()
        .word("CONSTRAINT")
        .name(name)
        .word("PRIMARY KEY")
        .fields(fields.iter().copied())
        .finish()
}

fn unique_definition(
    head: Writer,
    unique: &Unique,
    subject: &str,
    version: &ServerVersion,
) -> Result<Writer, Unsupported> {
    if unique.nulls_not_distinct {
        require(
            Feature::NullsNotDistinct,
            version,
            subject,
            "make the fields NOT NULL, or take NULLs as distinct",
        )?;
    }
    let written = head
        .word("UNIQUE")
        .when(unique.nulls_not_distinct, |ddl| ddl.word("NULLS NOT DISTINCT"))
        .fields(&unique.fields);
    Ok(with_deferral(written, unique.deferrable))
}

fn foreign_key_definition(
    head: Writer,
    key: &ForeignKey,
    subject: &str,
    version: &ServerVersion,
) -> Result<Writer, Unsupported> {
    let details = &key.details;
    if !details.set_on_delete.is_empty() {
        let alternative = "let the deletion set every field of the key, or write a trigger";
        require(Feature::SetSomeOnDelete, version, subject, alternative)?;
    }
    let mut written = head
        .word("FOREIGN KEY")
        .fields(&key.fields)
        .word("REFERENCES")
        .table(&key.table);
    if !key.target_fields.is_empty() {
        written = written.fields(&key.target_fields);
    }
    written = written.when(details.matching == KeyMatch::Full, |ddl| ddl.word("MATCH FULL"));
    if key.on_delete != ReferentialAction::NoAction {
        written = written.word("ON DELETE").word(spell_action(key.on_delete));
    }
    if !details.set_on_delete.is_empty() {
        written = written.fields(&details.set_on_delete);
    }
    if key.on_update != ReferentialAction::NoAction {
        written = written.word("ON UPDATE").word(spell_action(key.on_update));
    }
    let written = with_deferral(written, key.deferrable);
    Ok(
        written.when(details.existing_rows == ExistingRows::Unchecked, |ddl| {
            ddl.word("NOT VALID")
        }),
    )
}

fn exclusion_definition(head: Writer, exclusion: &Exclusion, subject: &str) -> Result<Writer, Unsupported> {
    let elements = exclusion
        .elements
        .iter()
        .map(|element| spell_element(element, subject));
    let elements = elements.collect::<Result<Vec<_>, _>>()?;
    let written = head.word("EXCLUDE USING").name(&exclusion.method).list(elements);
    let written = match &exclusion.condition {
        Some(condition) => written.word("WHERE").list([spell_written(condition, subject)?]),
        None => written,
    };
    Ok(with_deferral(written, exclusion.deferrable))
}

fn spell_element(element: &ExclusionElement, subject: &str) -> Result<String, Unsupported> {
    let operator = &element.operator;
    let is_operator = !operator.is_empty() && operator.chars().all(|part| "+-*/<>=~!@#%^&|`?".contains(part));
    if is_operator && !operator.contains("--") && !operator.contains("/*") {
        Ok(ddl()
            .raw(element.expression.sql())
            .word("WITH")
            .fragment(operator)
            .finish())
    } else {
        Err(Unsupported {
            subject: subject.to_owned(),
            dialect: NAME,
            feature: Some(Feature::ExclusionConstraint),
            reason: format!("`{operator}` is no operator"),
            alternative: "write an operator such as = or &&".to_owned(),
            origin: None,
        })
    }
}

fn spell_action(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::NoAction => "NO ACTION",
    }
}

fn with_deferral(written: Writer, deferrable: Deferrable) -> Writer {
    match deferrable {
        Deferrable::Never => written,
        Deferrable::InitiallyImmediate => written.word("DEFERRABLE INITIALLY IMMEDIATE"),
        Deferrable::InitiallyDeferred => written.word("DEFERRABLE INITIALLY DEFERRED"),
    }
}
