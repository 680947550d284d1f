//! The executor's runner of functions: one interpreter for a run, started before anything of the plan is.

use aksara_driver::Connection;
use aksara_executor::{FunctionCall, FunctionError, FunctionRunner, PrintSink};
use futures::future::{BoxFuture, FutureExt};

use crate::process::Process;
use crate::session::{Ending, Session};
use crate::{InterpreterChoice, PythonRunError};

/// Runs the Python functions of migration files.
pub struct PythonRunner {
    choice: InterpreterChoice,
    process: Option<Process>,
}

impl PythonRunner {
    /// A runner that has started nothing yet.
    pub fn new(choice: InterpreterChoice) -> Self {
        Self {
            choice,
            process: None,
        }
    }

    async fn process(&mut self) -> Result<Process, PythonRunError> {
        match self.process.take() {
            Some(process) => Ok(process),
            None => Process::start(&self.choice).await,
        }
    }

    async fn call(
        &mut self,
        call: FunctionCall<'_>,
        connection: &mut dyn Connection,
        prints: PrintSink<'_>,
    ) -> Result<(), FunctionError> {
        let mut process = self.process().await?;
        let ending = Session::new(&mut process, connection, call, prints).run().await;
        match ending {
            Ok(Ending::Returned) => {
                self.process = Some(process);
                Ok(())
            }
            Ok(Ending::Stopped) => {
                drop(process);
                Err(FunctionError::Stopped)
            }
            Err(error) => {
                drop(process);
                Err(error.into())
            }
        }
    }
}

impl FunctionRunner for PythonRunner {
    fn prepare(&mut self) -> BoxFuture<'_, Result<(), FunctionError>> {
        async move {
            let process = self.process().await?;
            self.process = Some(process);
            Ok(())
        }
        .boxed()
    }

    fn run<'a>(
        &'a mut self,
        call: FunctionCall<'a>,
        connection: &'a mut dyn Connection,
        prints: PrintSink<'a>,
    ) -> BoxFuture<'a, Result<(), FunctionError>> {
        self.call(call, connection, prints).boxed()
    }
}

impl From<PythonRunError> for FunctionError {
    fn from(error: PythonRunError) -> Self {
        match error {
            PythonRunError::NoInterpreter { .. } => Self::Unavailable {
                reason: error.to_string(),
            },
            PythonRunError::Raised { report } => Self::Failed { report },
            PythonRunError::TransactionEnded { .. } => Self::TransactionEnded {
                report: error.to_string(),
            },
            PythonRunError::Swallowed { .. }
            | PythonRunError::Ended { .. }
            | PythonRunError::Pipe { .. }
            | PythonRunError::Message { .. }
            | PythonRunError::Misplaced { .. }
            | PythonRunError::Transaction { .. }
            | PythonRunError::Spool { .. } => Self::Failed {
                report: error.to_string(),
            },
        }
    }
}
