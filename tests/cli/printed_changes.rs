//! The lines of `makemigrations` about an edit of the models: what changes, what the rows may not fit, and the names that are
//! still open where a flag is wrong.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::renaming::models;

/// A project whose history has the first models, and whose models are the second.
fn edited(before: &str, after: &str) -> Project {
    let project = Project::with_models(&models(before));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &models(after));
    project
}

fn made(before: &str, after: &str, flags: &[&str]) -> Ended {
    edited(before, after).run_with(&[&["makemigrations"], flags].concat(), &[])
}

/// The changes and warnings.
fn changes(text: &str) -> Vec<&str> {
    let is_change = |line: &&str| line.starts_with('●') || line.starts_with("warning:");
    text.lines().map(str::trim).filter(is_change).collect()
}

#[test]
fn a_type_that_some_values_do_not_fit_is_a_warning_beside_the_change() {
    for (before, after, unfit) in [
        (
            "String(max_length=9)",
            "String(max_length=3)",
            "is longer than 3 characters",
        ),
        ("Text()", "String(max_length=3)", "is longer than 3 characters"),
        ("Text()", "Enum(values=[\"a\", \"b\"])", "is none of 'a', 'b'"),
        ("String(max_length=9)", "Integer()", "is not an integer"),
        ("Text()", "Date()", "is not a date"),
        (
            "BigInteger()",
            "Integer()",
            "is less than -2147483648 or more than 2147483647",
        ),
        (
            "Decimal(max_digits=8, decimal_places=2)",
            "Decimal(max_digits=8, decimal_places=4)",
            "has more than 4 digits before the point",
        ),
    ] {
        let project = edited(
            &format!("class Item(Plain):\n    value = fields.{before}\n"),
            &format!("class Item(Plain):\n    value = fields.{after}\n"),
        );
        let warning = format!("migrating fails if a value of `items.value` {unfit}. Change those rows first");
        let checked = project.run("makemigrations --check --json");
        assert_eq!(checked.code, 1);
        let answer: serde_json::Value = serde_json::from_str(&checked.stdout).unwrap();
        let text = answer.to_string();
        assert!(text.contains(&warning), "no {warning} in {text}");
        let shown = project.run("makemigrations").succeeds().stdout;
        let lines = changes(&shown);
        assert!(lines[0].starts_with("● Item: alter field `value` ("), "{shown}");
        assert_eq!(lines[1], format!("warning: {warning}"));
    }
}

#[test]
fn a_type_that_every_value_fits_is_no_warning() {
    let before = "class Item(Plain):\n    a = fields.String(max_length=9)\n    b = fields.Integer()\n";
    let after = "class Item(Plain):\n    a = fields.Text()\n    b = fields.BigInteger()\n";
    let ended = made(before, after, &[]).succeeds();
    let lines = changes(&ended.stdout);
    assert_eq!(lines.len(), 2, "{}", ended.stdout);
    assert!(lines.iter().all(|line| line.starts_with('●')), "{}", ended.stdout);
}

#[test]
fn names_that_pass_round_are_shown_as_one_change_each() {
    let table =
        |class: &str, field: &str| format!("class {class}(Plain):\n    {field} = fields.Integer()\n\n\n");
    let tables = |first: &str, second: &str| table(first, "x") + &table(second, "y");
    let fields = |first: &str, second: &str| {
        format!("class Item(Plain):\n    {first} = fields.Integer()\n    {second} = fields.Text()\n")
    };
    for (before, after, flags, expected) in [
        (
            tables("Cat", "Dog"),
            tables("Dog", "Cat"),
            ["--rename", "Cat:Dog", "--rename", "Dog:Cat"],
            [
                "● Dog: rename table `cats` to `dogs`",
                "● Cat: rename table `dogs` to `cats`",
            ]
            .as_slice(),
        ),
        (
            fields("x", "y"),
            fields("y", "x"),
            ["--rename", "items.x:y", "--rename", "items.y:x"],
            &[
                "● Item: rename field `x` to `y`",
                "● Item: rename field `y` to `x`",
            ],
        ),
        (
            tables("Cat", "Dog"),
            table("Cat", "y"),
            ["--rename", "Dog:Cat", "--drop", "cats"],
            &[
                "● Cat: remove model (table `cats`)",
                "warning: migrating loses the rows of `cats`, and reverting the migration does not restore that",
                "● Cat: rename table `dogs` to `cats`",
            ],
        ),
        (
            fields("x", "y"),
            "class Item(Plain):\n    x = fields.Text()\n".to_owned(),
            ["--rename", "items.y:x", "--drop", "items.x"],
            &[
                "● Item: remove field `x`",
                "warning: migrating loses the values of `items.x`, and reverting the migration does not restore that",
                "● Item: rename field `y` to `x`",
            ],
        ),
    ] {
        let ended = made(&before, &after, &flags).succeeds();
        assert_eq!(changes(&ended.stdout), expected);
        assert!(!ended.stdout.contains("_old"), "{}", ended.stdout);
    }
}

#[test]
fn a_wrong_flag_is_helped_by_what_no_other_flag_has_used() {
    let before = "class Item(Plain):\n    x = fields.Integer()\n    y = fields.Text()\n";
    let renamed = "class Item(Plain):\n    v = fields.Integer()\n    w = fields.Text()\n";
    let one_less = "class Item(Plain):\n    w = fields.Text()\n";
    let kept = "class Item(Plain):\n    x = fields.Text()\n";
    for (after, flags, parts) in [
        (
            renamed,
            ["--rename", "items.y:w", "--rename", "items.x:ww"].as_slice(),
            ["there are: v", "did you mean `v`?"],
        ),
        (
            one_less,
            &["--rename", "Item.y:w", "--drop", "items.yy"],
            ["there are: items.x", "did you mean `items.x`?"],
        ),
        (
            kept,
            &["--rename", "items.y:x"],
            ["`x` was there before, and keeps its name", "--drop items.x"],
        ),
    ] {
        let ended = made(before, after, flags);
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        for part in parts {
            assert!(ended.stderr.contains(part), "no {part:?} in {}", ended.stderr);
        }
    }
}
