//! Random defaults in a statement that adds columns.
//!
//! MySQL refuses ADD COLUMN beside the definition of any column whose default is random, since it would evaluate it on
//! each replica (1674). Such a default is set by a statement of its own then.

use aksara_dialect::Unsupported;
use aksara_schema::{Default, Field};

use super::{Actions, Alteration};
use crate::column::column_definition;
use crate::flavour::Flavour;

/// A column's definition in both forms.
pub(super) struct RandomDefault {
    /// With its default.
    whole: String,
    /// Without it.
    without: String,
    /// What sets the default afterwards.
    default: String,
}

impl Alteration<'_> {
    /// Plans the whole definition of a column behind `MODIFY COLUMN` or `CHANGE COLUMN name`.
    pub(super) fn define(
        &self,
        clause: &str,
        field: &Field,
        actions: &mut Actions,
    ) -> Result<(), Unsupported> {
        let definition = column_definition(field, self.after(), self.server)?;
        let is_random = field.default == Some(Default::RandomUuid);
        if !(is_random && self.server.flavour == Flavour::Mysql) {
            actions.main.push(format!("{clause} {definition}"));
            return Ok(());
        }
        let plain = Field {
            default: None,
            ..field.clone()
        };
        let without = column_definition(&plain, self.after(), self.server)?;
        actions.random.push(RandomDefault {
            whole: format!("{clause} {definition}"),
            without: format!("{clause} {without}"),
            // ALTER COLUMN … SET DEFAULT does nothing to a column of the primary key, without a word (MySQL 9.7).
            default: format!("MODIFY COLUMN {definition}"),
        });
        Ok(())
    }
}

impl Actions {
    /// Puts the definitions with random defaults where the server takes them, once all columns are planned.
    pub(super) fn settle_random_defaults(&mut self) {
        for random in std::mem::take(&mut self.random) {
            if self.adds_columns {
                self.main.push(random.without);
                self.finish.push(random.default);
            } else {
                self.main.push(random.whole);
            }
        }
    }
}
