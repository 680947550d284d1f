//! Standard output, standard error, and the extras of a terminal.
//!
//! Marks (✓ ● [X]) are always printed; colour and decoration only on a terminal. `NO_COLOR` is honoured by the
//! stream itself, which strips the styles.

use std::fmt::{Display, Write as _};
use std::io::{self, IsTerminal, Write};

use aksara::DatabaseUrl;
use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice, stderr, stdout};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::envelope::Envelope;
use crate::lines::hanging;
use crate::program;

/// Success.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Something to look at again.
pub const CAREFUL: Style = AnsiColor::Yellow.on_default();
/// A failure.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// A detail.
pub const QUIET: Style = Style::new().dimmed();
/// The main text.
pub const STRONG: Style = Style::new().bold();

/// The output of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for a person.
    Text,
    /// Events and the envelope alone, for a program.
    Json,
}

/// How much is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Verbosity {
    /// Results, warnings and errors.
    Quiet,
    /// What happens as well.
    #[default]
    Normal,
    /// Details as well.
    Verbose,
}

/// The two streams of a command. With [`Format::Json`] all text is left out: the envelope says it.
pub struct Output {
    stdout: AutoStream<io::Stdout>,
    stderr: AutoStream<io::Stderr>,
    format: Format,
    verbosity: Verbosity,
    notes_on_stderr: bool,
    warnings: Vec<String>,
    /// The lines so far that are written together.
    gathered: Option<String>,
}

/// So many bytes of lines are written together.
const GATHERED: usize = 64 * 1024;

/// So far the other lines of a sentence are indented.
const HANGING: usize = 4;

/// The width of the terminal that shows errors; none where they go elsewhere.
pub fn error_width() -> Option<usize> {
    io::stderr().is_terminal().then(columns_of_terminal)?
}

/// The width of the terminal; none of one that does not know it.
fn columns_of_terminal() -> Option<usize> {
    let (columns, _) = crossterm::terminal::size().ok()?;
    Some(usize::from(columns)).filter(|columns| *columns > 0)
}

/// A reader that has gone (`| head`) has seen enough: the command goes on in silence, and its exit code stays true.
fn unless_gone(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

impl Output {
    /// This process's streams.
    pub fn new(format: Format, verbosity: Verbosity) -> Self {
        Self {
            stdout: stdout(),
            stderr: stderr(),
            format,
            verbosity,
            notes_on_stderr: false,
            warnings: Vec::new(),
            gathered: None,
        }
    }

    /// The text.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How much is said.
    pub fn verbosity(&self) -> Verbosity {
        self.verbosity
    }

    /// Whether results, warnings and errors alone are said.
    pub fn is_quiet(&self) -> bool {
        self.verbosity == Verbosity::Quiet
    }

    /// The warnings so far, which are forgotten then.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    /// The end of a command as data.
    pub fn envelope(&mut self, envelope: &Envelope<'_>) -> io::Result<()> {
        match self.format {
            Format::Text => Ok(()),
            Format::Json => unless_gone(writeln!(self.stdout, "{}", envelope.to_line()?)),
        }
    }

    /// An event of a running command, as data. People get a line of text instead. It may quote what the user
    /// wrote.
    pub fn event(&mut self, event: impl Serialize) -> io::Result<()> {
        match self.format {
            Format::Text => Ok(()),
            Format::Json => {
                let line = DatabaseUrl::mask_all(&serde_json::to_string(&event)?);
                unless_gone(writeln!(self.stdout, "{line}").and_then(|()| self.stdout.flush()))
            }
        }
    }

    /// Standard output is for a program from here on: notes go to standard error.
    pub fn for_program(&mut self) {
        self.notes_on_stderr = true;
    }

    /// Whether a person watches standard output.
    pub fn is_terminal(&self) -> bool {
        self.format == Format::Text && io::stdout().is_terminal()
    }

    /// The width of the terminal that shows the output; none where it goes elsewhere.
    pub fn width(&self) -> Option<usize> {
        self.is_terminal().then(columns_of_terminal)?
    }

    /// Whether a person sits at a terminal and can be asked.
    pub fn can_ask(&self) -> bool {
        self.format == Format::Text && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Text without end of line, visible at once.
    pub fn text(&mut self, text: impl Display) -> io::Result<()> {
        self.write_gathered()?;
        match self.format {
            Format::Text => unless_gone(write!(self.stdout, "{text}").and_then(|()| self.stdout.flush())),
            Format::Json => Ok(()),
        }
    }

    /// A line.
    pub fn line(&mut self, text: impl Display) -> io::Result<()> {
        match (self.format, &mut self.gathered) {
            (Format::Text, Some(gathered)) => {
                // A String takes whatever is written to it.
                let _ = writeln!(gathered, "{text}");
                if gathered.len() < GATHERED {
                    Ok(())
                } else {
                    self.write_gathered()
                }
            }
            (Format::Text, None) => unless_gone(writeln!(self.stdout, "{text}")),
            (Format::Json, _) => Ok(()),
        }
    }

    /// Writes the lines of a result together: each one alone costs a call of the system, and nobody waits for it.
    pub fn together<T, E: From<io::Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.gathered = Some(String::new());
        let result = work(self);
        let written = self.write_gathered();
        self.gathered = None;
        let done = result?;
        written?;
        Ok(done)
    }

    fn write_gathered(&mut self) -> io::Result<()> {
        let Some(gathered) = self.gathered.as_mut().map(std::mem::take) else {
            return Ok(());
        };
        // The stream itself would write the text between two styles piece by piece.
        let text = match self.stdout.current_choice() {
            ColorChoice::Never => strip_str(&gathered).to_string(),
            _ => gathered,
        };
        unless_gone(self.stdout.write_all(text.as_bytes()))
    }

    /// A line about what happens, which is no result.
    pub fn say(&mut self, text: impl Display) -> io::Result<()> {
        if self.is_quiet() { Ok(()) } else { self.line(text) }
    }

    /// A sentence: broken between words where a terminal has no room for it.
    pub fn paragraph(&mut self, text: impl Display) -> io::Result<()> {
        let width = self.width();
        self.line(hanging(&program::as_typed(&text.to_string()), HANGING, width))
    }

    /// A line on standard error.
    pub fn error_line(&mut self, text: impl Display) -> io::Result<()> {
        self.write_gathered()?;
        match self.format {
            Format::Text => unless_gone(writeln!(self.stderr, "{text}")),
            Format::Json => Ok(()),
        }
    }

    /// A line with a decorative emoji before it, which only a terminal shows.
    pub fn decorated(&mut self, emoji: &str, text: impl Display) -> io::Result<()> {
        if self.is_terminal() {
            self.say(format_args!("{emoji} {text}"))
        } else {
            self.say(text)
        }
    }

    /// A thing that is used: a database, a module.
    pub fn note(&mut self, label: &str, text: impl Display) -> io::Result<()> {
        let line = format!("{QUIET}{label}:{QUIET:#} {text}");
        if self.is_quiet() {
            Ok(())
        } else if self.notes_on_stderr {
            self.error_line(line)
        } else {
            self.line(line)
        }
    }

    /// A warning that is shown as this line, beside what it is about.
    pub fn inline_warning(&mut self, warning: impl Display, line: impl Display) -> io::Result<()> {
        self.warnings.push(warning.to_string());
        let width = self.width();
        self.line(hanging(&program::as_typed(&line.to_string()), 2 * HANGING, width))
    }

    /// A warning on standard error.
    pub fn warning(&mut self, text: impl Display) -> io::Result<()> {
        self.warnings.push(text.to_string());
        let line = format!("{CAREFUL}warning:{CAREFUL:#} {text}");
        self.error_line(hanging(&program::as_typed(&line), HANGING, error_width()))
    }
}
