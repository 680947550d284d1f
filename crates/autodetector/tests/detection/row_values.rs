//! Fields whose rows would have no value: asked about, filled, left alone, and made in steps.

use aksara_autodetector::{Answers, DetectionError, Pair, Question, RowValueAnswer, detect};
use aksara_operations::{Fill, Operation};
use aksara_schema::{Literal, SqlExpression};
use pretty_assertions::assert_eq;

use super::written::{field_name, history, replayed, schema, table_name};

const POSTS: &str = "posts: id uuid key, title string100 null";

fn key(field: &str) -> (aksara_schema::TableName, aksara_schema::FieldName) {
    (table_name("posts"), field_name(field))
}

fn answers(values: &[(&str, RowValueAnswer)]) -> Answers {
    let values = values.iter().map(|(field, answer)| (key(field), answer.clone()));
    Answers {
        row_values: values.collect(),
        ..Answers::default()
    }
}

fn constant(number: i64) -> Fill {
    Fill::Constant(Literal::Integer(number))
}

fn expression(sql: &str) -> Fill {
    Fill::Expression(SqlExpression::parse(sql))
}

fn described(operations: &[Operation]) -> Vec<String> {
    operations.iter().map(Operation::describe).collect()
}

/// The questions that a change of `posts` leads to.
fn check_asked(next: &str, answers: &Answers, expected: &[&str]) {
    let pair = Pair {
        previous: &history(POSTS),
        next: &schema(next),
    };
    let asked = match detect(pair, answers) {
        Ok(_) => Vec::new(),
        Err(DetectionError::Questions(questions)) => questions.0.iter().map(Question::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    assert_eq!(asked, expected, "{next}");
}

#[test]
fn a_field_whose_rows_lack_a_value_is_asked_about() {
    let none = Answers::default();
    check_asked(
        "posts: id uuid key, title string100, views integer",
        &none,
        &[
            "`posts.title` becomes required, and has no default: what do the rows that hold NULL get?",
            "`posts.views` is new and required, and has no default: what do the rows of the table get?",
        ],
    );
    check_asked(
        "posts: id uuid key, title string100 null, views integer null",
        &none,
        &[],
    );
    check_asked(
        "posts: id uuid key, title string100 null\nusers: id uuid key, age integer",
        &none,
        &[],
    );
    let assuming = Answers {
        assume_no_values: true,
        ..Answers::default()
    };
    check_asked(
        "posts: id uuid key, title string100, views integer",
        &assuming,
        &[],
    );
}

#[test]
fn an_answer_that_does_not_fit_is_refused() {
    check_asked(
        POSTS,
        &answers(&[("title", RowValueAnswer::Nothing)]),
        &[
            "existing rows of `posts` need no value for `title`: it is neither a new field without a default nor \
             a field that becomes required",
        ],
    );
    check_asked(
        "posts: id uuid key, title string100 null, code integer unique",
        &answers(&[("code", RowValueAnswer::Fill(constant(1)))]),
        &["all rows of `posts` would get the same value for `code`, which is unique"],
    );
}

#[test]
fn a_value_fills_the_rows_and_stays_nowhere() {
    let previous = history(POSTS);
    let next = schema("posts: id uuid key, title string100, views integer");
    let answers = answers(&[
        ("title", RowValueAnswer::Fill(expression("'none'"))),
        ("views", RowValueAnswer::Fill(constant(7))),
    ]);
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let detection = detect(pair, &answers).unwrap();
    let fills: Vec<_> = detection
        .operations
        .iter()
        .map(|operation| match operation {
            Operation::AddField(add) => add.fill.clone(),
            Operation::AlterField(alter) => alter.fill.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(fills, [Some(expression("'none'")), Some(constant(7))]);
    let replayed = replayed(&previous, &detection.operations);
    assert_eq!(replayed, aksara_operations::resolve(&next).unwrap());
}

#[test]
fn three_steps_add_fill_and_constrain() {
    let previous = history(POSTS);
    let next = schema("posts: id uuid key, title string100, code integer unique, views integer");
    let answers = Answers {
        three_steps: true,
        ..answers(&[
            ("views", RowValueAnswer::Fill(constant(7))),
            ("code", RowValueAnswer::Fill(expression("length(title)"))),
        ])
    };
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let detection = detect(pair, &answers).unwrap();
    let later = detection.later.unwrap();
    assert_eq!(
        described(&detection.operations),
        [
            "Add field 'code' to table 'posts'",
            "Add field 'views' to table 'posts'"
        ]
    );
    assert_eq!(
        described(&later.backfill),
        [
            "Backfill 'title' of table 'posts'",
            "Backfill 'code' of table 'posts'",
            "Backfill 'views' of table 'posts'",
        ]
    );
    let open = later.backfill.iter().filter(|operation| match operation {
        Operation::Backfill(backfill) => !backfill.update.open.is_empty(),
        other => panic!("{other:?}"),
    });
    assert_eq!(open.count(), 1);
    assert_eq!(
        described(&later.constrain),
        [
            "Alter field 'title' of table 'posts'",
            "Alter field 'code' of table 'posts'",
            "Alter field 'views' of table 'posts'",
        ]
    );
    let all = [detection.operations, later.backfill, later.constrain].concat();
    assert_eq!(
        replayed(&previous, &all),
        aksara_operations::resolve(&next).unwrap()
    );
}

#[test]
fn a_unique_field_with_one_default_for_all_rows_takes_three_steps() {
    let previous = history(POSTS);
    let mut next = schema("posts: id uuid key, title string100 null, code integer unique");
    let mut table = aksara_schema::Table::clone(next.table(&table_name("posts")).unwrap());
    table.fields.get_mut("code").unwrap().default =
        Some(aksara_schema::Default::Literal(Literal::Integer(1)));
    next.insert(std::sync::Arc::new(table));
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let detection = detect(pair, &Answers::default()).unwrap();
    let later = detection.later.unwrap();
    assert_eq!(described(&later.backfill), ["Backfill 'code' of table 'posts'"]);
    let all = [detection.operations, later.backfill, later.constrain].concat();
    assert_eq!(
        replayed(&previous, &all),
        aksara_operations::resolve(&next).unwrap()
    );
}

#[test]
fn rows_without_a_primary_key_are_not_filled_in_steps() {
    let previous = history("notes: text text");
    let next = schema("notes: text text, views integer");
    let three_steps = Answers {
        three_steps: true,
        ..Answers::default()
    };
    let pair = || Pair {
        previous: &previous,
        next: &next,
    };
    let Err(DetectionError::Questions(asked)) = detect(pair(), &three_steps) else {
        panic!("nothing is asked");
    };
    let flags: Vec<String> = asked.0.iter().flat_map(Question::flags).collect();
    assert_eq!(flags, ["--default notes.views=0", "--no-default notes.views"]);
    let steps = RowValueAnswer::ThreeSteps(Some(constant(1)));
    let answers = Answers {
        row_values: [((table_name("notes"), field_name("views")), steps)].into(),
        ..Answers::default()
    };
    let refused = detect(pair(), &answers).unwrap_err().to_string();
    assert_eq!(
        refused,
        "`notes` has no primary key, and the steps need one to fill the rows of `notes.views`"
    );
}

/// The flags that answer the only question of a change.
fn check_flags(previous: &str, next: &str, expected: &[&str]) {
    let pair = Pair {
        previous: &history(previous),
        next: &schema(next),
    };
    match detect(pair, &Answers::default()) {
        Err(DetectionError::Questions(questions)) => {
            let flags: Vec<Vec<String>> = questions.0.iter().map(Question::flags).collect();
            assert_eq!(flags, [expected]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_primary_key_is_offered_no_value_that_it_cannot_take() {
    check_flags(
        "users: code integer key",
        "users: id integer key, code integer",
        &["--no-default users.id"],
    );
    check_flags(
        "users: code integer key",
        "users: code integer key, part integer key",
        &["--default users.part=0", "--no-default users.part"],
    );
    check_flags(
        "users: code integer key",
        "users: code integer key, day datetime key",
        &["--default users.day=CONSTANT", "--no-default users.day"],
    );
}

#[test]
fn one_value_for_all_rows_of_a_primary_key_is_refused() {
    let answers = Answers {
        row_values: [(
            (table_name("users"), field_name("id")),
            RowValueAnswer::Fill(constant(1)),
        )]
        .into(),
        ..Answers::default()
    };
    let pair = Pair {
        previous: &history("users: code integer key"),
        next: &schema("users: id integer key, code integer"),
    };
    assert_eq!(
        detect(pair, &answers).unwrap_err().to_string(),
        "all rows of `users` would get the same value for `id`, which is the primary key"
    );
}
