//! Checks: those that types bring, and the named ones.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Constraint, ConstraintKind, Field, FieldName, SqlExpression, Table};

use super::Builder;
use super::column::subject_of;
use super::foreign_key::named_foreign_keys;
use super::type_check::type_check;
use crate::expression::{as_condition, names_moment};
use crate::name::object_name;
use crate::physical::{Check, Expression, sets_columns};

impl Builder<'_> {
    pub(super) fn type_check(&self, field: &Field) -> Result<Option<Check>, Unsupported> {
        let Some(check) = type_check(field, self.table, self.server) else {
            return Ok(None);
        };
        self.demand_checks(&subject_of(field, self.table))?;
        Ok(Some(Check {
            name: check.name,
            expression: Expression {
                sql: check.expression,
                columns: vec![field.name.to_string()],
            },
        }))
    }

    pub(super) fn check(&self, constraint: &Constraint) -> Result<Option<Check>, Unsupported> {
        let ConstraintKind::Check(aksara_schema::Check { expression }) = &constraint.kind else {
            return Ok(None);
        };
        let subject = self.subject("the check", constraint.name.as_str());
        self.demand_checks(&subject)?;
        self.demand_unset_fields(expression, &subject)?;
        self.demand_uncounted_fields(expression, &subject)?;
        Ok(Some(Check {
            name: object_name(&constraint.name),
            expression: self.fixed_expression(&as_condition(expression), &subject)?,
        }))
    }

    /// An expression of a check or index, which may not depend on the moment (MySQL 3758, 3814).
    pub(super) fn fixed_expression(
        &self,
        expression: &SqlExpression,
        subject: &str,
    ) -> Result<Expression, Unsupported> {
        let names_moment = matches!(expression, SqlExpression::Portable(portable) if names_moment(portable));
        if names_moment {
            Err(self.server.refuse(
                None,
                subject,
                "the expression depends on the moment, which is not allowed here",
                "compare with a field that holds the moment",
            ))
        } else {
            super::expression(expression, subject, self.server)
        }
    }

    /// Both databases forbid a check on a field that a referential action sets (MySQL 3823, MariaDB 1901).
    fn demand_unset_fields(&self, expression: &SqlExpression, subject: &str) -> Result<(), Unsupported> {
        let set = set_fields(self.table);
        match expression.fields().into_iter().find(|field| set.contains(field)) {
            None => Ok(()),
            Some(field) => Err(self.server.refuse(
                Some(Feature::CheckConstraint),
                subject,
                format!("`{field}` is set by its foreign key (SET NULL or ON UPDATE), and no CHECK may name it then"),
                "use RESTRICT or ON DELETE CASCADE, or check the value in the program",
            )),
        }
    }

    /// Nor may a check name a field that counts (MySQL 3818, MariaDB 1901).
    fn demand_uncounted_fields(&self, expression: &SqlExpression, subject: &str) -> Result<(), Unsupported> {
        let named = expression.fields();
        match named
            .into_iter()
            .filter_map(|name| self.table.fields.get(name))
            .find(|field| field.auto_increment)
        {
            None => Ok(()),
            Some(field) => Err(self.server.refuse(
                Some(Feature::CheckConstraint),
                subject,
                format!(
                    "`{}` is AUTO_INCREMENT, and no CHECK may name it then",
                    field.name
                ),
                "check other fields; what counts by itself starts at 1",
            )),
        }
    }

    fn demand_checks(&self, subject: &str) -> Result<(), Unsupported> {
        self.server
            .demand(Feature::CheckConstraint, subject, "upgrade the server")
    }
}

/// A check without its expression.
pub(super) fn known(constraint: &Constraint) -> Option<Check> {
    matches!(constraint.kind, ConstraintKind::Check(_)).then(|| Check {
        name: object_name(&constraint.name),
        expression: Expression::over(String::new(), []),
    })
}

/// The fields that foreign keys set.
fn set_fields(table: &Table) -> Vec<FieldName> {
    let keys = named_foreign_keys(table).into_iter();
    keys.filter(|(_, key)| sets_columns(key.on_delete, key.on_update))
        .flat_map(|(_, key)| key.fields)
        .collect()
}
