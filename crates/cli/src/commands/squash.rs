//! `aksara squash FROM..TO` and `aksara squash --prune`

use aksara::{DatabaseUrl, Flags, MigrationForm, MigrationRange, Project, Prunable, Squash, SquashDraft};
use chrono::Local;
use serde_json::json;

use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::Squash as Arguments;
use crate::output::{GOOD, Output, STRONG};

/// Writes one migration for several, or removes those that it replaces.
pub async fn run(arguments: &Arguments, output: &mut Output) -> Result<Answer, Failure> {
    if arguments.stdout {
        output.for_program();
    }
    let project = project::open(flags(arguments), output)?;
    if arguments.prune {
        prune(&project, arguments, output).await
    } else {
        squash(&project, arguments, output).await
    }
}

fn flags(arguments: &Arguments) -> Flags {
    Flags {
        database_url: arguments.database_urls.first().cloned(),
        migrations_directory: arguments.migrations.migrations_dir.clone(),
        apps: Vec::new(),
        load_python: arguments.migrations.loading.load_python,
    }
}

async fn squash(project: &Project, arguments: &Arguments, output: &mut Output) -> Result<Answer, Failure> {
    let written = arguments.range.as_deref().unwrap_or_default();
    let range = MigrationRange::parse(written).ok_or_else(|| {
        Failure::Usage(format!(
            "`{written}` is not a range; write FROM..TO: the migrations that TO needs and FROM does not. ..TO \
             begins with the first \
             migration, FROM.. ends with the last"
        ))
    })?;
    let wanted = Squash {
        range,
        name: arguments.name.clone(),
        generated_at: Local::now().naive_local(),
        form: form(project, arguments, output).await?,
    };
    let squash = project.squash(&wanted)?;
    deliver(&squash, arguments, output)
}

async fn form(
    project: &Project,
    arguments: &Arguments,
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

fn deliver(squash: &SquashDraft, arguments: &Arguments, output: &mut Output) -> Result<Answer, Failure> {
    let draft = &squash.draft;
    let path = draft.path.display();
    let is_written = !(arguments.stdout || arguments.dry_run);
    if arguments.stdout {
        output.text(&draft.text)?;
    } else if is_written {
        draft.write()?;
        output.say(format_args!("{GOOD}Created:{GOOD:#} {path}"))?;
    } else {
        output.line(format_args!("Would create: {STRONG}{path}{STRONG:#}"))?;
    }
    if !(arguments.stdout || is_written && output.is_quiet()) {
        describe(squash, output)?;
    }
    if is_written && squash.by_hand.is_empty() {
        next::say(format_args!("aksara verify {}", draft.migration.name), output)?;
    }
    for function in &squash.by_hand {
        output.warning(format_args!(
            "write `{}` by hand: it replaces the function `{}` of {}, which cannot be copied ({})",
            function.placeholder, function.function, function.migration, function.reason
        ))?;
    }
    let operations = draft.migration.operations.iter();
    let operations: Vec<String> = operations.map(|operation| operation.value.describe()).collect();
    let names = |names: &[aksara::Located<aksara::Dependency>]| -> Vec<String> {
        names.iter().map(|name| name.value.to_string()).collect()
    };
    let by_hand = squash.by_hand.iter().map(|function| {
        json!({
            "migration": function.migration,
            "function": function.function,
            "placeholder": function.placeholder,
            "reason": function.reason,
        })
    });
    Answer::done(json!({
        "migration": {
            "name": draft.migration.name,
            "path": draft.path,
            "written": is_written,
            "dependencies": names(&draft.migration.dependencies),
            "replaces": names(&draft.migration.replaces),
            "operations": operations,
            "operations_before": squash.operations_before,
            "text": draft.text,
        },
        "by_hand": by_hand.collect::<Vec<_>>(),
    }))
}

fn describe(squash: &SquashDraft, output: &mut Output) -> Result<(), Failure> {
    let migration = &squash.draft.migration;
    for replaced in &migration.replaces {
        output.line(format_args!("  replaces {}", replaced.value))?;
    }
    let (before, after) = (squash.operations_before, migration.operations.len());
    output.line(format_args!("  {before} operations became {after}"))?;
    for operation in &migration.operations {
        output.line(format_args!("  ● {}", operation.value.describe()))?;
    }
    Ok(())
}

async fn prune(project: &Project, arguments: &Arguments, output: &mut Output) -> Result<Answer, Failure> {
    let urls: Vec<DatabaseUrl> = if arguments.database_urls.is_empty() {
        database::say(project, output)?;
        vec![
            project
                .settings()
                .database_url()
                .map_err(aksara::Error::from)?
                .value,
        ]
    } else {
        let urls = arguments.database_urls.iter().map(DatabaseUrl::parse);
        urls.collect::<Result<_, _>>().map_err(aksara::Error::from)?
    };
    let prunable = project.prunable(arguments.range.as_deref(), &urls).await?;
    for squash in &prunable {
        if !arguments.dry_run {
            squash.remove()?;
        }
        show(squash, arguments.dry_run, output)?;
    }
    let squash = |squash: &Prunable| json!({"squash": squash.squash, "files": squash.files});
    Answer::done(json!({
        "pruned": prunable.iter().map(squash).collect::<Vec<_>>(),
        "removed": !arguments.dry_run,
    }))
}

fn show(squash: &Prunable, is_rehearsal: bool, output: &mut Output) -> Result<(), Failure> {
    let name = &squash.squash;
    output.line(format_args!("{STRONG}{name}{STRONG:#} replaces"))?;
    for file in &squash.files {
        let file = file.display();
        if is_rehearsal {
            output.line(format_args!("  {file} (would be removed)"))?;
        } else {
            output.line(format_args!("  {file} {GOOD}(removed){GOOD:#}"))?;
        }
    }
    Ok(())
}
