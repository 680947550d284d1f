//! Tests of the layout: `ruff format` changes nothing in a file that we write, and no line is too wide.
//!
//! Ruff is installed from PyPI beside the build. Where it cannot be, the width alone is looked at, unless CI=true.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use aksara_operations::MigrationName;
use pretty_assertions::assert_eq;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::copy::{Functions, copy_functions};
use super::layout::LINE_WIDTH;
use super::round_trip::migrations;
use super::{MigrationHeader, write_empty, write_merge, write_migration};
use crate::python::{NoModules, PythonSource, read_migration};

const CASES: usize = 400;

const FUNCTIONS: &str = r#"from aksara.migrations import Migration
from aksara.migrations import operations as op

BATCH = 100


def forwards(connection):
    connection.execute("UPDATE posts SET title = lower(title)")


class Migration(Migration):
    operations = [op.RunPython(forwards)]
"#;

/// Long names, texts and lists, each in the places where they are written.
const WIDE: &str = r#"from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op

class Migration(Migration):
    dependencies = ["0004_a_name_that_is_so_long_that_its_line_is_wider_than_any_line_of_the_file"]
    operations = [
        op.AddField(model_name="articles", name="state", field=fields.Enum(values=["draft", "in review", "published", "withdrawn"], default="draft")),
        op.AddField(model_name="articles", name="remarks_of_the_editor", field=fields.Text(default="A remark of two or more words \"quoted\" as they are, it's long, and longer than a line can be", nullable=True)),
        op.AddField(model_name="articles", name="exact", field=fields.Text(default="123456789 123456789 123456789 123456789 1234567")),
        op.AddField(model_name="articles", name="exactly", field=fields.Text(default="123456789 123456789 123456789 123456789 12345678")),
        op.AddField(model_name="articles", name="weite", field=fields.Text(default="漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字")),
        op.AddConstraint(model_name="articles", name="long_check", type="check", expression="state = 'draft' or (published_at is not null and length(title) > 3 and length(title) < 200)"),
        op.AddIndex(model_name="articles", name="by_state", fields=["state"], condition="state = 'published' and withdrawn_at is null and author_id is not null"),
        op.RunSQL(sql="UPDATE \"articles\" SET \"state\" = 'draft', \"remarks\" = 'nothing' WHERE \"state\" IS NULL AND 1 = 1", reverse_sql=op.RunSQL.noop),
        op.RunSQL(sql=["SELECT 1;\nSELECT 2", ("UPDATE articles SET state = ?", ["draft"]), "SELECT\n  3"], reverse_sql="SELECT 1"),
        op.Backfill(model_name="articles", set={"state": "case when published_at is null then 'draft' else 'published' end", "title": "lower(title)"}, reverse_set=op.Backfill.noop),
    ]
"#;

fn header() -> MigrationHeader {
    let word = |number: usize| format!("Model{number}");
    MigrationHeader {
        description: String::new(),
        generated_at: "2026-02-07T10:30:00".to_owned(),
        models: (1..20).map(word).collect(),
    }
}

/// One text for each way in which the tool writes a migration.
fn written() -> Vec<String> {
    let name = |text: &str| MigrationName::new(text).unwrap();
    let wide = read_migration(PythonSource::new("0005_wide.py", WIDE), &NoModules).unwrap();
    let own = name("0003_words");
    let functions = |text| Functions {
        migration: &own,
        text,
        wanted: vec!["forwards"],
    };
    let squash = write_migration(&wide, &header());
    let mut texts = vec![
        copy_functions([functions(Some(FUNCTIONS))]).inserted_into(&squash),
        copy_functions([functions(None)]).inserted_into(&squash),
        write_merge(&[name("0002_a"), name("0002_b")], "2026-02-07T10:30:00"),
        write_empty(&wide, &header()),
        squash,
    ];
    let mut runner = TestRunner::deterministic();
    texts.extend((0..CASES).map(|_| {
        let migration = migrations().new_tree(&mut runner).unwrap().current();
        write_migration(&migration, &header())
    }));
    texts
}

/// The lines that are too wide although they could be broken.
fn wide_lines(text: &str) -> Vec<&str> {
    let has_words = |line: &str| line.trim().trim_end_matches(['"', '\'', ',']).contains(' ');
    let is_wide = |line: &&str| line.chars().count() > LINE_WIDTH && has_words(line);
    text.lines().filter(is_wide).collect()
}

#[test]
fn lines_keep_to_the_width_of_the_formatters() {
    let wide = read_migration(PythonSource::new("0005_wide.py", WIDE), &NoModules).unwrap();
    for text in [write_migration(&wide, &header()), write_empty(&wide, &header())] {
        assert_eq!(wide_lines(&text), Vec::<&str>::new());
    }
    let text = write_migration(&wide, &header());
    let again = read_migration(PythonSource::new("0005_wide.py", &*text), &NoModules).unwrap();
    assert_eq!(write_migration(&again, &header()), text);
}

#[test]
fn ruff_changes_nothing_in_a_file_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in written().iter().enumerate() {
        fs::write(folder.path().join(format!("m{number:04}.py")), text).unwrap();
    }
    let Some(ruff) = ruff() else { return };
    let output = run(Command::new(ruff)
        .args(["format", "--isolated", "--diff"])
        .arg(folder.path()));
    let changes = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{changes}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The formatter, installed if it is not there yet; `None` where it cannot be.
fn ruff() -> Option<PathBuf> {
    let environment = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/ruff");
    let ruff = environment.join("bin/ruff");
    if !ruff.exists() {
        let made = run(Command::new("python3").args(["-m", "venv"]).arg(&environment));
        let pip = environment.join("bin/pip");
        let is_installed = made.status.success()
            && run(Command::new(pip).args(["install", "--quiet", "ruff"]))
                .status
                .success();
        if !is_installed {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "ruff cannot be installed"
            );
            return None;
        }
    }
    Some(ruff)
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}
