//! One migration's statements, before, in and after its transaction.

use aksara_operations::Located;

use crate::Statement;

/// The statements of one migration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransactionPlan {
    /// Run first, outside a transaction (SQLite's foreign_keys pragma).
    pub before: Vec<Statement>,
    /// Run together with the history row, in one transaction where `is_atomic`.
    pub body: Vec<Statement>,
    /// Run last, outside a transaction; also after a failure where they restore a setting.
    pub after: Vec<Statement>,
    /// Whether the database rolls the body back as a whole when a statement fails.
    pub is_atomic: bool,
    /// Whether code of the user's is among them, which may change the session.
    pub has_user_code: bool,
    /// Notes about operations that have no statement here.
    pub notes: Vec<Located<String>>,
}

impl TransactionPlan {
    /// Every statement in the order of running.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.before.iter().chain(&self.body).chain(&self.after)
    }
}
