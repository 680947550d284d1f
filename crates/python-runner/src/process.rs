//! The interpreter's process and the pipe to it.
//!
//! Messages go over the process's standard streams, which the bridge takes for itself before any code of the user's
//! runs. A line on the standard error is no message: it is shown.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};

use crate::PythonRunError;
use crate::bridge::{BOOT, PARTS};
use crate::interpreter::{InterpreterChoice, OLDEST_VERSION};
use crate::marshal::{Item, Writer, read};

/// The bytes of a message's length.
const LENGTH: usize = 4;
/// The bytes that are read at once.
const READ_SIZE: usize = 64 << 10;
/// The mark that the bridge writes to standard error at the end of a call.
const MARK: char = '\u{1e}';
/// How long the mark is waited for.
const MARK_TIMEOUT: Duration = Duration::from_secs(1);
/// How long the process may take to end by itself.
const ENDING: Duration = Duration::from_secs(1);
/// How often it is looked whether it has.
const ENDING_INTERVAL: Duration = Duration::from_millis(1);
/// The last lines of a process that ended, for the error.
const LAST_LINES: usize = 20;

/// An interpreter that executes the bridge.
pub(crate) struct Process {
    child: Child,
    requests: ChildStdout,
    /// `None` when the process is to end.
    answers: Option<ChildStdin>,
    errors: Option<Lines<BufReader<ChildStderr>>>,
    incoming: Vec<u8>,
    /// Whether everything that the last call wrote to the standard error was read.
    is_marked: bool,
}

/// Output of the process.
pub(crate) enum Received {
    /// A message of the bridge.
    Message(Vec<u8>),
    /// A line that went past the bridge, to the standard error.
    Line(String),
}

impl Process {
    /// Starts the first interpreter that can be used.
    pub(crate) async fn start(choice: &InterpreterChoice) -> Result<Self, PythonRunError> {
        let mut tried = Vec::new();
        for python in choice.candidates() {
            match Self::start_python(&python).await {
                Ok(mut process) => {
                    let mut root = Writer::default();
                    root.tuple(2).text("root").text(&choice.root.to_string_lossy());
                    process.send(&root.finish()).await?;
                    return Ok(process);
                }
                Err(reason) => tried.push(format!("{} {reason}", python.display())),
            }
        }
        Err(PythonRunError::NoInterpreter { tried })
    }

    /// The next message or line.
    pub(crate) async fn receive(&mut self) -> Result<Received, PythonRunError> {
        loop {
            if let Some(message) = self.take_message() {
                return Ok(Received::Message(message));
            }
            self.incoming.reserve(READ_SIZE);
            let errors = &mut self.errors;
            let line = async {
                match errors {
                    Some(lines) => lines.next_line().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                read = self.requests.read_buf(&mut self.incoming) => match read {
                    Ok(0) => return Err(self.ended().await),
                    Ok(_) => {}
                    Err(source) => return Err(PythonRunError::Pipe { source }),
                },
                line = line => match line {
                    Ok(Some(line)) => {
                        if let Some(line) = self.unmarked(line) {
                            return Ok(Received::Line(line));
                        }
                    }
                    Ok(None) | Err(_) => self.errors = None,
                },
            }
        }
    }

    /// The lines that a call has written to the standard error and that were not received before it ended.
    pub(crate) async fn rest_of_lines(&mut self) -> Vec<String> {
        let mut rest = Vec::new();
        let read = async {
            while !self.is_marked
                && let Some(lines) = &mut self.errors
                && let Ok(Some(line)) = lines.next_line().await
            {
                rest.extend(self.unmarked(line));
            }
        };
        // A function that has taken the standard error for itself leaves no mark.
        let _ = tokio::time::timeout(MARK_TIMEOUT, read).await;
        self.is_marked = false;
        rest
    }

    /// The text of a line without the bridge's mark.
    fn unmarked(&mut self, line: String) -> Option<String> {
        match line.strip_suffix(MARK) {
            Some(text) => {
                self.is_marked = true;
                Some(text.to_owned()).filter(|text| !text.is_empty())
            }
            None => Some(line),
        }
    }

    /// Sends a message.
    pub(crate) async fn send(&mut self, message: &[u8]) -> Result<(), PythonRunError> {
        let too_long = |_| PythonRunError::Message {
            reason: "an answer of more than 4 GiB; read it with `iterate`",
        };
        let length = u32::try_from(message.len()).map_err(too_long)?;
        let mut framed = Vec::with_capacity(LENGTH + message.len());
        framed.extend_from_slice(&length.to_le_bytes());
        framed.extend_from_slice(message);
        let written = match &mut self.answers {
            Some(answers) => answers.write_all(&framed).await.is_ok(),
            None => false,
        };
        if written {
            return Ok(());
        }
        // It ended, and says why.
        Err(self.ended().await)
    }

    async fn start_python(python: &Path) -> Result<Self, String> {
        let mut command = Command::new(python);
        command
            .args(["-X", "utf8", "-c", BOOT])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        // Ctrl-C reaches the whole group of a terminal; the run decides when the function is stopped.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command
            .spawn()
            .map_err(|error| format!("cannot be started: {error}"))?;
        let pipes = (child.stdout.take(), child.stdin.take(), child.stderr.take());
        let (Some(requests), Some(answers), Some(errors)) = pipes else {
            return Err("has no pipes".to_owned());
        };
        let mut process = Self {
            child,
            requests,
            answers: Some(answers),
            errors: Some(BufReader::new(errors).lines()),
            incoming: Vec::new(),
            is_marked: false,
        };
        process.greet().await?;
        Ok(process)
    }

    /// Reads the version, which comes first, and sends the program.
    async fn greet(&mut self) -> Result<(), String> {
        let mut lines = Vec::new();
        let version = loop {
            match self.receive().await {
                Ok(Received::Message(message)) => break message,
                Ok(Received::Line(line)) => lines.push(line),
                Err(PythonRunError::Ended { output }) => {
                    lines.extend(output);
                    return Err(format!("does not run: {}", lines.join(" ")));
                }
                Err(error) => return Err(error.to_string()),
            }
        };
        check_version(&read(&version).map_err(|error| error.to_string())?)?;
        let mut program = Writer::default();
        program.list(PARTS.len());
        for (name, text) in PARTS {
            program.tuple(2).text(name).text(text);
        }
        self.send(&program.finish())
            .await
            .map_err(|error| error.to_string())
    }

    fn take_message(&mut self) -> Option<Vec<u8>> {
        let (length, rest) = self.incoming.split_first_chunk::<LENGTH>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let message = rest.get(..length)?.to_vec();
        self.incoming.drain(..LENGTH + length);
        Some(message)
    }

    async fn ended(&mut self) -> PythonRunError {
        let mut output = Vec::new();
        if let Some(lines) = &mut self.errors {
            while let Ok(Some(line)) = lines.next_line().await {
                output.push(line);
            }
        }
        output.drain(..output.len().saturating_sub(LAST_LINES));
        if let Ok(status) = self.child.wait().await {
            output.push(format!("({status})"));
        }
        PythonRunError::Ended { output }
    }
}

/// It ends before us, with the programs that it has started: the bridge ends them where the pipe is closed, and a
/// process that does not come to that is killed.
impl Drop for Process {
    fn drop(&mut self) {
        self.answers = None;
        let closed = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && closed.elapsed() < 2 * ENDING {
            if closed.elapsed() > ENDING {
                // A process that cannot be killed has ended already.
                let _ = self.child.start_kill();
            }
            std::thread::sleep(ENDING_INTERVAL);
        }
    }
}

fn check_version(version: &Item) -> Result<(), String> {
    let Item::Sequence(parts) = version else {
        return Err("does not report its version".to_owned());
    };
    let number = |position: usize| match parts.get(position) {
        Some(Item::Integer(number)) => *number,
        _ => 0,
    };
    let (oldest_major, oldest_minor) = OLDEST_VERSION;
    if (number(0), number(1)) >= OLDEST_VERSION {
        Ok(())
    } else {
        Err(format!(
            "is Python {}.{}, and {oldest_major}.{oldest_minor} is the oldest that works",
            number(0),
            number(1)
        ))
    }
}
