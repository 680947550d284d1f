//! `aksara graph`

use std::collections::BTreeSet;

use aksara::{MigrationFile, Project, SettingOrigin, Status};
use serde_json::json;

use super::{database, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Graph;
use crate::lines::columns;
use crate::output::{GOOD, Output, QUIET};

/// How wide a tree may be where no terminal shows it.
const WIDTH: usize = 120;

/// Draws the migrations, with applied marks where a database is given or there.
pub async fn run(arguments: &Graph, output: &mut Output) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let mut graph = project.migrations()?.graph()?;
    let status = status(&project, output).await?;
    if let Some(status) = &status {
        graph = graph
            .choose_squashes(&status.recorded, &[])
            .map_err(aksara::Error::from)?;
    }
    let applied = status.as_ref().map(applied);
    let mark = |file: &MigrationFile| {
        let name = &file.migration.name;
        match &applied {
            Some(applied) if applied.contains(name.as_str()) => format!("{GOOD}[X]{GOOD:#} {name}"),
            Some(_) => format!("{QUIET}[ ]{QUIET:#} {name}"),
            None => name.to_string(),
        }
    };
    let tree = graph.draw(mark);
    // What is too deep for a tree goes on at its left margin.
    let is_whole = !tree.lines().any(|line| line.starts_with('…'));
    let fits = |width| is_whole && tree.lines().all(|line| columns(line) <= width);
    if fits(output.width().unwrap_or(WIDTH)) {
        output.text(tree)?;
    } else {
        output.text(graph.draw_flat(mark))?;
    }
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
            "replaces": migration
                .replaces
                .iter()
                .map(|replaced| replaced.value.to_string())
                .collect::<Vec<_>>(),
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

/// The state of the database; `None` if no database is set and the default one does not exist.
async fn status(project: &Project, output: &mut Output) -> Result<Option<Status>, Failure> {
    let setting = project.settings().database_url().map_err(aksara::Error::from)?;
    let migrator = project.migrator()?;
    if setting.origin == SettingOrigin::Default && migrator.is_missing_file().await? {
        return Ok(None);
    }
    database::say(project, output)?;
    Ok(Some(migrator.status().await?))
}

fn applied(status: &Status) -> BTreeSet<&str> {
    let applied = status
        .migrations
        .iter()
        .filter(|migration| migration.applied.is_some());
    applied.map(|migration| migration.entry.name.as_str()).collect()
}
