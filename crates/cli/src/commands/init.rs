//! `aksara init`

use std::path::Path;

use aksara::{BegunProject, FIRST_MODELS, Flags, NewProject, Project, registry};
use serde_json::json;

use super::next;
use super::prompt::ask_for_text;
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Init;
use crate::output::{GOOD, Output};

/// Begins a project in the current folder.
pub fn run(arguments: &Init, output: &mut Output) -> Result<Answer, Failure> {
    let wanted = wanted(arguments, output)?;
    let begun = wanted.begin(Path::new("."))?;
    show(&begun, output)?;
    let has_models = has_models(&wanted.app);
    if has_models {
        next::say("aksara makemigrations", output)?;
    } else {
        say_first_models(&wanted.app, output)?;
    }
    Answer::done(json!({
        "created": begun.created,
        "extended": begun.extended,
        "app": wanted.app,
        "has_models": has_models,
    }))
}

/// What flags say, else a person at a terminal, else the defaults.
fn wanted(arguments: &Init, output: &Output) -> Result<NewProject, Failure> {
    let default = NewProject::default();
    let asks = output.can_ask() && !arguments.no_input;
    let answer = |flag: &Option<String>, question: &str, help: &str, default: String| match flag {
        Some(written) => Ok(written.clone()),
        None if asks => ask_for_text(question, help, &default),
        None => Ok(default),
    };
    Ok(NewProject {
        app: answer(
            &arguments.app,
            "Module with the models:",
            "such as app.models, or a document of tables: models.toml",
            present_app().unwrap_or(default.app),
        )?,
        database_url: answer(
            &arguments.database_url,
            "Database:",
            &example_urls(),
            default.database_url,
        )?,
        migrations_directory: arguments.migrations_dir.clone(),
    })
}

fn example_urls() -> String {
    let dialects = registry::dialects();
    let urls: Vec<&str> = dialects
        .iter()
        .map(|dialect| dialect.product().example_url)
        .collect();
    urls.join(", ")
}

/// The models that are where models usually are.
fn present_app() -> Option<String> {
    let project = Project::open(".", Flags::default()).ok()?;
    project.apps().ok().map(|apps| apps.to_string())
}

fn has_models(app: &str) -> bool {
    let flags = Flags {
        apps: vec![app.to_owned()],
        ..Flags::default()
    };
    let models = Project::open(".", flags).and_then(|project| project.models(&project.apps()?));
    models.is_ok()
}

fn show(begun: &BegunProject, output: &mut Output) -> Result<(), Failure> {
    for path in &begun.created {
        output.say(format_args!("{GOOD}Created:{GOOD:#} {}", path.display()))?;
    }
    for path in &begun.extended {
        output.say(format_args!("{GOOD}Extended:{GOOD:#} {}", path.display()))?;
    }
    Ok(())
}

/// What to write where there are no models yet.
fn say_first_models(app: &str, output: &mut Output) -> Result<(), Failure> {
    let file = format!("{}.py", app.replace('.', "/"));
    next::say(format_args!("write your models in {file}, for example:"), output)?;
    output.say("")?;
    for line in FIRST_MODELS.lines() {
        output.say(format!("    {line}").trim_end())?;
    }
    output.say("")?;
    next::say("aksara makemigrations", output)
}
