//! Tables that something else makes.

use super::written::{detected, replayed, schema, table};
use aksara_schema::{Management, Schema, Table};
use pretty_assertions::assert_eq;

fn with_external(text: &str) -> Schema {
    let mut schema = schema(text);
    let external = Table {
        management: Management::External,
        ..table("aksara_users: id uuid key, x string")
    };
    schema.insert(external.into());
    schema
}

#[test]
fn external_tables_are_referred_to_and_left_alone() {
    let none = with_external("");
    let operations = detected(
        &none,
        &with_external("posts: id uuid key, user_id ->aksara_users"),
    )
    .operations;
    assert_eq!(operations.len(), 1);
    let referring = replayed(&none, &operations);
    assert_eq!(detected(&referring, &schema("")).operations.len(), 1);
    // A model of the project's own is detected like any other.
    let own = detected(&none, &schema("aksara_users: id integer key")).operations;
    assert_eq!(own.len(), 1);
    let made = replayed(&none, &own);
    assert_eq!(
        detected(&made, &schema("aksara_users: id integer key")).operations,
        []
    );
    assert_eq!(detected(&made, &schema("")).operations, []);
}

fn external(line: &str) -> Schema {
    let external = Table {
        management: Management::External,
        ..table(line)
    };
    [external.into()].into_iter().collect()
}

#[test]
fn a_model_that_something_else_makes_is_recorded_taken_over_and_left_again() {
    const LEGACY: &str = "legacy: id integer key, code string20";
    let nothing = schema("");
    let recorded = replayed(&nothing, &detected(&nothing, &external(LEGACY)).operations);
    assert_eq!(
        recorded.table(&table(LEGACY).name).unwrap().management,
        Management::External
    );
    assert_eq!(detected(&recorded, &external(LEGACY)).operations, []);
    let taken = detected(&recorded, &schema(LEGACY)).operations;
    assert_eq!(taken.len(), 1);
    let ours = replayed(&recorded, &taken);
    assert_eq!(detected(&ours, &schema(LEGACY)).operations, []);
    let left = detected(&ours, &external(LEGACY)).operations;
    assert_eq!(left.len(), 1);
    assert_eq!(replayed(&ours, &left), recorded);
}
