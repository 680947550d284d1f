//! Renames: carrying out those that are decided.

use aksara_operations::{RenameField, RenameTable};

use crate::detector::Detector;
use crate::{Answers, DetectionError};

impl Detector {
    /// Carries out the renames that are decided: tables first, since fields go by the new name of their table.
    pub(crate) fn apply_renames(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        for (old, new) in answers
            .tables
            .iter()
            .filter_map(|(old, new)| Some((old, new.as_ref()?)))
        {
            let is_gone = self.gone_tables().iter().any(|table| table.name == *old);
            let is_new = self.new_tables().iter().any(|table| table.name == *new);
            demand(is_gone && is_new, old, new)?;
            self.push(RenameTable {
                table: old.into(),
                new_name: new.clone(),
            })?;
        }
        self.follow_with_join_tables(answers)?;
        for ((table, old), new) in &answers.fields {
            let Some(new) = new else { continue };
            let has = |schema: &aksara_schema::Schema, field| {
                schema
                    .table(table)
                    .is_some_and(|table| table.fields.contains_key(field))
            };
            let is_gone = has(&self.draft, old) && !has(&self.next, old);
            let is_new = has(&self.next, new) && !has(&self.draft, new);
            demand(is_gone && is_new, &format!("{table}.{old}"), new)?;
            self.push(RenameField {
                table: table.into(),
                old_name: old.to_string(),
                new_name: new.clone(),
            })?;
        }
        self.follow_with_join_columns(answers)
    }
}

fn demand(holds: bool, old: &impl ToString, new: &impl ToString) -> Result<(), DetectionError> {
    match holds {
        true => Ok(()),
        false => Err(DetectionError::NoSuchRename {
            old: old.to_string(),
            new: new.to_string(),
        }),
    }
}
