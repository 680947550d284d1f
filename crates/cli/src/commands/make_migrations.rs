//! `aksara makemigrations`

use aksara::{
    Answers, Decision, Draft, Flags, MigrationForm, ModelChange, NewMigration, OpenQuestion, Project,
    RowValueDecision, Summary,
};
use chrono::Local;
use serde_json::json;

use super::{answering, changes, database, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::{ForFields, MakeMigrations};
use crate::output::{GOOD, Output, STRONG};

/// Writes the migrations that the models ask for, or the one that joins several heads.
pub async fn run(arguments: &MakeMigrations, output: &mut Output) -> Result<Answer, Failure> {
    if arguments.stdout {
        output.for_program();
    }
    let project = project::open(flags(arguments), output)?;
    let wanted = wanted(&project, arguments, output).await?;
    if arguments.merge {
        return deliver(&[project.merge_migration(&wanted)?], &[], arguments, output);
    }
    let apps = project.apps()?;
    output.note("Models", format_args!("{apps}{}", database::origin(&apps.origin)))?;
    let (drafts, questions) = answering::drafts(&project, &apps, wanted, arguments, output)?;
    if drafts.is_empty() {
        output.note("No changes", "the models agree with the migrations")?;
    }
    deliver(&drafts, &questions, arguments, output)
}

fn flags(arguments: &MakeMigrations) -> Flags {
    Flags {
        database_url: arguments.database_url.clone(),
        migrations_directory: arguments.output.clone(),
        apps: arguments.app.apps.clone(),
        load_python: arguments.loading.load_python,
    }
}

async fn wanted(
    project: &Project,
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<NewMigration, Failure> {
    Ok(NewMigration {
        name: arguments.name.clone(),
        answers: Answers {
            assume_no_renames: arguments.no_rename,
            assume_no_values: arguments.no_default.contains(&ForFields::All),
            three_steps: arguments.three_step.contains(&ForFields::All),
            ..Answers::default()
        },
        decisions: decisions(arguments),
        row_values: row_values(arguments),
        generated_at: Local::now().naive_local(),
        form: form(project, arguments, output).await?,
        ..NewMigration::default()
    })
}

fn decisions(arguments: &MakeMigrations) -> Vec<Decision> {
    arguments.rename.iter().chain(&arguments.drop).cloned().collect()
}

fn row_values(arguments: &MakeMigrations) -> Vec<RowValueDecision> {
    let fields = arguments.no_default.iter().chain(&arguments.three_step);
    let fields = fields.filter_map(ForFields::one);
    arguments.default.iter().chain(fields).cloned().collect()
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

fn deliver(
    drafts: &[Draft],
    questions: &[OpenQuestion],
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let is_written = !(arguments.stdout || arguments.check || arguments.dry_run);
    if is_written {
        Draft::write_all(drafts)?;
    }
    for draft in drafts {
        show(draft, arguments, is_written, output)?;
    }
    let changes: Vec<&ModelChange> = drafts.iter().flat_map(|draft| &draft.changes).collect();
    if !arguments.stdout && !changes.is_empty() {
        output.line(Summary::of(changes.iter().copied()))?;
    }
    for question in questions {
        changes::ask(question, output)?;
    }
    let migrations: Vec<_> = drafts.iter().map(|draft| data(draft, is_written)).collect();
    let result = json!({
        "migration": migrations.first(),
        "migrations": migrations,
        "changes": changes,
        "questions": questions,
    });
    Answer::found(arguments.check && !drafts.is_empty(), result)
}

fn show(
    draft: &Draft,
    arguments: &MakeMigrations,
    is_written: bool,
    output: &mut Output,
) -> Result<(), Failure> {
    let path = draft.path.display();
    if arguments.stdout {
        output.text(&draft.text)?;
        let warnings = draft.changes.iter().flat_map(|change| &change.warnings);
        return Ok(warnings
            .into_iter()
            .try_for_each(|warning| output.warning(warning))?);
    }
    if is_written {
        output.line(format_args!("{GOOD}Created:{GOOD:#} {path}"))?;
    } else {
        output.line(format_args!("Would create: {STRONG}{path}{STRONG:#}"))?;
    }
    changes::show(&draft.changes, output)
}

fn data(draft: &Draft, is_written: bool) -> serde_json::Value {
    let operations = draft.migration.operations.iter();
    let operations: Vec<String> = operations.map(|operation| operation.value.describe()).collect();
    json!({
        "name": draft.migration.name,
        "path": draft.path,
        "written": is_written,
        "operations": operations,
        "changes": draft.changes,
        "text": draft.text,
    })
}
