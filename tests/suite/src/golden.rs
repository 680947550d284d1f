//! The SQL of a scenario in one dialect, forward and back, as the golden files beside each dialect hold it.

use aksara_compiler::{Coalescing, compile};
use aksara_dialect::{Dialect, ServerVersion, Statement, Unit};
use aksara_operations::Replayed;
use aksara_schema::Schema;

use crate::source::ScenarioHistory;
use crate::{Failure, Failures, Scenario};

/// Compares the golden text of each scenario for the newest version of a dialect with its snapshot, by an assertion that
/// panics where they differ, and names at the end all that do.
pub fn check_golden(scenarios: &[Scenario], dialect: &dyn Dialect, assert: impl Fn(String, String)) {
    let mut failures = Failures::default();
    for scenario in scenarios {
        failures.check(&scenario.name, || {
            let text = golden(scenario, dialect, &dialect.newest_version());
            let text = text.unwrap_or_else(|failure| panic!("{failure}"));
            assert(scenario.name.replace('/', "__"), text);
        });
    }
    failures.demand_none();
}

/// The golden text of a scenario: the statements of the change and of its way back, or why there are none.
fn golden(scenario: &Scenario, dialect: &dyn Dialect, version: &ServerVersion) -> Result<String, Failure> {
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
        Ok(compiled) => spell(&compiled.unit),
        Err(error) => format!("-- refused: {error}\n"),
    }
}

fn spell(unit: &Unit) -> String {
    let section = |name: &str, statements: &[Statement]| {
        let lines: String = statements.iter().map(spell_statement).collect();
        if lines.is_empty() {
            String::new()
        } else {
            format!("-- {name}\n{lines}")
        }
    };
    [
        ("outside, before", &unit.before),
        ("body", &unit.body),
        ("outside, after", &unit.after),
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
