//! The SQL of a scenario in one dialect, forward and back, as the golden files beside each dialect hold it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aksara_dialect::{Coalescing, Dialect, ServerVersion, Statement, TransactionPlan, compile};
use aksara_operations::Replayed;
use aksara_schema::Schema;

use crate::failure::failed;
use crate::scenario::{chosen_scenarios, read_scenarios};
use crate::snapshot::{assert_snapshot, snapshot_file};
use crate::source::ScenarioHistory;
use crate::trial::fallible;
use crate::{Failure, Scenario, Tests};

/// One test for each scenario of a folder: its SQL for the newest version of each flavour is that of the golden files.
/// SQL that is the same for all flavours is one file in the folder of golden files, else each flavour has its own in a
/// folder of the flavour's name.
pub fn golden<D: Dialect + 'static>(
    name: &str,
    scenarios: &Path,
    snapshots: &Path,
    flavours: impl IntoIterator<Item = D>,
) -> Result<Tests, Failure> {
    let flavours = flavours.into_iter();
    let golden = Arc::new(Golden {
        snapshots: snapshots.to_owned(),
        flavours: flavours
            .map(|flavour| Box::new(flavour) as Box<dyn Dialect>)
            .collect(),
    });
    let all = read_scenarios(scenarios).map_err(failed(name))?;
    let chosen = chosen_scenarios(scenarios).map_err(failed(name))?;
    let left_over = {
        let golden = Arc::clone(&golden);
        fallible(format!("{name}::every_file_has_its_scenario"), move || {
            golden.demand_no_file_of_others(&all)
        })
    };
    let tests = chosen.into_iter().map(|scenario| {
        let golden = Arc::clone(&golden);
        fallible(format!("{name}::{}", scenario.name), move || {
            golden.check(&scenario)
        })
    });
    Ok(tests.chain([left_over]).collect())
}

struct Golden {
    snapshots: PathBuf,
    flavours: Vec<Box<dyn Dialect>>,
}

impl Golden {
    fn check(&self, scenario: &Scenario) -> Result<(), Failure> {
        let texts = self.flavours.iter();
        let texts = texts.map(|flavour| golden_text(scenario, flavour.as_ref(), &flavour.newest_version()));
        let texts: Vec<String> = texts.collect::<Result<_, _>>()?;
        let name = file_name(scenario);
        let are_same = texts.windows(2).all(|pair| pair[0] == pair[1]);
        if are_same {
            self.demand_absent(
                self.flavours.iter().map(|flavour| self.folder(flavour.as_ref())),
                &name,
            )?;
            texts
                .iter()
                .take(1)
                .for_each(|text| assert_snapshot(&self.snapshots, &name, text));
        } else {
            self.demand_absent([self.snapshots.clone()], &name)?;
            for (flavour, text) in self.flavours.iter().zip(&texts) {
                assert_snapshot(&self.folder(flavour.as_ref()), &name, text);
            }
        }
        Ok(())
    }

    fn folder(&self, flavour: &dyn Dialect) -> PathBuf {
        self.snapshots.join(flavour.name())
    }

    /// The SQL is in one place: a file that holds what another one says is to be deleted.
    fn demand_absent(&self, folders: impl IntoIterator<Item = PathBuf>, name: &str) -> Result<(), Failure> {
        let files = folders.into_iter().map(|folder| snapshot_file(&folder, name));
        match files.into_iter().find(|file| file.exists()) {
            Some(file) => Err(Failure::new(format!(
                "delete {}: the flavours {}",
                file.display(),
                if file.parent() == Some(&self.snapshots) {
                    "differ now"
                } else {
                    "have the same SQL now"
                }
            ))),
            None => Ok(()),
        }
    }

    fn demand_no_file_of_others(&self, scenarios: &[Scenario]) -> Result<(), Failure> {
        let names: BTreeSet<String> = scenarios.iter().map(file_name).collect();
        let mut folders = vec![self.snapshots.clone()];
        folders.extend(self.flavours.iter().map(|flavour| self.folder(flavour.as_ref())));
        let mut left_over = Vec::new();
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            for entry in std::fs::read_dir(folder).map_err(failed("reading"))? {
                let path = entry.map_err(failed("reading"))?.path();
                let stem = path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                if path.is_file() && !names.contains(&stem) {
                    left_over.push(path.display().to_string());
                }
            }
        }
        if left_over.is_empty() {
            Ok(())
        } else {
            Err(Failure::new(format!(
                "no scenario has these files: {}",
                left_over.join(", ")
            )))
        }
    }
}

fn file_name(scenario: &Scenario) -> String {
    scenario.name.replace('/', "__")
}

/// The golden text of a scenario: the statements of the change and of its way back, or why there are none.
fn golden_text(
    scenario: &Scenario,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<String, Failure> {
    let history = ScenarioHistory::read(scenario)?;
    let mut text = format!("-- {}\n", scenario.summary.replace('\n', "\n-- "));
    let back = history.undone(&history.changed, &history.after);
    for (direction, replayed) in [("forward", Ok(history.changed.clone())), ("backward", back)] {
        text.push_str(&format!("\n-- {direction}\n"));
        match replayed {
            Ok(replayed) => text.push_str(&statements(&history.after, &replayed, dialect, version)),
            Err(failure) => text.push_str(&format!("-- {failure}\n")),
        }
    }
    Ok(text)
}

fn statements(
    schema: &Schema,
    replayed: &Replayed,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> String {
    match compile(schema, &replayed.changes, Coalescing::On, dialect, version) {
        Ok(compiled) => spell(&compiled.transaction),
        Err(error) => format!("-- refused: {error}\n"),
    }
}

fn spell(transaction: &TransactionPlan) -> String {
    let section = |name: &str, statements: &[Statement]| {
        let lines: String = statements.iter().map(spell_statement).collect();
        if lines.is_empty() {
            String::new()
        } else {
            format!("-- {name}\n{lines}")
        }
    };
    [
        ("outside, before", &transaction.before),
        ("body", &transaction.body),
        ("outside, after", &transaction.after),
    ]
    .map(|(name, statements)| section(name, statements))
    .concat()
}

fn spell_statement(statement: &Statement) -> String {
    let note = statement
        .note
        .as_ref()
        .map(|note| format!("-- note: {note}\n"))
        .unwrap_or_default();
    let sql: String = statement
        .sql_texts()
        .iter()
        .map(|sql| format!("{sql};\n"))
        .collect();
    format!("{note}{sql}")
}
