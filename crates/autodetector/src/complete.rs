//! Complete: what is still missing is added, now that everything it needs is there.

use std::sync::Arc;

use aksara_operations::{AddConstraint, AddIndex, AlterPrimaryKey};
use aksara_schema::{Constraint, Table};

use crate::blockers::is_foreign_key;
use crate::detector::{Detector, has_same_key, new_key_name};
use crate::{DetectionError, Pair};

impl Detector {
    pub(crate) fn complete(&mut self) -> Result<(), DetectionError> {
        let incomplete = self.changed_tables();
        for pair in &incomplete {
            self.add_indexes(pair)?;
            self.add_constraints(pair, |constraint| !is_foreign_key(constraint))?;
        }
        self.finish_fields(&incomplete)?;
        self.alter_keys()?;
        incomplete
            .iter()
            .try_for_each(|pair| self.add_constraints(pair, is_foreign_key))
    }

    /// Gives primary keys the order and the name that they have in the models, once they have their fields.
    fn alter_keys(&mut self) -> Result<(), DetectionError> {
        for Pair { previous, next } in self.changed_tables() {
            if !has_same_key(&previous, &next) && !next.primary_key().is_empty() {
                self.push(AlterPrimaryKey {
                    name: new_key_name(&previous, &next).cloned(),
                    ..AlterPrimaryKey::ordered((&next.name).into(), next.primary_key())
                })?;
            }
        }
        Ok(())
    }

    fn add_indexes(&mut self, pair: &Pair<Arc<Table>>) -> Result<(), DetectionError> {
        let is_there = |name| pair.previous.indexes.contains_key(name);
        for index in pair.next.indexes.values().filter(|index| !is_there(&index.name)) {
            let (table, index) = ((&pair.next.name).into(), index.clone());
            self.push(AddIndex {
                table,
                index,
                if_not_exists: false,
                concurrently: false,
            })?;
        }
        Ok(())
    }

    fn add_constraints(
        &mut self,
        pair: &Pair<Arc<Table>>,
        chosen: impl Fn(&Constraint) -> bool,
    ) -> Result<(), DetectionError> {
        let missing =
            |table: &Table, constraint: &Constraint| !table.constraints.contains_key(&constraint.name);
        let constraints = pair.next.constraints.values();
        for constraint in
            constraints.filter(|constraint| missing(&pair.previous, constraint) && chosen(constraint))
        {
            self.push(AddConstraint {
                table: (&pair.next.name).into(),
                constraint: constraint.clone(),
            })?;
        }
        Ok(())
    }
}
