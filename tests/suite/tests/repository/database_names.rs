//! No crate outside a dialect's folder knows a database by name, except for the places below.

use super::metadata::{root, rust_files};

const NAMES: &[&str] = &["postgres", "mysql", "mariadb", "sqlite"];

/// Files that name databases, and why they must.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("aksara/src/registry.rs", "the registry"),
    (
        "schema/src/dialect_name.rs",
        "the names themselves, and the grammar of each",
    ),
    (
        "schema/src/constraint.rs",
        "exclusion constraints are in one database's own words",
    ),
    (
        "schema/src/expression/parse.rs",
        "advice about forms that one database alone has",
    ),
    (
        "schema/src/expression/parse/operator.rs",
        "advice about forms that one database alone has",
    ),
    (
        "dialect/src/capability.rs",
        "options that users write are called after their database",
    ),
    (
        "dialect/src/script/client_command.rs",
        "the commands of every client: a file may be another database's",
    ),
    (
        "driver/src/database_url.rs",
        "passwords are masked before any dialect is known",
    ),
    (
        "formats/src/python/read/constraints/sql.rs",
        "0.7.2's constraints are one database's SQL",
    ),
    (
        "formats/src/python/read/fields/types.rs",
        "0.7.2's column types are one database's",
    ),
];

/// The lines of a file's own code, without comments, attributes that make documentation, and tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let is_comment =
        |line: &str| line.starts_with("//") || line.starts_with("#![cfg_attr(") && line.contains("doc = ");
    code.lines().filter(move |line| !is_comment(line.trim_start()))
}

fn names_database(line: &str) -> bool {
    let line = line.to_lowercase();
    NAMES.iter().any(|name| line.contains(name))
}

/// The files of the crates whose code names a database.
fn found() -> Vec<(String, Vec<String>)> {
    let folder = root().join("crates");
    let named = rust_files(&folder).into_iter().filter_map(|(file, text)| {
        let path = file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        let is_test = path.contains("/tests") || path.contains("/round_trip/") || !path.contains("/src/");
        let lines: Vec<String> = code(&text)
            .filter(|line| names_database(line))
            .map(str::to_owned)
            .collect();
        (!is_test && !lines.is_empty()).then_some((path, lines))
    });
    named.collect()
}

#[test]
fn no_crate_knows_a_database_by_name() {
    let is_exception = |path: &str| EXCEPTIONS.iter().any(|(exception, _)| *exception == path);
    let found = found();
    let wrong: Vec<_> = found.iter().filter(|(path, _)| !is_exception(path)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (exception, _) in EXCEPTIONS {
        assert!(
            found.iter().any(|(path, _)| path == exception),
            "{exception} names no database any more"
        );
    }
}
