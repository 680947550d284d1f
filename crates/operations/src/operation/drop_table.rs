//! `DropTable(name)`

use aksara_schema::{Constraint, ConstraintKind, Management, ObjectName, Schema, Table, TableName};
use serde::{Deserialize, Serialize};

use super::{
    AddConstraint, AlterField, CreateTable, Definition, ModelWords, Nature, Operation, Sentence, Suggestion,
    TableReference,
};
use crate::alteration::{TableEdit, external, managed};
use crate::{Change, Effect, Inverse, OperationError};

/// Drops a table with its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropTable {
    /// The table.
    pub table: TableReference,
    /// Do nothing where the table is unknown (0.7.2's form).
    pub if_exists: bool,
    /// Drop the foreign keys that refer to it as well (0.7.2's form).
    pub cascade: bool,
    /// Who makes the table: one that something else makes is forgotten, and the database keeps it.
    #[serde(default)]
    pub management: Management,
}

impl DropTable {
    /// Drops exactly this table, which must be there.
    pub fn of(table: &TableName) -> Self {
        Self {
            table: table.into(),
            if_exists: false,
            cascade: false,
            management: Management::Managed,
        }
    }

    /// Forgets exactly this table, which something else makes.
    pub(super) fn forgetting(table: &TableName) -> Self {
        Self {
            management: Management::External,
            ..Self::of(table)
        }
    }

    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        if self.if_exists && schema.resolve(self.table.as_str()).is_err() {
            return Ok(Change::nothing());
        }
        let table = match self.management {
            Management::Managed => managed(&self.table, schema)?,
            Management::External => external(&self.table, schema)?,
        };
        let (mut effects, restore) = self.detach_referrers(&table, schema)?;
        schema.remove(&table.name);
        let create = CreateTable {
            table: Table::clone(&table),
            if_not_exists: false,
        };
        let operations: Vec<Operation> = std::iter::once(create.into()).chain(restore).collect();
        let inverse = match self.management {
            Management::Managed => {
                effects.push(Effect::DropTable(table.clone()));
                Inverse::lossy(operations, format!("the rows of `{}`", table.name))
            }
            Management::External => Inverse::exact(operations),
        };
        Ok(Change { effects, inverse })
    }

    pub(super) fn describe(&self) -> String {
        match self.management {
            Management::Managed => format!("Drop table '{}'", self.table),
            Management::External => format!("Forget table '{}', which is managed elsewhere", self.table),
        }
    }

    /// Takes the foreign keys of other tables away where `cascade` allows it, and gives what restores them.
    fn detach_referrers(
        &self,
        table: &Table,
        schema: &mut Schema,
    ) -> Result<(Vec<Effect>, Vec<Operation>), OperationError> {
        let referrers: Vec<_> = schema
            .referrers(&table.name)
            .filter(|other| other.name != table.name)
            .cloned()
            .collect();
        if !self.cascade && !referrers.is_empty() {
            let by = referrers
                .iter()
                .flat_map(|referrer| references_to(referrer, &table.name))
                .collect();
            return Err(OperationError::TableInUse {
                table: table.name.clone(),
                by,
            });
        }
        let (mut effects, mut restore) = (Vec::new(), Vec::new());
        for referrer in referrers {
            restore.extend(restoring(&referrer, &table.name));
            let mut edit = TableEdit::of(referrer);
            detach(&mut edit.after, &table.name);
            effects.extend(edit.close(schema));
        }
        Ok((effects, restore))
    }
}

impl Definition for DropTable {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 1,
            name: format!("drop_{}", self.table),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn covers(&self) -> bool {
        true
    }

    fn sentence(&self, words: &dyn ModelWords) -> Option<Sentence> {
        let table = &self.table;
        let joins = TableName::try_from(table.to_string()).is_ok_and(|name| words.is_join_table(&name));
        let removed = if joins { "many-to-many field" } else { "model" };
        Sentence::of(table, format!("remove {removed} (table `{table}`)"))
    }
}

/// `table.field` or `table.constraint` for each foreign key to the target.
fn references_to(referrer: &Table, target: &TableName) -> Vec<String> {
    let own = referrer
        .fields
        .values()
        .filter(|field| refers(field.reference.as_ref().map(|own| &own.table), target));
    let own = own.map(|field| format!("`{}.{}`", referrer.name, field.name));
    let named =
        named_keys(referrer, target).map(|constraint| format!("`{}.{}`", referrer.name, constraint.name));
    own.chain(named).collect()
}

fn refers(table: Option<&TableName>, target: &TableName) -> bool {
    table == Some(target)
}

fn named_keys<'a>(referrer: &'a Table, target: &'a TableName) -> impl Iterator<Item = &'a Constraint> {
    referrer
        .constraints
        .values()
        .filter(move |constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => key.table == *target,
            ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => false,
        })
}

/// The operations that give a table its foreign keys to the target back.
fn restoring(referrer: &Table, target: &TableName) -> Vec<Operation> {
    let table = TableReference::from(&referrer.name);
    let own = referrer
        .fields
        .values()
        .filter(|field| refers(field.reference.as_ref().map(|own| &own.table), target));
    let own = own.map(|field| AlterField::replace(table.clone(), field.clone()).into());
    let named = named_keys(referrer, target).map(|constraint| {
        AddConstraint {
            table: table.clone(),
            constraint: constraint.clone(),
        }
        .into()
    });
    own.chain(named).collect()
}

fn detach(referrer: &mut Table, target: &TableName) {
    for field in referrer.fields.values_mut() {
        if refers(field.reference.as_ref().map(|own| &own.table), target) {
            field.reference = None;
            field.field_type = field.field_type.resolved().clone();
        }
    }
    let named: Vec<ObjectName> = named_keys(referrer, target)
        .map(|constraint| constraint.name.clone())
        .collect();
    referrer.constraints.retain(|name, _| !named.contains(name));
}
