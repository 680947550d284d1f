//! Join tables of many-to-many fields where their models or fields are renamed: their rows stay.

use super::written::{asking_about_renames, detected, field_name, history, replayed, schema, table_name};
use aksara_autodetector::{Answers, Pair, detect};
use aksara_operations::resolve;
use pretty_assertions::assert_eq;

/// Tables renamed by the answers, old name first.
fn answers(renames: &[(&str, &str)]) -> Answers {
    let renames = renames
        .iter()
        .map(|(old, new)| (table_name(old), Some(table_name(new))));
    Answers {
        tables: renames.collect(),
        ..asking_about_renames()
    }
}

fn check(previous: &str, next: &str, answers: &Answers, expected: &[&str]) {
    let (previous, next) = (history(previous), schema(next));
    let pair = Pair {
        previous: &previous,
        next: &next,
    };
    let operations = detect(pair, answers).unwrap().operations;
    let described: Vec<String> = operations.iter().map(|operation| operation.describe()).collect();
    assert_eq!(described, expected);
    let replayed = replayed(&previous, &operations);
    assert_eq!(replayed, resolve(&next).unwrap());
    assert_eq!(detected(&replayed, &next).operations, []);
}

fn check_questions(previous: &str, next: &str, answers: &Answers, expected: &str) {
    let pair = Pair {
        previous: &history(previous),
        next: &schema(next),
    };
    assert_eq!(detect(pair, answers).unwrap_err().to_string(), expected);
}

/// A model that is joined with itself.
fn itself(class: &str, table: &str, join: &str) -> String {
    format!(
        "{table}: id uuid key
         {join}: id uuid key, from_{class}_id ->{table}, to_{class}_id ->{table}
         + unique {join}_key(from_{class}_id to_{class}_id)"
    )
}

/// Posts and what they are joined with.
fn posts(class: &str, table: &str, join: &str) -> String {
    format!(
        "posts: id uuid key, title string
         {table}: id uuid key, word string
         {join}: id uuid key, post_id ->posts, {class}_id ->{table}
         + unique {join}_key(post_id {class}_id)"
    )
}

#[test]
fn the_join_table_of_a_model_with_itself_follows_the_model() {
    check(
        &itself("people", "people", "people_friends"),
        &itself("user", "users", "users_friends"),
        &answers(&[("people", "users")]),
        &[
            "Rename table 'people' to 'users'",
            "Rename table 'people_friends' to 'users_friends'",
            "Rename field 'from_people_id' to 'from_user_id' in table 'users_friends'",
            "Rename field 'to_people_id' to 'to_user_id' in table 'users_friends'",
            "Rename constraint 'people_friends_key' to 'users_friends_key' in table 'users_friends'",
        ],
    );
}

#[test]
fn a_join_table_follows_the_model_that_it_refers_to() {
    check(
        &posts("tag", "tags", "posts_tags"),
        &posts("label", "labels", "posts_tags"),
        &answers(&[("tags", "labels")]),
        &[
            "Rename table 'tags' to 'labels'",
            "Rename field 'tag_id' to 'label_id' in table 'posts_tags'",
        ],
    );
}

#[test]
fn both_models_of_a_join_table_are_renamed() {
    let next = "entries: id uuid key, title string
                labels: id uuid key, word string
                entries_tags: id uuid key, entry_id ->entries, label_id ->labels
                + unique entries_tags_key(entry_id label_id)";
    check(
        &posts("tag", "tags", "posts_tags"),
        next,
        &answers(&[("posts", "entries"), ("tags", "labels")]),
        &[
            "Rename table 'posts' to 'entries'",
            "Rename table 'posts_tags' to 'entries_tags'",
            "Rename table 'tags' to 'labels'",
            "Rename field 'post_id' to 'entry_id' in table 'entries_tags'",
            "Rename field 'tag_id' to 'label_id' in table 'entries_tags'",
            "Rename constraint 'posts_tags_key' to 'entries_tags_key' in table 'entries_tags'",
        ],
    );
}

#[test]
fn a_renamed_many_to_many_field_is_asked() {
    check_questions(
        &posts("tag", "tags", "posts_tags"),
        &posts("tag", "tags", "posts_labels"),
        &asking_about_renames(),
        "was the table `posts_tags` renamed to `posts_labels`?",
    );
}

#[test]
fn a_join_table_is_asked_where_its_model_was_renamed_before_or_its_field_with_it() {
    let renamed_before = "users: id uuid key
         people_friends: id uuid key, from_people_id ->users, to_people_id ->users
         + unique people_friends_key(from_people_id to_people_id)";
    check_questions(
        renamed_before,
        &itself("user", "users", "users_friends"),
        &asking_about_renames(),
        "was the table `people_friends` renamed to `users_friends`?",
    );
    check(
        renamed_before,
        &itself("user", "users", "users_friends"),
        &answers(&[("people_friends", "users_friends")]),
        &[
            "Rename table 'people_friends' to 'users_friends'",
            "Rename field 'from_people_id' to 'from_user_id' in table 'users_friends'",
            "Rename field 'to_people_id' to 'to_user_id' in table 'users_friends'",
            "Rename constraint 'people_friends_key' to 'users_friends_key' in table 'users_friends'",
        ],
    );
    check_questions(
        &itself("people", "people", "people_friends"),
        &itself("user", "users", "users_mates"),
        &answers(&[("people", "users")]),
        "was the table `people_friends` renamed to `users_mates`?",
    );
}

#[test]
fn of_two_join_tables_each_follows_under_its_own_name() {
    let two = |class: &str, table: &str| {
        let join = |field: &str| {
            format!("{table}_{field}: id uuid key, from_{class}_id ->{table}, to_{class}_id ->{table}")
        };
        format!("{table}: id uuid key\n{}\n{}", join("friends"), join("enemies"))
    };
    check(
        &two("people", "people"),
        &two("user", "users"),
        &answers(&[("people", "users")]),
        &[
            "Rename table 'people' to 'users'",
            "Rename table 'people_enemies' to 'users_enemies'",
            "Rename table 'people_friends' to 'users_friends'",
            "Rename field 'from_people_id' to 'from_user_id' in table 'users_enemies'",
            "Rename field 'to_people_id' to 'to_user_id' in table 'users_enemies'",
            "Rename field 'from_people_id' to 'from_user_id' in table 'users_friends'",
            "Rename field 'to_people_id' to 'to_user_id' in table 'users_friends'",
        ],
    );
}

#[test]
fn an_answer_about_the_join_table_itself_counts() {
    let mut answers = answers(&[("people", "users")]);
    answers.tables.insert(table_name("people_friends"), None);
    check(
        &itself("people", "people", "people_friends"),
        &itself("user", "users", "users_friends"),
        &answers,
        &[
            "Rename table 'people' to 'users'",
            "Create table 'users_friends' with 3 fields",
            "Drop table 'people_friends'",
        ],
    );
}

#[test]
fn a_join_table_that_changes_its_name_with_its_models_keeps_its_rows() {
    check(
        "posts: id uuid key
         tags: id uuid key
         posts_tags: id uuid key, post_id ->posts, tag_id ->tags",
        "posts_tags: id uuid key
         posts: id uuid key
         tags: id uuid key, post_id ->tags, tag_id ->posts",
        &answers(&[("posts", "posts_tags"), ("tags", "posts"), ("posts_tags", "tags")]),
        &[
            "Rename table 'posts' to 'posts_old'",
            "Rename table 'tags' to 'posts'",
            "Rename table 'posts_tags' to 'tags'",
            "Rename table 'posts_old' to 'posts_tags'",
            "Alter field 'post_id' of table 'tags'",
        ],
    );
}

#[test]
fn a_join_table_that_is_said_to_be_renamed_is_asked_about_its_columns() {
    check_questions(
        "posts: id uuid key
         tags: id uuid key
         words: id uuid key
         posts_tags: id uuid key, post_id ->posts, tag_id ->tags",
        "posts: id uuid key
         tags: id uuid key
         words: id uuid key
         posts_words: id uuid key, post_id ->posts, word_id ->words",
        &answers(&[("posts_tags", "posts_words")]),
        "was the field `posts_words.tag_id` renamed to `word_id`?",
    );
}

#[test]
fn a_key_of_a_model_of_ones_own_is_asked_as_ever() {
    let memberships = |field: &str| {
        format!(
            "people: id uuid key
             clubs: id uuid key
             memberships: id uuid key, {field} ->people, club_id ->clubs"
        )
    };
    check_questions(
        &memberships("person_id"),
        &memberships("member_id"),
        &asking_about_renames(),
        "was the field `memberships.person_id` renamed to `member_id`?",
    );
    let mut answers = asking_about_renames();
    let key = (table_name("memberships"), field_name("member_id"));
    answers.fields.insert(key, None);
    check(
        &memberships("member_id"),
        &memberships("person_id"),
        &answers,
        &[
            "Add field 'person_id' to table 'memberships'",
            "Remove field 'member_id' from table 'memberships'",
        ],
    );
}

#[test]
fn the_columns_of_the_python_packages_join_table_become_those_of_the_models() {
    check(
        "posts: id uuid key
         tags: id uuid key
         posts_tags: id uuid key, source_id ->posts, target_id ->tags, created_at datetime",
        "posts: id uuid key
         tags: id uuid key
         posts_tags: id uuid key, post_id ->posts, tag_id ->tags",
        &asking_about_renames(),
        &[
            "Rename field 'source_id' to 'post_id' in table 'posts_tags'",
            "Rename field 'target_id' to 'tag_id' in table 'posts_tags'",
            "Remove field 'created_at' from table 'posts_tags'",
        ],
    );
    check(
        "people: id uuid key
         people_friends: id uuid key, source_id ->people, target_id ->people",
        "people: id uuid key
         people_friends: id uuid key, from_people_id ->people, to_people_id ->people",
        &asking_about_renames(),
        &[
            "Rename field 'source_id' to 'from_people_id' in table 'people_friends'",
            "Rename field 'target_id' to 'to_people_id' in table 'people_friends'",
        ],
    );
}

#[test]
fn constraints_follow_tables_that_exchange_their_names() {
    let table =
        |name: &str| format!("{name}: id uuid key, a integer, b integer\n + unique {name}_key(a b)\n");
    let (one, other) = (
        table("ones"),
        format!("{}\n + index by_a(a)\n", table("others").trim()),
    );
    let previous = history(&format!("{one}{other}"));
    let swapped = other.replace("others", "ones") + &one.replace("ones", "others");
    let swapped = schema(&swapped);
    let mut answers = Answers::asking_nothing();
    let name = |name: &str| table_name(name);
    answers.tables = [
        (name("ones"), Some(name("others"))),
        (name("others"), Some(name("ones"))),
    ]
    .into();
    let pair = Pair {
        previous: &previous,
        next: &swapped,
    };
    let operations = detect(pair, &answers).unwrap().operations;
    let described: Vec<String> = operations.iter().map(|operation| operation.describe()).collect();
    let renames = described.iter().all(|operation| operation.starts_with("Rename "));
    assert!(renames && described.len() == 6, "{described:#?}");
    assert_eq!(replayed(&previous, &operations), resolve(&swapped).unwrap());
}
