//! The state of a connection's thread: rusqlite's connection, the runner's lock, the wish to stop.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aksara_driver::{DriverError, Inspection, Row, Value};
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection, Statement};

use super::deferred_keys::has_open_keys;
use super::error::{message, statement_error};
use super::kept::KeptSession;
use super::lock::RunnerLock;
use super::open::Opened;
use super::value;
use crate::read::inspect;

/// A connection on its thread. Every method blocks.
pub(super) struct Session {
    connection: Connection,
    file: Option<PathBuf>,
    kept: KeptSession,
    lock: Option<RunnerLock>,
    interrupt_requested: Arc<AtomicBool>,
}

impl Session {
    /// A session on a database that was just opened.
    pub(super) fn new(opened: Opened) -> Result<Self, DriverError> {
        let Opened { connection, file } = opened;
        let kept = KeptSession::read(&connection)
            .map_err(|error| statement_error(error, "reading the session's settings"))?;
        Ok(Self {
            connection,
            file,
            kept,
            lock: None,
            interrupt_requested: Arc::default(),
        })
    }

    /// A session on a connection that the program had; its settings stay as they are.
    pub(super) fn adopt(connection: Connection) -> Result<Self, DriverError> {
        if !connection.is_autocommit() {
            return Err(DriverError::of_open_transaction());
        }
        let file = connection
            .path()
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        Self::new(Opened { connection, file })
    }

    /// rusqlite's connection.
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Set while whoever waits for this session wants it to stop.
    pub(super) fn interrupt_requested(&self) -> Arc<AtomicBool> {
        self.interrupt_requested.clone()
    }

    /// Stops work of several statements between two of them.
    pub(super) fn check_interrupt(&self) -> Result<(), DriverError> {
        if self.interrupt_requested.load(Ordering::SeqCst) {
            Err(DriverError::Interrupted)
        } else {
            Ok(())
        }
    }

    /// Puts back the settings that were found, and drops what the user's SQL left in the temporary database.
    pub(super) fn restore(&self) -> Result<(), DriverError> {
        self.kept
            .restore(&self.connection)
            .map_err(|error| self.explain(error, "putting the session's settings back"))
    }

    /// Runs every statement of a text. SQLite itself finds where each of them ends.
    pub(super) fn execute(&self, sql: &str) -> Result<(), DriverError> {
        if sql.contains('\0') {
            return Err(DriverError::Refused {
                message: format!("SQLite reads no further than the NUL character in {sql:?}; take it out"),
            });
        }
        // A text that does not end in NUL is copied for each statement in it.
        let ended = format!("{sql}\0");
        let mut batch = Batch::new(&self.connection, &ended);
        loop {
            self.check_interrupt()?;
            let Some(statement) = batch.next().map_err(|error| self.explain(error, sql))? else {
                return Ok(());
            };
            self.finish(statement)?;
        }
    }

    /// Runs each of these texts.
    pub(super) fn execute_all<'a>(
        &self,
        texts: impl IntoIterator<Item = &'a String>,
    ) -> Result<(), DriverError> {
        texts.into_iter().try_for_each(|sql| self.execute(sql))
    }

    /// Runs every statement of a text even where the work was stopped: it undoes or restores something.
    pub(super) fn execute_always(&self, sql: &str) -> Result<(), DriverError> {
        self.connection
            .execute_batch(sql)
            .map_err(|error| self.explain(error, sql))
    }

    /// Runs one statement with parameters and gives the number of rows affected; without parameters several.
    pub(super) fn execute_with(&self, sql: &str, parameters: &[Value]) -> Result<u64, DriverError> {
        let before = self.connection.total_changes();
        match parameters {
            [] => self.execute(sql)?,
            parameters => {
                let explain = |error| self.explain(error, sql);
                let mut statement = self.connection.prepare_cached(sql).map_err(explain)?;
                run(&mut statement, parameters).map_err(explain)?;
            }
        }
        Ok(self.affected_since(before))
    }

    /// Runs one statement once for each row of parameters.
    pub(super) fn execute_many(&self, sql: &str, rows: &[Vec<Value>]) -> Result<u64, DriverError> {
        let explain = |error| self.explain(error, sql);
        let mut statement = self.connection.prepare_cached(sql).map_err(explain)?;
        let mut affected = 0;
        for parameters in rows {
            self.check_interrupt()?;
            let before = self.connection.total_changes();
            run(&mut statement, parameters).map_err(explain)?;
            affected += self.affected_since(before);
        }
        Ok(affected)
    }

    /// The rows that the last statement changed itself, without its triggers; `None` if it does not change rows.
    fn affected_since(&self, before: u64) -> u64 {
        if self.connection.total_changes() == before {
            0
        } else {
            self.connection.changes()
        }
    }

    /// Runs one query and gives its rows.
    pub(super) fn query(&self, sql: &str, parameters: &[Value]) -> Result<Vec<Row>, DriverError> {
        self.rows(sql, parameters)
            .map_err(|error| self.explain(error, sql))
    }

    /// The whole number that a query gives.
    pub(super) fn integer(&self, sql: &str) -> Result<i64, DriverError> {
        self.check_interrupt()?;
        self.connection
            .query_row(sql, [], |row| row.get(0))
            .map_err(|error| self.explain(error, sql))
    }

    /// Reads the main database back into a schema.
    pub(super) fn inspect(&self) -> Result<Inspection, DriverError> {
        inspect(&self.connection).map_err(|error| self.explain(error, "SELECT * FROM sqlite_schema"))
    }

    /// Whether a transaction is open.
    pub(super) fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// An error where rows lack the target of a foreign key that is looked at when the transaction ends.
    pub(super) fn demand_no_open_keys(&self) -> Result<(), DriverError> {
        if has_open_keys(&self.connection) {
            Err(DriverError::Refused {
                message: "rows refer to rows that do not exist".to_owned(),
            })
        } else {
            Ok(())
        }
    }

    /// An error where the file may not be written.
    pub(super) fn demand_writable(&self) -> Result<(), DriverError> {
        if self.is_read_only() {
            Err(self.read_only("it is opened for reading alone"))
        } else {
            Ok(())
        }
    }

    /// How long a statement waits for another connection.
    pub(super) fn set_busy_timeout(&self, limit: Duration) -> Result<(), DriverError> {
        let set = self.connection.busy_timeout(limit);
        set.map_err(|error| self.explain(error, "PRAGMA busy_timeout"))
    }

    /// Takes the runner's lock. A database in memory has one runner.
    pub(super) fn try_lock(&mut self) -> Result<bool, DriverError> {
        match &self.file {
            Some(_) if self.is_read_only() => Err(self.read_only("its lock cannot be taken")),
            Some(file) if self.lock.is_none() => {
                self.lock = RunnerLock::try_take(file)?;
                Ok(self.lock.is_some())
            }
            Some(_) | None => Ok(true),
        }
    }

    /// Gives the runner's lock back.
    pub(super) fn unlock(&mut self) {
        self.lock = None;
    }

    /// rusqlite's connection, given back.
    pub(super) fn into_connection(self) -> Connection {
        self.connection
    }

    /// Closes the connection.
    pub(super) fn close(self) -> Result<(), DriverError> {
        self.connection
            .close()
            .map_err(|(_, error)| DriverError::Disconnected {
                message: message(&error),
            })
    }

    fn rows(&self, sql: &str, parameters: &[Value]) -> rusqlite::Result<Vec<Row>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, parameters)?;
        let mut rows = statement.raw_query();
        let (mut names, mut result) = (None, Vec::new());
        while let Some(row) = rows.next()? {
            // After the first step: a change of the schema makes SQLite prepare the statement again.
            let columns: &Arc<[String]> = names.get_or_insert_with(|| {
                let statement: &Statement<'_> = row.as_ref();
                statement.column_names().into_iter().map(str::to_owned).collect()
            });
            let values = (0..columns.len()).map(|position| row.get_ref(position).map(value::value));
            result.push(Row {
                columns: columns.clone(),
                values: values.collect::<rusqlite::Result<_>>()?,
            });
        }
        Ok(result)
    }

    fn finish(&self, mut statement: Statement<'_>) -> Result<(), DriverError> {
        let stepped = {
            let mut rows = statement.raw_query();
            loop {
                match rows.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            }
        };
        stepped.map_err(|error| self.explain(error, &statement.expanded_sql().unwrap_or_default()))
    }

    pub(super) fn explain(&self, error: rusqlite::Error, sql: &str) -> DriverError {
        match statement_error(error, sql) {
            DriverError::ReadOnly { message } => self.read_only(&message),
            other => other,
        }
    }

    fn is_read_only(&self) -> bool {
        self.connection.is_readonly("main").unwrap_or(false)
    }

    fn read_only(&self, what: &str) -> DriverError {
        let file = self
            .file
            .as_ref()
            .map(|file| file.display().to_string())
            .unwrap_or_default();
        DriverError::ReadOnly {
            message: format!(
                "{what}: {file} (the permissions of the file and its folder, or mode=ro in the URL, forbid writing)"
            ),
        }
    }
}

/// Runs a statement to its end; the rows that it gives are nobody's.
fn run(statement: &mut Statement<'_>, parameters: &[Value]) -> rusqlite::Result<()> {
    bind(statement, parameters)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    Ok(())
}

pub(super) fn bind(statement: &mut Statement<'_>, parameters: &[Value]) -> rusqlite::Result<()> {
    let expected = statement.parameter_count();
    if expected != parameters.len() {
        return Err(rusqlite::Error::InvalidParameterCount(parameters.len(), expected));
    }
    for (position, parameter) in parameters.iter().enumerate() {
        statement.raw_bind_parameter(position + 1, value::parameter(parameter)?)?;
    }
    Ok(())
}
