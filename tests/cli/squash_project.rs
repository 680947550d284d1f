//! A project whose migrations are squashed, and the end that every way leads to.

use tempfile::TempDir;

use crate::project::{Ended, Project};
use crate::servers::{every_database, execute, number};

pub const FIRST: &str = r#"operations = [
    op.CreateTable(name="posts", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("title", fields.String(max_length=50)),
    ]),
]"#;

pub const TITLES: &str = r#"dependencies = ["0001_first"]
operations = [
    op.AddField(model_name="posts", name="slug", field=fields.String(max_length=60, nullable=True)),
    op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True)), ("name", fields.String(max_length=20))]),
]"#;

pub const FILL: &str = r#"dependencies = ["0002_slugs"]
operations = [
    op.RunSQL("UPDATE posts SET slug = title", reverse_sql="UPDATE posts SET slug = NULL"),
    op.RenameField(model_name="tags", old_name="name", new_name="label"),
]"#;

pub const AUTHORS: &str = r#"dependencies = ["0003_fill"]
operations = [
    op.RemoveField(model_name="posts", name="title"),
    op.AddIndex(model_name="tags", name="tags_by_label", fields=["label"]),
]"#;

/// A migration that needs one in the middle of the squash.
pub const BESIDE: &str = r#"dependencies = ["0002_slugs", "0004_authors"]
operations = [op.AddField(model_name="tags", name="color", field=fields.String(max_length=9, nullable=True))]"#;

pub const SQUASH: &str = "0002_squashed_0004_authors";

pub fn project() -> Project {
    Project::new()
        .migration("0001_first", FIRST)
        .migration("0002_slugs", TITLES)
        .migration("0003_fill", FILL)
        .migration("0004_authors", AUTHORS)
}

pub fn run(project: &Project, url: &str, arguments: &str) -> Ended {
    let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
    arguments.extend(["--database-url", url]);
    project.run_with(&arguments, &[])
}

/// The names in the history, in the order of the names.
pub fn recorded(url: &str, names: &[&str]) {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let list = [names.as_slice(), &["''".to_owned()]].concat().join(", ");
    let found = number(
        url,
        &format!("SELECT count(*) FROM aksara_migrations WHERE name IN ({list})"),
    );
    let all = number(url, "SELECT count(*) FROM aksara_migrations");
    assert_eq!((found, all), (names.len() as i64, names.len() as i64), "{list}");
}

pub const ALL: &[&str] = &["0001_first", "0002_slugs", "0003_fill", "0004_authors", SQUASH];

/// The end that every way leads to.
pub fn demand_end(project: &Project, url: &str, posts: i64) {
    recorded(url, ALL);
    assert_eq!(number(url, "SELECT count(*) FROM posts WHERE slug = 'a'"), posts);
    execute(url, "INSERT INTO tags (id, label) VALUES (7, 'seven')");
    execute(url, "DELETE FROM tags");
    let checked = run(project, url, "status").succeeds();
    assert!(!checked.stdout.contains("[ ]"), "{}", checked.stdout);
    run(project, url, "migrate")
        .succeeds()
        .says("No migrations to apply.");
}

pub fn on_every_database(purpose: &str, check: impl Fn(&str)) {
    let folder = TempDir::new().unwrap();
    for url in every_database(&folder, purpose) {
        check(&url);
    }
}
