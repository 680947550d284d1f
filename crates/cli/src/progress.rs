//! A run as it goes on: a line for each migration, and a bar on a terminal where there are many.

use std::{fmt, io};

use aksara::{BackfillProgress, BackfillStage, Direction, Event, Mode, Plan, PlannedMigration, Printed};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::output::{BAD, Format, GOOD, Output};

/// Up to this many migrations need no bar.
const HANDFUL: usize = 5;

const STYLE: &str = "{bar:30} {pos}/{len} {msg}";

/// Renders the events of a run.
pub struct Progress<'a> {
    output: &'a mut Output,
    scheme: &'static str,
    mode: Mode,
    bar: Option<ProgressBar>,
    rows: Option<ProgressBar>,
    running: Option<String>,
    is_line_open: bool,
    result: io::Result<()>,
}

impl<'a> Progress<'a> {
    /// Nothing has happened yet, on a database whose URL names this flavour.
    pub fn new(output: &'a mut Output, scheme: &'static str) -> Self {
        Self {
            output,
            scheme,
            mode: Mode::Run,
            bar: None,
            rows: None,
            running: None,
            is_line_open: false,
            result: Ok(()),
        }
    }

    /// Shows an event. The run goes on where it cannot be shown.
    pub fn event(&mut self, event: &Event<'_>) {
        let shown = match self.output.format() {
            Format::Text => self.show(event),
            Format::Json => self.emit_json(event),
        };
        if self.result.is_ok() {
            self.result = shown;
        }
    }

    /// Warnings go into the envelope as well.
    fn emit_json(&mut self, event: &Event<'_>) -> io::Result<()> {
        if let Event::Planned(plan) = event {
            warn_of_losses(plan, self.output)?;
        }
        self.output.event(document(event))
    }

    fn show(&mut self, event: &Event<'_>) -> io::Result<()> {
        match event {
            Event::WaitingForLock => self
                .output
                .note("Waiting", "another process is migrating this database"),
            Event::Planned(plan) => self.planned(plan),
            Event::Started(planned) => self.started(planned),
            Event::Statement { .. } => Ok(()),
            Event::Resuming(unfinished) => self.aside(format_args!("  Going on: {unfinished}")),
            Event::Backfill(progress) => self.backfilled(progress),
            Event::Printed(printed) => self.printed(*printed),
            Event::Finished { migration, .. } => self.finished(migration),
        }
    }

    /// Closes what a failed run left open.
    pub fn finish(self) -> io::Result<()> {
        for bar in self.rows.into_iter().chain(self.bar) {
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
        say_flavour(plan, self.scheme, self.output)?;
        warn_of_losses(plan, self.output)?;
        let count = plan.migrations.len();
        if self.output.is_terminal() && count > HANDFUL {
            self.bar = Some(styled_bar(i64::try_from(count).unwrap_or(i64::MAX)));
        }
        Ok(())
    }

    fn started(&mut self, planned: &PlannedMigration) -> io::Result<()> {
        // A run in one transaction ends its migrations together.
        self.close_line()?;
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

    /// How far a backfill got: a bar on a terminal, and a line where a run before had begun it and where it ends.
    fn backfilled(&mut self, progress: &BackfillProgress) -> io::Result<()> {
        let BackfillProgress {
            table,
            batches,
            rows,
            total,
            ..
        } = progress;
        match progress.stage {
            BackfillStage::Begun if *batches > 0 => self.aside(format_args!(
                "  Resuming the backfill of {table} after {rows} of {total} rows"
            ))?,
            BackfillStage::Begun | BackfillStage::Committed => {}
            BackfillStage::Ended => {
                if let Some(bar) = self.rows.take() {
                    bar.finish_and_clear();
                }
                return self.aside(format_args!(
                    "  Backfilled {table}: {rows} rows in {batches} batches"
                ));
            }
        }
        if self.output.is_terminal() {
            let bar = self.rows.get_or_insert_with(|| styled_bar(*total));
            bar.set_message(format!("rows of {table}"));
            bar.set_position(rows.unsigned_abs());
        }
        Ok(())
    }

    /// Ends the line of the running migration, if it is open.
    fn close_line(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_line_open) && self.bar.is_none() {
            self.output.line("")
        } else {
            Ok(())
        }
    }

    /// A line beside that of the running migration.
    fn aside(&mut self, text: impl fmt::Display) -> io::Result<()> {
        self.close_line()?;
        let output = &mut *self.output;
        match &self.bar {
            Some(bar) => bar.suspend(|| output.line(text)),
            None => output.line(text),
        }
    }

    /// The output of a function gets lines of its own.
    fn printed(&mut self, printed: Printed<'_>) -> io::Result<()> {
        self.close_line()?;
        let output = &mut *self.output;
        let mut show = || {
            if printed.is_error {
                output.error_line(printed.line)
            } else {
                output.line(printed.line)
            }
        };
        match &self.bar {
            Some(bar) => bar.suspend(show),
            None => show(),
        }
    }

    fn finished(&mut self, planned: &PlannedMigration) -> io::Result<()> {
        let (beginning, end) = (self.beginning(planned), self.end(planned));
        if self.running.as_ref().is_some_and(|running| *running != beginning) {
            self.close_line()?;
        }
        self.running = None;
        let is_line_open = std::mem::take(&mut self.is_line_open);
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
            _ if planned.is_recorded => "Marking",
            (Mode::Run, Direction::Forward) => "Applying",
            (Mode::Run, Direction::Backward) => "Reverting",
            (Mode::Fake, _) => "Marking",
        };
        format!("{verb} {}...", planned.entry.name)
    }

    fn end(&self, planned: &PlannedMigration) -> &'static str {
        match (self.mode, planned.direction) {
            _ if planned.is_recorded => "Marked as applied",
            (Mode::Run, Direction::Forward) => "Applied successfully",
            (Mode::Run, Direction::Backward) => "Reverted successfully",
            (Mode::Fake, Direction::Forward) => "Marked as applied",
            (Mode::Fake, Direction::Backward) => "Marked as not applied",
        }
    }
}

/// Says which flavour the server is, where the URL's scheme names the other one.
pub fn say_flavour(plan: &Plan, scheme: &str, output: &mut Output) -> io::Result<()> {
    let Plan { dialect, version, .. } = plan;
    if *dialect == scheme {
        return Ok(());
    }
    output.note(
        "Dialect",
        format_args!("{dialect} {version} (the server says so)"),
    )
}

/// Says what the plan takes from rows, before anything runs.
pub fn warn_of_losses(plan: &Plan, output: &mut Output) -> io::Result<()> {
    for planned in &plan.migrations {
        for loss in &planned.taken {
            output.warning(format_args!("{} {loss}", planned.entry.name))?;
        }
    }
    Ok(())
}

/// A bar for so many steps.
pub fn styled_bar(length: i64) -> ProgressBar {
    let bar = ProgressBar::new(length.unsigned_abs());
    bar.set_style(ProgressStyle::with_template(STYLE).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Which way a migration goes, as data.
pub fn direction_word(direction: Direction) -> &'static str {
    match direction {
        Direction::Forward => "forward",
        Direction::Backward => "backward",
    }
}

/// An event as data. It holds no SQL and no values, which may be secrets.
fn document(event: &Event<'_>) -> Value {
    match event {
        Event::WaitingForLock => json!({"event": "waiting_for_lock"}),
        Event::Planned(plan) => {
            let names: Vec<_> = plan
                .migrations
                .iter()
                .map(|planned| &planned.entry.name)
                .collect();
            json!({"event": "planned", "migrations": names})
        }
        Event::Started(planned) => json!({
            "event": "started",
            "migration": planned.entry.name,
            "direction": direction_word(planned.direction),
        }),
        Event::Statement { number, of, .. } => json!({"event": "statement", "number": number, "of": of}),
        Event::Resuming(unfinished) => json!({
            "event": "resuming",
            "migration": unfinished.migration,
            "statement": unfinished.statement,
            "of": unfinished.statements,
        }),
        Event::Backfill(progress) => json!({
            "event": "backfill",
            "table": progress.table,
            "batches": progress.batches,
            "rows": progress.rows,
            "total": progress.total,
            "ended": progress.stage == BackfillStage::Ended,
        }),
        Event::Printed(printed) => json!({
            "event": "printed",
            "line": printed.line,
            "is_error": printed.is_error,
        }),
        Event::Finished { migration, elapsed } => json!({
            "event": "finished",
            "migration": migration.entry.name,
            "direction": direction_word(migration.direction),
            "seconds": elapsed.as_secs_f64(),
        }),
    }
}
