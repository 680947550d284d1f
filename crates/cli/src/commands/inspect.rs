//! `aksara inspect [TABLE…]`

use std::path::{Path, PathBuf};

use aksara::{DocumentFormat, Inspected, NewFiles, Project};
use chrono::Local;
use serde_json::json;

use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::{Inspect, InspectFormat};
use crate::output::{GOOD, Output};

/// Writes the tables of the project's database as models or as a document.
pub async fn run(arguments: &Inspect, output: &mut Output) -> Result<Answer, Failure> {
    if arguments.baseline && (arguments.format != InspectFormat::Python || !arguments.tables.is_empty()) {
        return Err(Failure::Usage(
            "--baseline starts a history with models of every table: leave out --format and the tables' names".to_owned(),
        ));
    }
    output.for_program();
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    database::say(&project, output)?;
    if arguments.baseline {
        project.refuse_migrations()?;
    }
    let inspected = project.inspect(&arguments.tables).await?;
    let text = text(&inspected, arguments.format)?;
    if inspected.schema.tables().next().is_none() {
        output.error_line("The database has no tables.")?;
    }
    for remark in inspected.remarks() {
        output.error_line(remark)?;
    }
    let created = match &arguments.output {
        None => {
            output.text(&text)?;
            Vec::new()
        }
        Some(path) if arguments.baseline => start_history(&project, &inspected, path, output).await?,
        Some(path) => {
            let mut files = NewFiles::default();
            files.write(path, &text)?;
            output.line(format_args!("{GOOD}Created:{GOOD:#} {}", path.display()))?;
            vec![path.clone()]
        }
    };
    Answer::done(json!({"text": text, "remarks": inspected.remarks(), "created": created}))
}

fn text(inspected: &Inspected, format: InspectFormat) -> Result<String, Failure> {
    match format {
        InspectFormat::Python => Ok(inspected.to_python()),
        InspectFormat::Toml => Ok(inspected.to_document(DocumentFormat::Toml)?),
        InspectFormat::Json => Ok(inspected.to_document(DocumentFormat::Json)?),
    }
}

/// Writes models and first migration, and records that as applied: all of it or nothing.
async fn start_history(
    project: &Project,
    inspected: &Inspected,
    path: &Path,
    output: &mut Output,
) -> Result<Vec<PathBuf>, Failure> {
    let baseline = project.baseline(inspected, path, Local::now().naive_local())?;
    if !baseline.differences.is_empty() {
        output.error_line("Not the same in these models, as an empty database would show:")?;
        output.error_line(&baseline.differences)?;
    }
    project.start_history(&baseline).await?;
    output.say(format_args!("{GOOD}Created:{GOOD:#} {}", path.display()))?;
    output.say(format_args!(
        "{GOOD}Created:{GOOD:#} {}, recorded as applied",
        baseline.draft.path.display()
    ))?;
    next::say("aksara check", output)?;
    Ok(vec![path.to_owned(), baseline.draft.path])
}
