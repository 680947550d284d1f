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
        "users: id uuid key, age integer\n + check old(age > 0)",
        "users: id uuid key, age integer\n + check grown(age > 0)",
        &[],
    );
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

fn becoming_unique(previous: &str, next: &str) -> Vec<Warning> {
    let previous = history(previous);
    let operations = detected(&previous, &schema(next)).operations;
    let warnings = warnings_of(&previous, &operations).unwrap().concat();
    let of_keys = warnings
        .into_iter()
        .filter(|warning| matches!(warning, Warning::BecomesUnique { .. }));
    of_keys.collect()
}

#[test]
fn a_unique_key_in_another_form_asks_nothing_new_of_rows() {
    let pair = "posts: id uuid key, a integer, b integer";
    let pairs = "posts: id uuid key, a integer, b integer, c integer";
    let unique = "users: id uuid key, code string20 unique";
    for (previous, next) in [
        (unique, "users: code string20 key"),
        (
            unique,
            "users: id uuid key, code string20\n + unique users_code(code)",
        ),
        (
            "users: code string20 key",
            "users: id integer key auto, code string20 unique",
        ),
        (
            "users: code string20 key",
            "users: id integer key auto, code string20",
        ),
        (
            &format!("{pair}\n + unique one(a b)"),
            &format!("{pair}\n + unique two(b a)"),
        ),
        (
            &format!("{pairs}\n + unique one(a b)"),
            &format!("{pairs}\n + unique one(a b c)"),
        ),
    ] {
        assert_eq!(becoming_unique(previous, next), [], "{previous} to {next}");
    }
}

#[test]
fn a_unique_key_over_fewer_fields_is_warned_of() {
    let pair = "posts: id uuid key, a integer, b integer";
    let previous = format!("{pair}\n + unique one(a b)");
    let expected = Warning::BecomesUnique {
        table: table_name("posts"),
        fields: vec![field_name("b")],
    };
    let next = format!("{pair}\n + unique one(b)");
    assert_eq!(becoming_unique(&previous, &next), [expected]);
}

#[test]
fn what_still_names_a_value_that_an_enum_loses_is_warned_of() {
    let field = |values: &str| format!("items: id uuid key, m enum={values}");
    let still_named = |previous: &str, next: &str| -> Vec<String> {
        let previous = history(previous);
        let operations = detected(&previous, &schema(next)).operations;
        let warnings = warnings_of(&previous, &operations).unwrap().concat();
        let named = warnings
            .into_iter()
            .filter(|warning| matches!(warning, Warning::StillNames { .. }));
        named.map(|warning| warning.to_string()).collect()
    };
    for (check, is_named) in [
        ("m <> 'b'", true),
        ("m IN ('a', 'b')", true),
        ("m = 'a' OR NOT 'b' = m", true),
        ("m = 'a'", false),
        ("CASE WHEN m = 'a' THEN 'b' ELSE 'c' END <> 'd'", false),
    ] {
        let check = format!(" + check one({check})");
        let previous = format!("{}\n{check}", field("a|b"));
        let expected = "the check `one` of `items` still names 'b', which `items.m` no longer has. Change it in the models";
        let expected: &[&str] = if is_named { &[expected] } else { &[] };
        let next = format!("{}\n{check}", field("a|c"));
        assert_eq!(still_named(&previous, &next), expected, "{check}");
        let changed = format!("{}\n + check one(m = 'a')", field("a|c"));
        assert_eq!(still_named(&previous, &changed), [""; 0], "{check}");
    }
}
