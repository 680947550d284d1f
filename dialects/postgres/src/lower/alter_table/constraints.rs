//! Constraints of a table that exists: named ones, those that stand in fields, the primary key.

use aksara_dialect::{FieldChange, Unsupported};
use aksara_schema::{Constraint, ConstraintKind, FieldName, Table};

use super::{Alteration, Script};
use crate::lower::{constraint, ddl};
use crate::own_objects::{field_constraints, fitting, primary_key_name};

impl Alteration<'_> {
    /// DROP CONSTRAINT, foreign keys first: they may need a unique constraint that goes too.
    pub(super) fn add_constraint_drops(&self, script: &mut Script) {
        let named = self.difference.dropped_constraints.iter().copied().cloned();
        let own = self.redefined().flat_map(|changed| self.own_drops(changed));
        let mut dropped: Vec<Constraint> = named.chain(own).collect();
        dropped.sort_by_key(|constraint| !matches!(constraint.kind, ConstraintKind::ForeignKey(_)));
        script.drops.extend(
            dropped
                .iter()
                .map(|constraint| drop_action(&fitting(&constraint.name))),
        );
        let before = &self.change.before;
        if self.difference.primary_key_changes && !before.primary_key().is_empty() {
            script.drops.push(drop_action(&primary_key_name(before)));
        }
    }

    /// ADD CONSTRAINT, foreign keys last: they may need a unique constraint that is new too.
    pub(super) fn add_constraints(&self, script: &mut Script) -> Result<(), Unsupported> {
        let after = &self.change.after;
        if self.difference.primary_key_changes && !after.primary_key().is_empty() {
            let key = constraint::primary_key(&primary_key_name(after), &after.primary_key());
            script.closing.push(add_action(&key));
        }
        let mut added = self.added_constraints();
        added.sort_by_key(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey(_)));
        for constraint in &added {
            script
                .closing
                .push(add_action(&constraint::definition(constraint, self.version)?));
        }
        Ok(())
    }

    fn added_constraints(&self) -> Vec<Constraint> {
        let after = &self.change.after;
        let named = self.difference.added_constraints.iter().copied().cloned();
        let new = self
            .difference
            .added_fields
            .iter()
            .flat_map(|field| field_constraints(after, field));
        let own = self.redefined().flat_map(|changed| self.own_additions(changed));
        let mut added: Vec<Constraint> = named.chain(new).chain(own).collect();
        for constraint in all_constraints(after) {
            let is_lost = constraint.fields().into_iter().any(|field| self.is_remade(field));
            if is_lost && added.iter().all(|known| known.name != constraint.name) {
                added.push(constraint);
            }
        }
        added
    }

    /// The deferred constraints that stand while values are filled in: their pending checks would keep ALTER TABLE from
    /// running.
    pub(super) fn deferred_names(&self) -> Vec<String> {
        let added = self.added_constraints();
        let stands = |constraint: &Constraint| added.iter().all(|added| added.name != constraint.name);
        let constraints = all_constraints(&self.change.after).into_iter();
        let deferred = constraints.filter(|constraint| is_deferred(constraint) && stands(constraint));
        deferred.map(|constraint| fitting(&constraint.name)).collect()
    }

    fn own_drops(&self, changed: &FieldChange) -> Vec<Constraint> {
        let after = field_constraints(&self.change.after, changed.after);
        self.own_before(changed)
            .into_iter()
            .filter(|old| !after.contains(old))
            .collect()
    }

    fn own_additions(&self, changed: &FieldChange) -> Vec<Constraint> {
        let before = self.own_before(changed);
        let after = field_constraints(&self.change.after, changed.after);
        after.into_iter().filter(|new| !before.contains(new)).collect()
    }

    /// The constraints of the field before, under the new names of fields.
    fn own_before(&self, changed: &FieldChange) -> Vec<Constraint> {
        let before = self.renamed.fields.get(&changed.after.name);
        before
            .map(|field| field_constraints(self.renamed, field))
            .unwrap_or_default()
    }
}

fn all_constraints(table: &Table) -> Vec<Constraint> {
    let own = table
        .fields
        .values()
        .flat_map(|field| field_constraints(table, field));
    own.chain(table.constraints.values().cloned()).collect()
}

fn is_deferred(constraint: &Constraint) -> bool {
    use aksara_schema::Deferrable::InitiallyDeferred;
    match &constraint.kind {
        ConstraintKind::Unique(unique) => unique.deferrable == InitiallyDeferred,
        ConstraintKind::ForeignKey(key) => key.deferrable == InitiallyDeferred,
        ConstraintKind::Exclusion(exclusion) => exclusion.deferrable == InitiallyDeferred,
        ConstraintKind::Check(_) => false,
    }
}

/// Whether a generated field's expression needs one of these fields.
pub(super) fn needs(table: &Table, generated: &FieldName, fields: &[&FieldName]) -> bool {
    let expression = table
        .fields
        .get(generated)
        .and_then(|field| field.generated.as_ref());
    expression.is_some_and(|generated| {
        generated
            .expression
            .fields()
            .into_iter()
            .any(|needed| fields.contains(&needed))
    })
}

fn drop_action(name: &str) -> String {
    ddl().word("DROP CONSTRAINT").name(name).finish()
}

fn add_action(definition: &str) -> String {
    ddl().word("ADD").fragment(definition).finish()
}
