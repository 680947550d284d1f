//! Questions about renames, and renames that are decided.

use super::written::{asking_about_renames, check_error, field_name, history, replayed, schema, table_name};
use aksara_autodetector::{Answers, Pair, detect};
use aksara_operations::resolve;
use pretty_assertions::assert_eq;

const BEFORE: &str = "users: id uuid key, username string100, age integer";

#[test]
fn what_may_be_a_rename_is_asked() {
    let none = asking_about_renames();
    check_error(
        BEFORE,
        "users: id uuid key, handle string50, age integer",
        &none,
        "was the field `users.username` renamed to `handle`?",
    );
    check_error(
        BEFORE,
        "accounts: id uuid key, username string100, years integer
         others: id uuid key, x uuid
         people: id uuid key, username string100, age integer",
        &none,
        "was the table `users` renamed to `people` or `accounts`?",
    );
}

#[test]
fn a_table_whose_fields_have_other_names_as_well_is_asked() {
    check_error(
        BEFORE,
        "people: id uuid key, handle string50, years integer",
        &asking_about_renames(),
        "was the table `users` renamed to `people`?",
    );
}

#[test]
fn a_table_that_takes_over_the_foreign_keys_is_asked() {
    check_error(
        "users: id uuid key, username string100, age integer
         posts: id uuid key, author_id ->users",
        "people: id uuid key, bio text
         posts: id uuid key, author_id ->people",
        &asking_about_renames(),
        "was the table `users` renamed to `people`?",
    );
}

#[test]
fn what_is_gone_beside_something_new_is_asked_although_nothing_is_alike() {
    check_error(
        BEFORE,
        "users: id uuid key, username string100, years text",
        &asking_about_renames(),
        "was the field `users.age` renamed to `years`?",
    );
    check_error(
        BEFORE,
        "things: id uuid key, size integer, weight integer",
        &asking_about_renames(),
        "was the table `users` renamed to `things`?",
    );
}

#[test]
fn what_cannot_be_a_rename_is_not_asked() {
    for next in [
        "users: id uuid key, username string100, age integer, more string",
        "users: id uuid key, username string100",
        "users: id uuid key, username string100, double integer twice=id",
    ] {
        let pair = Pair {
            previous: &history(BEFORE),
            next: &schema(next),
        };
        assert!(detect(pair, &asking_about_renames()).is_ok(), "{next}");
    }
}

fn check_renames(next: &str, answers: &Answers, expected: &[&str]) {
    let (previous, next) = (history(BEFORE), schema(next));
    let operations = detect(
        Pair {
            previous: &previous,
            next: &next,
        },
        answers,
    )
    .unwrap()
    .operations;
    let described: Vec<String> = operations.iter().map(|operation| operation.describe()).collect();
    assert_eq!(described, expected);
    assert_eq!(replayed(&previous, &operations), resolve(&next).unwrap());
}

#[test]
fn decided_renames_are_carried_out() {
    let mut answers = asking_about_renames();
    answers
        .tables
        .insert(table_name("users"), Some(table_name("accounts")));
    let username = (table_name("accounts"), field_name("username"));
    answers
        .fields
        .insert(username.clone(), Some(field_name("handle")));
    let next = "accounts: id uuid key, handle string50, age integer";
    check_renames(
        next,
        &answers,
        &[
            "Rename table 'users' to 'accounts'",
            "Rename field 'username' to 'handle' in table 'accounts'",
            "Alter field 'handle' of table 'accounts'",
        ],
    );
    answers.fields.insert(username, None);
    check_renames(
        next,
        &answers,
        &[
            "Rename table 'users' to 'accounts'",
            "Add field 'handle' to table 'accounts'",
            "Remove field 'username' from table 'accounts'",
        ],
    );
}

#[test]
fn a_decided_rename_with_another_type_asks_nothing_more() {
    let mut answers = asking_about_renames();
    answers.fields.insert(
        (table_name("users"), field_name("age")),
        Some(field_name("years")),
    );
    check_renames(
        "users: id uuid key, username string100, years string9, height integer",
        &answers,
        &[
            "Rename field 'age' to 'years' in table 'users'",
            "Alter field 'years' of table 'users'",
            "Add field 'height' to table 'users'",
        ],
    );
}

#[test]
fn a_rename_of_what_is_not_gone_is_refused() {
    let mut answers = Answers::asking_nothing();
    answers.fields.insert(
        (table_name("users"), field_name("age")),
        Some(field_name("years")),
    );
    check_error(
        BEFORE,
        BEFORE,
        &answers,
        "`users.age` was not renamed to `years`: the history must have the old name and the models the new one, which must be free",
    );
}
