//! How errors look: the message, the place in the user's file, what to do next.

use std::fmt;
use std::fs;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use aksara::Origin;
use anstream::{AutoStream, ColorChoice, stderr};
use miette::{
    Diagnostic, LabeledSpan, MietteHandler, MietteHandlerOpts, NamedSource, ReportHandler, SourceCode,
};

use crate::Failure;

/// Wide enough that no line of a message is broken where a program reads it.
const UNBROKEN: usize = 10_000;

/// What helps where a migration file cannot be read as data.
const LOAD_PYTHON: &str =
    "  help: --load-python, or AKSARA_LOAD_PYTHON=1, lets Python run the file to read it.\n";

/// Shows a failure on standard error and gives the exit code for it.
pub fn show(failure: &Failure) -> ExitCode {
    if failure.is_broken_pipe() {
        return ExitCode::SUCCESS;
    }
    let report = match failure {
        Failure::Library(error) => match error.diagnostic() {
            Some(diagnostic) => Report(diagnostic).to_string(),
            None => Report(&Placed::new(failure.to_string(), error.origin())).to_string(),
        },
        Failure::Usage(_) | Failure::Write { .. } | Failure::Output(_) => {
            Report(&Placed::new(failure.to_string(), None)).to_string()
        }
    };
    let advice = match failure {
        Failure::Library(error) if error.is_for_python() => LOAD_PYTHON,
        Failure::Library(_) | Failure::Usage(_) | Failure::Write { .. } | Failure::Output(_) => "",
    };
    // Where standard error is gone there is nobody left to tell.
    let _ = write!(stderr(), "{report}{advice}");
    failure.exit_code()
}

/// A diagnostic, rendered for this process's standard error.
struct Report<'a>(&'a dyn Diagnostic);

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        handler().debug(self.0, formatter)?;
        writeln!(formatter)
    }
}

fn handler() -> MietteHandler {
    let has_colour = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let options = MietteHandlerOpts::new()
        .terminal_links(false)
        .unicode(true)
        .color(has_colour)
        .without_cause_chain();
    match std::io::stderr().is_terminal() {
        true => options.build(),
        false => options.width(UNBROKEN).build(),
    }
}

/// A message with the place in the user's file that it is about, where it is about one.
#[derive(Debug)]
struct Placed {
    message: String,
    source: Option<NamedSource<String>>,
    label: Option<LabeledSpan>,
}

impl Placed {
    fn new(message: String, origin: Option<Origin>) -> Self {
        let text = origin
            .as_ref()
            .and_then(|origin| fs::read_to_string(&*origin.file).ok());
        match (origin, text) {
            (Some(origin), Some(text)) if text.get(origin.span.clone()).is_some() => Self {
                message,
                label: Some(LabeledSpan::new_with_span(None, origin.span)),
                source: Some(NamedSource::new(&*origin.file, text)),
            },
            _ => Self {
                message,
                source: None,
                label: None,
            },
        }
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Placed {}

impl Diagnostic for Placed {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.label.clone()?;
        Some(Box::new(std::iter::once(label)))
    }
}
