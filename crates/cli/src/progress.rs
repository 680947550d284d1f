//! A run as it goes on: a line for each migration, and a bar on a terminal where there are many.

use std::io;

use aksara::{Direction, Event, Mode, Plan, PlannedMigration, Printed};
use indicatif::{ProgressBar, ProgressStyle};

use crate::output::{BAD, GOOD, Output};

/// Up to this many migrations need no bar.
const HANDFUL: usize = 5;

const STYLE: &str = "{bar:30} {pos}/{len} {msg}";

/// Renders the events of a run.
pub struct Progress<'a> {
    output: &'a mut Output,
    mode: Mode,
    bar: Option<ProgressBar>,
    running: Option<String>,
    is_line_open: bool,
    result: io::Result<()>,
}

impl<'a> Progress<'a> {
    /// Nothing has happened yet.
    pub fn new(output: &'a mut Output) -> Self {
        Self {
            output,
            mode: Mode::Run,
            bar: None,
            running: None,
            is_line_open: false,
            result: Ok(()),
        }
    }

    /// Shows an event. The run goes on where it cannot be shown.
    pub fn event(&mut self, event: &Event<'_>) {
        let shown = match event {
            Event::WaitingForLock => self
                .output
                .note("Waiting", "another process is migrating this database"),
            Event::Planned(plan) => self.planned(plan),
            Event::Started(planned) => self.started(planned),
            Event::Statement { .. } => Ok(()),
            Event::Printed(printed) => self.printed(*printed),
            Event::Finished { migration, .. } => self.finished(migration),
        };
        if self.result.is_ok() {
            self.result = shown;
        }
    }

    /// Closes what a failed run left open.
    pub fn finish(self) -> io::Result<()> {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.result?;
        let failed = format!(" {BAD}✗{BAD:#} Failed");
        match (self.running, self.is_line_open) {
            (None, _) => Ok(()),
            (Some(_), true) => self.output.line(failed),
            (Some(beginning), false) => self.output.line(format_args!("{beginning}{failed}")),
        }
    }

    fn planned(&mut self, plan: &Plan) -> io::Result<()> {
        self.mode = plan.mode;
        let count = plan.migrations.len();
        if self.output.is_terminal() && count > HANDFUL {
            let bar = ProgressBar::new(count as u64);
            bar.set_style(
                ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            self.bar = Some(bar);
        }
        Ok(())
    }

    fn started(&mut self, planned: &PlannedMigration) -> io::Result<()> {
        self.is_line_open = true;
        self.running = Some(self.beginning(planned));
        match &self.bar {
            Some(bar) => {
                bar.set_message(planned.entry.name.to_string());
                Ok(())
            }
            None => self.output.text(self.beginning(planned)),
        }
    }

    /// What a function prints stands on lines of its own.
    fn printed(&mut self, printed: Printed<'_>) -> io::Result<()> {
        if std::mem::take(&mut self.is_line_open) && self.bar.is_none() {
            self.output.line("")?;
        }
        let output = &mut *self.output;
        let mut show = || match printed.is_error {
            true => output.error_line(printed.line),
            false => output.line(printed.line),
        };
        match &self.bar {
            Some(bar) => bar.suspend(show),
            None => show(),
        }
    }

    fn finished(&mut self, planned: &PlannedMigration) -> io::Result<()> {
        self.running = None;
        let is_line_open = std::mem::take(&mut self.is_line_open);
        let (beginning, end) = (self.beginning(planned), self.end(planned));
        let end = format!(" {GOOD}✓{GOOD:#} {end}");
        let output = &mut *self.output;
        match &self.bar {
            Some(bar) => {
                bar.inc(1);
                bar.suspend(|| output.line(format_args!("{beginning}{end}")))
            }
            None if is_line_open => output.line(end),
            None => output.line(format_args!("{beginning}{end}")),
        }
    }

    fn beginning(&self, planned: &PlannedMigration) -> String {
        let verb = match (self.mode, planned.direction) {
            (Mode::Run, Direction::Forward) => "Applying",
            (Mode::Run, Direction::Backward) => "Reverting",
            (Mode::Fake, _) => "Marking",
        };
        format!("{verb} {}...", planned.entry.name)
    }

    fn end(&self, planned: &PlannedMigration) -> &'static str {
        match (self.mode, planned.direction) {
            (Mode::Run, Direction::Forward) => "Applied successfully",
            (Mode::Run, Direction::Backward) => "Reverted successfully",
            (Mode::Fake, Direction::Forward) => "Marked as applied",
            (Mode::Fake, Direction::Backward) => "Marked as not applied",
        }
    }
}
