//! How errors look: the message, the place in the user's file, the state of the database, advice, and the code.

use std::error::Error;
use std::fmt::{self, Display};
use std::io::Write;

use aksara::{DatabaseUrl, Diagnose, Diagnosis, Footer};
use anstream::{AutoStream, ColorChoice, stderr};
use miette::{
    Diagnostic, LabeledSpan, MietteHandler, MietteHandlerOpts, NamedSource, ReportHandler, SourceCode,
};

use crate::lines::wrapped;
use crate::output::{QUIET, error_width};
use crate::program;

/// Wide enough that no line of a message is broken where a program reads it.
const UNBROKEN: usize = 10_000;

/// The columns before the text of a line below the message.
const FOOTER: usize = 9;

/// Shows an error on standard error.
pub fn show(error: &dyn Diagnose) {
    // A message may quote what the user wrote.
    let shown = DatabaseUrl::mask_all(&program::as_typed(&Report(error).to_string()));
    // Without standard error there is nobody to report to.
    let _ = write!(stderr(), "{shown}");
}

/// The texts of the errors that caused this one, without those that its message repeats.
pub fn causes(error: &dyn Diagnose) -> Vec<String> {
    let message = error.to_string();
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes.retain(|cause| !message.contains(cause.as_str()));
    causes.dedup();
    causes
}

/// An error, rendered for this process's standard error.
struct Report<'a>(&'a dyn Diagnose);

impl Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let diagnosis = self.0.diagnosis();
        let snippet = Rendered(Snippet::new(self.0.to_string(), &diagnosis)).to_string();
        writeln!(formatter, "{}", snippet.trim_end())?;
        for cause in causes(self.0) {
            footer(formatter, "cause", &cause)?;
        }
        let is_shown = diagnosis
            .place
            .as_ref()
            .is_some_and(|place| !place.text.is_empty());
        for (line, text) in diagnosis.footers() {
            match line {
                Footer::Place if is_shown => {}
                Footer::Place | Footer::State | Footer::Advice => footer(formatter, line.label(), &text)?,
                Footer::Code => footer(
                    formatter,
                    line.label(),
                    &format!("{text}\n  aksara explain {text}"),
                )?,
            }
        }
        Ok(())
    }
}

/// A snippet as miette draws it.
struct Rendered(Snippet);

impl Display for Rendered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        handler().debug(&self.0, formatter)
    }
}

/// A line below the message; other lines of the text go below its first.
fn footer(formatter: &mut fmt::Formatter<'_>, label: &str, text: &str) -> fmt::Result {
    let label = format!("{label}:");
    let text = to_width(text, error_width());
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    writeln!(formatter, "  {QUIET}{label:6}{QUIET:#} {first}")?;
    lines.try_for_each(|line| writeln!(formatter, "         {line}"))
}

/// A text whose sentences fit. A line that is indented is there to be pasted, and stays whole.
fn to_width(text: &str, width: Option<usize>) -> String {
    let room = width.map(|width| width.saturating_sub(FOOTER));
    let lines = text.lines().map(|line| {
        if line.starts_with(' ') {
            line.to_owned()
        } else {
            wrapped(line, room)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn handler() -> MietteHandler {
    let has_colour = AutoStream::choice(&std::io::stderr()) != ColorChoice::Never;
    let options = MietteHandlerOpts::new()
        .terminal_links(false)
        .unicode(true)
        .break_words(false)
        .color(has_colour)
        .without_cause_chain();
    if let Some(width) = error_width() {
        options.width(width).build()
    } else {
        options.width(UNBROKEN).build()
    }
}

/// A message with the lines of the user's file that it is about.
#[derive(Debug)]
struct Snippet {
    message: String,
    source: Option<NamedSource<String>>,
    label: Option<LabeledSpan>,
}

impl Snippet {
    fn new(message: String, diagnosis: &Diagnosis) -> Self {
        let place = diagnosis.place.as_ref();
        let shown =
            place.filter(|place| !place.text.is_empty() && place.text.get(place.span.clone()).is_some());
        Self {
            message,
            source: shown.map(|place| NamedSource::new(&*place.file, place.text.to_string())),
            label: shown.map(|place| LabeledSpan::new_with_span(None, place.span.clone())),
        }
    }
}

impl Display for Snippet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for Snippet {}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = self.label.clone()?;
        Some(Box::new(std::iter::once(label)))
    }
}
