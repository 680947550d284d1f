//! `aksara verify [NAME…]`

use std::path::Path;
use std::time::Duration;

use aksara::{
    DatabaseReport, DatabaseUrl, MigrationReport, Outcome, Project, Proof, Times, Verification,
    VerificationReport, counted,
};
use comfy_table::{Table, presets};
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Verify;
use crate::interrupt::Interrupts;
use crate::lines::{columns, wrapped};
use crate::output::{BAD, GOOD, Output};
use crate::proof_progress::ProofProgress;

/// Proves that migrations go there and back, and shows what was found.
pub async fn run(
    arguments: &Verify,
    interrupts: &Interrupts,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let wanted = wanted(arguments, interrupts)?;
    let mut progress = ProofProgress::new(output);
    let report = project
        .verify_with_events(&wanted, &mut |event| progress.event(&event))
        .await;
    progress.finish()?;
    let report = report.map_err(|error| interrupts.failure(error))?;
    if let Some(path) = &arguments.junit {
        write_junit(&report, arguments.strict, path)?;
    }
    show(&report, arguments.strict, output)?;
    say_what_was_not_tried(&project, &report, output)?;
    Answer::found(report.has_failures(arguments.strict), &report)
}

fn wanted(arguments: &Verify, interrupts: &Interrupts) -> Result<Verification, Failure> {
    let urls = arguments.scratch_urls.iter().map(DatabaseUrl::parse);
    Ok(Verification {
        names: arguments.names.clone(),
        scratch_urls: urls.collect::<Result<_, _>>().map_err(aksara::Error::from)?,
        seed: arguments.seed,
        cancellation: interrupts.cancellation(),
    })
}

fn show(report: &VerificationReport, is_strict: bool, output: &mut Output) -> Result<(), Failure> {
    show_table(report, output)?;
    let remarks = report.to_string();
    if !remarks.is_empty() {
        output.line("")?;
        for line in remarks.lines() {
            if line.starts_with(PASTED) {
                output.line(line)?;
            } else {
                output.paragraph(line)?;
            }
        }
    }
    for database in &report.databases {
        let failed = database.failures(is_strict).count();
        let (mark, style) = if failed == 0 { ("✓", GOOD) } else { ("✗", BAD) };
        output.line(format_args!(
            "{style}{mark}{style:#} {} {}: {}, {failed} failed",
            database.dialect,
            database.version,
            summary(database)
        ))?;
    }
    Ok(())
}

/// The project's own database may be another one than those where scratch databases were to be had.
fn say_what_was_not_tried(
    project: &Project,
    report: &VerificationReport,
    output: &mut Output,
) -> Result<(), Failure> {
    // Settings that cannot be read are no matter of scratch databases.
    let Ok(dialect) = project.migrator().and_then(|migrator| migrator.dialect()) else {
        return Ok(());
    };
    let name = dialect.name();
    if report.databases.iter().all(|database| database.dialect != name) {
        output.say(format_args!("Not tried on {name}, the project's own database."))?;
        next::say(format!("aksara verify --scratch-url {name}://USER@HOST"), output)?;
    }
    Ok(())
}

/// How many of the migrations can be taken back, or were compiled alone.
fn summary(database: &DatabaseReport) -> String {
    let all = database.migrations.len();
    match database.proof {
        Proof::Compiled => format!("{} compiled; --scratch-url runs them", counted(all, "migration")),
        Proof::Run => {
            let is_proven =
                |report: &&MigrationReport| matches!(report.outcome, Outcome::Ok | Outcome::Lossy);
            let proven = database.migrations.iter().filter(is_proven).count();
            let is_irreversible = |report: &&MigrationReport| report.outcome == Outcome::Irreversible;
            match database.migrations.iter().filter(is_irreversible).count() {
                0 if proven == all => format!("{} there and back", counted(all, "migration")),
                0 => format!("{proven} of {} there and back", counted(all, "migration")),
                irreversible => format!(
                    "{} of {} reversible",
                    all - irreversible,
                    counted(all, "migration")
                ),
            }
        }
    }
}

/// The beginning of a line that is there to be pasted.
const PASTED: &str = "    ";

/// How much a cell says of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    Times,
    Outcome,
    Mark,
}

/// The table with as much as the terminal has room for.
fn show_table(report: &VerificationReport, output: &mut Output) -> Result<(), Failure> {
    let width = output.width().unwrap_or(usize::MAX);
    let tables = [Detail::Times, Detail::Outcome].map(|detail| (detail, table(report, detail)));
    let fits = |table: &Table| table.lines().all(|line| columns(&line) <= width);
    match tables.into_iter().find(|(_, table)| fits(table)) {
        Some((_, table)) => output.line(table)?,
        None => {
            output.line(table(report, Detail::Mark))?;
            output.line(wrapped(MARKS, Some(width)))?;
        }
    }
    Ok(())
}

/// The meaning of the marks, where there is room for nothing else.
const MARKS: &str = "✓ ok  ! loses something, or has no way back  ✗ failed  · not run";

/// A row for each migration, a column for each database.
fn table(report: &VerificationReport, detail: Detail) -> Table {
    let mut table = Table::new();
    table.load_style(if detail == Detail::Mark {
        presets::NOTHING
    } else {
        presets::UTF8_BORDERS_ONLY
    });
    let databases = report.databases.iter();
    let heading = |database: &DatabaseReport| match detail {
        Detail::Mark => database.dialect.to_string(),
        Detail::Times | Detail::Outcome => format!("{} {}", database.dialect, database.version),
    };
    table.set_header(["migration".to_owned()].into_iter().chain(databases.map(heading)));
    let names = report.databases.iter().flat_map(|database| &database.migrations);
    let mut seen = Vec::new();
    for name in names.map(|report| &report.migration) {
        if !seen.contains(&name) {
            seen.push(name);
            let cells = report.databases.iter().map(|database| {
                let found = database
                    .migrations
                    .iter()
                    .find(|report| report.migration == *name);
                found.map_or_else(String::new, |found| cell(found, detail))
            });
            table.add_row([name.to_string()].into_iter().chain(cells));
        }
    }
    table
}

fn cell(report: &MigrationReport, detail: Detail) -> String {
    let mark = match report.outcome {
        Outcome::Ok => "✓",
        Outcome::Compiled | Outcome::NotReached => "·",
        Outcome::Lossy | Outcome::Irreversible => "!",
        Outcome::Unsupported | Outcome::DiffersFromOriginals | Outcome::DoesNotRoundTrip => "✗",
    };
    match detail {
        Detail::Mark => return mark.to_owned(),
        Detail::Outcome => return format!("{mark} {}", report.outcome),
        Detail::Times => {}
    }
    let Times { apply, revert, .. } = report.seconds;
    let times: Vec<String> = [("↑", apply), ("↓", revert)]
        .into_iter()
        .filter_map(|(way, time)| Some(format!("{way}{}", milliseconds(time?))))
        .collect();
    format!("{mark} {} {}", report.outcome, times.join(" "))
        .trim_end()
        .to_owned()
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

fn write_junit(report: &VerificationReport, is_strict: bool, path: &Path) -> Result<(), Failure> {
    let mut junit = Report::new("aksara verify");
    for database in &report.databases {
        let mut suite = TestSuite::new(format!("{} {}", database.dialect, database.version));
        suite.add_test_cases(
            database
                .migrations
                .iter()
                .map(|report| test_case(report, is_strict)),
        );
        junit.add_test_suite(suite);
    }
    let write = |source| Failure::Write {
        path: path.to_owned(),
        source,
    };
    let text = junit
        .to_string()
        .map_err(|error| write(std::io::Error::other(error)))?;
    std::fs::write(path, text).map_err(write)
}

fn test_case(report: &MigrationReport, is_strict: bool) -> TestCase {
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{}: {finding}", finding.phase))
        .collect();
    let mut status = match report.outcome {
        outcome if outcome.is_failure(is_strict) => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Compiled | Outcome::NotReached => TestCaseStatus::skipped(),
        _ => TestCaseStatus::success(),
    };
    status.set_message(report.outcome.to_string());
    if !matches!(status, TestCaseStatus::Success { .. }) {
        status.set_description(findings.join("\n"));
    }
    let mut case = TestCase::new(report.migration.as_str(), status);
    case.set_classname(report.file.as_str());
    case.set_time(total(report.seconds));
    case.set_system_out(findings.join("\n"));
    case
}

fn total(times: Times) -> Duration {
    [times.apply, times.revert, times.reapply]
        .into_iter()
        .flatten()
        .sum()
}
