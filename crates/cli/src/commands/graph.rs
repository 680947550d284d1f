//! `aksara graph`

use std::collections::BTreeSet;

use aksara::{MigrationFile, Project, SettingOrigin};
use serde_json::json;

use super::{database, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Graph;
use crate::output::{GOOD, Output, QUIET};

/// Draws the migrations, with applied marks where a database is given or there.
pub async fn run(arguments: &Graph, output: &mut Output) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let graph = project.migrations()?.graph()?;
    let applied = applied(&project, output).await?;
    let mark = |file: &MigrationFile| {
        let name = &file.migration.name;
        match &applied {
            Some(applied) if applied.contains(name.as_str()) => format!("{GOOD}[X]{GOOD:#} {name}"),
            Some(_) => format!("{QUIET}[ ]{QUIET:#} {name}"),
            None => name.to_string(),
        }
    };
    output.text(graph.draw(mark))?;
    let migration = |file: &MigrationFile| {
        let migration = &file.migration;
        let dependencies = migration
            .dependencies
            .iter()
            .map(|dependency| dependency.value.to_string());
        json!({
            "name": migration.name,
            "file": &*file.file,
            "dependencies": dependencies.collect::<Vec<_>>(),
            "applied": applied.as_ref().map(|applied| applied.contains(migration.name.as_str())),
        })
    };
    let heads: Vec<_> = graph
        .heads()
        .iter()
        .map(|file| file.migration.name.to_string())
        .collect();
    Answer::done(json!({"migrations": graph.files().map(migration).collect::<Vec<_>>(), "heads": heads}))
}

/// What is applied; `None` where no database is set and the default one is not there.
async fn applied(project: &Project, output: &mut Output) -> Result<Option<BTreeSet<String>>, Failure> {
    let setting = project.settings().database_url().map_err(aksara::Error::from)?;
    let migrator = project.migrator()?;
    if setting.origin == SettingOrigin::Default && migrator.is_missing_file().await? {
        return Ok(None);
    }
    database::say(project, output)?;
    let status = migrator.status().await?;
    let applied = status
        .migrations
        .iter()
        .filter(|migration| migration.applied.is_some());
    Ok(Some(
        applied
            .map(|migration| migration.entry.name.to_string())
            .collect(),
    ))
}
