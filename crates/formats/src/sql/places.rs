//! The places of a migration in its SQL files: they show the text of their file.

use std::sync::Arc;

use aksara_operations::{Located, Migration, Operation, Origin, ReverseSql, RunSql, SqlScript, SqlText};

use super::SqlSource;

/// Gives every place of a migration the text of its file.
pub(super) fn show_texts(mut migration: Migration, sources: &[&SqlSource]) -> Migration {
    let texts: Vec<(&Arc<str>, Arc<str>)> = sources
        .iter()
        .map(|source| (&source.file, source.text.as_str().into()))
        .collect();
    let show = |origin: &mut Origin| {
        if let Some((_, text)) = texts.iter().find(|(file, _)| **file == origin.file) {
            origin.text = text.clone();
        }
    };
    let names = migration.dependencies.iter_mut().chain(&mut migration.replaces);
    names
        .filter_map(|dependency| dependency.origin.as_mut())
        .for_each(show);
    of_operations(&mut migration.operations, &show);
    migration
}

fn of_operations(operations: &mut [Located<Operation>], show: &impl Fn(&mut Origin)) {
    for operation in operations {
        operation.origin.iter_mut().for_each(show);
        if let Operation::RunSql(run) = &mut operation.value {
            of_run_sql(run, show);
        }
    }
}

fn of_run_sql(run: &mut RunSql, show: &impl Fn(&mut Origin)) {
    of_text(&mut run.sql, show);
    if let ReverseSql::Sql(sql) = &mut run.reverse_sql {
        of_text(sql, show);
    }
    of_operations(&mut run.state_operations, show);
}

fn of_text(sql: &mut SqlText, show: &impl Fn(&mut Origin)) {
    let of_scripts = |scripts: &mut Vec<Located<SqlScript>>| {
        scripts
            .iter_mut()
            .filter_map(|script| script.origin.as_mut())
            .for_each(show);
    };
    match sql {
        SqlText::Common(scripts) => of_scripts(scripts),
        SqlText::PerDialect(scripts) => scripts.values_mut().for_each(of_scripts),
    }
}
