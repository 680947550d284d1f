//! `aksara history`

use aksara::{AppliedMigration, Status};
use serde_json::json;

use super::{database, next, project};
use crate::Failure;
use crate::answer::Answer;
use crate::arguments::History;
use crate::output::{CAREFUL, Output, QUIET};

/// Shows what was applied, in that order, and when.
pub async fn run(arguments: &History, output: &mut Output) -> Result<Answer, Failure> {
    let project = project::open(arguments.migrations.flags(&arguments.database), output)?;
    let database = database::say(&project, output)?;
    let status = project.migrator()?.status().await?;
    if status.history.is_empty() {
        output.line("Nothing is applied.")?;
        next::say("aksara migrate", output)?;
    }
    for row in &status.history {
        output.line(line(row, &status))?;
    }
    let row = |row: &AppliedMigration| {
        json!({
            "name": row.name,
            "applied_at": row.applied_at,
            "missing": is_missing(row, &status),
        })
    };
    Answer::done(json!({
        "database": database,
        "applied": status.history.iter().map(row).collect::<Vec<_>>(),
    }))
}

fn line(row: &AppliedMigration, status: &Status) -> String {
    let moment = row.applied_at.as_deref().map_or("at an unknown time", to_seconds);
    let remark = if is_missing(row, status) {
        format!(" {CAREFUL}(its file is missing){CAREFUL:#}")
    } else {
        String::new()
    };
    format!("{QUIET}{moment:19}{QUIET:#}  {}{remark}", row.name)
}

/// A moment as databases write it, `2026-02-07 10:30:00.123456`, without parts of seconds.
fn to_seconds(moment: &str) -> &str {
    moment.split_once('.').map_or(moment, |(seconds, _)| seconds)
}

fn is_missing(row: &AppliedMigration, status: &Status) -> bool {
    status.unknown.iter().any(|unknown| unknown.name == row.name)
}
