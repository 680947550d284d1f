//! Random defaults in a statement that adds columns.
//!
//! MySQL refuses ADD COLUMN beside the definition of any column whose default is random, since it would evaluate it on
//! each replica (1674). Such a default is set by a statement of its own then.

use aksara_dialect::Unsupported;
use aksara_schema::{Default, Field};

use super::{Actions, Alteration};
use crate::column::{column_body, column_definition, subject_of};
use crate::flavour::Flavour;
use crate::name::quoted;

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
        let whole = format!(
            "{clause} {}",
            column_definition(field, self.after(), self.server)?
        );
        let value = match (self.server.flavour, &field.default) {
            (Flavour::Mysql, Some(Default::RandomUuid)) => {
                self.default_of(field, &subject_of(field, self.after()))?
            }
            (Flavour::Mysql | Flavour::Mariadb, _) => None,
        };
        let Some(value) = value else {
            actions.main.push(whole);
            return Ok(());
        };
        let name = quoted(field.name.as_str());
        let plain = Field {
            default: None,
            ..field.clone()
        };
        actions.random.push(RandomDefault {
            whole,
            without: format!(
                "{clause} {name} {}",
                column_body(&plain, self.after(), self.server)?
            ),
            default: format!("ALTER COLUMN {name} SET DEFAULT ({value})"),
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
