//! Constraints of a table and of its fields.

use aksara_dialect::{Feature, ServerVersion, Unsupported};
use aksara_schema::{Constraint, ConstraintKind, ExclusionElement, Table};

use super::{names, object_subject};
use crate::capabilities::require;
use crate::expression::spell_written;
use crate::own_objects::{fitting, primary_key_name};
use crate::physical::{self, ConstraintKind as Kind};
use crate::refusal::refuse;

/// The primary key, where the table has one.
pub(super) fn primary_key(table: &Table) -> Option<physical::Constraint> {
    let key = table.primary_key();
    (!key.is_empty()).then(|| physical::Constraint {
        name: primary_key_name(table),
        kind: Kind::PrimaryKey(key.into_iter().cloned().collect()),
    })
}

pub(super) fn build(
    constraint: &Constraint,
    version: &ServerVersion,
) -> Result<physical::Constraint, Unsupported> {
    let subject = object_subject("constraint", &constraint.name);
    let known = known(constraint);
    let kind = match (&constraint.kind, known.kind) {
        (ConstraintKind::Check(check), Kind::Check { columns, .. }) => Kind::Check {
            expression: spell_written(&check.expression, &subject)?,
            columns,
        },
        (
            ConstraintKind::Exclusion(exclusion),
            Kind::Exclusion {
                method,
                deferrable,
                columns,
                ..
            },
        ) => {
            let condition = exclusion.condition.as_ref();
            let condition = condition.map(|condition| spell_written(condition, &subject));
            let elements = exclusion.elements.iter();
            let elements = elements.map(|element| build_element(element, &subject));
            Kind::Exclusion {
                elements: elements.collect::<Result<_, _>>()?,
                condition: condition.transpose()?,
                method,
                deferrable,
                columns,
            }
        }
        (_, kind) => {
            require_details(&constraint.kind, &subject, version)?;
            kind
        }
    };
    Ok(physical::Constraint {
        name: known.name,
        kind,
    })
}

/// The constraint as far as it is known without a look at its expressions.
pub(super) fn known(constraint: &Constraint) -> physical::Constraint {
    let kind = match &constraint.kind {
        ConstraintKind::Unique(unique) => Kind::Unique(unique.clone()),
        ConstraintKind::ForeignKey(key) => Kind::ForeignKey(key.clone()),
        ConstraintKind::Check(_) => Kind::Check {
            expression: String::new(),
            columns: names(constraint.fields()),
        },
        ConstraintKind::Exclusion(exclusion) => Kind::Exclusion {
            method: exclusion.method.clone(),
            elements: Vec::new(),
            condition: None,
            deferrable: exclusion.deferrable,
            columns: names(constraint.fields()),
        },
    };
    physical::Constraint {
        name: fitting(&constraint.name),
        kind,
    }
}

/// Refuses what newer versions alone have.
fn require_details(kind: &ConstraintKind, subject: &str, version: &ServerVersion) -> Result<(), Unsupported> {
    match kind {
        ConstraintKind::Unique(unique) if unique.nulls_not_distinct => {
            let alternative = "make the fields NOT NULL, or take NULLs as distinct";
            require(Feature::NullsNotDistinct, version, subject, alternative)
        }
        ConstraintKind::ForeignKey(key) if !key.details.set_on_delete.is_empty() => {
            let alternative = "let the deletion set every field of the key, or write a trigger";
            require(Feature::SetSomeOnDelete, version, subject, alternative)
        }
        ConstraintKind::Unique(_)
        | ConstraintKind::ForeignKey(_)
        | ConstraintKind::Check(_)
        | ConstraintKind::Exclusion(_) => Ok(()),
    }
}

fn build_element(
    element: &ExclusionElement,
    subject: &str,
) -> Result<physical::ExclusionElement, Unsupported> {
    let operator = &element.operator;
    let is_operator = !operator.is_empty() && operator.chars().all(|part| "+-*/<>=~!@#%^&|`?".contains(part));
    if !is_operator || operator.contains("--") || operator.contains("/*") {
        return Err(refuse(
            subject,
            Some(Feature::ExclusionConstraint),
            format!("`{operator}` is no operator"),
            "write an operator such as = or &&",
        ));
    }
    Ok(physical::ExclusionElement {
        expression: element.expression.sql().as_str().to_owned(),
        operator: operator.clone(),
    })
}
