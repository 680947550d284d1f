//! A step: one effect on the database, after ordering and coalescing, with where it comes from.

use aksara_operations::{AlterTable, Effect, Origin};

/// One effect and the places of the operations it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The change of the database.
    pub effect: Effect,
    /// The places of the operations, in order; empty if it was generated.
    pub origins: Vec<Origin>,
}

impl Step {
    /// The place that a message about this step shows.
    pub fn origin(&self) -> Option<&Origin> {
        self.origins.first()
    }

    /// The change of an existing table, where the step is one.
    pub fn alteration(&self) -> Option<&AlterTable> {
        match &self.effect {
            Effect::AlterTable(change) => Some(change),
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::RunSql(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => None,
        }
    }
}
