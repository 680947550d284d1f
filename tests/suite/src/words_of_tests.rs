//! The names that tests can have, as far as files and functions show.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::failure::failed;

/// Folders of the repository with tests in them.
const FOLDERS: &[&str] = &["crates", "dialects", "tests", "benches"];

/// Endings of files whose names are names of tests, or parts of them.
const ENDINGS: &[&str] = &["rs", "scenario", "txt", "sql", "py"];

/// Whether each part of a filter as `module::test` is in the name of a file or a function somewhere in the repository.
pub(crate) fn is_in_some_name(filter: &str, repository: &Path) -> Result<bool, Failure> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        collect(&repository.join(folder), repository, &mut names)?;
    }
    let is_known = |part: &str| names.iter().any(|name| name.contains(part));
    Ok(filter.split("::").all(is_known))
}

fn collect(folder: &Path, repository: &Path, names: &mut Vec<String>) -> Result<(), Failure> {
    let unreadable = || failed(folder.display().to_string());
    for entry in fs::read_dir(folder).map_err(unreadable())? {
        let path = entry.map_err(unreadable())?.path();
        if path.is_dir() {
            collect(&path, repository, names)?;
        } else if has_names(&path) {
            names.push(relative_name(&path, repository));
            let text = fs::read_to_string(&path).map_err(unreadable())?;
            names.extend(functions(&text).map(str::to_owned));
            names.extend(kinds_of_differences(&text));
        }
    }
    Ok(())
}

fn has_names(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

fn relative_name(path: &Path, repository: &Path) -> String {
    let relative = path.strip_prefix(repository).unwrap_or(path).with_extension("");
    relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn functions(text: &str) -> impl Iterator<Item = &str> {
    let after = text.lines().filter_map(|line| line.split_once("fn "));
    after.filter_map(|(_, rest)| rest.split(['(', '<']).next())
}

/// The kinds of differences, each under a line `== name ==` of a file that begins with its group.
fn kinds_of_differences(text: &str) -> impl Iterator<Item = String> {
    let group = text.lines().next().unwrap_or_default();
    let after = text.lines().filter_map(|line| line.strip_prefix("== "));
    let kinds = after.filter_map(|line| line.strip_suffix(" =="));
    kinds.map(move |kind| format!("{group}/{kind}").replace(' ', "_"))
}
