//! Values of enums that exchange their names, or take those that others give up, in every row.

use crate::project::Project;
use crate::renaming::{Case, check};

const VALUES: &str = "\"a\", \"b\", \"c\"";

/// How an enum is stored: as a text with a check, or as a type of the database.
const FORMS: [(&str, &str); 2] = [("text", ""), ("native", ", native=\"letter\"")];

fn models(values: &str, more: &str) -> String {
    format!(
        "from aksara import Model, fields\n\n\nclass User(Model):\n    id = fields.Integer(primary_key=True)\n    letter = \
         fields.Enum(values=[{values}]{more})\n\n    class Meta:\n        implicit_fields = False\n"
    )
}

fn rows(letters: [&str; 3]) -> String {
    let rows = letters.iter().zip(1..);
    let rows: Vec<String> = rows
        .map(|(letter, id)| format!("(id = {id} AND letter = '{letter}')"))
        .collect();
    format!("SELECT count(*) FROM users WHERE {}", rows.join(" OR "))
}

fn check_values(purpose: &str, after: &str, asked: &[&'static str], renames: &[&str], letters: [&str; 3]) {
    for (form, more) in FORMS {
        let flags: Vec<String> = renames
            .iter()
            .flat_map(|rename| ["--rename".to_owned(), format!("enum:users.letter.{rename}")])
            .collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        check(&Case {
            purpose: &format!("{purpose}_{form}"),
            before: models(VALUES, more),
            rows: &["INSERT INTO users (id, letter) VALUES (1, 'a'), (2, 'b'), (3, 'c')"],
            after: models(after, more),
            asked,
            flags: &flags,
            counts: [&rows(["a", "b", "c"]), &rows(letters)],
        });
    }
}

#[test]
fn two_values_exchange_their_names() {
    check_values("ring_two", VALUES, &[], &["a:b", "b:a"], ["b", "a", "c"]);
}

#[test]
fn three_values_go_round() {
    check_values("ring_three", VALUES, &[], &["a:b", "b:c", "c:a"], ["b", "c", "a"]);
}

#[test]
fn a_value_takes_the_name_that_another_gives_up() {
    let asked = &["was the value `users.letter.a` renamed to `d`?"];
    let after = "\"b\", \"d\", \"c\"";
    check_values("ring_chain", after, asked, &["a:b", "b:d"], ["b", "d", "c"]);
}

#[test]
fn two_values_exchange_their_names_while_one_is_added() {
    let after = "\"a\", \"b\", \"c\", \"d\"";
    check_values("ring_more", after, &[], &["a:b", "b:a"], ["b", "a", "c"]);
}

#[test]
fn a_value_that_stays_gives_its_name_to_no_other() {
    let project = Project::with_models(&models(VALUES, ""));
    project.run("makemigrations").succeeds();
    for (flags, parts) in [
        (&["a:b"][..], &["`users.letter.a`"][..]),
        (&["a:b", "b:c"], &["names nothing that was removed"]),
        (&["a:b", "c:b"], &["names nothing that was removed"]),
        (&["a:b", "b:d"], &["`users.letter.b`"]),
    ] {
        let flags: Vec<String> = flags
            .iter()
            .map(|flag| format!("enum:users.letter.{flag}"))
            .collect();
        let flags = flags.iter().flat_map(|flag| ["--rename", flag]);
        let arguments: Vec<&str> = std::iter::once("makemigrations").chain(flags).collect();
        project.refuses(&arguments, 2, parts);
    }
}
