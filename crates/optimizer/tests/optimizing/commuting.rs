//! Which operations may change places.

use aksara_generate::{self as generate, Choices, Names};
use aksara_operations::{Located, Operation};
use aksara_optimizer::{branches_commute, commute};
use aksara_schema::Schema;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use crate::written::{BEFORE, operations, schema};

/// The obstacle between two operations; none if they commute.
fn said(one: &str, other: &str) -> String {
    let only = |text: &str| operations(text).remove(0).value;
    match commute(&only(one), &only(other), &schema(BEFORE)) {
        Ok(()) => String::new(),
        Err(clash) => clash.to_string(),
    }
}

fn check(one: &str, other: &str, expected: &str) {
    let expected = expected.to_lowercase();
    assert_eq!(said(one, other).to_lowercase(), expected, "{one}\n{other}");
    assert_eq!(said(other, one).to_lowercase(), expected, "{other}\n{one}");
}

const AGE: &str = r#"op.AddField(model_name="users", name="age", field=fields.Integer(nullable=True))"#;
const MOOD: &str = r#"op.AddField(model_name="users", name="mood", field=fields.Enum(values=["a"], native="mood", nullable=True))"#;
const TAGS: &str = r#"op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True))])"#;
const SQL: &str = r#"op.RunSQL(sql="UPDATE users SET name = 'x'")"#;
const PYTHON: &str = "op.RunPython(forward)";

#[test]
fn what_is_about_different_things_commutes() {
    for (one, other) in [
        (
            AGE,
            r#"op.AddField(model_name="users", name="born", field=fields.Date(nullable=True))"#,
        ),
        (
            AGE,
            r#"op.AddIndex(model_name="users", name="by_name", fields=["name"])"#,
        ),
        (
            AGE,
            r#"op.RemoveField(model_name="users", name="note", if_exists=False, cascade=False)"#,
        ),
        (
            AGE,
            r#"op.AddField(model_name="posts", name="age", field=fields.Integer(nullable=True))"#,
        ),
        (
            AGE,
            r#"op.Backfill(model_name="users", set={"name": "lower(name)"})"#,
        ),
        (AGE, "op.RunPython(op.RunPython.noop)"),
        (AGE, r#"op.RunSQL(sql="-- nothing yet\n")"#),
        (TAGS, r#"op.DropTable(name="posts")"#),
        (AGE, r#"op.DropTable(name="posts")"#),
        (
            MOOD,
            r#"op.AddField(model_name="posts", name="mood", field=fields.Enum(values=["a"], native="mood", nullable=True))"#,
        ),
        (TAGS, SQL),
        (TAGS, PYTHON),
        (
            r#"op.AddField(model_name="posts", name="editor", field=fields.ForeignKey("users", nullable=True))"#,
            r#"op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True)), ("by", fields.ForeignKey("users"))])"#,
        ),
    ] {
        check(one, other, "");
    }
}

#[test]
fn what_one_changes_and_the_other_needs_is_named() {
    let contested =
        |one: &str, other: &str, about: &str| check(one, other, &format!("both are about {about}"));
    let rename = r#"op.RenameField(model_name="users", old_name="name", new_name="title")"#;
    contested(AGE, &AGE.replace("age", "AGE"), "`users.age`");
    contested(
        rename,
        r#"op.AddIndex(model_name="users", name="by_name", fields=["name"])"#,
        "`users.name`",
    );
    contested(
        rename,
        r#"op.AddConstraint(model_name="users", name="named", type="check", expression="name <> ''")"#,
        "`users.name`",
    );
    contested(
        rename,
        r#"op.Backfill(model_name="users", set={"note": "name"})"#,
        "`users.name`",
    );
    contested(
        r#"op.RenameTable(old_name="posts", new_name="articles")"#,
        r#"op.DropTable(name="posts")"#,
        "the table `posts`",
    );
    contested(TAGS, &TAGS.replace("tags", "Tags"), "the table `Tags`");
    contested(
        TAGS,
        r#"op.AddIndex(model_name="users", name="tags", fields=["name"])"#,
        "the name `tags`",
    );
    contested(
        r#"op.AlterField(model_name="users", name="id", field=fields.BigInteger(primary_key=True))"#,
        r#"op.AddField(model_name="posts", name="editor", field=fields.ForeignKey("users", nullable=True))"#,
        "`users.id`",
    );
    contested(
        r#"op.AddConstraint(model_name="users", name="c", type="check", expression={"sqlite": "note > 'a'"})"#,
        r#"op.RenameField(model_name="users", old_name="note", new_name="remark")"#,
        "`users.note`",
    );
}

#[test]
fn code_of_the_user_may_look_at_all_that_was_there() {
    for code in [SQL, PYTHON] {
        check(code, AGE, "code of your own may look at `users.age`");
        check(
            code,
            r#"op.DropTable(name="posts")"#,
            "code of your own may look at the table `posts`",
        );
    }
    check(SQL, PYTHON, "both run code of your own");
}

fn located(operations: &[Operation]) -> Vec<Located<Operation>> {
    operations.iter().cloned().map(Located::generated).collect()
}

/// The schema after both branches, where each applies.
fn after(base: &Schema, branches: [&[Operation]; 2]) -> Option<Schema> {
    let mut schema = base.clone();
    let mut operations = branches.into_iter().flatten();
    operations
        .try_for_each(|operation| operation.apply(&mut schema).map(drop))
        .ok()?;
    Some(schema)
}

/// A branch of operations that each apply after the ones before.
fn branch(base: &Schema, decisions: Vec<Vec<u32>>) -> Vec<Operation> {
    let mut schema = base.clone();
    let mut operations = Vec::new();
    for row in decisions {
        if let Some(operation) = generate::operation(&mut Choices::new(row), &schema, Names::Plain)
            && operation.apply(&mut schema).is_ok()
        {
            operations.push(operation);
        }
    }
    operations
}

fn decisions(length: usize) -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(proptest::collection::vec(any::<u32>(), 64), 1..=length)
}

proptest! {
    #[test]
    fn branches_that_commute_lead_to_one_schema_in_either_order(
        history in generate::history(12, Names::Plain),
        left in decisions(3),
        right in decisions(3),
    ) {
        let base = history.schema;
        let (left, right) = (branch(&base, left), branch(&base, right));
        let said = branches_commute(&base, &located(&left), &located(&right));
        let other_way = branches_commute(&base, &located(&right), &located(&left));
        prop_assert_eq!(said.is_ok(), other_way.is_ok());
        let (there, back) = (after(&base, [&left, &right]), after(&base, [&right, &left]));
        match said {
            Ok(()) => {
                prop_assert!(there.is_some());
                prop_assert_eq!(there, back);
            }
            Err(clash) => {
                prop_assert!(clash.left < left.len().max(1) && clash.right < right.len().max(1));
            }
        }
    }
}

/// Enough of the generated branches commute for the property to say something.
#[test]
fn many_generated_branches_commute() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (generate::history(12, Names::Plain), decisions(3), decisions(3));
    let mut commuting = 0;
    for _ in 0..100 {
        let (history, left, right) = strategy.new_tree(&mut runner).unwrap().current();
        let base = history.schema;
        let (left, right) = (branch(&base, left), branch(&base, right));
        let both_do_something = !left.is_empty() && !right.is_empty();
        let commutes = branches_commute(&base, &located(&left), &located(&right)).is_ok();
        commuting += usize::from(both_do_something && commutes);
    }
    assert!(commuting > 20, "{commuting} of 100");
}

#[test]
fn one_enum_type_with_other_values_does_not_commute() {
    check(
        MOOD,
        r#"op.AddField(model_name="posts", name="mood", field=fields.Enum(values=["a", "b"], native="mood", nullable=True))"#,
        "both are about the enum type `mood`",
    );
}
