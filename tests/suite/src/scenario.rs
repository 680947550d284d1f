//! Scenarios: one text file each, which says what a change does to a table with rows in it.
//!
//! A file begins with a sentence and has sections, each under a line `-- name --`:
//!
//! - `before`, `change`: the operations of the migration that prepares and of the one under test, in the seed's
//!   syntax; a line above the first operation may define what they use;
//! - `rows`, `after`: the rows that are inserted before the change and that must be there after it, one line each:
//!   the table's name and a JSON object. `after` is left out where every row keeps its values;
//! - `reverted`: the rows that must be there after reverting, where that is not what was inserted;
//! - `refused`: one line for each dialect that refuses the change: its name, a colon, and what its error says; where
//!   newer versions do it, ` before VERSION` follows the name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aksara_dialect::ServerVersion;
use thiserror::Error;

use crate::scenario_folder;

/// A scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The file's path below the folder of scenarios, without its ending.
    pub name: String,
    /// The sentence it begins with.
    pub summary: String,
    /// The preparing migration's operations.
    pub before: String,
    /// The rows inserted.
    pub rows: Vec<ScenarioRow>,
    /// The operations under test.
    pub change: String,
    /// The rows expected after the change, where they are not the ones before.
    pub after: Vec<ScenarioRow>,
    /// The rows expected after reverting, where they are not the ones inserted.
    pub reverted: Vec<ScenarioRow>,
    /// The dialects that refuse the change.
    pub refused: Vec<Refusal>,
}

/// A dialect that refuses a scenario's change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The dialect's name.
    pub dialect: String,
    /// The version that no longer refuses it, where there is one.
    pub before: Option<ServerVersion>,
    /// The message of the error.
    pub message: String,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioRow {
    /// The table.
    pub table: String,
    /// The values by field.
    pub values: serde_json::Map<String, serde_json::Value>,
}

/// A file that is not a scenario.
#[derive(Debug, Error)]
pub enum ScenarioError {
    /// The file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// No scenario is chosen.
    #[error("no scenario of {} has `{chosen}` in its name (AKSARA_SCENARIO)", folder.display())]
    NoneChosen {
        /// The folder.
        folder: PathBuf,
        /// The request.
        chosen: String,
    },
    /// A section is missing or unknown, or a line in it means nothing.
    #[error("{scenario}: {message}")]
    Malformed {
        /// The scenario.
        scenario: String,
        /// The problem.
        message: String,
    },
}

const SECTIONS: &[&str] = &["before", "rows", "change", "after", "reverted", "refused"];

/// Every scenario below a folder, in the order of their names.
pub fn read_scenarios(folder: &Path) -> Result<Vec<Scenario>, ScenarioError> {
    choose_scenarios(folder, "")
}

/// The scenarios below a folder whose names contain the value of `AKSARA_SCENARIO`; there must be one, here or in
/// another folder of scenarios.
pub fn chosen_scenarios(folder: &Path) -> Result<Vec<Scenario>, ScenarioError> {
    let chosen = std::env::var("AKSARA_SCENARIO").unwrap_or_default();
    match choose_scenarios(folder, &chosen) {
        Err(ScenarioError::NoneChosen { .. }) if is_elsewhere(&chosen)? => Ok(Vec::new()),
        scenarios => scenarios,
    }
}

/// Whether a shared scenario, or one of some dialect's own, has this in its name.
fn is_elsewhere(chosen: &str) -> Result<bool, ScenarioError> {
    let dialects = scenario_folder().join("../../dialects");
    let unreadable = |source| ScenarioError::Unreadable {
        path: dialects.clone(),
        source,
    };
    let mut folders = vec![scenario_folder()];
    for dialect in std::fs::read_dir(&dialects).map_err(unreadable)? {
        folders.push(dialect.map_err(unreadable)?.path().join("tests/scenarios"));
    }
    let folders = folders.iter().filter(|folder| folder.is_dir());
    Ok(folders
        .into_iter()
        .any(|folder| choose_scenarios(folder, chosen).is_ok()))
}

/// The scenarios below a folder whose names contain a text; there must be one.
fn choose_scenarios(folder: &Path, chosen: &str) -> Result<Vec<Scenario>, ScenarioError> {
    let mut files = Vec::new();
    collect_files(folder, &mut files)?;
    files.sort();
    let scenarios = files.iter().map(|file| read_scenario(folder, file));
    let is_chosen = |scenario: &Result<Scenario, _>| match scenario {
        Ok(scenario) => scenario.name.contains(chosen),
        Err(_) => true,
    };
    let scenarios: Vec<Scenario> = scenarios.filter(is_chosen).collect::<Result<_, _>>()?;
    if scenarios.is_empty() {
        Err(ScenarioError::NoneChosen {
            folder: folder.to_owned(),
            chosen: chosen.to_owned(),
        })
    } else {
        Ok(scenarios)
    }
}

fn collect_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), ScenarioError> {
    let unreadable = |source| ScenarioError::Unreadable {
        path: folder.to_owned(),
        source,
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("scenario") => files.push(path),
            _ if path.is_dir() => collect_files(&path, files)?,
            _ => {}
        }
    }
    Ok(())
}

fn read_scenario(folder: &Path, file: &Path) -> Result<Scenario, ScenarioError> {
    let text = std::fs::read_to_string(file).map_err(|source| ScenarioError::Unreadable {
        path: file.to_owned(),
        source,
    })?;
    let relative = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    let name = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Scenario::parse(&name, &text)
}

impl Scenario {
    /// The message of this version of a dialect, if it refuses the change.
    pub fn refusal(&self, dialect: &str, version: &ServerVersion) -> Option<&str> {
        let applies = |refusal: &&Refusal| {
            refusal.dialect == dialect && refusal.before.is_none_or(|before| *version < before)
        };
        self.refused
            .iter()
            .find(applies)
            .map(|refusal| refusal.message.as_str())
    }

    /// Reads a scenario's text.
    pub fn parse(name: &str, text: &str) -> Result<Self, ScenarioError> {
        let malformed = |message: String| ScenarioError::Malformed {
            scenario: name.to_owned(),
            message,
        };
        let (summary, mut sections) = split(text, SECTIONS).map_err(malformed)?;
        let mut take = |section: &str| sections.remove(section).unwrap_or_default();
        let change = take("change");
        if summary.is_empty() || change.is_empty() {
            return Err(malformed("a scenario needs a sentence and a `change`".to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            summary,
            before: take("before"),
            rows: rows(&take("rows")).map_err(malformed)?,
            change,
            after: rows(&take("after")).map_err(malformed)?,
            reverted: rows(&take("reverted")).map_err(malformed)?,
            refused: refusals(&take("refused")).map_err(malformed)?,
        })
    }

    /// The text of the preparing migration's file.
    pub fn before_file(&self) -> String {
        migration_file(&self.before, "[]")
    }

    /// The text of the file of the migration under test.
    pub fn change_file(&self) -> String {
        migration_file(&self.change, "[\"0001_before\"]")
    }
}

/// The sentence, and the sections by name, of those that there may be.
pub(crate) fn split<'a>(
    text: &'a str,
    known: &[&str],
) -> Result<(String, BTreeMap<&'a str, String>), String> {
    let mut sections: BTreeMap<&str, String> = BTreeMap::new();
    let mut current = None;
    let mut summary = String::new();
    for line in text.lines() {
        let heading = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (heading, current) {
            (Some(section), _) if !known.contains(&section) => {
                return Err(format!(
                    "there is no section `{section}`; there are {}",
                    known.join(", ")
                ));
            }
            (Some(section), _) if sections.contains_key(section) => {
                return Err(format!("the section `{section}` is there twice"));
            }
            (Some(section), _) => {
                sections.insert(section, String::new());
                current = Some(section);
            }
            (None, Some(section)) => {
                let body = sections.entry(section).or_default();
                body.push_str(line);
                body.push('\n');
            }
            (None, None) => {
                summary.push_str(line);
                summary.push('\n');
            }
        }
    }
    Ok((summary.trim().to_owned(), sections))
}

pub(crate) fn rows(text: &str) -> Result<Vec<ScenarioRow>, String> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(row)
        .collect()
}

/// `table {"field": value}`; the table's name ends at the first ` {`.
fn row(line: &str) -> Result<ScenarioRow, String> {
    let (table, json) = line
        .split_once(" {")
        .ok_or_else(|| format!("`{line}` is not a table and an object"))?;
    let values = serde_json::from_str(&format!("{{{json}")).map_err(|error| format!("`{line}`: {error}"))?;
    Ok(ScenarioRow {
        table: table.to_owned(),
        values,
    })
}

pub(crate) fn refusals(text: &str) -> Result<Vec<Refusal>, String> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(refusal)
        .collect()
}

/// `dialect: message` or `dialect before VERSION: message`.
fn refusal(line: &str) -> Result<Refusal, String> {
    let (subject, message) = line
        .split_once(": ")
        .ok_or_else(|| format!("`{line}` is not a dialect, a colon and what it says"))?;
    let (dialect, before) = match subject.split_once(" before ") {
        Some((dialect, version)) => (
            dialect,
            Some(version.parse().map_err(|error| format!("`{line}`: {error}"))?),
        ),
        None => (subject, None),
    };
    Ok(Refusal {
        dialect: dialect.to_owned(),
        before,
        message: message.to_owned(),
    })
}

/// The file of a migration with these operations. Lines before the first one that begins with `op.` are above
/// the class.
pub(crate) fn migration_file(operations: &str, dependencies: &str) -> String {
    let start = operations
        .lines()
        .position(|line| line.starts_with("op."))
        .unwrap_or(0);
    let lines: Vec<&str> = operations.lines().collect();
    let (preamble, body) = lines.split_at(start);
    let body: String = body.iter().map(|line| format!("        {line}\n")).collect();
    format!(
        "import datetime\nimport uuid\nfrom decimal import Decimal\n\n\
         from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
         from aksara import fields\n\n{}\n\nclass Migration(Migration):\n    dependencies = {dependencies}\n\n    \
         operations = [\n{body}    ]\n",
        preamble.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const TEXT: &str = "A field is added.\n-- before --\nop.CreateTable(name=\"a\"),\n-- rows --\na {\"id\": 1}\n\
                        -- change --\nop.DropTable(name=\"a\"),\n-- refused --\nmysql: no such thing\n";

    #[test]
    fn sections_are_read() {
        let scenario = Scenario::parse("x", TEXT).unwrap();
        assert_eq!(scenario.summary, "A field is added.");
        assert_eq!(scenario.rows[0].table, "a");
        let version = ServerVersion::new(9, 0, 0);
        assert_eq!(scenario.refusal("mysql", &version), Some("no such thing"));
        assert_eq!(scenario.refusal("sqlite", &version), None);
        assert!(
            scenario
                .change_file()
                .contains("        op.DropTable(name=\"a\"),\n")
        );
    }

    #[test]
    fn a_name_that_no_scenario_has_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("drop.scenario"), TEXT).unwrap();
        assert_eq!(choose_scenarios(folder.path(), "rop").unwrap().len(), 1);
        let error = choose_scenarios(folder.path(), "dorp").unwrap_err();
        assert!(error.to_string().contains("`dorp`"), "{error}");
        assert!(read_scenarios(tempfile::tempdir().unwrap().path()).is_err());
    }

    #[test]
    fn what_is_no_scenario_is_refused() {
        for (text, message) in [
            ("x", "x: a scenario needs a sentence and a `change`"),
            (
                "x\n-- chnage --\n",
                "x: there is no section `chnage`; there are before, rows, change, after, reverted, refused",
            ),
            (
                "x\n-- change --\na\n-- rows --\nusers\n",
                "x: `users` is not a table and an object",
            ),
        ] {
            assert_eq!(Scenario::parse("x", text).unwrap_err().to_string(), message);
        }
    }
}
