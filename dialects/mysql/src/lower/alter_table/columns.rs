//! Columns of a changed table: renamed, modified, computed anew, dropped.

use aksara_dialect::{FieldChange, Unsupported};
use aksara_schema::{Default, Field, FieldName};

use super::column_change::ColumnChange;
use super::{Actions, Alteration};
use crate::column::{bare_body, column_definition};
use crate::flavour::Flavour;
use crate::name::{passing_name, quoted, quoted_table};
use crate::table_object::{named_foreign_keys, set_fields};

impl Alteration<'_> {
    /// Plans every column; gives the fields whose column is made anew, by their new names.
    pub(super) fn plan_columns(&self, actions: &mut Actions) -> Result<Vec<FieldName>, Unsupported> {
        let mut rebuilt = Vec::new();
        for field in &self.difference.dropped_fields {
            let list = match self.goes_early(field) {
                true => &mut actions.release,
                false => &mut actions.drop,
            };
            list.push(format!("DROP COLUMN {}", quoted(field.name.as_str())));
        }
        for (change, kind) in self.column_changes()? {
            if matches!(kind, ColumnChange::Compute { .. } | ColumnChange::Regenerate) {
                rebuilt.push(change.after.name.clone());
            }
            self.plan_change(&change, kind, actions)?;
        }
        for field in &self.difference.added_fields {
            self.plan_addition(field, actions)?;
        }
        actions.settle_random_defaults();
        if !actions.assignments.is_empty() {
            let kept = self.kept_moments()?.into_iter();
            actions
                .assignments
                .extend(kept.map(|name| format!("{name} = {name}")));
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
        let old = quoted(change.before.name.as_str());
        let is_renamed_early = match kind {
            ColumnChange::Rename => true,
            ColumnChange::Regenerate => self.renames_early() && !self.goes_early(change.before),
            ColumnChange::Modify { .. } | ColumnChange::Compute { .. } => self.renames_early(),
        };
        if change.is_renamed() && is_renamed_early {
            if self.steps_aside(change.before) {
                let passing = quoted(&passing_name(&change.after.name));
                actions
                    .step_aside
                    .push(format!("RENAME COLUMN {old} TO {passing}"));
                actions.rename.push(format!("RENAME COLUMN {passing} TO {new}"));
            } else {
                actions.rename.push(format!("RENAME COLUMN {old} TO {new}"));
            }
        }
        match kind {
            ColumnChange::Rename => {}
            ColumnChange::Modify { null_becomes } => {
                // The whole definition, since what is left out is forgotten.
                let clause = match current == new {
                    true => "MODIFY COLUMN".to_owned(),
                    false => format!("CHANGE COLUMN {current}"),
                };
                if self.must_stay_in_place(change) {
                    let definition = column_definition(change.after, self.after(), self.server)?;
                    actions.in_place.push(format!("{clause} {definition}"));
                } else {
                    self.define(&clause, change.after, actions)?;
                }
                if let Some(value) = null_becomes {
                    actions.filled.push(change.after.name.clone());
                    actions.updates.push(self.replace_null(&current, &value)?);
                }
            }
            ColumnChange::Compute {
                expression,
                null_becomes,
            } => {
                let temporary = quoted(&passing_name(&change.after.name));
                let body = bare_body(change.after, self.after(), self.server)?;
                actions.prepare.push(format!("ADD COLUMN {temporary} {body}"));
                actions.assignments.push(format!("{temporary} = {expression}"));
                let replacement = null_becomes.map(|value| self.replace_null(&temporary, &value));
                actions.replacements.extend(replacement.transpose()?);
                actions.drop.push(format!("DROP COLUMN {current}"));
                self.define(&format!("CHANGE COLUMN {temporary}"), change.after, actions)?;
            }
            ColumnChange::Regenerate => {
                match self.goes_early(change.before) {
                    true => actions.release.push(format!("DROP COLUMN {old}")),
                    false => actions.drop.push(format!("DROP COLUMN {current}")),
                }
                actions.adds_columns = true;
                let definition = column_definition(change.after, self.after(), self.server)?;
                actions.main.push(format!("ADD COLUMN {definition}"));
            }
        }
        Ok(())
    }

    /// Whether the field begins or ceases to take NULL under a foreign key that it has or is the target of: MySQL does that
    /// in place alone (1832, 1833), and other changes may make it copy the table.
    fn must_stay_in_place(&self, change: &FieldChange<'_>) -> bool {
        let FieldChange { before, after, .. } = change;
        let keys = named_foreign_keys(self.after());
        let is_kept = keys.iter().any(|(_, key)| key.fields.contains(&after.name));
        self.server.flavour == Flavour::Mysql
            && before.nullable != after.nullable
            && before.field_type.storage() == after.field_type.storage()
            && after.default != Some(Default::RandomUuid)
            && (self.change.is_referenced || is_kept)
    }

    /// Whether the field must give up its name before another one takes it: MariaDB takes a check of that one for a check
    /// of this one, which its foreign key sets, and allows none (1901).
    fn steps_aside(&self, before: &Field) -> bool {
        let is_taken = self.renamed_fields().any(|(_, new)| *new == before.name);
        self.server.flavour == Flavour::Mariadb
            && is_taken
            && set_fields(self.before()).contains(&before.name)
    }

    fn replace_null(&self, column: &str, value: &str) -> Result<String, Unsupported> {
        let table = quoted_table(&self.before().name);
        let kept = self.kept_moments()?.into_iter().filter(|kept| *kept != column);
        let kept: String = kept.map(|name| format!(", {name} = {name}")).collect();
        Ok(format!(
            "UPDATE {table} SET {column} = {value}{kept} WHERE {column} IS NULL"
        ))
    }

    /// The columns that an UPDATE must set to what they are, since the database would set them to now (ON UPDATE), by
    /// their quoted names at that time.
    pub(super) fn kept_moments(&self) -> Result<Vec<String>, Unsupported> {
        let changes = self.column_changes()?;
        let mut kept: Vec<String> = Vec::new();
        let before = self.before().fields.values();
        for field in before.filter(|field| field.options.on_update_now) {
            let change = changes
                .iter()
                .find(|(change, _)| change.before.name == field.name);
            let name = change.map_or(&field.name, |(change, _)| self.current_name(change));
            kept.push(quoted(name.as_str()));
        }
        Ok(kept)
    }
}
