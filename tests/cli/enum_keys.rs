//! Values of enums that are keys: foreign keys that hold a renamed value get its new name with it.

use crate::renaming::{Case, check, models};

/// How an enum is stored: as a text with a check, or as a type of the database, here one named like a type of its catalog.
const FORMS: [(&str, &str); 2] = [("text", ""), ("native", ", native=\"public.path\"")];

const ROWS: &[&str] = &[
    "INSERT INTO levels (code, up_id) VALUES ('low', NULL)",
    "INSERT INTO levels (code, up_id) VALUES ('mid', 'low')",
    "INSERT INTO levels (code, up_id) VALUES ('high', 'mid')",
    "INSERT INTO users (id, level_id, least_id) VALUES (1, 'high', NULL)",
    "INSERT INTO users (id, level_id, least_id) VALUES (2, 'low', 'high')",
    "INSERT INTO grades (level_id) VALUES ('high')",
    "INSERT INTO marks (id, grade_id) VALUES (1, 'high')",
];

fn levels(values: &str, more: &str) -> String {
    models(&format!(
        "class Level(Model):\n    code = fields.Enum(values=[{values}]{more}, primary_key=True)\n    \
         up = fields.ForeignKey(\"Level\", nullable=True)\n\n    class Meta:\n        implicit_fields = False\n\n\n\
         class User(Plain):\n    level = fields.ForeignKey(Level)\n    \
         least = fields.ForeignKey(Level, nullable=True, db_index=True)\n\n\n\
         class Grade(Model):\n    level = fields.OneToOne(Level, primary_key=True)\n\n    class Meta:\n        \
         implicit_fields = False\n\n\nclass Mark(Plain):\n    grade = fields.ForeignKey(Grade)\n"
    ))
}

/// Counts each level with the rows that refer to it.
fn rows([low, mid, high]: [&str; 3]) -> String {
    format!(
        "SELECT (SELECT count(*) FROM levels WHERE code = '{low}' AND up_id IS NULL OR code = '{mid}' AND up_id = '{low}' \
         OR code = '{high}' AND up_id = '{mid}') + (SELECT count(*) FROM users WHERE id = 1 AND level_id = '{high}' \
         AND least_id IS NULL OR id = 2 AND level_id = '{low}' AND least_id = '{high}') \
         + (SELECT count(*) FROM grades WHERE level_id = '{high}') + (SELECT count(*) FROM marks WHERE grade_id = '{high}')"
    )
}

fn check_values(purpose: &str, values: &str, asked: &[&'static str], flags: &[&str], after: [&str; 3]) {
    for (form, more) in FORMS {
        check(&Case {
            purpose: &format!("{purpose}_{form}"),
            before: levels("\"low\", \"mid\", \"high\"", more),
            rows: ROWS,
            after: levels(values, more),
            asked,
            flags,
            counts: [&rows(["low", "mid", "high"]), &rows(after)],
        });
    }
}

#[test]
fn foreign_keys_hold_the_new_name_of_a_value() {
    check_values(
        "enum_key",
        "\"low\", \"mid\", \"top\"",
        &["was the value `levels.code.high` renamed to `top`?"],
        &["--rename", "enum:levels.code.high:top"],
        ["low", "mid", "top"],
    );
}

#[test]
fn foreign_keys_hold_the_new_names_of_values_that_are_exchanged() {
    check_values(
        "enum_keys_ring",
        "\"low\", \"mid\", \"high\"",
        &[],
        &[
            "--rename",
            "enum:levels.code.high:low",
            "--rename",
            "enum:levels.code.low:high",
        ],
        ["high", "mid", "low"],
    );
}

#[test]
fn foreign_keys_hold_the_new_name_of_a_value_beside_one_that_is_added() {
    check_values(
        "enum_key_more",
        "\"least\", \"low\", \"mid\", \"top\"",
        &["was the value `levels.code.high` renamed to `least` or `top`?"],
        &["--rename", "enum:levels.code.high:top"],
        ["low", "mid", "top"],
    );
}
