//! Columns of a changed table: renamed, modified, computed anew, dropped, added.

use aksara_dialect::{FieldChange, Unsupported, spell_sql_expression};
use aksara_schema::{Default, Field, FieldName, Literal, Table};

use super::{Actions, Alteration};
use crate::column::{bare_body, body_with_fill, column_body, subject_of};
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

/// What a new column needs.
enum ColumnAddition<'a> {
    /// Its definition.
    Plain,
    /// Another default for the rows that exist.
    Fill(&'a Literal),
    /// An UPDATE, since MySQL evaluates no random default while it adds a column (1674).
    Update(String),
    /// That there are no rows. These databases would give them an invented value.
    EmptyTable,
}

impl Alteration<'_> {
    /// Plans every column; gives the fields whose column is made anew, by their new names.
    pub(super) fn plan_columns(&self, actions: &mut Actions) -> Result<Vec<FieldName>, Unsupported> {
        let mut assignments = Vec::new();
        let mut rebuilt = Vec::new();
        let table = quoted_table(&self.before().name);
        for field in &self.difference.dropped_fields {
            actions
                .drop
                .push(format!("DROP COLUMN {}", quoted(field.name.as_str())));
        }
        for (change, kind) in self.column_changes()? {
            let (old, new) = (
                quoted(change.before.name.as_str()),
                quoted(change.after.name.as_str()),
            );
            match kind {
                ColumnChange::Rename => actions.main.push(format!("RENAME COLUMN {old} TO {new}")),
                ColumnChange::Modify { null_becomes } => {
                    actions.main.push(self.modify(&change)?);
                    let update = |value| format!("UPDATE {table} SET {old} = {value} WHERE {old} IS NULL");
                    actions.updates.extend(null_becomes.map(update));
                }
                ColumnChange::Compute(expression) => {
                    let temporary = self.prepare_computed(&change, &expression, &mut assignments, actions)?;
                    actions.drop.push(format!("DROP COLUMN {old}"));
                    let body = column_body(change.after, self.after(), self.server)?;
                    actions
                        .main
                        .push(format!("CHANGE COLUMN {temporary} {new} {body}"));
                    rebuilt.push(change.after.name.clone());
                }
                ColumnChange::Regenerate => {
                    actions.drop.push(format!("DROP COLUMN {old}"));
                    let body = column_body(change.after, self.after(), self.server)?;
                    actions.main.push(format!("ADD COLUMN {new} {body}"));
                    rebuilt.push(change.after.name.clone());
                }
            }
        }
        for field in &self.difference.added_fields {
            self.plan_addition(field, &mut assignments, actions)?;
        }
        if !assignments.is_empty() {
            actions
                .updates
                .push(format!("UPDATE {table} SET {}", assignments.join(", ")));
        }
        Ok(rebuilt)
    }

    fn prepare_computed(
        &self,
        change: &FieldChange<'_>,
        expression: &str,
        assignments: &mut Vec<String>,
        actions: &mut Actions,
    ) -> Result<String, Unsupported> {
        let temporary = quoted(&limited(&format!("aksara_new_{}", change.after.name)));
        let body = bare_body(change.after, self.after(), self.server)?;
        actions.prepare.push(format!("ADD COLUMN {temporary} {body}"));
        assignments.push(format!("{temporary} = {expression}"));
        Ok(temporary)
    }

    /// MODIFY or CHANGE with the whole definition, since what is left out is forgotten.
    fn modify(&self, change: &FieldChange<'_>) -> Result<String, Unsupported> {
        let body = column_body(change.after, self.after(), self.server)?;
        let (old, new) = (
            quoted(change.before.name.as_str()),
            quoted(change.after.name.as_str()),
        );
        Ok(match change.is_renamed() {
            true => format!("CHANGE COLUMN {old} {new} {body}"),
            false => format!("MODIFY COLUMN {new} {body}"),
        })
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
            let expression = spell_sql_expression(using, &subject, &self.server.flavour)?;
            return Ok(Some(ColumnChange::Compute(
                self.or_default(expression, after, &subject)?,
            )));
        }
        let old = quoted(before.name.as_str());
        match conversion(&before.field_type.storage(), &after.field_type.storage(), &old) {
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
            (Some(_), None) => Some(ColumnChange::Compute(quoted(change.before.name.as_str()))),
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
            (Some(value), false) => {
                ColumnChange::Compute(format!("coalesce({}, {value})", quoted(before.name.as_str())))
            }
            (null_becomes, _) => ColumnChange::Modify { null_becomes },
        })
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

    fn default_of(&self, field: &Field, subject: &str) -> Result<Option<String>, Unsupported> {
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

    fn plan_addition(
        &self,
        field: &Field,
        assignments: &mut Vec<String>,
        actions: &mut Actions,
    ) -> Result<(), Unsupported> {
        let name = quoted(field.name.as_str());
        let (table, server) = (self.after(), self.server);
        let definition = format!("{name} {}", column_body(field, table, server)?);
        match self.addition(field)? {
            ColumnAddition::Plain => actions.main.push(format!("ADD COLUMN {definition}")),
            ColumnAddition::Fill(literal) => {
                let body = body_with_fill(field, literal, table, server)?;
                actions.main.push(format!("ADD COLUMN {name} {body}"));
                actions.finish.push(format!("MODIFY COLUMN {definition}"));
            }
            ColumnAddition::Update(value) => {
                actions
                    .prepare
                    .push(format!("ADD COLUMN {name} {}", bare_body(field, table, server)?));
                assignments.push(format!("{name} = {value}"));
                actions.main.push(format!("MODIFY COLUMN {definition}"));
            }
            ColumnAddition::EmptyTable => {
                let guard = quoted(&limited(&format!("{}_{}_needs_a_value", table.name, field.name)));
                actions
                    .prepare
                    .push(format!("ADD COLUMN {name} {}", bare_body(field, table, server)?));
                actions
                    .prepare
                    .push(format!("ADD CONSTRAINT {guard} CHECK ({name} IS NOT NULL)"));
                actions.drop.push(match server.flavour {
                    Flavour::Mysql => format!("DROP CHECK {guard}"),
                    Flavour::Mariadb => format!("DROP CONSTRAINT {guard}"),
                });
                actions.main.push(format!("MODIFY COLUMN {definition}"));
            }
        }
        Ok(())
    }

    fn addition(&self, field: &Field) -> Result<ColumnAddition<'_>, Unsupported> {
        if let Some(literal) = self.change.hints.fill.get(&field.name) {
            return Ok(ColumnAddition::Fill(literal));
        }
        let default = given_default(field);
        if default == Some(&Default::RandomUuid) {
            let value = self.default_of(field, &subject_of(field, self.after()))?;
            return Ok(value.map_or(ColumnAddition::Plain, ColumnAddition::Update));
        }
        let needs_value = field.is_required() && default.is_none();
        let makes_value = field.auto_increment || field.generated.is_some();
        Ok(match needs_value && !makes_value {
            true => ColumnAddition::EmptyTable,
            false => ColumnAddition::Plain,
        })
    }
}

/// The default that is a value: DEFAULT NULL is none.
fn given_default(field: &Field) -> Option<&Default> {
    field
        .default
        .as_ref()
        .filter(|default| !matches!(default, Default::Literal(Literal::Null)))
}
