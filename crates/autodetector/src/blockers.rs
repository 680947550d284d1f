//! Removing blockers: objects that are removed, or changed so that they block other changes, are removed first.
//!
//! Indexes and constraints are renamed where only the name differs; foreign keys whose target loses its uniqueness are detached;
//! named constraints and indexes that are gone or different are removed.

use std::sync::Arc;

use aksara_operations::{RemoveConstraint, RemoveIndex};
use aksara_schema::{Constraint, ConstraintKind, Field, FieldName, Index, ObjectName, Table, TableName};

use crate::backing::loses_backing;
use crate::detector::Detector;
use crate::moved_key::MovedKeys;
use crate::{Answers, DetectionError, Pair};

impl Detector {
    pub(crate) fn remove_blockers(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        self.rename_objects(answers)?;
        self.original = self.draft.clone();
        self.moved_keys = MovedKeys::between(&self.draft, &self.next);
        self.detach_keys_to_moved()?;
        let changed = self.changed_tables();
        for pair in &changed {
            self.detach_referrers(pair)?;
        }
        for pair in &changed {
            self.remove_constraints(pair, is_foreign_key)?;
        }
        for pair in &changed {
            self.remove_constraints(pair, |constraint| !is_foreign_key(constraint))?;
            self.remove_indexes(pair)?;
        }
        self.make_room()
    }

    /// Detaches the foreign keys to fields that lose their uniqueness.
    fn detach_referrers(&mut self, target: &Pair<Arc<Table>>) -> Result<(), DetectionError> {
        let referrers: Vec<Arc<Table>> = self.draft.referrers(&target.next.name).cloned().collect();
        for referrer in referrers {
            for field in referrer
                .fields
                .values()
                .filter(|field| loses_target_key(field, target))
            {
                self.detach(&referrer.name, &field.name)?;
            }
            for constraint in referrer
                .constraints
                .values()
                .filter(|key| key_loses_target_key(key, target))
            {
                self.remove_constraint(&referrer.name, &constraint.name)?;
            }
        }
        Ok(())
    }

    fn remove_constraints(
        &mut self,
        pair: &Pair<Arc<Table>>,
        chosen: impl Fn(&Constraint) -> bool,
    ) -> Result<(), DetectionError> {
        let table = &pair.next.name;
        let there = self
            .draft
            .table(table)
            .cloned()
            .unwrap_or_else(|| pair.previous.clone());
        let gone =
            |constraint: &&Constraint| pair.next.constraints.get(&constraint.name) != Some(*constraint);
        for constraint in there
            .constraints
            .values()
            .filter(gone)
            .filter(|constraint| chosen(constraint))
        {
            self.remove_constraint(table, &constraint.name)?;
        }
        Ok(())
    }

    pub(crate) fn remove_constraint(
        &mut self,
        table: &TableName,
        name: &ObjectName,
    ) -> Result<(), DetectionError> {
        self.push(RemoveConstraint {
            table: table.into(),
            name: name.clone(),
            if_exists: false,
        })
    }

    fn remove_indexes(&mut self, pair: &Pair<Arc<Table>>) -> Result<(), DetectionError> {
        let there = self
            .draft
            .table(&pair.next.name)
            .cloned()
            .unwrap_or_else(|| pair.previous.clone());
        let gone = |index: &&Index| pair.next.indexes.get(&index.name) != Some(*index);
        for index in there.indexes.values().filter(gone) {
            let table = (&pair.next.name).into();
            self.push(RemoveIndex {
                table,
                name: index.name.clone(),
                if_exists: false,
                concurrently: false,
            })?;
        }
        Ok(())
    }
}

pub(crate) fn is_foreign_key(constraint: &Constraint) -> bool {
    match constraint.kind {
        ConstraintKind::ForeignKey(_) => true,
        ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => false,
    }
}

fn loses_target_key(field: &Field, target: &Pair<Arc<Table>>) -> bool {
    let reference = field
        .reference
        .as_ref()
        .filter(|reference| reference.table == target.next.name);
    let fields: Option<Vec<FieldName>> = reference.map(|reference| reference.field.iter().cloned().collect());
    fields.is_some_and(|fields| loses_backing(&target.previous, &target.next, &fields))
}

fn key_loses_target_key(constraint: &Constraint, target: &Pair<Arc<Table>>) -> bool {
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) => {
            key.table == target.next.name && loses_backing(&target.previous, &target.next, &key.target_fields)
        }
        ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => false,
    }
}
