//! One call of a function: what its `db` asks for is done on the migration's connection.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use aksara_driver::{
    Connection, DriverError, Interrupt, NumberedStatement, Placement, Query, Row, Value, placements,
};
use aksara_executor::{FunctionCall, PrintSink, Printed};

use crate::PythonRunError;
use crate::blocks::Blocks;
use crate::fitting::fitted;
use crate::marshal::Writer;
use crate::process::{Process, Received};
use crate::request::Request;
use crate::spool::{Spool, SpoolWriter};
use crate::values::write_rows;

/// How long a function that is being stopped may take to end by itself.
const GRACE: Duration = Duration::from_secs(2);

/// A call of a function.
pub(crate) struct Session<'a> {
    process: &'a mut Process,
    connection: &'a mut dyn Connection,
    call: FunctionCall<'a>,
    prints: PrintSink<'a>,
    interrupt: Arc<dyn Interrupt>,
    translated: HashMap<String, Arc<Translated>>,
    spools: HashMap<i64, Spool>,
    opened: i64,
    blocks: Blocks,
}

/// A statement of the user's, in the database's placeholders.
struct Translated {
    statement: NumberedStatement,
    placements: Vec<Placement>,
}

impl Translated {
    /// The values, in the order in which the database takes them.
    fn bind(&self, values: Vec<Value>) -> Result<Vec<Value>, DriverError> {
        self.statement.bind(fitted(values, &self.placements)?)
    }
}

/// How a call ended that did not raise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The function returned.
    Returned,
    /// It was stopped, and the process is to be killed.
    Stopped,
}

/// Why a request cannot be fulfilled. The user's code sees it as an exception.
pub(crate) enum Refusal {
    /// The database did not do it.
    Driver(DriverError),
    /// It was not given to the database.
    Python(PythonRunError),
}

impl<'a> Session<'a> {
    /// A call that has not begun.
    pub(crate) fn new(
        process: &'a mut Process,
        connection: &'a mut dyn Connection,
        call: FunctionCall<'a>,
        prints: PrintSink<'a>,
    ) -> Self {
        let interrupt = connection.interrupt();
        let blocks = Blocks::new(connection.dialect());
        Self {
            process,
            connection,
            call,
            prints,
            interrupt,
            translated: HashMap::new(),
            spools: HashMap::new(),
            opened: 0,
            blocks,
        }
    }

    /// Calls the function and serves it until it ends.
    pub(crate) async fn run(mut self) -> Result<Ending, PythonRunError> {
        self.blocks.begin_call(self.connection).await?;
        let ended = self.serve_to_the_end().await;
        if !matches!(ended, Ok(Ending::Returned)) {
            self.blocks.abandon(self.connection).await;
        }
        ended
    }

    async fn serve_to_the_end(&mut self) -> Result<Ending, PythonRunError> {
        let dialect = self.connection.dialect();
        let mut call = Writer::default();
        call.tuple(4).text("call").text(&self.call.migration.file);
        call.text(self.call.function).text(dialect.name());
        self.process.send(&call.finish()).await?;
        while !self.call.cancellation.is_cancelled() {
            let received = tokio::select! {
                biased;
                received = self.process.receive() => received?,
                () = self.call.cancellation.cancelled() => break,
            };
            if let Some(ending) = self.serve(received).await? {
                return Ok(ending);
            }
        }
        Ok(self.stop().await)
    }

    async fn serve(&mut self, received: Received) -> Result<Option<Ending>, PythonRunError> {
        let request = match received {
            Received::Line(line) => {
                self.print(&line, true);
                return Ok(None);
            }
            Received::Message(message) => Request::read(&message),
        };
        if let Ok(Request::Done | Request::Raised { .. }) = request {
            for line in self.process.rest_of_lines().await {
                self.print(&line, true);
            }
        }
        let answer = match request {
            Ok(Request::Done) => {
                self.blocks.end_call(self.connection, None).await?;
                return Ok(Some(Ending::Returned));
            }
            Ok(Request::Raised { .. }) if self.call.cancellation.is_cancelled() => {
                return Ok(Some(Ending::Stopped));
            }
            Ok(Request::Raised { report }) => {
                self.blocks.end_call(self.connection, Some(&report)).await?;
                return Err(PythonRunError::Raised { report });
            }
            Ok(Request::Print { is_error, line }) => {
                self.print(&line, is_error);
                return Ok(None);
            }
            Ok(request) => self.watched_answer(request).await,
            Err(error) => Err(error.into()),
        };
        let answer = answer.unwrap_or_else(|refusal| self.refusal(&refusal));
        self.process.send(&answer).await?;
        Ok(None)
    }

    /// The answer. The state of the transaction is recorded.
    async fn watched_answer(&mut self, request: Request) -> Result<Vec<u8>, Refusal> {
        let Some(sql) = request.sql().map(str::to_owned) else {
            return self.answer(request).await;
        };
        self.blocks.demand(&sql)?;
        let answer = self.answer(request).await;
        match &answer {
            Ok(_) => self.blocks.ran(),
            Err(refusal) => self.blocks.refused(&sql, refusal),
        }
        self.blocks.go_on(self.connection, &sql).await?;
        answer
    }

    async fn answer(&mut self, request: Request) -> Result<Vec<u8>, Refusal> {
        match request {
            Request::Execute { sql, values } => self.execute(&sql, values).await,
            Request::ExecuteMany { sql, rows } => self.execute_many(&sql, rows).await,
            Request::Fetch {
                sql,
                values,
                is_single,
            } => self.fetch(&sql, values, is_single).await,
            Request::Open { sql, values, batch } => self.open(&sql, values, batch).await,
            Request::Next { number } => self.next_batch(number),
            Request::Close { number } => {
                self.spools.remove(&number);
                Ok(counted(0))
            }
            Request::BeginBlock => self.blocks.begin(self.connection).await.map(|()| counted(0)),
            Request::EndBlock { keeps } => {
                let ended = self.blocks.end(self.connection, keeps).await;
                ended.map(|()| counted(0))
            }
            Request::Print { .. } | Request::Done | Request::Loaded { .. } | Request::Raised { .. } => {
                let reason = "a request that has no answer";
                Err(PythonRunError::Message { reason }.into())
            }
        }
    }

    async fn execute(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<u8>, Refusal> {
        // A text without values may hold a `$1` of its own: a function's body.
        let affected = if values.is_empty() {
            let work = self.connection.execute_with(sql, &[]);
            self.call.cancellation.guard(work, &*self.interrupt).await?
        } else {
            let statement = self.translated(sql);
            let values = statement.bind(values)?;
            let work = self.connection.execute_with(&statement.statement.sql, &values);
            self.call.cancellation.guard(work, &*self.interrupt).await?
        };
        Ok(counted(affected))
    }

    async fn execute_many(&mut self, sql: &str, rows: Vec<Vec<Value>>) -> Result<Vec<u8>, Refusal> {
        let statement = self.translated(sql);
        let rows = rows.into_iter().map(|row| statement.bind(row));
        let rows = rows.collect::<Result<_, _>>()?;
        let work = self.connection.execute_many(&statement.statement.sql, rows);
        let affected = self.call.cancellation.guard(work, &*self.interrupt).await?;
        Ok(counted(affected))
    }

    async fn fetch(&mut self, sql: &str, values: Vec<Value>, is_single: bool) -> Result<Vec<u8>, Refusal> {
        let mut rows = Vec::new();
        let mut sink = |row| {
            if !is_single || rows.is_empty() {
                rows.push(row);
            }
            Ok(())
        };
        self.read(sql, values, &mut sink).await?;
        let mut answer = Writer::default();
        answer.tuple(4).integer(0);
        write_rows(&mut answer, &rows);
        Ok(answer.finish())
    }

    async fn open(&mut self, sql: &str, values: Vec<Value>, batch: usize) -> Result<Vec<u8>, Refusal> {
        let mut spool = SpoolWriter::new(batch);
        let mut sink = |row| {
            spool.add(row).map_err(|source| DriverError::Refused {
                message: PythonRunError::Spool { source }.to_string(),
            })
        };
        self.read(sql, values, &mut sink).await?;
        let mut spool = spool.finish()?;
        self.opened += 1;
        let mut answer = Writer::default();
        answer
            .tuple(5)
            .integer(0)
            .integer(self.opened)
            .written(&spool.next()?);
        self.spools.insert(self.opened, spool);
        Ok(answer.finish())
    }

    fn next_batch(&mut self, number: i64) -> Result<Vec<u8>, Refusal> {
        let closed = PythonRunError::Message {
            reason: "a loop over rows that has ended",
        };
        let spool = self.spools.get_mut(&number).ok_or(closed)?;
        let mut answer = Writer::default();
        answer.tuple(4).integer(0).written(&spool.next()?);
        Ok(answer.finish())
    }

    async fn read(
        &mut self,
        sql: &str,
        values: Vec<Value>,
        sink: &mut (dyn FnMut(Row) -> Result<(), DriverError> + Send),
    ) -> Result<(), DriverError> {
        let statement = self.translated(sql);
        let values = statement.bind(values)?;
        let query = Query {
            sql: &statement.statement.sql,
            parameters: &values,
            schema: self.call.schema,
        };
        let work = self.connection.read(query, sink);
        self.call.cancellation.guard(work, &*self.interrupt).await
    }

    fn translated(&mut self, sql: &str) -> Arc<Translated> {
        if let Some(statement) = self.translated.get(sql) {
            return statement.clone();
        }
        let placements = if self.connection.knows_parameter_types() {
            Vec::new()
        } else {
            placements(sql, self.connection.dialect().lexis(), self.call.schema)
        };
        let statement = Arc::new(Translated {
            statement: self.connection.translate(sql),
            placements,
        });
        self.translated.insert(sql.to_owned(), statement.clone());
        statement
    }

    fn refusal(&self, refusal: &Refusal) -> Vec<u8> {
        let (kind, message, code) = match refusal {
            Refusal::Driver(DriverError::Interrupted) => {
                ("interrupted", "the run was stopped".to_owned(), None)
            }
            Refusal::Driver(DriverError::Statement { message, code, .. }) => {
                let is_integrity = code
                    .as_ref()
                    .is_some_and(|code| self.connection.is_constraint_violation(code));
                let kind = if is_integrity { "integrity" } else { "error" };
                (kind, message.clone(), code.clone())
            }
            Refusal::Driver(DriverError::Aborted { message }) => {
                ("error", self.blocks.with_cause(message), None)
            }
            Refusal::Driver(error) => ("error", error.to_string(), None),
            Refusal::Python(error) => ("error", error.to_string(), None),
        };
        let mut answer = Writer::default();
        answer.tuple(4).integer(1).text(kind).text(&message);
        match code {
            Some(code) => answer.text(&code),
            None => answer.none(),
        };
        answer.finish()
    }

    fn print(&mut self, line: &str, is_error: bool) {
        (self.prints)(Printed { line, is_error });
    }

    /// Every further request is refused, so that the function's own `finally` still runs; then time is up.
    async fn stop(&mut self) -> Ending {
        let ending = async {
            while let Ok(received) = self.process.receive().await {
                let Received::Message(message) = received else {
                    continue;
                };
                match Request::read(&message) {
                    Ok(Request::Done | Request::Raised { .. }) => return,
                    Ok(Request::Print { is_error, line }) => self.print(&line, is_error),
                    Ok(_) | Err(_) => {
                        let answer = self.refusal(&Refusal::Driver(DriverError::Interrupted));
                        if self.process.send(&answer).await.is_err() {
                            return;
                        }
                    }
                }
            }
        };
        tokio::select! {
            () = ending => {}
            () = tokio::time::sleep(GRACE) => {}
        }
        Ending::Stopped
    }
}

impl From<DriverError> for Refusal {
    fn from(error: DriverError) -> Self {
        Self::Driver(error)
    }
}

impl From<PythonRunError> for Refusal {
    fn from(error: PythonRunError) -> Self {
        Self::Python(error)
    }
}

fn counted(count: u64) -> Vec<u8> {
    let mut answer = Writer::default();
    answer
        .tuple(2)
        .integer(0)
        .integer(i64::try_from(count).unwrap_or(i64::MAX));
    answer.finish()
}
