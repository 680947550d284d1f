//! Which project a command is about: said where it is not the current folder.

use std::path::Path;

use aksara::{Flags, Project, RootReason, SettingOrigin};

use super::database::origin;
use crate::Failure;
use crate::output::{Output, QUIET, Verbosity};

/// Opens the project that the current folder is in.
pub fn open(flags: Flags, output: &mut Output) -> Result<Project, Failure> {
    let (project, reason) = Project::find(".", flags)?;
    say_root(&project, reason, output)?;
    if output.verbosity() == Verbosity::Verbose {
        say_settings(&project, output)?;
    }
    Ok(project)
}

fn say_root(project: &Project, reason: RootReason, output: &mut Output) -> Result<(), Failure> {
    let reason = match reason {
        RootReason::Migrations => "it has migrations",
        RootReason::Pyproject => "its pyproject.toml has [tool.aksara]",
        RootReason::Start => return Ok(()),
    };
    if project.root() != Path::new(".") {
        let shown = project
            .root()
            .canonicalize()
            .unwrap_or_else(|_| project.root().to_owned());
        output.note(
            "Project",
            format_args!("{} {QUIET}({reason}){QUIET:#}", shown.display()),
        )?;
    }
    Ok(())
}

/// The settings beside the database, which each command says itself, and their places.
fn say_settings(project: &Project, output: &mut Output) -> Result<(), Failure> {
    let settings = project.settings();
    let directory = settings.migrations_directory().map_err(aksara::Error::from)?;
    let mut say = |name: &str, value: String, place: &SettingOrigin| {
        output.note("Setting", format_args!("{name}: {value}{}", origin(place)))
    };
    say(
        "migrations directory",
        directory.value.display().to_string(),
        &directory.origin,
    )?;
    // A command that needs no models needs no setting of them.
    if let Ok(apps) = project.apps() {
        say("models", apps.to_string(), &apps.origin)?;
    }
    match settings.python().map_err(aksara::Error::from)? {
        Some(python) => say("Python", python.value.display().to_string(), &python.origin)?,
        None => say("Python", "the project's own".to_owned(), &SettingOrigin::Default)?,
    }
    let targets = settings.targets().map_err(aksara::Error::from)?;
    let names: Vec<String> = targets
        .value
        .iter()
        .map(|target| format!("{} {}", target.dialect.name(), target.version))
        .collect();
    if !names.is_empty() {
        say("targets", names.join(", "), &targets.origin)?;
    }
    Ok(())
}
