//! Renames of indexes and constraints, with rows on every database.

use crate::project::Project;
use crate::renaming::{Case, check, models};

const OBJECTS: &str = "class Seat(Plain):
    line = fields.Integer()
    place = fields.Integer()

    class Meta(Plain.Meta):
        indexes = [op.Index(name=\"by_place\", fields=[\"place\"])]
        constraints = [
            op.Constraint(name=\"seats_once\", type=\"unique\", fields=[\"line\", \"place\"]),
            op.Constraint(name=\"seats_positive\", type=\"check\", expression=\"line > 0\"),
        ]
        unique_together = [(\"place\", \"line\")]
        index_together = [(\"place\", \"line\")]
";

#[test]
fn indexes_and_constraints_are_found_under_their_new_names() {
    check(&Case {
        purpose: "kind_objects",
        before: models(OBJECTS),
        rows: &["INSERT INTO seats (id, line, place) VALUES (1, 2, 3)"],
        after: models(
            &OBJECTS
                .replace("by_place", "by_seat")
                .replace("seats_once", "seats_single")
                .replace("seats_positive", "seats_above_zero"),
        ),
        asked: &[],
        flags: &[],
        counts: ["SELECT count(*) FROM seats WHERE line = 2"; 2],
    });
}

#[test]
fn names_that_follow_from_fields_follow_them() {
    let before = models(OBJECTS);
    let after = before.replace("line", "row");
    let after = after.replace("seats_once", "seats_only_once");
    let project = Project::with_models(&before);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &after);
    let made = project.run("makemigrations --rename seats.line:row").succeeds();
    for line in [
        "rename field `line` to `row`",
        "rename index `seats_place_line_idx` to `seats_place_row_idx`",
        "rename constraint `seats_place_line_key` to `seats_place_row_key`",
        "rename constraint `seats_once` to `seats_only_once`",
    ] {
        assert!(made.stdout.contains(line), "no {line} in {}", made.stdout);
    }
    check(&Case {
        purpose: "kind_derived",
        before,
        rows: &["INSERT INTO seats (id, line, place) VALUES (1, 2, 3)"],
        after: models(
            &OBJECTS
                .replace("line", "place2")
                .replace("seats_once", "seats_only_once"),
        ),
        asked: &["was the field `seats.line` renamed to `place2`?"],
        flags: &["--rename", "seats.line:place2"],
        counts: [
            "SELECT count(*) FROM seats WHERE line = 2",
            "SELECT count(*) FROM seats WHERE place2 = 2",
        ],
    });
}

#[test]
fn names_of_indexes_and_constraints_are_exchanged() {
    let exchanged = OBJECTS.replace(
        "by_place\", fields=[\"place\"])",
        "by_line\", fields=[\"place\"]), op.Index(name=\"by_place\", fields=[\"line\"])",
    );
    let named = OBJECTS.replace(
        "fields=[\"place\"])",
        "fields=[\"place\"]), op.Index(name=\"by_line\", fields=[\"line\"])",
    );
    check(&Case {
        purpose: "kind_objects_ring",
        before: models(&named),
        rows: &["INSERT INTO seats (id, line, place) VALUES (1, 2, 3)"],
        after: models(&exchanged),
        asked: &[],
        flags: &[
            "--rename",
            "index:seats.by_place:by_line",
            "--rename",
            "index:Seat.by_line:by_place",
        ],
        counts: ["SELECT count(*) FROM seats WHERE line = 2"; 2],
    });
}

#[test]
fn equal_indexes_and_constraints_are_made_again_where_that_is_said() {
    let named = |index: &str, unique: &str| {
        models(&format!(
            "class Seat(Plain):\n    line = fields.Integer()\n    place = fields.Integer()\n\n    class Meta(Plain.Meta):\n        \
             indexes = [op.Index(name=\"{index}\", fields=[\"line\"])]\n        constraints = \
             [op.UniqueConstraint(name=\"{unique}\", fields=[\"place\"])]\n"
        ))
    };
    let project = Project::with_models(&named("by_line", "once"));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &named("by_row", "only_once"));
    for (flags, lines) in [
        (
            "",
            &[
                "● Seat: rename index `by_line` to `by_row`",
                "● Seat: rename constraint `once` to `only_once`",
            ][..],
        ),
        (
            "--rename index:Seat.by_line:by_row --rename constraint:seats.once:only_once",
            &[
                "● Seat: rename index `by_line` to `by_row`",
                "● Seat: rename constraint `once` to `only_once`",
            ],
        ),
        (
            "--drop index:seats.by_line --drop constraint:Seat.once",
            &[
                "● Seat: remove index `by_line`",
                "● Seat: remove constraint `once`",
                "● Seat: add index `by_row` (`line`)",
                "● Seat: add unique constraint `only_once` (`place`)",
            ],
        ),
        (
            "--no-rename",
            &[
                "● Seat: remove index `by_line`",
                "● Seat: remove constraint `once`",
                "● Seat: add index `by_row` (`line`)",
                "● Seat: add unique constraint `only_once` (`place`)",
            ],
        ),
    ] {
        let made = project
            .run(&format!("makemigrations --dry-run {flags}"))
            .succeeds();
        lines.iter().fold(made, |made, line| made.says(line));
    }
    for (flags, part) in [
        (
            "--rename index:seats.by_lin:by_row",
            "did you mean `seats.by_line`?",
        ),
        ("--rename index:seats.by_line:by_rows", "did you mean `by_row`?"),
        (
            "--rename constraint:seats.onc:only_once",
            "did you mean `seats.once`?",
        ),
        (
            "--rename constraint:seats.once:only_onc",
            "did you mean `only_once`?",
        ),
        ("--drop index:seats.by_row", "did you mean `seats.by_line`?"),
        ("--drop constraint:seats.only_once", "there are: seats.once"),
    ] {
        let arguments: Vec<&str> = std::iter::once("makemigrations")
            .chain(flags.split(' '))
            .collect();
        project.refuses(&arguments, 2, &[part]);
    }
}
