//! Columns of a changed table: renamed, modified, computed anew, dropped, added.

use aksara_dialect::{FieldChange, Unsupported, spell_sql_expression};
use aksara_schema::{Default, Field, FieldName, Literal, SqlExpression, Table};

use super::{Actions, Alteration};
use crate::column::{bare_body, column_body, subject_of};
use crate::conversion::{Conversion, conversion};
use crate::default::default_value;
use crate::flavour::Flavour;
use crate::name::{limited, quoted, quoted_table};
use crate::types::{is_text, spell_field_type};

/// What a kept column needs.
enum ColumnChange {
    /// Another name alone.
    Rename,
    /// Another definition; NULLs are replaced first where a value is given.
    Modify { null_becomes: Option<String> },
    /// Values computed from the old row, in a new column that takes the old one's place.
    Compute(String),
    /// A generated column made anew.
    Regenerate,
}

impl Alteration<'_> {
    /// Plans every column; gives the fields whose column is made anew, by their new names.
    pub(super) fn plan_columns(&self, actions: &mut Actions) -> Result<Vec<FieldName>, Unsupported> {
        let mut rebuilt = Vec::new();
        let dropped = self.difference.dropped_fields.iter();
        actions
            .drop
            .extend(dropped.map(|field| format!("DROP COLUMN {}", quoted(field.name.as_str()))));
        for (change, kind) in self.column_changes()? {
            if matches!(kind, ColumnChange::Compute(_) | ColumnChange::Regenerate) {
                rebuilt.push(change.after.name.clone());
            }
            self.plan_change(&change, kind, actions)?;
        }
        for field in &self.difference.added_fields {
            self.plan_addition(field, actions)?;
        }
        Ok(rebuilt)
    }

    fn plan_change(
        &self,
        change: &FieldChange<'_>,
        kind: ColumnChange,
        actions: &mut Actions,
    ) -> Result<(), Unsupported> {
        let (current, new) = (
            quoted(self.current_name(change).as_str()),
            quoted(change.after.name.as_str()),
        );
        if change.is_renamed() && (self.renames_early() || matches!(kind, ColumnChange::Rename)) {
            let old = quoted(change.before.name.as_str());
            actions.rename.push(format!("RENAME COLUMN {old} TO {new}"));
        }
        let definition = || {
            Ok(format!(
                "{new} {}",
                column_body(change.after, self.after(), self.server)?
            ))
        };
        match kind {
            ColumnChange::Rename => {}
            ColumnChange::Modify { null_becomes } => {
                // The whole definition, since what is left out is forgotten.
                actions.main.push(match current == new {
                    true => format!("MODIFY COLUMN {}", definition()?),
                    false => format!("CHANGE COLUMN {current} {}", definition()?),
                });
                let table = quoted_table(&self.before().name);
                let update =
                    |value| format!("UPDATE {table} SET {current} = {value} WHERE {current} IS NULL");
                actions.updates.extend(null_becomes.map(update));
            }
            ColumnChange::Compute(expression) => {
                let temporary = quoted(&limited(&format!("aksara_new_{}", change.after.name)));
                let body = bare_body(change.after, self.after(), self.server)?;
                actions.prepare.push(format!("ADD COLUMN {temporary} {body}"));
                actions.assignments.push(format!("{temporary} = {expression}"));
                actions.drop.push(format!("DROP COLUMN {current}"));
                actions
                    .main
                    .push(format!("CHANGE COLUMN {temporary} {}", definition()?));
            }
            ColumnChange::Regenerate => {
                actions.drop.push(format!("DROP COLUMN {current}"));
                actions.main.push(format!("ADD COLUMN {}", definition()?));
            }
        }
        Ok(())
    }

    /// The kept columns that need something, with what they need.
    fn column_changes(&self) -> Result<Vec<(FieldChange<'_>, ColumnChange)>, Unsupported> {
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

    fn column_change(&self, change: &FieldChange<'_>) -> Result<Option<ColumnChange>, Unsupported> {
        let (before, after) = (change.before, change.after);
        if let Some(regenerated) = self.generation_change(change) {
            return Ok(Some(regenerated));
        }
        let subject = subject_of(after, self.after());
        if let Some(using) = self.change.hints.using.get(&after.name) {
            let expression = self.spell_using(using, &subject)?;
            return Ok(Some(ColumnChange::Compute(
                self.or_default(expression, after, &subject)?,
            )));
        }
        let current = quoted(self.current_name(change).as_str());
        match conversion(
            &before.field_type.storage(),
            &after.field_type.storage(),
            &current,
            self.server.flavour,
        ) {
            Conversion::Compute(expression) => {
                return Ok(Some(ColumnChange::Compute(
                    self.or_default(expression, after, &subject)?,
                )));
            }
            Conversion::Undefined => return Err(self.refuse_conversion(&subject)),
            Conversion::Modify => {}
        }
        if !self.body_differs(change)? {
            return Ok(change.is_renamed().then_some(ColumnChange::Rename));
        }
        self.modification(change, &subject).map(Some)
    }

    /// What a field needs that begins or ceases to be generated, or is generated in another way.
    fn generation_change(&self, change: &FieldChange<'_>) -> Option<ColumnChange> {
        let renamed = self.renamed.fields.get(&change.after.name)?;
        match (&renamed.generated, &change.after.generated) {
            (None, None) => None,
            (Some(before), Some(after)) if before == after => None,
            (_, Some(_)) => Some(ColumnChange::Regenerate),
            (Some(_), None) => Some(ColumnChange::Compute(quoted(self.current_name(change).as_str()))),
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
        let inherits = change.after.collation.is_none() && is_text(&change.after.field_type.storage());
        Ok(before != column_body(change.after, self.after(), server)?
            || (inherits && self.collation_changes()))
    }

    fn collation_changes(&self) -> bool {
        let of = |table: &Table| (table.options.charset.clone(), table.options.collation.clone());
        of(self.before()) != of(self.after())
    }

    fn modification(&self, change: &FieldChange<'_>, subject: &str) -> Result<ColumnChange, Unsupported> {
        let (before, after) = (change.before, change.after);
        let becomes_required = after.is_required() && !before.is_required();
        let value = match becomes_required {
            true => self.default_of(after, subject)?,
            false => None,
        };
        let same_type =
            spell_field_type(before, subject, self.server)? == spell_field_type(after, subject, self.server)?;
        Ok(match (value, same_type) {
            // The default is a value of the new type, which the old column might not hold.
            (Some(value), false) => ColumnChange::Compute(format!(
                "coalesce({}, {value})",
                quoted(self.current_name(change).as_str())
            )),
            (null_becomes, _) => ColumnChange::Modify { null_becomes },
        })
    }

    /// What is not portable is taken as it is written: it runs once and stays nowhere.
    fn spell_using(&self, using: &SqlExpression, subject: &str) -> Result<String, Unsupported> {
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

    /// A computed value, with the default in the place of NULL where NULL is not allowed.
    fn or_default(&self, expression: String, field: &Field, subject: &str) -> Result<String, Unsupported> {
        let default = match field.is_required() {
            true => self.default_of(field, subject)?,
            false => None,
        };
        Ok(default.map_or(expression.clone(), |default| {
            format!("coalesce({expression}, {default})")
        }))
    }

    pub(super) fn default_of(&self, field: &Field, subject: &str) -> Result<Option<String>, Unsupported> {
        given_default(field)
            .map(|default| default_value(default, field, subject, self.server))
            .transpose()
    }

    fn refuse_conversion(&self, subject: &str) -> Unsupported {
        self.server.refuse(
            Some(aksara_dialect::Feature::AlterFieldType),
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
                .filter(|(_, kind)| matches!(kind, ColumnChange::Compute(_) | ColumnChange::Regenerate))
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
