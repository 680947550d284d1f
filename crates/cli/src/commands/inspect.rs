//! `aksara inspect [TABLE…]`

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use aksara::{DocumentFormat, Inspected};
use chrono::Local;
use serde_json::json;

use super::{database, project};
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
    for remark in inspected.remarks() {
        output.error_line(remark)?;
    }
    let mut created = Vec::new();
    match &arguments.output {
        None => output.text(&text)?,
        Some(path) => {
            write(path, &text)?;
            output.line(format_args!("{GOOD}Created:{GOOD:#} {}", path.display()))?;
            created.push(path.clone());
            if arguments.baseline {
                let draft = project
                    .baseline(&inspected, path, Local::now().naive_local())
                    .await?;
                output.line(format_args!(
                    "{GOOD}Created:{GOOD:#} {}, recorded as applied",
                    draft.path.display()
                ))?;
                created.push(draft.path);
            }
        }
    }
    Answer::done(json!({"text": text, "remarks": inspected.remarks(), "created": created}))
}

fn text(inspected: &Inspected, format: InspectFormat) -> Result<String, Failure> {
    match format {
        InspectFormat::Python => Ok(inspected.to_python()),
        InspectFormat::Toml => Ok(inspected.to_document(DocumentFormat::Toml)?),
        InspectFormat::Json => Ok(inspected.to_document(DocumentFormat::Json)?),
    }
}

/// Writes a new file; one that is there is never overwritten.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failure = |source| Failure::Write {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failure)?;
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(failure)?;
    file.write_all(text.as_bytes()).map_err(failure)
}
