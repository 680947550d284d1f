//! Questions about renames, and the flags that answer them.

use crate::project::Project;
use crate::renaming::models;

#[test]
fn a_check_with_an_open_question_found_a_change() {
    let project = Project::with_models(&models("class User(Plain):\n    name = fields.Text()\n"));
    project.run("makemigrations").succeeds();
    project.write(
        "app/models.py",
        &models("class User(Plain):\n    handle = fields.Text()\n    age = fields.Integer(nullable=True)\n"),
    );
    let question = "was the field `users.name` renamed to `handle`";
    project.refuses(&["makemigrations"], 3, &[question]);
    for command in ["makemigrations --check", "check"] {
        let checked = project.run(command);
        assert_eq!(checked.code, 1, "{}", checked.stdout);
        assert_eq!(checked.stdout.matches(question).count(), 1, "{}", checked.stdout);
        let changes: Vec<&str> = checked.stdout.lines().filter(|line| line.contains('●')).collect();
        assert_eq!(changes, ["  ● User: add field `age` (Integer(nullable=True))"]);
    }
    project.write(
        "app/models.py",
        &models("class User(Plain):\n    handle = fields.Text()\n"),
    );
    let data = project.run("makemigrations --check --json");
    assert_eq!(data.code, 1, "{}", data.stdout);
    let data: serde_json::Value = serde_json::from_str(&data.stdout).unwrap();
    let scored = &data["result"]["questions"][0]["scored"][0];
    assert_eq!(scored["name"], "handle");
    assert_eq!(
        scored["evidence"],
        serde_json::json!(["same_type", "same_position", "only_one"])
    );
}

#[test]
fn a_question_about_a_table_covers_all_that_follows_from_it() {
    let before = "class Person(Plain):\n    friends = fields.ManyToMany(\"Person\")\n\n\n\
                  class Post(Plain):\n    author = fields.ForeignKey(\"Person\")\n";
    let project = Project::with_models(&models(before));
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &models(&before.replace("Person", "User")));
    let checked = project.run("makemigrations --check");
    assert_eq!(checked.code, 1, "{}", checked.stdout);
    assert!(!checked.stdout.contains('●'), "{}", checked.stdout);
    assert_eq!(
        checked.stdout.matches("renamed to").count(),
        1,
        "{}",
        checked.stdout
    );
}

#[test]
fn flags_that_do_not_go_together_are_wrong_usage() {
    let fields = "    a = fields.Enum(values=[\"x\", \"y\"])\n    b = fields.Integer()\n";
    let project = Project::with_models(&models(&format!("class User(Plain):\n{fields}")));
    project.run("makemigrations").succeeds();
    let after = fields.replace("\"x\"", "\"z\"").replace("    b =", "    c =");
    project.write("app/models.py", &models(&format!("class User(Plain):\n{after}")));
    for (flags, parts) in [
        ("--rename users.b:a", &["`a`"][..]),
        ("--rename users.b:c --rename users.a:c", &["the same name"]),
        ("--rename enum:users.a.w:z", &["users.a.w", "users.a.x"]),
        ("--rename enum:users.a.x:y", &["`y`", "there are: z"]),
        ("--rename index:users.a:b", &["index:users.a:b"]),
        ("--rename constraint:users.a:b", &["constraint:users.a:b"]),
        ("--drop enum:users.a.y", &["users.a.y"]),
        ("--drop index:users.a", &["users.a"]),
        ("--rename enum:users:z", &["enum:users:z"]),
    ] {
        let arguments: Vec<&str> = std::iter::once("makemigrations")
            .chain(flags.split(' '))
            .collect();
        project.refuses(&arguments, 2, parts);
    }
}
