//! A primary key that moves to another field, and the foreign keys that go with it, on every database with rows.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{every_database, execute, number};

const BEFORE: &str = r#"from aksara import Model, fields


class User(Model):
    id = fields.Integer(primary_key=True)
    name = fields.String(max_length=20, unique=True)
    up = fields.ForeignKey("User", nullable=True)

    class Meta:
        implicit_fields = False


class Post(Model):
    id = fields.Integer(primary_key=True)
    author = fields.ForeignKey(User)
    editor = fields.ForeignKey(User, nullable=True, db_index=True)

    class Meta:
        implicit_fields = False
        unique_together = [("author", "editor")]
"#;

const ROWS: &[&str] = &[
    "INSERT INTO users (id, name, up_id) VALUES (1, 'a', NULL)",
    "INSERT INTO users (id, name, up_id) VALUES (2, '1', 1)",
    "INSERT INTO posts (id, author_id, editor_id) VALUES (1, 2, 1)",
    "INSERT INTO posts (id, author_id, editor_id) VALUES (2, 1, NULL)",
];

fn on(project: &Project, url: &str, arguments: &str) -> Ended {
    let arguments: Vec<&str> = arguments.split(' ').collect();
    project.run_with(&[&arguments[..], &["--database-url", url]].concat(), &[])
}

fn with_rows(url: &str, rows: &[&str]) -> Project {
    let project = Project::with_models(BEFORE);
    project.run("makemigrations").succeeds();
    on(&project, url, "migrate").succeeds();
    rows.iter().for_each(|row| execute(url, row));
    project
}

fn edited(edits: &[(&str, &str)]) -> String {
    let edit = |models: String, (old, new): &(&str, &str)| {
        assert!(models.contains(old), "{old}");
        models.replace(old, new)
    };
    edits.iter().fold(BEFORE.to_owned(), edit)
}

/// The rows that refer to the same rows as in the beginning, by the names of users.
fn demand_references(url: &str, key: &str, name: &str) {
    let count = |referrer: &str, field: &str, id: i64, to: &str| {
        let sql = format!(
            "SELECT count(*) FROM {referrer} AS own JOIN users AS other ON other.{key} = own.{field} \
             WHERE own.id = {id} AND other.{name} = '{to}'"
        );
        assert_eq!(number(url, &sql), 1, "{url} {sql}");
    };
    count("users", "up_id", 2, "a");
    count("posts", "author_id", 1, "1");
    count("posts", "editor_id", 1, "a");
    count("posts", "author_id", 2, "a");
    assert_eq!(
        number(url, "SELECT count(*) FROM posts WHERE editor_id IS NULL"),
        1,
        "{url}"
    );
}

#[test]
fn foreign_keys_follow_a_key_that_moves_to_a_renamed_field() {
    let folder = tempfile::tempdir().unwrap();
    let now = edited(&[(
        "    id = fields.Integer(primary_key=True)\n    name = fields.String(max_length=20, unique=True)",
        "    id = fields.Integer()\n    code = fields.String(max_length=20, primary_key=True)",
    )]);
    for url in every_database(&folder, "moved_key") {
        let project = with_rows(&url, ROWS);
        project.write("app/models.py", &now);
        let made = project.run("makemigrations --rename User.name:code").succeeds();
        assert!(!made.stdout.contains("held values of"), "{}", made.stdout);
        made.shows("values of `users.id` become those of `users.code`");
        project.run("makemigrations --check").succeeds();
        for _ in 0..2 {
            on(&project, &url, "migrate").succeeds();
            demand_references(&url, "code", "code");
            on(&project, &url, "check").succeeds();
            on(&project, &url, "migrate 0001").succeeds();
            demand_references(&url, "id", "name");
        }
    }
}

#[test]
fn foreign_keys_follow_where_both_keys_are_retyped_and_everything_is_renamed() {
    let folder = tempfile::tempdir().unwrap();
    let now = edited(&[
        (
            "class User(Model):\n    id = fields.Integer(primary_key=True)\n    name = fields.String(max_length=20, unique=True)\n    up =",
            "class Member(Model):\n    id = fields.BigInteger()\n    code = fields.String(max_length=40, primary_key=True)\n    chief =",
        ),
        ("ForeignKey(\"User\"", "ForeignKey(\"Member\""),
        (
            "author = fields.ForeignKey(User)",
            "author = fields.ForeignKey(Member)",
        ),
        ("ForeignKey(User,", "ForeignKey(Member,"),
    ]);
    let flags = "--rename User:Member --rename User.name:code --rename User.up:chief";
    for url in every_database(&folder, "both_retyped") {
        let project = with_rows(&url, ROWS);
        project.write("app/models.py", &now);
        project.run(&format!("makemigrations {flags}")).succeeds();
        project.run("makemigrations --check").succeeds();
        for _ in 0..2 {
            on(&project, &url, "migrate").succeeds();
            let kept = "SELECT count(*) FROM posts AS own JOIN members AS other ON other.code = own.author_id \
                        JOIN members AS chief ON chief.code = other.chief_id WHERE own.id = 1 AND chief.code = 'a'";
            assert_eq!(number(&url, kept), 1, "{url}");
            on(&project, &url, "check").succeeds();
            on(&project, &url, "migrate 0001").succeeds();
            demand_references(&url, "id", "name");
        }
    }
}

#[test]
fn a_reference_to_a_row_without_the_new_value_is_refused_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    let now = edited(&[
        ("unique=True", "unique=True, nullable=True"),
        (
            "author = fields.ForeignKey(User)",
            "author = fields.ForeignKey(User, to_field=\"name\")",
        ),
    ]);
    for url in every_database(&folder, "lost_reference") {
        let project = with_rows(&url, &[]);
        project.write(
            "app/models.py",
            &edited(&[("unique=True", "unique=True, nullable=True")]),
        );
        project.run("makemigrations").succeeds();
        on(&project, &url, "migrate").succeeds();
        execute(&url, "INSERT INTO users (id, name, up_id) VALUES (1, NULL, NULL)");
        execute(
            &url,
            "INSERT INTO posts (id, author_id, editor_id) VALUES (1, 1, NULL)",
        );
        project.write("app/models.py", &now);
        project.run("makemigrations").succeeds();
        on(&project, &url, "migrate").fails_with(
            "1 row of `posts` would refer by `author_id` to rows of `users` that are not there or have no `name`",
        );
        execute(&url, "UPDATE users SET name = 'a'");
        on(&project, &url, "migrate").succeeds();
        assert_eq!(
            number(&url, "SELECT count(*) FROM posts WHERE author_id = 'a'"),
            1,
            "{url}"
        );
    }
}

#[test]
fn a_key_whose_new_values_are_made_in_steps_moves_once_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let now = edited(&[
        (
            "    up =",
            "    code = fields.String(max_length=20, unique=True)\n    up =",
        ),
        (
            "author = fields.ForeignKey(User)",
            "author = fields.ForeignKey(User, to_field=\"code\")",
        ),
    ]);
    for url in every_database(&folder, "key_in_steps") {
        let project = with_rows(&url, ROWS);
        project.write("app/models.py", &now);
        project
            .run("makemigrations --default users.code=lower(name) --three-step")
            .succeeds();
        project.run("makemigrations --check").succeeds();
        on(&project, &url, "migrate").succeeds();
        let same = "SELECT count(*) FROM posts AS own JOIN users AS other ON other.code = own.author_id \
                    WHERE own.id = 1 AND other.id = 2";
        assert_eq!(number(&url, same), 1, "{url}");
        on(&project, &url, "check").succeeds();
        on(&project, &url, "migrate 0001").succeeds();
        demand_references(&url, "id", "name");
    }
}

/// A named key, and one over two fields whose first is a foreign key itself.
fn named(team: &str, key: &str, key_type: &str) -> String {
    format!(
        r#"from aksara import Model, fields
from aksara.migrations import operations as op


class Team(Model):
{team}

    class Meta:
        implicit_fields = False


class Player(Model):
    id = fields.Integer(primary_key=True)
    team = fields.ForeignKey(Team, to_field="{key}")
    number = fields.Integer()
    loaned = fields.{key_type}nullable=True)

    class Meta:
        implicit_fields = False
        unique_together = [("team", "number")]
        constraints = [op.Constraint(name="loan", type="foreign_key", fields=["loaned"], to="Team", to_fields=["{key}"])]


class Goal(Model):
    id = fields.Integer(primary_key=True)
    team_id = fields.{key_type})
    number = fields.Integer()

    class Meta:
        implicit_fields = False
        constraints = [op.Constraint(
            name="scorer", type="foreign_key", fields=["team_id", "number"], to="Player", to_fields=["team_id", "number"],
        )]
"#
    )
}

const IN_NAMED: &[&str] = &[
    "INSERT INTO teams (id, code) VALUES (1, 'a'), (2, 'b')",
    "INSERT INTO players (id, team_id, number, loaned) VALUES (1, 2, 7, NULL), (2, 1, 7, 2)",
    "INSERT INTO goals (id, team_id, number) VALUES (1, 2, 7)",
];

#[test]
fn named_keys_and_keys_over_several_fields_follow_as_well() {
    let text = "    code = fields.String(max_length=9, unique=True)";
    let before = named(
        &format!("    id = fields.Integer(primary_key=True)\n{text}"),
        "id",
        "Integer(",
    );
    let moved = text.replace("unique=True", "primary_key=True");
    let teams = [format!("    id = fields.Integer(unique=True)\n{moved}"), moved];
    for (after, flags, purpose) in [
        (&teams[0], "", "named_moved"),
        (&teams[1], " --drop Team.id", "named_moved_away"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for url in every_database(&folder, purpose) {
            let project = Project::with_models(&before);
            project.run("makemigrations").succeeds();
            on(&project, &url, "migrate").succeeds();
            IN_NAMED.iter().for_each(|row| execute(&url, row));
            project.write("app/models.py", &named(after, "code", "String(max_length=9, "));
            let made = project.run(&format!("makemigrations{flags}")).succeeds();
            assert!(!made.stdout.contains("held values of"), "{}", made.stdout);
            project.run("makemigrations --check").succeeds();
            demand_named(&project, &url, ["'a'", "'b'"]);
            if flags.is_empty() {
                on(&project, &url, "migrate 0001").succeeds();
                demand_rows(&url, ["1", "2"]);
                demand_named(&project, &url, ["'a'", "'b'"]);
            }
        }
    }
}

fn demand_named(project: &Project, url: &str, teams: [&str; 2]) {
    on(project, url, "migrate").succeeds();
    on(project, url, "check").succeeds();
    demand_rows(url, teams);
}

/// The rows refer to the same teams as in the beginning.
fn demand_rows(url: &str, [first, second]: [&str; 2]) {
    for rows in [
        format!("players WHERE id = 1 AND team_id = {second} AND loaned IS NULL"),
        format!("players WHERE id = 2 AND team_id = {first} AND loaned = {second}"),
        format!("goals WHERE team_id = {second} AND number = 7"),
    ] {
        assert_eq!(
            number(url, &format!("SELECT count(*) FROM {rows}")),
            1,
            "{url} {rows}"
        );
    }
}

#[test]
fn a_key_over_fields_that_are_no_keys_by_themselves_keeps_its_values_and_is_warned_about() {
    let models = |first: &str| {
        format!(
            r#"from aksara import Model, fields
from aksara.migrations import operations as op


class Seat(Model):
    line = fields.Integer()
    number = fields.Integer()
    label = fields.Integer()

    class Meta:
        unique_together = [("line", "number"), ("label", "number")]


class Ticket(Model):
    at = fields.Integer()
    number = fields.Integer()

    class Meta:
        constraints = [op.Constraint(
            name="seat", type="foreign_key", fields=["at", "number"], to="Seat", to_fields=["{first}", "number"],
        )]
"#
        )
    };
    let project = Project::with_models(&models("line"));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &models("label"));
    project.run("makemigrations").succeeds().shows(
        "`tickets.at` held values of `seats.line` and refers to `seats.label` from now on: its values stay",
    );
}
