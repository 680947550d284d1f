//! `aksara info`

use std::process::ExitCode;

use aksara::{Flags, Project, Table};

use super::{database, project};
use crate::Failure;
use crate::arguments::Info;
use crate::output::{Output, QUIET, STRONG};

/// Shows what is known about the project, or its models.
pub async fn run(arguments: &Info, output: &mut Output) -> Result<ExitCode, Failure> {
    let flags = Flags {
        apps: arguments.app.apps.clone(),
        ..arguments.migrations.flags(&arguments.database)
    };
    let project = project::open(flags, output)?;
    match arguments.models {
        true => models(&project, output)?,
        false => overview(&project, output).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Where everything is, and how much of it there is.
async fn overview(project: &Project, output: &mut Output) -> Result<(), Failure> {
    database::say(project, output)?;
    let migrator = project.migrator()?;
    let status = migrator.status().await?;
    let (applied, all) = (status.applied_count(), status.migrations.len());
    let path = migrator.directory().path().display();
    output.note("Migrations", format_args!("{all} in {path}, {applied} applied"))?;
    let apps = project.apps()?;
    let count = project.models(&apps)?.models.len();
    output.note(
        "Models",
        format_args!("{count} in {}{}", apps, database::origin(&apps.origin)),
    )?;
    Ok(())
}

/// Every model with its table and fields.
fn models(project: &Project, output: &mut Output) -> Result<(), Failure> {
    let apps = project.apps()?;
    output.note(
        "Models",
        format_args!("{}{}", apps, database::origin(&apps.origin)),
    )?;
    let models = project.models(&apps)?;
    let classes: Vec<String> = models.models.iter().map(|model| model.class.clone()).collect();
    for model in &models.models {
        let place = format!("{}:{}", model.origin.file, model.origin.line);
        output.line("")?;
        output.line(format_args!(
            "{STRONG}{}{STRONG:#} → {} {QUIET}({place}){QUIET:#}",
            model.class, model.table
        ))?;
        if let Some(table) = models.schema.table(&model.table) {
            fields(table, &classes, output)?;
        }
        for join in model.join_tables.keys() {
            output.line(format_args!("  {QUIET}and the join table{QUIET:#} {join}"))?;
        }
    }
    Ok(())
}

fn fields(table: &Table, classes: &[String], output: &mut Output) -> Result<(), Failure> {
    let width = table
        .fields
        .keys()
        .map(|name| name.as_str().chars().count())
        .max()
        .unwrap_or_default();
    for field in table.fields.values() {
        output.line(format_args!(
            "  {:width$}  {}",
            field.name.as_str(),
            aksara::write_field(field, classes)
        ))?;
    }
    Ok(())
}
