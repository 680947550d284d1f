//! Loading a migration file by executing it, where reading it without that is not enough.

use std::io;
use std::path::Path;
use std::thread;

use crate::marshal::Writer;
use crate::process::{Process, Received};
use crate::request::Request;
use crate::{InterpreterChoice, PythonRunError};

/// Executes a migration file, and gives a text that says with plain literals what the file's code made.
///
/// It blocks, and may be called from within an async runtime.
pub fn load_migration(choice: &InterpreterChoice, path: &Path) -> Result<String, PythonRunError> {
    let broken = |source| PythonRunError::Pipe { source };
    // A runtime of its own cannot be entered on a thread that drives another one.
    thread::scope(|scope| {
        let loading = scope.spawn(|| {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            let runtime = builder.enable_all().build().map_err(broken)?;
            runtime.block_on(load(choice, path))
        });
        let panicked = |_| broken(io::Error::other("the thread that loads the file panicked"));
        loading.join().map_err(panicked)?
    })
}

async fn load(choice: &InterpreterChoice, path: &Path) -> Result<String, PythonRunError> {
    let mut process = Process::start(choice).await?;
    let mut message = Writer::default();
    message.tuple(2).text("load").text(&path.to_string_lossy());
    process.send(&message.finish()).await?;
    loop {
        let Received::Message(message) = process.receive().await? else {
            continue;
        };
        match Request::read(&message)? {
            Request::Loaded { text } => return Ok(text),
            Request::Raised { report } => return Err(PythonRunError::Raised { report }),
            // The output of a file that is loaded does not belong to a run.
            Request::Print { .. } => {}
            _ => {
                let reason = "a request from a file that is only loaded";
                return Err(PythonRunError::Message { reason });
            }
        }
    }
}
