//! Kinds of differences between models: one file for each group of them, which says what detection finds.
//!
//! A file begins with the group's name. Each kind is under a line `== name ==` and has sections as scenarios do:
//!
//! - `before`, `after`: the models, without imports. `Plain` is a base with an integer key `id` and nothing else;
//! - `history`: the operations that made the models before, where it was not detection that wrote them;
//! - `operations`: what is detected, one line each;
//! - `rows`, `rows after`, `reverted`, `refused`: as in scenarios;
//! - `back refused`: the refusal of reverting while there are rows, if they prevent it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use aksara_autodetector::{Answers, Detection, Pair, detect};
use aksara_formats::python::models::load_models;
use aksara_formats::python::write::{MigrationHeader, write_migration};
use aksara_formats::python::{ModuleLoader, ModulePath, NoModules, PythonSource, read_migration};
use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation, replay};
use aksara_schema::Schema;

use crate::failure::failed;
use crate::scenario::{migration_file, refusals, rows, split};
use crate::source::{BEFORE, CHANGE};
use crate::{Failure, Scenario, ScenarioError, ScenarioHistory};

/// The module that the models of a kind are.
const MODULE: &str = "app.models";

const PREAMBLE: &str = "\
import datetime
import enum
import uuid
from decimal import Decimal

from aksara import Model, fields
from aksara.migrations import operations as op


class Plain(Model):
    id = fields.Integer(primary_key=True)

    class Meta:
        abstract = True
        implicit_fields = False


";

const SECTIONS: &[&str] = &[
    "before",
    "history",
    "after",
    "operations",
    "rows",
    "rows after",
    "reverted",
    "back refused",
    "refused",
];

/// A kind of difference.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The group that it belongs to.
    pub group: String,
    /// The difference.
    pub name: String,
    /// The models before, and the models after.
    models: Pair<String>,
    /// The operations of the history, where detection did not write them.
    history: Option<String>,
    /// The detected operations.
    pub operations: Vec<String>,
    /// The rows that it meets.
    pub(crate) rows: Scenario,
    /// Why the way back is refused while the rows are there, where it is.
    pub(crate) back_refused: Option<String>,
}

/// The schemas of a difference, and what leads from one to the other.
#[derive(Debug, Clone)]
pub struct Detected {
    /// As the history left it.
    pub previous: Schema,
    /// As the models have it.
    pub next: Schema,
    /// The findings.
    pub detection: Detection,
}

/// The folder of the differences.
pub fn difference_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../differences")
}

/// Every difference, in the order of the files' names; those alone whose names contain the value of
/// `AKSARA_DIFFERENCE`, where that is set.
pub fn read_differences() -> Result<Vec<Difference>, ScenarioError> {
    let folder = difference_folder();
    let unreadable = |path: &Path, source| ScenarioError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, error))?;
    let files: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut files = files.map_err(|error| unreadable(&folder, error))?;
    files.sort();
    let chosen = std::env::var("AKSARA_DIFFERENCE").unwrap_or_default();
    let mut differences = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).map_err(|error| unreadable(&file, error))?;
        differences.extend(Difference::parse(&text)?);
    }
    differences.retain(|difference| difference.name.contains(&chosen));
    Ok(differences)
}

impl Difference {
    fn parse(text: &str) -> Result<Vec<Self>, ScenarioError> {
        let mut parts: Vec<(&str, String)> = Vec::new();
        let mut group = String::new();
        for line in text.lines() {
            let heading = line.strip_prefix("== ").and_then(|rest| rest.strip_suffix(" =="));
            match (heading, parts.last_mut()) {
                (Some(name), _) => parts.push((name, String::new())),
                (None, Some((_, body))) => body.extend([line, "\n"]),
                (None, None) => group.push_str(line),
            }
        }
        let parts = parts.into_iter();
        parts
            .map(|(name, body)| Self::read(&group, name, &body))
            .collect()
    }

    fn read(group: &str, name: &str, text: &str) -> Result<Self, ScenarioError> {
        let malformed = |message: String| ScenarioError::Malformed {
            scenario: name.to_owned(),
            message,
        };
        let (_, mut sections) = split(text, SECTIONS).map_err(malformed)?;
        let mut take = |section: &str| sections.remove(section).unwrap_or_default();
        let history = take("history");
        let operations = take("operations");
        let back_refused = take("back refused").trim().to_owned();
        let operations = operations.lines().filter(|line| !line.trim().is_empty());
        Ok(Self {
            group: group.to_owned(),
            name: name.to_owned(),
            models: Pair {
                previous: take("before"),
                next: take("after"),
            },
            history: (!history.is_empty()).then_some(history),
            operations: operations.map(str::to_owned).collect(),
            back_refused: (!back_refused.is_empty()).then_some(back_refused),
            rows: Scenario {
                name: name.to_owned(),
                summary: name.to_owned(),
                before: String::new(),
                rows: rows(&take("rows")).map_err(malformed)?,
                change: String::new(),
                after: rows(&take("rows after")).map_err(malformed)?,
                reverted: rows(&take("reverted")).map_err(malformed)?,
                refused: refusals(&take("refused")).map_err(malformed)?,
            },
        })
    }

    /// Finds the way from the history to the models.
    pub fn detect(&self) -> Result<Detected, Failure> {
        let previous = self.before()?;
        let next = models(&self.models.next)?;
        let mut schema = Schema::new();
        replay(&previous, &mut schema).map_err(failed("replaying the history"))?;
        let detection = detection(&schema, &next)?;
        Ok(Detected {
            previous: schema,
            next,
            detection,
        })
    }

    /// Finds the way from the models after to the models before.
    pub fn detect_back(&self) -> Result<Detected, Failure> {
        let mut previous = Schema::new();
        let models_after = models(&self.models.next)?;
        let made = detection(&previous, &models_after)?;
        apply(&mut previous, &made)?;
        let next = models(&self.models.previous)?;
        let detection = detection(&previous, &next)?;
        Ok(Detected {
            previous,
            next,
            detection,
        })
    }

    /// The two migrations, as they are read back from the files that are written.
    pub(crate) fn history(&self) -> Result<ScenarioHistory, Failure> {
        let found = self.detect()?.detection;
        let change = written(CHANGE, &[BEFORE], found.operations)?;
        ScenarioHistory::of([self.before()?, change])
    }

    fn before(&self) -> Result<Migration, Failure> {
        match &self.history {
            Some(operations) => read(BEFORE, migration_file(operations, "[]")),
            None => {
                let models = models(&self.models.previous)?;
                let found = detection(&Schema::new(), &models)?;
                written(BEFORE, &[], found.operations)
            }
        }
    }
}

/// Detection where nothing was renamed.
fn detection(previous: &Schema, next: &Schema) -> Result<Detection, Failure> {
    detect(Pair { previous, next }, &Answers::asking_nothing()).map_err(failed("detecting"))
}

/// Applies what was found.
pub fn apply(schema: &mut Schema, found: &Detection) -> Result<(), Failure> {
    for operation in &found.operations {
        operation.apply(schema).map_err(failed(operation.describe()))?;
    }
    Ok(())
}

/// The migration of these operations, written to a file and read back.
pub(crate) fn written(
    name: &str,
    dependencies: &[&str],
    operations: Vec<Operation>,
) -> Result<Migration, Failure> {
    let dependency = |name: &&str| {
        let name = MigrationName::new(*name).map_err(failed("naming"))?;
        Ok(Located::generated(Dependency::from(name)))
    };
    let migration = Migration {
        name: MigrationName::new(name).map_err(failed("naming"))?,
        dependencies: dependencies
            .iter()
            .map(dependency)
            .collect::<Result<_, Failure>>()?,
        replaces: Vec::new(),
        operations: operations.into_iter().map(Located::generated).collect(),
    };
    let header = MigrationHeader {
        description: name.to_owned(),
        generated_at: String::new(),
        models: Vec::new(),
    };
    read(name, write_migration(&migration, &header))
}

fn read(name: &str, text: String) -> Result<Migration, Failure> {
    let source = PythonSource::new(format!("{name}.py"), text.clone());
    read_migration(source, &NoModules).map_err(failed(format!("reading {name}\n{text}")))
}

/// The schema of models, without the tables that the package makes.
fn models(text: &str) -> Result<Schema, Failure> {
    let module = ModulePath::new(MODULE);
    let file = PythonSource::new("app/models.py", format!("{PREAMBLE}{text}"));
    let files = OneFile(BTreeMap::from([(module.clone(), file)]));
    let models = load_models(Path::new("/nowhere"), &[module], &files);
    Ok(models.map_err(failed(format!("reading\n{text}")))?.schema)
}

/// The models' file alone.
struct OneFile(BTreeMap<ModulePath, PythonSource>);

impl ModuleLoader for OneFile {
    fn load(&self, module: &ModulePath) -> io::Result<Option<PythonSource>> {
        Ok(self.0.get(module).cloned())
    }
}
