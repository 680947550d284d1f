//! A run as it goes on: a line for each migration, and a bar on a terminal where there are many.

use std::time::Duration;
use std::{fmt, io};

use aksara::{
    BackfillProgress, BackfillStage, Direction, Event, Lexis, LockHolder, Mode, OtherSession, Plan,
    PlannedMigration, Printed, Statement, counted, registry, without_values,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use crate::lock_holder::holder;
use crate::other_session::session;
use crate::output::{BAD, Format, GOOD, Output, Verbosity};

/// Up to this many migrations need no bar.
const HANDFUL: usize = 5;

/// So many words of a statement say what it does: `ALTER TABLE articles`.
const WORDS: usize = 3;

const ROWS_STYLE: &str = "{bar:20} {pos}/{len} {msg}, {per_sec}, {eta} left";

const STYLE: &str = "{bar:30} {pos}/{len} {msg}";

/// Renders the events of a run.
pub struct Progress<'a> {
    output: &'a mut Output,
    scheme: &'static str,
    mode: Mode,
    bar: Option<ProgressBar>,
    rows: Option<ProgressBar>,
    running: Option<String>,
    /// The beginning of the statement that runs.
    words: String,
    alive: Option<ProgressBar>,
    blockers: Vec<i64>,
    /// How the database's statements are read.
    lexis: Option<Lexis>,
    /// The migration whose line is open, by its beginning.
    open_line: Option<String>,
    /// Whether a person has agreed to what rows lose.
    has_agreement: bool,
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
            words: String::new(),
            alive: None,
            blockers: Vec::new(),
            lexis: None,
            open_line: None,
            has_agreement: false,
            result: Ok(()),
        }
    }

    /// The same, for a run whose losses a person was shown and has agreed to: they are not said twice.
    pub fn agreed(self, has_agreement: bool) -> Self {
        Self {
            has_agreement,
            ..self
        }
    }

    /// Shows an event. The run goes on where it cannot be shown.
    pub fn event(&mut self, event: &Event<'_>) {
        let shown = match (self.output.format(), self.output.verbosity()) {
            (Format::Json, _) => self.emit_json(event),
            (Format::Text, Verbosity::Quiet) => self.show_quietly(event),
            (Format::Text, Verbosity::Normal | Verbosity::Verbose) => self.show(event),
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

    /// Warnings, and what functions print.
    fn show_quietly(&mut self, event: &Event<'_>) -> io::Result<()> {
        match event {
            Event::Planned(plan) => warn_of_losses(plan, self.output),
            Event::Printed(printed) => self.printed(*printed),
            _ => Ok(()),
        }
    }

    fn show(&mut self, event: &Event<'_>) -> io::Result<()> {
        match event {
            Event::WaitingForLock { holder } => self.waiting(*holder),
            Event::Planned(plan) => self.planned(plan),
            Event::Started(planned) => self.started(planned),
            Event::Statement { statement, .. } => {
                self.words = first_words(statement, self.lexis);
                Ok(())
            }
            Event::StatementRunning { number, of, elapsed } => self.running(*number, *of, *elapsed),
            Event::StatementDone {
                number,
                of,
                statement,
                elapsed,
            } => self.done((*number, *of), statement, *elapsed),
            Event::Blocked { blockers, .. } => self.blocked(blockers),
            Event::TryingAgain { pause, rest, .. } => self.trying_again(*pause, *rest),
            Event::Resuming(unfinished) => self.aside(format_args!("  Going on: {unfinished}")),
            Event::Backfill(progress) => self.backfilled(progress),
            Event::Printed(printed) => self.printed(*printed),
            Event::Finished { migration, .. } => self.finished(migration),
        }
    }

    /// Closes what a failed run left open.
    pub fn finish(self) -> io::Result<()> {
        for bar in self.rows.into_iter().chain(self.alive).chain(self.bar) {
            bar.finish_and_clear();
        }
        self.result?;
        let failed = format!(" {BAD}✗{BAD:#} Failed");
        match (self.running, self.open_line) {
            (None, _) => Ok(()),
            (Some(beginning), Some(open)) if open == beginning => self.output.line(failed),
            (Some(beginning), open) => {
                if open.is_some() {
                    self.output.line("")?;
                }
                self.output.line(format_args!("{beginning}{failed}"))
            }
        }
    }

    fn waiting(&mut self, of: Option<&LockHolder>) -> io::Result<()> {
        let holder = of.map(|holder| format!(": {holder}")).unwrap_or_default();
        let text = format_args!("another process is migrating this database{holder}");
        self.output.note("Waiting", text)
    }

    /// A statement that takes long shows that it is alive, where somebody watches.
    fn running(&mut self, number: usize, of: usize, elapsed: Duration) -> io::Result<()> {
        if !self.output.is_terminal() || self.rows.is_some() {
            return Ok(());
        }
        self.close_line()?;
        let alive = self.alive.get_or_insert_with(ProgressBar::new_spinner);
        let running = self.running.as_deref().unwrap_or_default().trim_end_matches('.');
        let (seconds, words) = (elapsed.as_secs(), &self.words);
        alive.set_message(format!("{running} {seconds} s: {number}/{of} {words}"));
        alive.tick();
        Ok(())
    }

    fn done(
        &mut self,
        (number, of): (usize, usize),
        statement: &Statement,
        elapsed: Duration,
    ) -> io::Result<()> {
        self.end_spinner();
        let is_verbose = self.output.verbosity() == Verbosity::Verbose;
        let Some(lexis) = self.lexis.filter(|_| is_verbose) else {
            return Ok(());
        };
        let sql: Vec<String> = match statement.sql_texts().as_slice() {
            [] => vec!["(a function)".to_owned()],
            texts => texts.iter().map(|sql| without_values(sql, lexis)).collect(),
        };
        let milliseconds = elapsed.as_secs_f64() * 1000.0;
        self.aside(format_args!(
            "  {number}/{of} {milliseconds:>9.1} ms  {}",
            sql.join("; ")
        ))
    }

    fn end_spinner(&mut self) {
        if let Some(alive) = self.alive.take() {
            alive.finish_and_clear();
        }
    }

    /// Who holds the statement up: once for the same sessions.
    fn blocked(&mut self, blockers: &[OtherSession]) -> io::Result<()> {
        let ids: Vec<i64> = blockers.iter().map(|session| session.id).collect();
        if self.blockers == ids {
            return Ok(());
        }
        self.blockers = ids;
        self.end_spinner();
        blockers
            .iter()
            .try_for_each(|session| self.aside(format_args!("  Waiting for {session}")))
    }

    fn trying_again(&mut self, pause: Duration, rest: Duration) -> io::Result<()> {
        self.end_spinner();
        self.aside(format_args!(
            "  Gave way to other sessions; trying again in {:.1} s, for {:.0} s at most",
            pause.as_secs_f64(),
            rest.as_secs_f64()
        ))
    }

    fn planned(&mut self, plan: &Plan) -> io::Result<()> {
        self.lexis = registry::dialect(plan.dialect)
            .ok()
            .map(|dialect| dialect.lexis());
        self.mode = plan.mode;
        say_flavour(plan, self.scheme, self.output)?;
        if !self.has_agreement {
            warn_of_losses(plan, self.output)?;
        }
        let count = plan.migrations.len();
        if self.output.is_terminal() && count > HANDFUL {
            self.bar = Some(styled_bar(i64::try_from(count).unwrap_or(i64::MAX)));
        }
        Ok(())
    }

    fn started(&mut self, planned: &PlannedMigration) -> io::Result<()> {
        self.blockers.clear();
        let beginning = self.beginning(planned);
        self.running = Some(beginning.clone());
        match (&self.bar, &self.open_line) {
            (Some(bar), _) => {
                bar.set_message(planned.entry.name.to_string());
                Ok(())
            }
            // Migrations of one transaction are done together, and each has its line then.
            (None, Some(_)) => Ok(()),
            (None, None) => {
                self.output.text(&beginning)?;
                self.open_line = Some(beginning);
                Ok(())
            }
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
                    "  Backfilled {table}: {} in {}",
                    counted(*rows, "row"),
                    counted(*batches, "batch")
                ));
            }
        }
        if self.output.is_terminal() {
            // The line of the migration ends before the bar takes its place.
            self.close_line()?;
            let bar = self.rows.get_or_insert_with(|| rows_bar(*total));
            bar.set_message(format!("rows of {table}"));
            bar.set_position(rows.unsigned_abs());
        }
        Ok(())
    }

    /// Ends the line of the running migration, if it is open.
    fn close_line(&mut self) -> io::Result<()> {
        match self.open_line.take() {
            Some(_) => self.output.line(""),
            None => Ok(()),
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
        let is_line_open = self.open_line.as_ref() == Some(&beginning);
        if is_line_open {
            self.open_line = None;
        }
        self.close_line()?;
        // A later one may be the running one, and may have failed.
        self.running.take_if(|running| *running == beginning);
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

/// A bar for so many rows, with their speed and the time that is left.
fn rows_bar(length: i64) -> ProgressBar {
    let bar = ProgressBar::new(length.unsigned_abs());
    bar.set_style(ProgressStyle::with_template(ROWS_STYLE).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// The words that a statement begins with, up to the name of what it changes.
fn first_words(statement: &Statement, lexis: Option<Lexis>) -> String {
    let texts = statement.sql_texts();
    let (Some(sql), Some(lexis)) = (texts.first(), lexis) else {
        return String::new();
    };
    let words = without_values(sql, lexis);
    let words: Vec<&str> = words.split_whitespace().take(WORDS).collect();
    words.join(" ").replace(['"', '`'], "")
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
        Event::WaitingForLock { holder: by } => {
            json!({"event": "waiting_for_lock", "holder": by.map(holder)})
        }
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
        Event::StatementRunning { number, of, elapsed } => json!({
            "event": "statement_running",
            "number": number,
            "of": of,
            "seconds": elapsed.as_secs_f64(),
        }),
        Event::StatementDone {
            number, of, elapsed, ..
        } => json!({
            "event": "statement_done",
            "number": number,
            "of": of,
            "seconds": elapsed.as_secs_f64(),
        }),
        Event::Blocked {
            migration,
            blockers,
            elapsed,
        } => json!({
            "event": "blocked",
            "migration": migration.entry.name,
            "blockers": blockers.iter().map(session).collect::<Vec<_>>(),
            "seconds": elapsed.as_secs_f64(),
        }),
        Event::TryingAgain {
            migration,
            blockers,
            pause,
            rest,
        } => json!({
            "event": "trying_again",
            "migration": migration.entry.name,
            "blockers": blockers.iter().map(session).collect::<Vec<_>>(),
            "pause_seconds": pause.as_secs_f64(),
            "rest_seconds": rest.as_secs_f64(),
        }),
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
