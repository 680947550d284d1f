//! What goes to standard output and standard error, and what a terminal may show besides.
//!
//! Marks (✓ ● [X]) are always printed; colour and decoration only on a terminal. `NO_COLOR` is honoured by the
//! stream itself, which strips the styles.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, stderr, stdout};
use anstyle::{AnsiColor, Style};

/// What is done.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What deserves a second look.
pub const CAREFUL: Style = AnsiColor::Yellow.on_default();
/// What failed.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is beside the point.
pub const QUIET: Style = Style::new().dimmed();
/// What the eye looks for.
pub const STRONG: Style = Style::new().bold();

/// The two streams of a command.
pub struct Output {
    stdout: AutoStream<io::Stdout>,
    stderr: AutoStream<io::Stderr>,
    notes_on_stderr: bool,
}

impl Output {
    /// This process's streams.
    pub fn new() -> Self {
        Self {
            stdout: stdout(),
            stderr: stderr(),
            notes_on_stderr: false,
        }
    }

    /// Standard output is for a program from here on: notes go to standard error.
    pub fn for_program(&mut self) {
        self.notes_on_stderr = true;
    }

    /// Whether a person watches standard output.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Text without end of line, visible at once.
    pub fn text(&mut self, text: impl Display) -> io::Result<()> {
        write!(self.stdout, "{text}")?;
        self.stdout.flush()
    }

    /// A line.
    pub fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.stdout, "{text}")
    }

    /// A line on standard error.
    pub fn error_line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.stderr, "{text}")
    }

    /// A line with a decorative emoji before it, which only a terminal shows.
    pub fn decorated(&mut self, emoji: &str, text: impl Display) -> io::Result<()> {
        match self.is_terminal() {
            true => self.line(format_args!("{emoji} {text}")),
            false => self.line(text),
        }
    }

    /// What is used: a database, a module.
    pub fn note(&mut self, label: &str, text: impl Display) -> io::Result<()> {
        let line = format!("{QUIET}{label}:{QUIET:#} {text}");
        match self.notes_on_stderr {
            true => writeln!(self.stderr, "{line}"),
            false => writeln!(self.stdout, "{line}"),
        }
    }

    /// What deserves a second look, on standard error.
    pub fn warning(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.stderr, "{CAREFUL}warning:{CAREFUL:#} {text}")
    }
}
