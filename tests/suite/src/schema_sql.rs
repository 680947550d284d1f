//! SQL of a schema change that a dialect writes in another place than its `render`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::failure::failed;

/// Words that begin a statement of a schema change.
const STATEMENTS: &[&str] = &["\"CREATE ", "\"ALTER ", "\"DROP "];

/// The lines of a dialect's crate that begin such a statement outside `src/render`. `others` are the files and folders of `src` that
/// write sentences about statements, or statements that are not part of a schema.
pub fn schema_sql_outside_render(crate_folder: &Path, others: &[&str]) -> Result<Vec<String>, Failure> {
    let source = crate_folder.join("src");
    let is_other = |file: &Path| {
        let is_test = file.ends_with("tests.rs") || file.ends_with("properties.rs");
        is_test
            || file.starts_with(source.join("render"))
            || others.iter().any(|other| file.starts_with(source.join(other)))
    };
    let mut lines = Vec::new();
    for file in files(&source)?.iter().filter(|file| !is_other(file)) {
        lines.extend(statements(file)?);
    }
    Ok(lines)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = || failed(folder.display().to_string());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable())? {
        let path = entry.map_err(unreadable())?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The lines of a file, before its tests, that begin such a statement.
fn statements(file: &Path) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(file).map_err(failed(file.display().to_string()))?;
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let begins = |line: &&str| STATEMENTS.iter().any(|word| line.contains(word));
    let found = lines.filter(begins);
    Ok(found
        .map(|line| format!("{}: {}", file.display(), line.trim()))
        .collect())
}
