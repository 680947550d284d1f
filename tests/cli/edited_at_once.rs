//! The hard case: a model renamed, its key retyped, one field renamed and another added, and a many-to-many field that
//! refers to another model, all in one edit of models.py. And what is found once an edit was carried out: nothing.

use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{every_database, execute, number};

const BEFORE: &str = r#"from aksara import Model, fields


class Base(Model):
    class Meta:
        abstract = True
        implicit_fields = False


class Tag(Base):
    id = fields.Integer(primary_key=True)


class Label(Base):
    id = fields.Integer(primary_key=True)


class Person(Base):
    id = fields.Integer(primary_key=True)
    name = fields.String(max_length=50, unique=True)
    boss = fields.ForeignKey("self", nullable=True, on_delete="SET NULL")
    friends = fields.ManyToMany("self")
    tags = fields.ManyToMany(Tag)


class Post(Base):
    id = fields.Integer(primary_key=True)
    author = fields.ForeignKey(Person)
"#;

const AFTER: &str = r#"from aksara import Model, fields


class Base(Model):
    class Meta:
        abstract = True
        implicit_fields = False


class Tag(Base):
    id = fields.Integer(primary_key=True)


class Label(Base):
    id = fields.Integer(primary_key=True)


class User(Base):
    id = fields.BigInteger(primary_key=True)
    handle = fields.String(max_length=80, unique=True)
    boss = fields.ForeignKey("self", nullable=True, on_delete="SET NULL")
    friends = fields.ManyToMany("self")
    tags = fields.ManyToMany(Label)
    city = fields.String(max_length=50, default="Rome")


class Post(Base):
    id = fields.Integer(primary_key=True)
    author = fields.ForeignKey(User)
"#;

const ROWS: &[&str] = &[
    "INSERT INTO tags (id) VALUES (7)",
    "INSERT INTO labels (id) VALUES (8)",
    "INSERT INTO persons (id, name, boss_id) VALUES (1, 'Ann', NULL)",
    "INSERT INTO persons (id, name, boss_id) VALUES (2, 'Bob', 1)",
    "INSERT INTO persons_friends (id, from_person_id, to_person_id) VALUES ('00000000-0000-0000-0000-000000000001', 1, 2)",
    "INSERT INTO persons_tags (id, person_id, tag_id) VALUES ('00000000-0000-0000-0000-000000000001', 1, 7)",
    "INSERT INTO posts (id, author_id) VALUES (3, 2)",
];

/// Every row that there was before, counted.
const OLD: &[&str] = &[
    "SELECT count(*) FROM persons WHERE id = 2 AND name = 'Bob' AND boss_id = 1",
    "SELECT count(*) FROM persons_friends WHERE from_person_id = 1 AND to_person_id = 2",
    "SELECT count(*) FROM posts WHERE id = 3 AND author_id = 2",
];

/// Every row that there is after, counted.
const NEW: &[&str] = &[
    "SELECT count(*) FROM users WHERE id = 2 AND handle = 'Bob' AND boss_id = 1 AND city = 'Rome'",
    "SELECT count(*) FROM users_friends WHERE from_user_id = 1 AND to_user_id = 2",
    "SELECT count(*) FROM posts WHERE id = 3 AND author_id = 2",
];

#[test]
fn the_hard_case_keeps_every_row_that_it_does_not_announce_as_lost() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "hard_case") {
        let project = Project::with_models(BEFORE);
        let run = |arguments: &str| {
            project
                .run(&format!("{arguments} --database-url {url}"))
                .succeeds()
        };
        let hold = |counts: &[&str]| {
            let found: Vec<_> = counts.iter().map(|count| number(&url, count)).collect();
            assert_eq!(found, vec![1; counts.len()], "{url}");
        };
        project.run("makemigrations").succeeds();
        run("migrate");
        ROWS.iter().for_each(|row| execute(&url, row));
        project.write("app/models.py", AFTER);
        assert_eq!(project.run("makemigrations").code, 3);
        let renamed = "makemigrations --rename Person:User --rename Person.name:handle --name hard";
        let asked = project.run(renamed);
        assert_eq!(asked.code, 3, "{}", asked.stderr);
        assert!(
            asked.stderr.contains("--drop users_tags.tag_id"),
            "{}",
            asked.stderr
        );
        let made = project
            .run(&format!("{renamed} --drop users_tags.tag_id"))
            .succeeds();
        let made = made.stdout + &made.stderr;
        for part in [
            "rename table `persons` to `users`",
            "rename field `name` to `handle`",
            "loses the rows of `persons_tags`",
        ] {
            assert!(made.contains(part), "no {part:?} in:\n{made}");
        }
        let agree = || {
            project
                .run("makemigrations")
                .succeeds()
                .says("No changes: the models agree with the migrations");
            run("check");
        };
        run("migrate");
        agree();
        hold(NEW);
        run("migrate 0001");
        hold(OLD);
        run("migrate");
        agree();
        hold(NEW);
    }
}
