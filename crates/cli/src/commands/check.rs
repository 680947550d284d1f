//! `aksara check`

use std::fmt::Display;

use aksara::{CheckReport, DatabaseUrl, Drift, DriftBasis, Flags, RenamedFile, SchemaDifference};

use super::{changes, database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Check;
use crate::interrupt::Interrupts;
use crate::output::{BAD, GOOD, Output, QUIET};

/// Compares database, migrations and models, and shows where they disagree.
pub async fn run(arguments: &Check, interrupts: &Interrupts, output: &mut Output) -> Result<Answer, Failure> {
    let flags = Flags {
        apps: arguments.app.apps.clone(),
        ..arguments.migrations.flags(&arguments.database)
    };
    let project = project::open(flags, output)?;
    database::say(&project, output)?;
    let wanted = wanted(arguments, interrupts)?;
    let report = project.check(&wanted).await;
    let report = report.map_err(|error| interrupts.failure(error))?;
    show(&report, arguments.strict, output)?;
    Answer::found(report.has_findings(arguments.strict), &report)
}

fn wanted(arguments: &Check, interrupts: &Interrupts) -> Result<aksara::Check, Failure> {
    let url = arguments.scratch_url.as_ref().map(DatabaseUrl::parse);
    Ok(aksara::Check {
        scratch_url: url.transpose().map_err(aksara::Error::from)?,
        cancellation: interrupts.cancellation(),
    })
}

fn show(report: &CheckReport, is_strict: bool, output: &mut Output) -> Result<(), Failure> {
    let heads = format!(
        "{} migrations come last",
        aksara::in_words(report.conflicts.len())
    );
    say(output, "Heads", &report.conflicts, &heads)?;
    say(
        output,
        "Edited migrations",
        &report.edited,
        "edited after being applied",
    )?;
    let renamed = report.renamed.iter().map(|renamed| {
        let RenamedFile { old_name, new_name } = renamed;
        format!("{old_name} is {new_name} now")
    });
    if !report.renamed.is_empty() {
        say(
            output,
            "Renamed migrations",
            &renamed.collect::<Vec<_>>(),
            "they would run a second time",
        )?;
    }
    match &report.models_unchecked {
        Some(reason) => output.note("Models not compared", reason)?,
        None if !report.conflicts.is_empty() => {
            output.note("Models not compared", "merge the heads first")?
        }
        None if report.agrees_with_models() => output.line(format_args!("{GOOD}✓{GOOD:#} Models"))?,
        None => {
            output.line(format_args!("{BAD}✗{BAD:#} Models have changed:"))?;
            changes::show(&report.changes, output)?;
        }
    }
    for question in &report.questions {
        changes::ask(question, output)?;
    }
    match &report.drift {
        Some(drift) => show_drift(drift, is_strict, output)?,
        None => output.note("Database not compared", "there is none yet")?,
    }
    for name in &report.missing {
        output.warning(format_args!("{name} is applied, but its file is missing"))?;
    }
    if !report.pending.is_empty() {
        output.note("Not applied", listed(&report.pending))?;
    }
    say_next(report, output)
}

/// The commands that mend what was found, the first one first.
fn say_next(report: &CheckReport, output: &mut Output) -> Result<(), Failure> {
    let renamed = report.renamed.iter().map(|renamed| {
        let RenamedFile { old_name, new_name } = renamed;
        format!("aksara migrate --accept-renamed {old_name}:{new_name}")
    });
    let edited = report
        .edited
        .iter()
        .map(|name| format!("aksara migrate --accept-edited {name}"));
    let has_changes = report.models_unchecked.is_none() && !report.agrees_with_models();
    let others = [
        (!report.conflicts.is_empty(), "aksara makemigrations --merge"),
        (has_changes, "aksara makemigrations"),
        (!report.pending.is_empty(), "aksara migrate"),
    ];
    let others = others
        .into_iter()
        .filter(|(is_needed, _)| *is_needed)
        .map(|(_, command)| command.to_owned());
    renamed
        .chain(edited)
        .chain(others)
        .try_for_each(|command| next::say(command, output))
}

/// A line that all is well, or what is not.
fn say(output: &mut Output, what: &str, found: &[impl Display], advice: &str) -> Result<(), Failure> {
    if found.is_empty() {
        return Ok(output.paragraph(format_args!("{GOOD}✓{GOOD:#} {what}"))?);
    }
    output.paragraph(format_args!("{BAD}✗{BAD:#} {what}: {advice}"))?;
    for item in found {
        output.paragraph(format_args!("    ● {item}"))?;
    }
    Ok(())
}

fn show_drift(drift: &Drift, is_strict: bool, output: &mut Output) -> Result<(), Failure> {
    let basis = match drift.basis {
        DriftBasis::Scratch => "compared with the applied migrations on a scratch database",
        DriftBasis::Replay => {
            "compared with the recorded schema; --scratch-url runs the migrations themselves"
        }
    };
    let mark = |is_well: bool| if is_well { ("✓", GOOD) } else { ("✗", BAD) };
    let (sign, style) = mark(drift.differences.is_empty());
    output.paragraph(format_args!(
        "{style}{sign}{style:#} Database {QUIET}({basis}){QUIET:#}"
    ))?;
    show_differences(&drift.differences, output)?;
    let apart = [
        (
            "Not in the models; may come from RunSQL or RunPython",
            &drift.uncertain,
        ),
        ("Made by no migration", &drift.unmanaged),
    ];
    for (what, differences) in apart
        .into_iter()
        .filter(|(_, differences)| !differences.is_empty())
    {
        let (sign, style) = if is_strict { mark(false) } else { ("●", QUIET) };
        output.paragraph(format_args!("{style}{sign}{style:#} {what}"))?;
        show_differences(differences, output)?;
    }
    Ok(())
}

fn show_differences(differences: &SchemaDifference, output: &mut Output) -> Result<(), Failure> {
    for line in differences.to_string().lines() {
        output.paragraph(format_args!("    {line}"))?;
    }
    Ok(())
}

fn listed(items: &[impl Display]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
