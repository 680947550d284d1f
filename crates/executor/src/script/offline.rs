//! A range of migrations as one script, with their transactions and their rows in the history.
//!
//! Fed to the database's own client, it leaves the schema, the rows and the history that a run leaves. It cannot
//! know how far the database is: it is for a database exactly at the beginning of the range.

use std::fmt::Write;

use aksara_dialect::{Dialect, Fragment, ScriptClient, ServerVersion, fragments};

use super::writer::{TRANSACTION, Writer, comment};
use crate::history::{self, HISTORY};
use crate::plan::python_function;
use crate::run::is_atomic;
use crate::{Direction, ExecutorError, PlannedMigration};

/// The script of planned migrations, in order. Python is an error: a script cannot run it.
pub fn offline_script(
    migrations: &[PlannedMigration],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<String, ExecutorError> {
    let client = dialect.script_client(version);
    for planned in migrations {
        refuse_python(planned)?;
        refuse_lasting(planned, &client, dialect)?;
    }
    let mut script = String::new();
    comment(&mut script, &heading(migrations, dialect, version));
    comment(
        &mut script,
        &format!("To run it up to its first error: {}", client.command),
    );
    for statement in &client.session {
        line(&mut script, &dialect.script_statement(statement));
    }
    if migrations
        .iter()
        .any(|planned| planned.direction == Direction::Forward)
    {
        for statement in HISTORY.creation_if_missing(dialect, version)? {
            line(&mut script, &dialect.script_statement(&statement));
        }
    }
    for planned in migrations {
        script.push_str(&migration(planned, &client, dialect));
    }
    Ok(script)
}

fn refuse_python(planned: &PlannedMigration) -> Result<(), ExecutorError> {
    match planned.transaction.statements().find_map(python_function) {
        None => Ok(()),
        Some((function, statement)) => Err(ExecutorError::PythonInScript {
            migration: planned.entry.name.clone(),
            function: function.to_owned(),
            origin: statement.origin.clone(),
        }),
    }
}

/// The rest of the script would run where the user's SQL went.
fn refuse_lasting(
    planned: &PlannedMigration,
    client: &ScriptClient,
    dialect: &dyn Dialect,
) -> Result<(), ExecutorError> {
    if !planned.transaction.has_user_code {
        return Ok(());
    }
    for statement in planned.transaction.statements() {
        for sql in statement.sql_texts() {
            let first = fragments(sql, dialect.lexis()).find(Fragment::is_significant);
            let is_lasting = |word: &&&str| first.is_some_and(|first| first.is_word(word));
            if let Some(word) = client.lasting.iter().find(is_lasting) {
                return Err(ExecutorError::LastingInScript {
                    migration: planned.entry.name.clone(),
                    word,
                    origin: statement.origin.clone(),
                });
            }
        }
    }
    Ok(())
}

fn heading(migrations: &[PlannedMigration], dialect: &dyn Dialect, version: &ServerVersion) -> String {
    let does = match migrations.first().map(|first| first.direction) {
        Some(Direction::Forward) => "applies",
        Some(Direction::Backward) => "reverts",
        None => return format!("{} {version}: nothing to do", dialect.name()),
    };
    let names: Vec<&str> = migrations
        .iter()
        .map(|planned| planned.entry.name.as_str())
        .collect();
    format!("{} {version}: {does} {}", dialect.name(), names.join(", "))
}

fn migration(planned: &PlannedMigration, client: &ScriptClient, dialect: &dyn Dialect) -> String {
    let mut writer = Writer::new(planned, dialect);
    let history = history_statements(planned, dialect);
    if is_atomic(&planned.transaction) {
        atomic(&mut writer, planned, client, &history)
    } else {
        writer.transaction();
        restore(&mut writer, planned, client);
        writer.line(&history);
    }
    let mut text = String::new();
    line(&mut text, "");
    comment(&mut text, planned.entry.name.as_str());
    text + &writer.finish()
}

/// The SQL that writes or deletes the row of a migration, and the rows that come or go with it.
fn history_statements(planned: &PlannedMigration, dialect: &dyn Dialect) -> String {
    let entry = &planned.entry;
    let accompanying = planned.accompanying.iter();
    let accompanying = accompanying.map(|row| (&row.name, row.checksum.as_ref()));
    let rows = std::iter::once((&entry.name, Some(&entry.checksum))).chain(accompanying);
    let sql = |(name, checksum)| match planned.direction {
        Direction::Forward => history::record_sql(name, checksum, dialect),
        Direction::Backward => history::delete_sql(name, dialect),
    };
    let statements: Vec<String> = rows.map(|row| dialect.script_statement(&sql(row))).collect();
    statements.join("\n")
}

/// The body and the history's row in one transaction, as a run has them.
fn atomic(writer: &mut Writer<'_>, planned: &PlannedMigration, client: &ScriptClient, history: &str) {
    let (begin, commit) = TRANSACTION;
    writer.statements(&planned.transaction.before);
    writer.line(begin);
    writer.statements(&planned.transaction.body);
    restore(writer, planned, client);
    writer.line(history);
    writer.line(commit);
    writer.statements(&planned.transaction.after);
    if !planned.transaction.before.is_empty() {
        // Some settings cannot be put back within a transaction.
        restore(writer, planned, client);
    }
}

/// After the user's own SQL, the session is put back as a run puts it back.
fn restore(writer: &mut Writer<'_>, planned: &PlannedMigration, client: &ScriptClient) {
    if planned.transaction.has_user_code {
        for statement in &client.restoration {
            writer.line(&format!("{statement};"));
        }
    }
}

fn line(script: &mut String, text: &str) {
    // Writing into a text does not fail.
    let _ = writeln!(script, "{text}");
}
