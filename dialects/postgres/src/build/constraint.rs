//! Constraints of a table and of its fields.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Constraint, ConstraintKind, Exclusion, ExclusionElement, Table};

use super::features::demand_constraint;
use super::{names, object_subject};
use crate::expression::{spell, spell_written};
use crate::flavour::{Flavour, Server};
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

/// Refuses a constraint that PostgreSQL, or this version of it, cannot have.
pub(super) fn check(constraint: &Constraint, server: Server) -> Result<(), Unsupported> {
    let subject = object_subject("constraint", &constraint.name);
    demand_constraint(constraint, &subject, server)?;
    match &constraint.kind {
        ConstraintKind::Check(check) => spell_written(&check.expression, &subject, server.flavour).map(drop),
        ConstraintKind::Exclusion(exclusion) => check_exclusion(exclusion, &subject, server),
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => Ok(()),
    }
}

pub(super) fn build(constraint: &Constraint, flavour: &Flavour) -> physical::Constraint {
    let columns = || names(constraint.fields());
    physical::Constraint {
        name: fitting(&constraint.name),
        kind: match &constraint.kind {
            ConstraintKind::Unique(unique) => Kind::Unique(unique.clone()),
            ConstraintKind::ForeignKey(key) => Kind::ForeignKey(key.clone()),
            ConstraintKind::Check(check) => Kind::Check {
                expression: spell(&check.expression, flavour),
                columns: columns(),
            },
            ConstraintKind::Exclusion(exclusion) => Kind::Exclusion {
                method: exclusion.method.clone(),
                elements: exclusion.elements.iter().map(element).collect(),
                condition: exclusion.condition.as_ref().map(|one| spell(one, flavour)),
                deferrable: exclusion.deferrable,
                columns: columns(),
            },
        },
    }
}

fn element(element: &ExclusionElement) -> physical::ExclusionElement {
    physical::ExclusionElement {
        expression: element.expression.sql().as_str().to_owned(),
        operator: element.operator.clone(),
    }
}

fn check_exclusion(exclusion: &Exclusion, subject: &str, server: Server) -> Result<(), Unsupported> {
    for operator in exclusion.elements.iter().map(|element| &element.operator) {
        let is_operator =
            !operator.is_empty() && operator.chars().all(|part| "+-*/<>=~!@#%^&|`?".contains(part));
        if !is_operator || operator.contains("--") || operator.contains("/*") {
            return Err(refuse(
                subject,
                Some(Feature::ExclusionConstraint),
                format!("`{operator}` is no operator"),
                "write an operator such as = or &&",
            ));
        }
    }
    let mut conditions = exclusion.condition.iter();
    conditions.try_for_each(|condition| spell_written(condition, subject, server.flavour).map(drop))
}
