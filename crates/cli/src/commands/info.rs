//! `aksara info`

use aksara::{Field, Flags, KnownModels, Model, Project, Table};
use serde_json::json;

use super::{database, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Info;
use crate::envelope::Place;
use crate::output::{Output, QUIET, STRONG};

/// Shows what is known about the project, or its models.
pub async fn run(arguments: &Info, output: &mut Output) -> Result<Answer, Failure> {
    let flags = Flags {
        apps: arguments.app.apps.clone(),
        ..arguments.migrations.flags(&arguments.database)
    };
    let project = project::open(flags, output)?;
    if arguments.models {
        models(&project, output)
    } else {
        overview(&project, output).await
    }
}

/// The places and numbers of everything.
async fn overview(project: &Project, output: &mut Output) -> Result<Answer, Failure> {
    let database = database::say(project, output)?;
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
    Answer::done(json!({
        "database": database,
        "directory": migrator.directory().path(),
        "migrations": all,
        "applied": applied,
        "apps": apps.to_string(),
        "models": count,
    }))
}

/// Every model with its table and fields.
fn models(project: &Project, output: &mut Output) -> Result<Answer, Failure> {
    let apps = project.apps()?;
    output.note(
        "Models",
        format_args!("{}{}", apps, database::origin(&apps.origin)),
    )?;
    let models = project.models(&apps)?;
    let classes: Vec<String> = models.models.iter().map(|model| model.class.clone()).collect();
    let classes = KnownModels::of(&classes);
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
    let model = |model: &Model| {
        let table = models.schema.table(&model.table);
        let fields = table.iter().flat_map(|table| table.fields.values());
        let field =
            |field: &Field| json!({"name": field.name, "field": aksara::write_field(field, &classes)});
        json!({
            "class": model.class,
            "table": model.table,
            "place": Place::of(&model.origin),
            "fields": fields.map(field).collect::<Vec<_>>(),
            "join_tables": model.join_tables.keys().collect::<Vec<_>>(),
        })
    };
    Answer::done(json!({"models": models.models.iter().map(model).collect::<Vec<_>>()}))
}

fn fields(table: &Table, classes: &KnownModels, output: &mut Output) -> Result<(), Failure> {
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
