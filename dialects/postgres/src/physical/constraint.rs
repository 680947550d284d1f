//! Constraints: keys, checks, exclusions.

use aksara_schema::{Deferrable, FieldName, ForeignKey, Unique};

use super::Object;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Constraint {
    pub(crate) name: String,
    pub(crate) kind: ConstraintKind,
}

/// The content of a constraint. Unique and foreign keys are to PostgreSQL as they are in the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConstraintKind {
    PrimaryKey(Vec<FieldName>),
    Unique(Unique),
    Check {
        expression: String,
        columns: Vec<String>,
    },
    ForeignKey(ForeignKey),
    Exclusion {
        method: String,
        elements: Vec<ExclusionElement>,
        condition: Option<String>,
        deferrable: Deferrable,
        columns: Vec<String>,
    },
}

/// `expression WITH operator`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExclusionElement {
    pub(crate) expression: String,
    pub(crate) operator: String,
}

impl Object for Constraint {
    fn name(&self) -> &str {
        &self.name
    }

    fn named(&self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: self.kind.clone(),
        }
    }

    fn computes(&self) -> bool {
        match self.kind {
            ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => true,
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => {
                false
            }
        }
    }

    fn needs(&self, column: &str) -> bool {
        let is_in = |fields: &[FieldName]| fields.iter().any(|field| field.as_str() == column);
        match &self.kind {
            ConstraintKind::PrimaryKey(fields) => is_in(fields),
            ConstraintKind::Unique(unique) => is_in(&unique.fields),
            ConstraintKind::ForeignKey(key) => is_in(&key.fields),
            ConstraintKind::Check { columns, .. } | ConstraintKind::Exclusion { columns, .. } => {
                columns.iter().any(|needed| needed == column)
            }
        }
    }
}

impl Constraint {
    pub(crate) fn is_foreign_key(&self) -> bool {
        matches!(self.kind, ConstraintKind::ForeignKey(_))
    }

    pub(crate) fn is_primary_key(&self) -> bool {
        matches!(self.kind, ConstraintKind::PrimaryKey(_))
    }
}
