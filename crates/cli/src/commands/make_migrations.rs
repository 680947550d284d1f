//! `aksara makemigrations`

use aksara::{Answers, Beside, Decision, Draft, Flags, MigrationForm, NewMigration, Project};
use chrono::Local;
use serde_json::json;

use super::{database, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::MakeMigrations;
use crate::output::{GOOD, Output, STRONG};

/// Writes the migration that the models ask for, or the one that joins several heads.
pub async fn run(arguments: &MakeMigrations, output: &mut Output) -> Result<Answer, Failure> {
    if arguments.stdout {
        output.for_program();
    }
    let project = project::open(flags(arguments), output)?;
    match draft(&project, arguments, output).await? {
        None => {
            output.note("No changes", "the models agree with the migrations")?;
            Answer::done(json!({"migration": null}))
        }
        Some(draft) => deliver(&draft, arguments, output),
    }
}

fn flags(arguments: &MakeMigrations) -> Flags {
    Flags {
        database_url: arguments.database_url.clone(),
        migrations_directory: arguments.output.clone(),
        apps: arguments.app.apps.clone(),
        load_python: arguments.loading.load_python,
    }
}

async fn draft(
    project: &Project,
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<Option<Draft>, Failure> {
    let wanted = NewMigration {
        name: arguments.name.clone(),
        answers: Answers {
            assume_no_renames: arguments.no_rename,
            ..Answers::default()
        },
        decisions: decisions(arguments),
        generated_at: Local::now().naive_local(),
        form: form(project, arguments, output).await?,
        beside: Beside::default(),
    };
    if arguments.merge {
        return Ok(Some(project.merge_migration(&wanted)?));
    }
    let apps = project.apps()?;
    output.note("Models", format_args!("{apps}{}", database::origin(&apps.origin)))?;
    Ok(project.make_migration(&apps, &wanted)?)
}

fn decisions(arguments: &MakeMigrations) -> Vec<Decision> {
    arguments.rename.iter().chain(&arguments.drop).cloned().collect()
}

async fn form(
    project: &Project,
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<MigrationForm, Failure> {
    if !arguments.sql {
        return Ok(MigrationForm::Python);
    }
    if !arguments.dialect.is_empty() {
        return Ok(MigrationForm::Sql(arguments.dialect.clone()));
    }
    let server = project.server().await?;
    output.note("Dialect", &server)?;
    Ok(MigrationForm::Sql(vec![server.target()]))
}

fn deliver(draft: &Draft, arguments: &MakeMigrations, output: &mut Output) -> Result<Answer, Failure> {
    let path = draft.path.display();
    let is_written = !(arguments.stdout || arguments.check || arguments.dry_run);
    if arguments.stdout {
        output.text(&draft.text)?;
    } else if is_written {
        draft.write()?;
        output.line(format_args!("{GOOD}Created:{GOOD:#} {path}"))?;
        describe(draft, output)?;
    } else {
        output.line(format_args!("Would create: {STRONG}{path}{STRONG:#}"))?;
        describe(draft, output)?;
    }
    let operations = draft.migration.operations.iter();
    let operations: Vec<String> = operations.map(|operation| operation.value.describe()).collect();
    let migration = json!({
        "name": draft.migration.name,
        "path": draft.path,
        "written": is_written,
        "operations": operations,
        "text": draft.text,
    });
    Answer::found(arguments.check, json!({"migration": migration}))
}

fn describe(draft: &Draft, output: &mut Output) -> Result<(), Failure> {
    for operation in &draft.migration.operations {
        output.line(format_args!("  ● {}", operation.value.describe()))?;
    }
    for warning in &draft.warnings {
        output.warning(warning)?;
    }
    Ok(())
}
