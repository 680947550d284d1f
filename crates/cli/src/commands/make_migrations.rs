//! `aksara makemigrations`

use aksara::{
    Answers, Apps, ClashPolicy, Decision, Draft, Flags, MigrationForm, ModelChange, NewMigration,
    OpenQuestion, Project, RowValueDecision, Summary, Update,
};
use chrono::Local;
use serde_json::json;

use super::answering::{self, Answered};
use super::{changes, database, next, project};
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
        let draft = merged(&project, arguments, &wanted, output)?;
        return deliver(&[draft], None, arguments, output);
    }
    if arguments.empty {
        return deliver(&[project.empty_migration(&wanted)?], None, arguments, output);
    }
    let apps = project.apps()?;
    output.note("Models", format_args!("{apps}{}", database::origin(&apps.origin)))?;
    let make = async |wanted: &NewMigration| made(&project, &apps, arguments, wanted).await;
    match answering::answered(wanted, arguments, output, make).await? {
        Answered::Made(Made { drafts, update }) => {
            if drafts.is_empty() {
                output.note("No changes", "the models agree with the migrations")?;
            }
            let answer = deliver(&drafts, update.as_ref(), arguments, output)?;
            if update.is_none() {
                show_sql(&project, &drafts, arguments, output).await?;
            }
            Ok(answer)
        }
        Answered::Open(questions, wanted) if arguments.check => {
            let changes = project.changes_beside(&apps, &wanted)?;
            found_open(&changes, &OpenQuestion::all(&questions), output)
        }
        Answered::Open(questions, _) => Err(aksara::Error::Questions(questions).into()),
    }
}

/// The files that are made, and the one that one of them takes the place of.
struct Made {
    drafts: Vec<Draft>,
    update: Option<Update>,
}

async fn made(
    project: &Project,
    apps: &Apps,
    arguments: &MakeMigrations,
    wanted: &NewMigration,
) -> Result<Made, aksara::Error> {
    if !arguments.update {
        let drafts = project.make_migrations(apps, wanted)?;
        return Ok(Made { drafts, update: None });
    }
    let update = project.update_migration(apps, wanted).await?;
    let drafts = update.iter().map(|update| update.draft.clone()).collect();
    Ok(Made { drafts, update })
}

/// A check found questions: the changes without questions are printed before them.
fn found_open(
    changes: &[ModelChange],
    questions: &[OpenQuestion],
    output: &mut Output,
) -> Result<Answer, Failure> {
    changes::show(changes, output)?;
    if !changes.is_empty() {
        output.line(Summary::of(changes))?;
    }
    for question in questions {
        changes::ask(question, output)?;
    }
    let result = json!({
        "migration": null,
        "migrations": [],
        "changes": changes,
        "questions": questions,
    });
    Answer::found(true, result)
}

fn merged(
    project: &Project,
    arguments: &MakeMigrations,
    wanted: &NewMigration,
    output: &mut Output,
) -> Result<Draft, Failure> {
    let policy = if arguments.force {
        ClashPolicy::Force
    } else {
        ClashPolicy::Refuse
    };
    let merge = project.merge_migration(wanted, policy)?;
    if let Some(clash) = &merge.clash {
        output.warning(clash)?;
    }
    Ok(merge.draft)
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
            assume_no_renamed_objects: arguments.no_rename,
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
    // An empty or existing file says itself which databases it is for.
    if !arguments.dialect.is_empty() || arguments.empty || arguments.update {
        return Ok(MigrationForm::Sql(arguments.dialect.clone()));
    }
    let server = project.server().await?;
    output.note("Dialect", &server)?;
    Ok(MigrationForm::Sql(vec![server.target()]))
}

fn deliver(
    drafts: &[Draft],
    update: Option<&Update>,
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<Answer, Failure> {
    let is_written = !(arguments.stdout || arguments.check || arguments.dry_run);
    if is_written {
        match update {
            Some(update) => update.write()?,
            None => Draft::write_all(drafts)?,
        }
    }
    for draft in drafts {
        show(draft, update, arguments, output)?;
    }
    let changes: Vec<&ModelChange> = drafts.iter().flat_map(|draft| &draft.changes).collect();
    let is_summed_up = !(arguments.stdout || is_written && output.is_quiet());
    if is_summed_up && !changes.is_empty() {
        output.line(Summary::of(changes.iter().copied()))?;
    }
    if is_written {
        say_next(drafts, output)?;
    }
    let migrations: Vec<_> = drafts
        .iter()
        .map(|draft| data(draft, update, is_written))
        .collect();
    let result = json!({
        "migration": migrations.first(),
        "migrations": migrations,
        "changes": changes,
        "questions": [],
    });
    Answer::found(arguments.check && !drafts.is_empty(), result)
}

fn say_next(drafts: &[Draft], output: &mut Output) -> Result<(), Failure> {
    for draft in drafts.iter().filter(|draft| draft.is_to_be_filled_in()) {
        next::say(
            format_args!("fill in the backfill of {}", draft.path.display()),
            output,
        )?;
    }
    if drafts.is_empty() {
        Ok(())
    } else {
        next::say("aksara migrate", output)
    }
}

/// The SQL that a rehearsal shows for the database that was named.
async fn show_sql(
    project: &Project,
    drafts: &[Draft],
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<(), Failure> {
    let is_shown = arguments.dry_run && arguments.database_url.is_some() && !arguments.sql;
    if !is_shown || drafts.is_empty() {
        return Ok(());
    }
    let server = project.server().await?;
    output.note("Dialect", &server)?;
    for sql in project.sql_of(drafts, &server.target())? {
        output.line(
            sql.as_deref()
                .unwrap_or("-- no SQL: the backfill is to be filled in")
                .trim_end(),
        )?;
    }
    Ok(())
}

fn show(
    draft: &Draft,
    update: Option<&Update>,
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<(), Failure> {
    let path = draft.path.display();
    let is_shown = arguments.stdout || arguments.check || arguments.dry_run;
    if arguments.stdout || (output.is_quiet() && !is_shown) {
        if arguments.stdout {
            output.text(&draft.text)?;
        }
        let warnings = draft.changes.iter().flat_map(|change| &change.warnings);
        return Ok(warnings
            .into_iter()
            .try_for_each(|warning| output.warning(warning))?);
    }
    let (done, planned) = match update {
        Some(_) => ("Updated:", "Would update:"),
        None => ("Created:", "Would create:"),
    };
    if arguments.check && update.is_none() && !draft.changes.is_empty() {
        output.line("Models have changed:")?;
    } else if arguments.check || arguments.dry_run {
        output.line(format_args!("{planned} {STRONG}{path}{STRONG:#}"))?;
    } else {
        output.line(format_args!("{GOOD}{done}{GOOD:#} {path}"))?;
    }
    if update.is_some() && draft.migration.operations.is_empty() {
        output.line(
            "  no change is left: the models are as they were before this migration, which can be deleted",
        )?;
    }
    changes::show(&draft.changes, output)
}

fn data(draft: &Draft, update: Option<&Update>, is_written: bool) -> serde_json::Value {
    let operations = draft.migration.operations.iter();
    let operations: Vec<String> = operations.map(|operation| operation.value.describe()).collect();
    json!({
        "name": draft.migration.name,
        "path": draft.path,
        "written": is_written,
        "updates": update.map(|update| &update.previous),
        "operations": operations,
        "changes": draft.changes,
        "text": draft.text,
    })
}
