//! `RenameTable(old_name, new_name)`

use std::sync::Arc;

use aksara_schema::{Schema, Table, TableName};
use serde::{Deserialize, Serialize};

use super::create_table::demand_free;
use super::{Definition, ModelWords, Nature, Sentence, Suggestion, TableReference};
use crate::alteration::managed;
use crate::{Change, Effect, Inverse, OperationError, RenameTableEffect};

/// Renames a table. Derived names of what belongs to it stay as they were frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameTable {
    /// The table.
    pub table: TableReference,
    /// Its new name.
    pub new_name: TableName,
}

impl RenameTable {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let before = managed(&self.table, schema)?;
        demand_free(&self.new_name, schema)?;
        let mut after = Table {
            name: self.new_name.clone(),
            ..Table::clone(&before)
        };
        after.follow_renamed_table(&before.name, &self.new_name);
        let after = Arc::new(after);
        let referrers: Vec<_> = schema.referrers(&before.name).cloned().collect();
        schema.remove(&before.name);
        schema.insert(after.clone());
        for referrer in referrers
            .into_iter()
            .filter(|referrer| referrer.name != before.name)
        {
            let mut referrer = Table::clone(&referrer);
            referrer.follow_renamed_table(&before.name, &self.new_name);
            schema.insert(Arc::new(referrer));
        }
        let undo = Self {
            table: (&self.new_name).into(),
            new_name: before.name.clone(),
        };
        let effects = vec![Effect::RenameTable(RenameTableEffect { before, after })];
        Ok(Change {
            effects,
            inverse: Inverse::exact([undo.into()]),
        })
    }

    pub(super) fn describe(&self) -> String {
        format!("Rename table '{}' to '{}'", self.table, self.new_name)
    }
}

impl Definition for RenameTable {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 0,
            name: format!("rename_{}_to_{}", self.table, self.new_name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn new_table(&self) -> Option<&TableName> {
        Some(&self.new_name)
    }

    fn sentence(&self, _words: &dyn ModelWords) -> Option<Sentence> {
        let text = format!("rename table `{}` to `{}`", self.table, self.new_name);
        Sentence::of(&self.new_name, text)
    }
}
