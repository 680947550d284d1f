//! Warnings of what rows may prevent.

use super::written::{detected, field_name, history, schema, table_name};
use aksara_autodetector::{Warning, warnings_of};
use pretty_assertions::assert_eq;

fn check_warnings(previous: &str, next: &str, expected: &[Warning]) {
    let previous = history(previous);
    let operations = detected(&previous, &schema(next)).operations;
    let warnings = warnings_of(&previous, &operations).unwrap();
    assert_eq!(warnings.concat(), expected);
}

#[test]
fn what_rows_may_prevent_is_warned_of() {
    let (table, field) = (table_name("users"), field_name("age"));
    let was = "users: id uuid key, age integer null";
    check_warnings(
        "users: id uuid key",
        "users: id uuid key, age integer",
        &[Warning::RequiredWithoutDefault {
            table: table.clone(),
            field: field.clone(),
        }],
    );
    check_warnings(
        was,
        "users: id uuid key, age integer",
        &[Warning::NoLongerNullable {
            table: table.clone(),
            field: field.clone(),
        }],
    );
    check_warnings(
        was,
        "users: id uuid key, age integer null unique",
        &[Warning::BecomesUnique {
            table: table.clone(),
            fields: vec![field.clone()],
        }],
    );
    check_warnings(
        "users: id uuid key, age integer null, name text",
        "users: id uuid key, age integer null, name text\n + unique users_key(age name)",
        &[Warning::BecomesUnique {
            table: table.clone(),
            fields: vec![field, field_name("name")],
        }],
    );
    check_warnings(
        "users: id uuid key, age integer unique, name text",
        "users: id uuid key, age integer unique, name text\n + unique users_key(age name)",
        &[],
    );
    check_warnings(
        "users: id uuid key, name text",
        "users: id uuid key, age integer null, name text\n + unique users_key(age name)",
        &[],
    );
}

#[test]
fn what_no_row_can_prevent_is_not_warned_of() {
    check_warnings("", "users: id uuid key, age integer unique", &[]);
    check_warnings("users: id uuid key", "users: id uuid key, age integer null", &[]);
    check_warnings(
        "users: id uuid key",
        "users: id uuid key, age integer default=7, double integer twice=age",
        &[],
    );
    check_warnings(
        "users: id uuid key, age integer null",
        "users: id uuid key, age integer default=7",
        &[],
    );
}
