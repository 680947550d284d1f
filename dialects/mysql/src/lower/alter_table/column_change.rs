//! What each kept column of a changed table needs.

use aksara_dialect::{Feature, FieldChange, Unsupported, spell_sql_expression};
use aksara_operations::Fill;
use aksara_schema::{Constraint, ConstraintKind, Default, Field, FieldName, Literal, SqlExpression, Table};

use super::Alteration;
use crate::column::{column_body, subject_of};
use crate::conversion::{Conversion, conversion};
use crate::default::default_value;
use crate::flavour::Flavour;
use crate::literal::spell_literal;
use crate::name::quoted;
use crate::types::{inherits_collation, spell_field_type};

/// What a kept column needs.
pub(super) enum ColumnChange {
    /// Another name alone.
    Rename,
    /// Another definition; NULLs are replaced first where a value is given.
    Modify { null_becomes: Option<String> },
    /// Values computed from the old row, in a new column that takes the old one's place.
    Compute {
        expression: String,
        null_becomes: Option<String>,
    },
    /// A generated column made anew.
    Regenerate,
}

impl Alteration<'_> {
    /// The kept columns that need something, with what they need.
    pub(super) fn column_changes(&self) -> Result<Vec<(FieldChange<'_>, ColumnChange)>, Unsupported> {
        let mut changes = Vec::new();
        for (old, new) in &self.change.fields.0 {
            let pair = (self.before().fields.get(old), self.after().fields.get(new));
            let (Some(before), Some(after)) = pair else {
                continue;
            };
            let change = FieldChange {
                before,
                after,
                is_redefined: true,
            };
            changes.extend(self.column_change(&change)?.map(|kind| (change, kind)));
        }
        self.regenerate_dependents(&mut changes);
        Ok(changes)
    }

    /// Whether a check may stand in the column's own definition, and goes or changes, or would follow its column to
    /// another name.
    fn sheds_check(&self, change: &FieldChange<'_>) -> bool {
        let Some(check) = self.column_check(&change.before.name) else {
            return false;
        };
        change.is_renamed() || self.after().constraints.get(&check.name) != Some(check)
    }

    /// MariaDB's check with the name of its column: perhaps one in the column's own definition, which has no name but
    /// that, goes where the column is defined anew, and is dropped by nothing else.
    pub(super) fn column_check(&self, field: &FieldName) -> Option<&Constraint> {
        let is_check = |constraint: &&Constraint| {
            matches!(constraint.kind, ConstraintKind::Check(_)) && constraint.name.as_str() == field.as_str()
        };
        let checks = self.before().constraints.values();
        checks
            .filter(|_| self.server.flavour == Flavour::Mariadb)
            .find(is_check)
    }

    fn column_change(&self, change: &FieldChange<'_>) -> Result<Option<ColumnChange>, Unsupported> {
        let (before, after) = (change.before, change.after);
        let subject = subject_of(after, self.after());
        if let Some(regenerated) = self.generation_change(change, &subject)? {
            return Ok(Some(regenerated));
        }
        if let Some(using) = self.change.hints.using.get(&after.name) {
            let expression = self.spell_using(using, &subject)?;
            return self.computed(expression, after, &subject).map(Some);
        }
        let current = quoted(self.current_name(change).as_str());
        match conversion(
            &before.field_type.storage(),
            &after.field_type.storage(),
            &current,
            self.server.flavour,
        ) {
            Conversion::Compute(expression) => {
                return self.computed(expression, after, &subject).map(Some);
            }
            Conversion::Undefined => return Err(self.refuse_conversion(&subject)),
            Conversion::Modify => {}
        }
        if !self.body_differs(change)? && !self.sheds_check(change) {
            return Ok(change.is_renamed().then_some(ColumnChange::Rename));
        }
        self.modification(change, &subject).map(Some)
    }

    /// What a field needs that begins or ceases to be generated, or is generated in another way.
    fn generation_change(
        &self,
        change: &FieldChange<'_>,
        subject: &str,
    ) -> Result<Option<ColumnChange>, Unsupported> {
        let renamed = self.renamed.fields.get(&change.after.name);
        let before = renamed.and_then(|renamed| renamed.generated.as_ref());
        match (before, &change.after.generated) {
            (None, None) => Ok(None),
            (Some(before), Some(after)) if before == after => {
                let is_renamed = |name: &FieldName| self.renamed_fields().any(|(_, new)| new == name);
                let follows = after.expression.fields().into_iter().any(is_renamed);
                Ok((follows && self.goes_early(change.before)).then_some(ColumnChange::Regenerate))
            }
            (_, Some(_)) => Ok(Some(ColumnChange::Regenerate)),
            (Some(_), None) => {
                let current = quoted(self.current_name(change).as_str());
                self.computed(current, change.after, subject).map(Some)
            }
        }
    }

    /// Whether the column is to be defined otherwise. MariaDB follows a rename inside an expression; MySQL wants
    /// the column that depends on it defined anew in the same statement (3108).
    fn body_differs(&self, change: &FieldChange<'_>) -> Result<bool, Unsupported> {
        let (name, server) = (&change.after.name, self.server);
        let before = match (server.flavour, self.renamed.fields.get(name)) {
            (Flavour::Mariadb, Some(renamed)) => column_body(renamed, &self.renamed, server)?,
            (Flavour::Mysql, _) | (_, None) => column_body(change.before, self.before(), server)?,
        };
        Ok(before != column_body(change.after, self.after(), server)?
            || (inherits_collation(change.after) && self.collation_changes()))
    }

    /// Whether a field is generated from one that is renamed, and so goes before that. MySQL wants it defined anew in
    /// the statement that renames (3108), which then copies the table, and so renames no field of a foreign key (1846).
    pub(super) fn goes_early(&self, before: &Field) -> bool {
        self.server.flavour == Flavour::Mysql && self.renames_early() && self.follows_rename(before)
    }

    fn follows_rename(&self, before: &Field) -> bool {
        let generated = before.generated.iter();
        let mut operands = generated.flat_map(|generated| generated.expression.fields());
        operands.any(|name| {
            let field = self.before().fields.get(name);
            self.renamed_fields().any(|(old, _)| old == name)
                || field.is_some_and(|field| field.name != before.name && self.follows_rename(field))
        })
    }

    /// The fields that go before others are renamed, by their new names where they stay.
    pub(super) fn early_fields(&self) -> Vec<FieldName> {
        let fields = self.before().fields.values();
        let early = fields.filter(|field| self.goes_early(field));
        early
            .map(|field| {
                self.change
                    .fields
                    .new_name(&field.name)
                    .unwrap_or(&field.name)
                    .clone()
            })
            .collect()
    }

    fn collation_changes(&self) -> bool {
        let of = |table: &Table| (table.options.charset.clone(), table.options.collation.clone());
        of(self.before()) != of(self.after())
    }

    fn modification(&self, change: &FieldChange<'_>, subject: &str) -> Result<ColumnChange, Unsupported> {
        let (before, after) = (change.before, change.after);
        let becomes_required = after.is_required() && !before.is_required();
        let value = match becomes_required {
            true => self.replacement_of_null(after, subject)?,
            false => None,
        };
        let same_type =
            spell_field_type(before, subject, self.server)? == spell_field_type(after, subject, self.server)?;
        Ok(match (value, same_type) {
            // The default is a value of the new type, which the old column might not hold.
            (null_becomes @ Some(_), false) => ColumnChange::Compute {
                expression: quoted(self.current_name(change).as_str()),
                null_becomes,
            },
            (null_becomes, _) => ColumnChange::Modify { null_becomes },
        })
    }

    /// What is not portable is taken as it is written: it runs once and stays nowhere.
    pub(super) fn spell_using(&self, using: &SqlExpression, subject: &str) -> Result<String, Unsupported> {
        match self.current_expression(using) {
            SqlExpression::Unportable { sql, .. } => Ok(sql.as_str().to_owned()),
            other => spell_sql_expression(&other, subject, &self.server.flavour),
        }
    }

    /// An expression over the old row, under the names that its fields have when it is computed.
    fn current_expression(&self, expression: &SqlExpression) -> SqlExpression {
        let mut expression = expression.clone();
        if self.renames_early() {
            self.renamed_fields()
                .for_each(|(old, new)| expression.rename_field(old, new));
        }
        expression
    }

    /// A computed column, with the default in the place of NULL where NULL is not allowed.
    fn computed(
        &self,
        expression: String,
        field: &Field,
        subject: &str,
    ) -> Result<ColumnChange, Unsupported> {
        let null_becomes = match field.is_required() {
            true => self.replacement_of_null(field, subject)?,
            false => None,
        };
        Ok(ColumnChange::Compute {
            expression,
            null_becomes,
        })
    }

    /// What stands in for NULL: what the operation says, else the default.
    fn replacement_of_null(&self, field: &Field, subject: &str) -> Result<Option<String>, Unsupported> {
        match self.change.hints.fill.get(&field.name) {
            Some(Fill::Constant(literal)) => Ok(Some(spell_literal(literal, &field.field_type.storage()))),
            Some(Fill::Expression(expression)) => self.spell_using(expression, subject).map(Some),
            None => self.default_of(field, subject),
        }
    }

    pub(super) fn default_of(&self, field: &Field, subject: &str) -> Result<Option<String>, Unsupported> {
        given_default(field)
            .map(|default| default_value(default, field, subject, self.server))
            .transpose()
    }

    fn refuse_conversion(&self, subject: &str) -> Unsupported {
        self.server.refuse(
            Some(Feature::AlterFieldType),
            subject,
            "there is no one meaning of the old type's values in the new type",
            "say how to compute the new value: AlterField(…, using=\"…\")",
        )
    }

    /// A generated column that names a column which is made anew must itself be made anew.
    fn regenerate_dependents<'a>(&'a self, changes: &mut Vec<(FieldChange<'a>, ColumnChange)>) {
        loop {
            let rebuilt: Vec<FieldName> = changes
                .iter()
                .filter(|(_, kind)| matches!(kind, ColumnChange::Compute { .. } | ColumnChange::Regenerate))
                .map(|(change, _)| change.after.name.clone())
                .collect();
            let depends = |field: &&Field| {
                let generated = field.generated.as_ref();
                generated.is_some_and(|generated| {
                    generated
                        .expression
                        .fields()
                        .into_iter()
                        .any(|name| rebuilt.contains(name))
                }) && !rebuilt.contains(&field.name)
            };
            let Some(change) = self
                .after()
                .fields
                .values()
                .find(depends)
                .and_then(|field| self.pair_of(field))
            else {
                return;
            };
            changes.retain(|(other, _)| other.after.name != change.after.name);
            changes.push((change, ColumnChange::Regenerate));
        }
    }

    fn pair_of<'a>(&'a self, after: &'a Field) -> Option<FieldChange<'a>> {
        let before = self
            .before()
            .fields
            .get(self.change.fields.old_name(&after.name)?)?;
        Some(FieldChange {
            before,
            after,
            is_redefined: true,
        })
    }
}

/// The default that is a value: DEFAULT NULL is none.
pub(super) fn given_default(field: &Field) -> Option<&Default> {
    field
        .default
        .as_ref()
        .filter(|default| !matches!(default, Default::Literal(Literal::Null)))
}
