//! The operations between two schemas, and their order.

use super::written::{
    asking_about_renames, check_error, detected, field_name, history, replayed, schema, table, table_name,
};
use aksara_operations::{Operation, resolve};
use aksara_schema::{FieldName, Schema};
use pretty_assertions::assert_eq;

/// Detects, compares the operations' descriptions, and replays them.
fn check(previous: &str, next: &str, expected: &[&str]) {
    let (previous, next) = (history(previous), schema(next));
    let operations = detected(&previous, &next).operations;
    let described: Vec<String> = operations.iter().map(|operation| operation.describe()).collect();
    assert_eq!(described, expected);
    let replayed = replayed(&previous, &operations);
    assert_eq!(replayed, resolve(&next).unwrap());
    assert_eq!(detected(&replayed, &next).operations, []);
}

const USERS: &str = "users: id uuid key, email string unique, name string100";

#[test]
fn models_that_did_not_change_give_nothing() {
    check(USERS, USERS, &[]);
    check("", "", &[]);
}

#[test]
fn the_order_of_fields_does_not_count() {
    check(
        USERS,
        "users: name string100, email string unique, id uuid key",
        &[],
    );
}

#[test]
fn tables_are_created_after_what_they_refer_to() {
    check(
        "",
        "a: id uuid key, b_id ->b
         b: id uuid key, c_id ->Cee
         cees: id uuid key",
        &[
            "Create table 'cees' with 1 field",
            "Create table 'b' with 2 fields",
            "Create table 'a' with 2 fields",
        ],
    );
}

#[test]
fn a_self_reference_needs_no_second_step() {
    check(
        "",
        "nodes: id uuid key, parent_id ->self null",
        &["Create table 'nodes' with 2 fields"],
    );
}

#[test]
fn circles_are_broken_at_the_nullable_foreign_key() {
    check(
        "",
        "posts: id uuid key, author_id ->users
         users: id uuid key, favourite_id ->posts null",
        &[
            "Create table 'users' with 1 field",
            "Create table 'posts' with 2 fields",
            "Add field 'favourite_id' to table 'users'",
        ],
    );
}

#[test]
fn a_foreign_key_that_is_needed_otherwise_is_attached_later() {
    check(
        "",
        "posts: id uuid key, author_id ->users
         users: id uuid key, favourite_id ->posts null
         + index idx_favourite(favourite_id)",
        &[
            "Create table 'users' with 2 fields",
            "Create table 'posts' with 2 fields",
            "Alter field 'favourite_id' of table 'users'",
        ],
    );
}

#[test]
fn named_foreign_keys_of_a_circle_are_added_later() {
    check(
        "",
        "a: id uuid key, b uuid
         + foreign fk_b(b) b(id)
         b: id uuid key, a uuid
         + foreign fk_a(a) a(id)",
        &[
            "Create table 'a' with 2 fields",
            "Create table 'b' with 2 fields",
            "Add constraint 'fk_b' to table 'a'",
        ],
    );
}

#[test]
fn tables_are_dropped_before_what_they_refer_to() {
    check(
        "a: id uuid key
         b: id uuid key, a_id ->a
         c: id uuid key, b_id ->b
         d: id uuid key, a_id ->a",
        "d: id uuid key",
        &[
            "Remove field 'a_id' from table 'd'",
            "Drop table 'c'",
            "Drop table 'b'",
            "Drop table 'a'",
        ],
    );
}

#[test]
fn tables_that_refer_to_each_other_are_detached_to_be_dropped() {
    check(
        "a: id uuid key, b_id ->b
         b: id uuid key, a_id ->a",
        "",
        &[
            "Alter field 'a_id' of table 'b'",
            "Drop table 'a'",
            "Drop table 'b'",
        ],
    );
}

#[test]
fn every_attribute_of_a_field_is_compared() {
    for changed in [
        "x string20",
        "x text",
        "x string null",
        "x string unique",
        "x string index",
        "x string default=a",
        "x string collation=C",
        "x string comment=c",
    ] {
        let next = format!("users: id uuid key, {changed}");
        check(
            "users: id uuid key, x string",
            &next,
            &["Alter field 'x' of table 'users'"],
        );
        check(
            &next,
            "users: id uuid key, x string",
            &["Alter field 'x' of table 'users'"],
        );
    }
    check(
        "t: id integer key, x integer",
        "t: id integer key auto, x integer twice=id",
        &["Alter field 'id' of table 't'", "Alter field 'x' of table 't'"],
    );
}

#[test]
fn every_side_of_a_foreign_key_is_compared() {
    let others = "a: id uuid key, code string unique
                  b: id uuid key";
    let before = format!("{others}\nt: id uuid key, x ->a null");
    for changed in [
        "x ->b null",
        "x ->a.code null",
        "x ->a null setnull",
        "x uuid null",
        "x ->a null unique",
    ] {
        let next = format!("{others}\nt: id uuid key, {changed}");
        check(&before, &next, &["Alter field 'x' of table 't'"]);
        check(&next, &before, &["Alter field 'x' of table 't'"]);
    }
}

#[test]
fn a_table_comment_is_compared() {
    check(
        "t: id uuid key",
        "t -- all of them: id uuid key",
        &["Alter options of table 't'"],
    );
}

#[test]
fn fields_are_added_in_the_order_of_the_model() {
    check(
        "t: id uuid key",
        "t: id uuid key, z string, a string, twice integer twice=n, n integer",
        &[
            "Add field 'z' to table 't'",
            "Add field 'a' to table 't'",
            "Add field 'n' to table 't'",
            "Add field 'twice' to table 't'",
        ],
    );
}

#[test]
fn what_uses_a_field_goes_before_it_and_comes_after_it() {
    check(
        "t: id uuid key, old integer, computed integer twice=old
         + index idx(old)
         + check positive(old > 0)",
        "t: id uuid key, new integer
         + index idx(new)
         + check positive(new > 0)",
        &[
            "Remove constraint 'positive' from table 't'",
            "Drop index 'idx'",
            "Add field 'new' to table 't'",
            "Remove field 'computed' from table 't'",
            "Remove field 'old' from table 't'",
            "Create index 'idx' on table 't'",
            "Add constraint 'positive' to table 't'",
        ],
    );
}

#[test]
fn an_index_under_another_name_is_renamed() {
    check(
        "t: id uuid key, a string, b string
         + index one(a)
         + index two(b)",
        "t: id uuid key, a string, b string
         + index two(a)
         + index three(b)",
        &["Rename index 'two' to 'three'", "Rename index 'one' to 'two'"],
    );
}

#[test]
fn a_new_table_may_take_the_index_name_of_one_that_is_removed() {
    check(
        "a: id uuid key, x string
         + index idx(x)",
        "b: id uuid key, x string
         + index idx(x)",
        &[
            "Create table 'b' with 2 fields",
            "Drop table 'a'",
            "Create index 'idx' on table 'b'",
        ],
    );
}

#[test]
fn a_foreign_key_to_a_new_field_comes_after_it() {
    check(
        "a: id uuid key
         b: id uuid key",
        "a: id uuid key, code_id ->b.code null
         b: id uuid key, code string unique null",
        &[
            "Add field 'code' to table 'b'",
            "Add field 'code_id' to table 'a'",
        ],
    );
}

#[test]
fn foreign_keys_are_detached_while_the_primary_key_moves() {
    check(
        "a: id uuid key, code string
         b: id uuid key, a_id ->a",
        "a: id uuid, code string key
         b: id uuid key, a_id ->a",
        &[
            "Alter field 'a_id' of table 'b'",
            "Alter field 'id' of table 'a'",
            "Alter field 'code' of table 'a'",
            "Alter field 'a_id' of table 'b'",
        ],
    );
}

#[test]
fn the_type_of_a_foreign_key_follows_its_target_by_itself() {
    check(
        "a: id uuid key
         b: id uuid key, a_id ->a",
        "a: id integer key
         b: id uuid key, a_id ->a",
        &["Alter field 'id' of table 'a'"],
    );
}

#[test]
fn references_and_fields_may_be_written_as_the_model_has_them() {
    let written = "users: id uuid key
                   posts: id uuid key, author_id ->User attribute=author
                   + index idx(author)";
    check(
        "",
        written,
        &[
            "Create table 'users' with 1 field",
            "Create table 'posts' with 2 fields",
        ],
    );
    check(written, written, &[]);
}

#[test]
fn models_that_do_not_fit_together_are_an_error() {
    check_error(
        "users: id uuid key",
        "users: id uuid key
         posts: id uuid key, author_id ->Usr",
        &asking_about_renames(),
        "the models do not fit together: no table or model `Usr` at this point of the history; did you mean `users`?",
    );
}

#[test]
fn the_order_of_a_primary_key_is_changed() {
    let previous = history("t: a uuid key, b uuid key");
    let mut ordered = table("t: a uuid key, b uuid key");
    ordered.primary_key_order = vec![field_name("b"), field_name("a")];
    for next in [ordered, table("t: b uuid key, a uuid key")] {
        let next: Schema = [next.into()].into_iter().collect();
        let operations = detected(&previous, &next).operations;
        let described: Vec<String> = operations.iter().map(Operation::describe).collect();
        assert_eq!(described, ["Alter primary key of table 't'"]);
        let after = replayed(&previous, &operations);
        let key: Vec<&FieldName> = after.table(&table_name("t")).unwrap().primary_key();
        assert_eq!(key, [&field_name("b"), &field_name("a")]);
        assert_eq!(detected(&after, &next).operations, []);
    }
}

#[test]
fn a_foreign_key_to_a_reordered_primary_key_is_detached_meanwhile() {
    let referrer = |fields: &str| format!("r: id uuid key, x uuid, y uuid\n + foreign f(x y) t({fields})");
    let previous = history(&format!("t: a uuid key, b uuid key\n{}", referrer("a b")));
    let next = schema(&format!("t: b uuid key, a uuid key\n{}", referrer("a b")));
    let operations = detected(&previous, &next).operations;
    let described: Vec<String> = operations.iter().map(Operation::describe).collect();
    assert_eq!(
        described,
        [
            "Remove constraint 'f' from table 'r'",
            "Alter primary key of table 't'",
            "Add constraint 'f' to table 'r'"
        ]
    );
}
