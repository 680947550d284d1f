//! Each kind of difference, as people read it.

use std::slice::from_ref as slice;
use std::sync::Arc;

use aksara_driver::OpaqueObject;
use aksara_schema::{Field, FieldName, FieldType, Index, ObjectName, Schema, Table, TableName};
use pretty_assertions::assert_eq;

use super::{differences, of_objects};

fn field(name: &str, field_type: FieldType) -> Field {
    Field::new(FieldName::new(name).unwrap(), field_type)
}

/// A table of text fields.
fn table(name: &str, fields: &[&str]) -> Table {
    let mut table = Table::new(TableName::new(name).unwrap());
    for name in fields {
        let field = field(name, FieldType::Text);
        table.fields.insert(field.name.clone(), field);
    }
    table
}

fn with_index(mut table: Table, name: &str, fields: &[&str]) -> Table {
    let names = fields.iter().map(|name| FieldName::new(*name).unwrap());
    let index = Index::over(ObjectName::new(name).unwrap(), names);
    table.indexes.insert(index.name.clone(), index);
    table
}

fn schema(tables: impl IntoIterator<Item = Table>) -> Schema {
    tables.into_iter().map(Arc::new).collect()
}

/// The first words of each item, whichever side is expected.
fn check(expected: impl IntoIterator<Item = Table>, found: impl IntoIterator<Item = Table>, lines: &[&str]) {
    let difference = differences(&schema(expected), &schema(found));
    assert_eq!(difference.items.len(), lines.len(), "{difference}");
    for (item, line) in difference.items.iter().zip(lines) {
        assert!(item.to_string().starts_with(line), "no {line:?} in {item}");
    }
}

#[test]
fn equal_schemas_do_not_differ_whatever_the_order_of_fields() {
    check([], [], &[]);
    check([table("users", &["a", "b"])], [table("users", &["b", "a"])], &[]);
}

#[test]
fn whole_tables_are_one_item() {
    let (users, posts) = (table("users", &["a", "b"]), table("posts", &["c"]));
    check(
        [users.clone()],
        [posts.clone()],
        &["+ table posts: c", "- table users: a, b"],
    );
    let extra = differences(&schema([]), &schema([posts]));
    assert!(extra.items[0].is_whole_extra());
    let missing = differences(&schema([users]), &schema([]));
    assert!(!missing.items[0].is_whole_extra());
}

#[test]
fn fields_are_missing_extra_or_different() {
    let small = table("users", &["a"]);
    let large = table("users", &["a", "b"]);
    check([large.clone()], [small.clone()], &["- field users.b"]);
    check([small.clone()], [large], &["+ field users.b"]);
    let mut other = small.clone();
    other.fields[0] = field("a", FieldType::Integer);
    check(
        [small.clone()],
        [other.clone()],
        &["~ field users.a\n    type: expected "],
    );
    other.fields[0] = field("a", FieldType::Text);
    other.fields[0].nullable = true;
    check([small], [other], &["~ field users.a\n    nullable: expected "]);
}

#[test]
fn indexes_are_missing_extra_or_different() {
    let bare = table("users", &["a", "b"]);
    let (on_a, on_b) = (
        with_index(bare.clone(), "named", &["a"]),
        with_index(bare.clone(), "named", &["b"]),
    );
    check([on_a.clone()], [bare.clone()], &["- index named on users"]);
    check([bare], [on_a.clone()], &["+ index named on users"]);
    check([on_a], [on_b], &["~ index named on users"]);
}

#[test]
fn what_is_on_both_sides_can_be_taken_away() {
    let (before, after) = (table("users", &["a"]), table("users", &["a", "b", "c"]));
    let known = differences(&schema([before.clone()]), &schema([table("users", &["a", "b"])]));
    let rest = differences(&schema([before]), &schema([after])).without(&known);
    assert_eq!(rest.items.len(), 1);
    assert_eq!(rest.items[0].name, "c");
}

#[test]
fn objects_are_distinguished_by_kind_name_and_table() {
    let view = |definition: &str| OpaqueObject {
        kind: "view".to_owned(),
        name: "names".to_owned(),
        table: None,
        definition: Some(definition.to_owned()),
        making: Vec::new(),
    };
    let shown = |expected: &[OpaqueObject], found: &[OpaqueObject]| of_objects(expected, found).to_string();
    let (one, two) = (view("SELECT\n  1"), view("SELECT 2"));
    assert_eq!(shown(slice(&one), slice(&one)), "");
    assert_eq!(shown(slice(&one), &[]), "- view names: SELECT 1");
    assert_eq!(shown(&[], slice(&one)), "+ view names: SELECT 1");
    assert_eq!(
        shown(slice(&one), &[two]),
        "~ view names\n    definition: expected SELECT 1, found SELECT 2"
    );
    let trigger = OpaqueObject {
        kind: "trigger".to_owned(),
        ..one.clone()
    };
    assert_eq!(of_objects(&[one], &[trigger]).items.len(), 2);
}
