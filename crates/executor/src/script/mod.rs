//! Plans as SQL text: one migration to look at, or a range of them for the database's own client to run.
//!
//! A script knows nothing of existing rows and objects. The questions that a run would ask the live catalog are
//! written as far as it is known without, and said.

mod offline;
mod writer;

use aksara_dialect::Dialect;

use crate::PlannedMigration;

pub use offline::offline_script;

use writer::Writer;

impl PlannedMigration {
    /// Its statements with its transaction, each operation named before the first of its statements, and with the cost of
    /// each action where its dialect says so.
    pub fn script(&self, dialect: &dyn Dialect) -> String {
        let mut writer = Writer::new(self, dialect).with_costs();
        writer.transaction();
        writer.finish()
    }

    /// The same without the transaction: the section of an SQL file, which runs in one by itself.
    pub fn section(&self, dialect: &dyn Dialect) -> String {
        let mut writer = Writer::new(self, dialect);
        writer.statements(&self.transaction.before);
        writer.statements(&self.transaction.body);
        writer.statements(&self.transaction.after);
        writer.finish()
    }
}
