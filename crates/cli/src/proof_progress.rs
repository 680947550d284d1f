//! A proof as it goes on: a bar on a terminal, an event for each migration as JSON.

use std::io;

use aksara::ProofEvent;
use indicatif::ProgressBar;
use serde_json::json;

use crate::output::{Format, Output};
use crate::progress::styled_bar;

/// Renders the events of a proof.
pub struct ProofProgress<'a> {
    output: &'a mut Output,
    bar: Option<ProgressBar>,
    result: io::Result<()>,
}

impl<'a> ProofProgress<'a> {
    /// Nothing has happened yet.
    pub fn new(output: &'a mut Output) -> Self {
        Self {
            output,
            bar: None,
            result: Ok(()),
        }
    }

    /// Shows an event. The proof goes on where it cannot be shown.
    pub fn event(&mut self, event: &ProofEvent<'_>) {
        match self.output.format() {
            Format::Text => self.show(event),
            Format::Json => {
                let shown = self.output.event(json!({
                    "event": "proven",
                    "dialect": event.dialect,
                    "version": event.version.to_string(),
                    "migration": event.report.migration,
                    "outcome": event.report.outcome,
                    "number": event.number,
                    "of": event.of,
                }));
                if self.result.is_ok() {
                    self.result = shown;
                }
            }
        }
    }

    /// Takes the bar away.
    pub fn finish(self) -> io::Result<()> {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.result
    }

    fn show(&mut self, event: &ProofEvent<'_>) {
        if !self.output.is_terminal() {
            return;
        }
        let length = i64::try_from(event.of).unwrap_or(i64::MAX);
        let bar = self.bar.get_or_insert_with(|| styled_bar(length));
        bar.set_message(format!(
            "{} {}: {}",
            event.dialect, event.version, event.report.migration
        ));
        bar.set_position(u64::try_from(event.number).unwrap_or(u64::MAX));
    }
}
