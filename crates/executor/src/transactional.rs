//! A migration in one transaction together with its entry in the history, with settings changed around it.

use crate::patience::{Patience, has_function};
use crate::run::Run;
use crate::{ExecutorError, Outcome, PlannedMigration};

impl Run<'_> {
    /// Runs a migration that the database rolls back as a whole.
    pub(crate) async fn in_transaction(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        let has_function = has_function(&planned.transaction.body);
        let mut patience = Patience::default();
        loop {
            let result = self.settings_and_transaction(planned).await;
            if result.is_ok() {
                break;
            }
            self.restore_settings(planned).await;
            if has_function || !self.tries_again(planned, &result, &mut patience).await? {
                return result;
            }
        }
        let first = planned.transaction.before.len() + planned.transaction.body.len() + 1;
        let restored = self.settings_after(planned, first).await;
        restored.map_err(|error| error.with_outcome(Outcome::Applied))
    }

    /// Some settings cannot be put back within a transaction.
    async fn settings_after(
        &mut self,
        planned: &PlannedMigration,
        first: usize,
    ) -> Result<(), ExecutorError> {
        self.statements(planned, &planned.transaction.after, first)
            .await?;
        self.restore_session(planned).await
    }

    async fn settings_and_transaction(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        self.statements(planned, &planned.transaction.before, 1).await?;
        self.begin(planned).await?;
        let result = self.body_and_history(planned).await;
        self.or_roll_back(result).await?;
        self.commit(planned).await
    }

    pub(crate) async fn body_and_history(&mut self, planned: &PlannedMigration) -> Result<(), ExecutorError> {
        self.ensure_history().await?;
        let first = planned.transaction.before.len() + 1;
        self.statements(planned, &planned.transaction.body, first).await?;
        self.refuse_ended_transaction(planned).await?;
        self.restore_session(planned).await?;
        self.record(planned, false).await
    }

    /// A COMMIT in the user's own SQL would leave the history's entry outside.
    pub(crate) async fn refuse_ended_transaction(
        &mut self,
        planned: &PlannedMigration,
    ) -> Result<(), ExecutorError> {
        let migration = || planned.entry.name.clone();
        match self.connection.is_in_transaction().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(ExecutorError::TransactionEnded {
                migration: migration(),
                direction: planned.direction,
            }),
            Err(source) => Err(ExecutorError::Transaction {
                migration: migration(),
                source,
            }),
        }
    }
}
