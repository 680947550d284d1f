//! Functions of migrations within a run.

use aksara_dialect::Statement;
use aksara_operations::{PythonCall, PythonFunction};

use crate::run::Run;
use crate::{Event, ExecutorError, FailedFunction, FunctionCall, FunctionError, Outcome, PlannedMigration};

impl Run<'_> {
    /// Runs a function, whose statements are run in the transaction that is open.
    pub(crate) async fn function(
        &mut self,
        planned: &PlannedMigration,
        statement: &Statement,
        call: &PythonCall,
    ) -> Result<(), ExecutorError> {
        let PythonFunction::Named(function) = &call.function else {
            return Ok(());
        };
        let migration = || planned.entry.name.clone();
        let Some(functions) = &mut self.functions else {
            return Err(ExecutorError::NoFunctionRunner {
                migration: migration(),
                function: function.clone(),
                origin: statement.origin.clone(),
            });
        };
        let waits = self.connection.expect_row_waits().await;
        waits.map_err(|source| ExecutorError::Session {
            migration: migration(),
            source,
        })?;
        let called = FunctionCall {
            migration: &planned.entry,
            function,
            schema: &call.schema,
            cancellation: self.cancellation,
        };
        let mut prints = |printed: crate::Printed<'_>| (self.events)(Event::Printed(printed));
        let ended = functions.run(called, self.connection, &mut prints).await;
        ended.map_err(|source| match source {
            FunctionError::Stopped => ExecutorError::Cancelled {
                migration: Some(migration()),
                outcome: Outcome::RolledBack,
            },
            FunctionError::TransactionEnded { report } => ExecutorError::TransactionEndedByFunction {
                migration: migration(),
                direction: planned.direction,
                function: function.clone(),
                origin: statement.origin.clone(),
                report,
            },
            source => ExecutorError::Function(Box::new(FailedFunction {
                migration: migration(),
                function: function.clone(),
                origin: statement.origin.clone(),
                part: None,
                outcome: Outcome::RolledBack,
                source,
            })),
        })
    }
}
