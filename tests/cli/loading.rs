//! Migration files that cannot be read without running them: refused by default, loaded by Python where allowed.

use pretty_assertions::assert_eq;

use crate::project::Project;

/// A migration that computes its operations, and its functions too.
const COMPUTED: &str = r#"import random

from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op

random.seed(1)
TABLES = [f"log_{number}" for number in range(random.choice([2]))]


def filling(table):
    def fill(db):
        db.execute(f"INSERT INTO {table} (id, body) VALUES ($1, $2)", 1, table)

    return fill


def named(db):
    print("rows:", sum(db.fetchval(f"SELECT count(*) FROM {table}") for table in TABLES))


class Migration(Migration):
    dependencies = []
    operations = []


for table in TABLES:
    columns = [("id", fields.Integer(primary_key=True)), ("body", fields.String(max_length=50 + len(table)))]
    Migration.operations.append(op.CreateTable(name=table, fields=columns))
for table in TABLES:
    Migration.operations.append(op.RunPython(filling(table), reverse=op.RunPython.noop))
Migration.operations.append(op.RunPython(named, op.RunPython.noop))
"#;

fn computed() -> Project {
    Project::new().file("migrations/0001_logs.py", COMPUTED)
}

#[test]
fn by_default_the_error_shows_what_was_not_understood_and_what_would_load_it() {
    computed().refuses(
        &["migrate"],
        1,
        &["0001_logs.py", "--load-python", "AKSARA_LOAD_PYTHON"],
    );
}

#[test]
fn where_it_is_allowed_python_loads_the_file_and_its_functions_run() {
    for (arguments, variable) in [(&["migrate", "--load-python"][..], "0"), (&["migrate"][..], "1")] {
        let project = computed();
        let variables = [("AKSARA_LOAD_PYTHON", variable)];
        let run = |arguments: &[&str]| project.run_with(arguments, &variables).succeeds();
        run(arguments).says("rows: 2");
        let backwards = [&["migrate", "zero"], &arguments[1..]].concat();
        run(&backwards).says("Reverting 0001_logs... ✓ Reverted successfully");
    }
}

#[test]
fn the_computed_operations_are_planned_like_written_ones() {
    let shown = computed().run("sql 0001 --load-python").succeeds().stdout;
    for part in ["\"log_0\"", "varchar(55)", "-- Run Python: named"] {
        assert!(shown.contains(part), "no {part:?} in:\n{shown}");
    }
}

#[test]
fn what_python_cannot_load_either_is_reported_with_its_traceback() {
    let text = "import nowhere_to_be_found\n\nvalue = nowhere_to_be_found.value()\n\n\nclass Migration:\n    \
                dependencies = []\n    operations = [value]\n";
    let project = Project::new().file("migrations/0001_broken.py", text);
    let ended = project.run("migrate --load-python");
    assert_eq!(ended.code, 1);
    for part in ["0001_broken.py", "ModuleNotFoundError", "nowhere_to_be_found"] {
        assert!(ended.stderr.contains(part), "no {part:?} in:\n{}", ended.stderr);
    }
}

#[test]
fn a_setting_that_is_neither_yes_nor_no_is_refused() {
    let project = computed();
    let ended = project.run_with(&["migrate"], &[("AKSARA_LOAD_PYTHON", "perhaps")]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("AKSARA_LOAD_PYTHON"), "{}", ended.stderr);
}
