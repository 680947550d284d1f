//! A generated history on one live database: each operation a migration of its own, looked at as it goes there, back and
//! there again with rows in the tables. With hostile names and literals in it, this shows that exactly the intended
//! objects exist, and that nothing is lost that was not said to be.

use aksara_dialect::CompileError;
use aksara_driver::{Connection, DriverError};
use aksara_executor::{Executor, ExecutorError, Goal, Request};
use aksara_generate::{Choices, GeneratedRow, History, Words, rows};
use aksara_operations::{Change, Inverse, Migration, Operation, replay};
use aksara_schema::Schema;

use crate::failure::failed;
use crate::generated_rows::{demand_kept, demand_unchanged, exchange, run};
use crate::generated_source::GeneratedHistory;
use crate::inspected::{compare, demand_schema};
use crate::rows::snapshot;
use crate::{Failure, Traversed};

/// Applies the operations one by one on an empty database, each back and there again, and reverts them all. After each
/// step the inspected schema is the replayed one and detection finds nothing to do; after each way back it is the same
/// as before, byte for byte. An operation that the dialect refuses is left out, with those after it that then no longer
/// apply.
pub async fn run_history(connection: &mut dyn Connection, history: &History) -> Result<Traversed, Failure> {
    let mut walk = Walk {
        connection,
        source: GeneratedHistory::default(),
        words: history.words,
        schema: Schema::new(),
        current: String::new(),
        traversed: Traversed::default(),
    };
    let first = demand_schema(walk.connection, &Schema::new()).await?;
    walk.current.clone_from(&first);
    for (operation, decisions) in history.operations.iter().zip(&history.decisions) {
        walk.step(operation, &mut decisions.clone())
            .await
            .map_err(|failure| failure.during(operation.describe()))?;
    }
    walk.exchange_rows(&[]).await?;
    walk.migrate(Some("zero".to_owned()))
        .await
        .map_err(failed("reverting everything"))?;
    let last = demand_schema(walk.connection, &Schema::new()).await?;
    compare("the schema after reverting everything", &first, &last)?;
    Ok(walk.traversed)
}

struct Walk<'a> {
    connection: &'a mut dyn Connection,
    source: GeneratedHistory,
    words: Words,
    schema: Schema,
    /// The inspected schema in its JSON form.
    current: String,
    traversed: Traversed,
}

impl Walk<'_> {
    async fn step(&mut self, operation: &Operation, decisions: &mut Choices) -> Result<(), Failure> {
        let mut next = self.schema.clone();
        let migration: Migration = self.source.migration_of(std::slice::from_ref(operation))?;
        if replay(&migration, &mut next).is_err() {
            self.traversed.skipped += 1;
            return Ok(());
        }
        let change = operation
            .apply(&mut self.schema.clone())
            .map_err(failed("applying"))?;
        let rows = rows(decisions, self.words, &self.schema, operation);
        let script = exchange(self.connection, &self.schema, &rows);
        self.source.push(migration);
        let gone = self.there_and_back(&change, &next, &rows).await;
        match gone.map_err(|failure| failure.during(format!("with the rows\n{script}")))? {
            Some(reason) => {
                self.traversed.refuse(reason);
                self.source.pop();
            }
            None => {
                self.traversed.applied += 1;
                self.traversed.rows += rows.len();
                self.schema = next;
            }
        }
        Ok(())
    }

    /// Gives the reason where the operation is refused.
    async fn there_and_back(
        &mut self,
        change: &Change,
        next: &Schema,
        rows: &[GeneratedRow],
    ) -> Result<Option<String>, Failure> {
        self.exchange_rows(rows).await?;
        let old_rows = snapshot(self.connection, &self.schema).await?;
        match self.migrate(None).await {
            Ok(()) => {}
            Err(ExecutorError::Compile { source, .. }) => return Ok(Some(reason(&source))),
            Err(error) => return Err(failed("there")(error)),
        }
        let after = demand_schema(self.connection, next).await?;
        let new_rows = snapshot(self.connection, next).await?;
        demand_kept(&change.effects, &old_rows, &new_rows)?;
        let has_rows = self.back(next, change).await?;
        let reverted = demand_schema(self.connection, &self.schema).await?;
        compare("the schema after taking it back", &self.current, &reverted)?;
        if has_rows {
            let rows = snapshot(self.connection, &self.schema).await?;
            let is_lossy = matches!(change.inverse, Inverse::Operations { loss: Some(_), .. });
            let effects = if is_lossy { change.effects.as_slice() } else { &[] };
            demand_unchanged(effects, &old_rows, &rows)
                .map_err(|failure| failure.during("after taking it back"))?;
        }
        self.migrate(None).await.map_err(failed("there again"))?;
        let again = demand_schema(self.connection, next).await?;
        compare("the schema the second time", &after, &again)?;
        self.current = again;
        Ok(None)
    }

    /// Whether rows prevent reverting: found beforehand, or by a constraint on what a loss left behind.
    fn is_prevented_by_rows(&self, error: &ExecutorError, change: &Change) -> bool {
        let is_lossy = matches!(change.inverse, Inverse::Operations { loss: Some(_), .. });
        match error {
            ExecutorError::Rows(_) => true,
            ExecutorError::Statement(failed) => match &failed.source {
                DriverError::Statement { code, .. } => {
                    let is_violation = |code: &String| self.connection.is_constraint_violation(code);
                    is_lossy && code.as_ref().is_some_and(is_violation)
                }
                DriverError::Violated { .. } => is_lossy,
                _ => false,
            },
            _ => false,
        }
    }

    /// Takes the last migration back; gives whether the rows could stay.
    async fn back(&mut self, schema: &Schema, change: &Change) -> Result<bool, Failure> {
        let target = Some(self.source.before_last());
        match self.migrate(target.clone()).await {
            Ok(()) => Ok(true),
            Err(error) if self.is_prevented_by_rows(&error, change) => {
                self.traversed.without_rows += 1;
                let script = exchange(self.connection, schema, &[]);
                run(self.connection, &script).await.map_err(failed("emptying"))?;
                self.migrate(target).await.map_err(failed("back without rows"))?;
                Ok(false)
            }
            Err(error) => Err(failed("back")(error)),
        }
    }

    async fn exchange_rows(&mut self, rows: &[GeneratedRow]) -> Result<(), Failure> {
        let script = exchange(self.connection, &self.schema, rows);
        run(self.connection, &script).await.map_err(failed("inserting"))
    }

    async fn migrate(&mut self, target: Option<String>) -> Result<(), ExecutorError> {
        let request = Request {
            target: Goal::of_name(target),
            allow_data_loss: true,
            ..Request::default()
        };
        Executor::new(self.connection, &self.source)
            .migrate(&request, &mut |_| ())
            .await
            .map(|_| ())
    }
}

/// A refusal in a few words: the feature, else why.
pub(crate) fn reason(error: &CompileError) -> String {
    let unsupported = match error {
        CompileError::Unsupported(unsupported) => unsupported,
        CompileError::Unfilled { .. } => return error.to_string(),
    };
    match unsupported.feature {
        Some(feature) => feature.to_string(),
        None => unsupported
            .reason
            .split(|character: char| character == '`' || character.is_ascii_digit())
            .map(str::trim)
            .collect::<Vec<_>>()
            .join("…"),
    }
}
