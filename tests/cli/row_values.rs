//! Fields whose rows would have no value: filled by flags and files, made in three steps, with rows there and back.

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use crate::project::{Ended, Project};
use crate::renaming::models;
use crate::servers::{every_database, execute, executes, number};

const POST: &str = r#"from aksara import Model, fields


class Post(Model):
    id = fields.Integer(primary_key=True)
    title = fields.String(max_length=50)
    subtitle = fields.String(max_length=50, nullable=True)

    class Meta:
        implicit_fields = False
"#;

const ROWS: &str =
    "INSERT INTO posts (id, title, subtitle) VALUES (1, 'One', NULL), (2, 'Two', 'two'), (3, 'Three', NULL)";

/// The models with these fields behind the title, and a subtitle that takes no NULL.
fn with(fields: &str) -> String {
    let fields = format!("    title = fields.String(max_length=50)\n{fields}");
    POST.replace("    title = fields.String(max_length=50)\n", &fields)
}

const REQUIRED: &str =
    "    slug = fields.String(max_length=50)\n    views = fields.Integer()\n    day = fields.Date()\n";

fn edited() -> String {
    with(REQUIRED).replace(", nullable=True", "")
}

/// A project with the posts, migrated with their rows, and other models.
fn project(url: &str, after: &str) -> Project {
    let project = Project::with_models(POST);
    project.run("makemigrations").succeeds();
    on(&project, url, &["migrate"]).succeeds();
    execute(url, ROWS);
    project.write("app/models.py", after);
    project
}

fn on(project: &Project, url: &str, arguments: &[&str]) -> Ended {
    project.run_with(&[arguments, &["--database-url", url]].concat(), &[])
}

/// Forward, back, forward; these counts hold whenever all is applied, and the models agree.
fn check_rows(project: &Project, url: &str, counts: &[(&str, i64)]) {
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
    for _ in 0..2 {
        on(project, url, &["migrate"]).succeeds();
        for (condition, count) in counts {
            let query = format!("SELECT count(*) FROM posts WHERE {condition}");
            assert_eq!(number(url, &query), *count, "{url}: {condition}");
        }
        on(project, url, &["check"]).succeeds();
        on(project, url, &["migrate", "0001"]).succeeds();
        assert_eq!(number(url, "SELECT count(*) FROM posts WHERE title = 'One'"), 1);
    }
}

const FILLED: &[(&str, i64)] = &[
    ("slug = lower(title)", 3),
    ("views = 7", 3),
    ("day = '2026-02-07'", 3),
    ("subtitle = ''", 2),
    ("subtitle = 'two'", 1),
];

const DEFAULTS: [&str; 8] = [
    "--default",
    "posts.slug=lower(title)",
    "--default",
    "Post.views = 7",
    "--default",
    "posts.day='2026-02-07'",
    "--default",
    "posts.subtitle=''",
];

#[test]
fn flags_fill_the_rows_and_no_default_stays() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "row_values") {
        let project = project(&url, &edited());
        project
            .run_with(&[&["makemigrations"][..], &DEFAULTS].concat(), &[])
            .succeeds()
            .says("● Post: add field `slug` (String(max_length=50)); rows get lower(title)")
            .says("● Post: add field `views` (Integer()); rows get 7");
        check_rows(&project, &url, FILLED);
        on(&project, &url, &["migrate"]).succeeds();
        let insert =
            "INSERT INTO posts (id, title, views, day, subtitle) VALUES (9, 'x', 1, '2026-02-07', '')";
        assert!(!executes(&url, insert), "{url}");
    }
}

#[test]
fn three_steps_with_values_go_there_and_back() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "three_steps") {
        let code = "    code = fields.String(max_length=60, unique=True)\n";
        let project = project(
            &url,
            &with(&format!("{REQUIRED}{code}")).replace(", nullable=True", ""),
        );
        let values = [
            &["makemigrations", "--three-step"][..],
            &DEFAULTS,
            &["--default", "posts.code=title || CAST(id AS text)"],
        ];
        let made = project
            .run_with(&values.concat(), &[])
            .succeeds()
            .says("Created: migrations/0002_auto_add_slug_and_more.py")
            .says("Created: migrations/0003_auto_backfill_posts_and_more.py")
            .says("Created: migrations/0004_auto_alter_post_slug_and_more.py");
        // The rows are filled by the second step.
        assert!(!made.stdout.contains("becomes required"), "{}", made.stdout);
        let counts = [FILLED, &[("code = 'One1'", 1)]].concat();
        check_rows(&project, &url, &counts);
    }
}

#[test]
fn a_backfill_that_is_not_filled_in_stops_migrate_at_its_line() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "unfilled") {
        let project = project(&url, &with("    slug = fields.String(max_length=50)\n"));
        project
            .run("makemigrations --three-step posts.slug --name slug")
            .succeeds()
            .says("● Post: fill `slug`, which is to be filled in");
        let path = "migrations/0003_auto_slug_backfill.py";
        let refused = on(&project, &url, &["migrate"]);
        assert_eq!(refused.code, 1, "{}", refused.stdout);
        for part in [path, "slug", "operation.unfilled", "op.Backfill.fill_in"] {
            assert!(refused.stderr.contains(part), "no {part} in {}", refused.stderr);
        }
        let filled = project
            .read(path)
            .replace("op.Backfill.fill_in", "\"upper(title)\"");
        project.write(path, &filled);
        check_rows(&project, &url, &[("slug = upper(title)", 3)]);
    }
}

#[test]
fn a_unique_field_with_a_default_of_the_program_takes_three_steps() {
    let code = "    code = fields.String(max_length=50, unique=True, default=\"x\")\n";
    let project = Project::with_models(POST);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &with(code));
    project.run("makemigrations --name code").succeeds();
    for name in [
        "0002_auto_code",
        "0003_auto_code_backfill",
        "0004_auto_code_constrain",
    ] {
        assert!(project.path(&format!("migrations/{name}.py")).exists(), "{name}");
    }
    project
        .run("makemigrations")
        .succeeds()
        .says("No changes: the models agree with the migrations");
}

#[test]
fn without_a_terminal_it_is_asked_with_the_flags_to_choose_from() {
    let project = Project::with_models(POST);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &edited());
    for arguments in [
        &["makemigrations"][..],
        &["makemigrations", "--no-input", "--dry-run"],
    ] {
        project.refuses(
            arguments,
            3,
            &[
                "`posts.slug` is new and required, and has no default",
                "`posts.subtitle` becomes required",
                "    --default \"posts.slug=''\"\n",
                "    --three-step posts.slug\n",
                "    --no-default posts.slug\n",
                "--default posts.views=0",
                "--default posts.day=CURRENT_DATE",
            ],
        );
    }
    let checked = project.run("makemigrations --check");
    assert_eq!(checked.code, 1, "{}", checked.stderr);
    checked
        .says("● Post: add field `views` (Integer())")
        .says("? `posts.views` is new and required, and has no default: what do the rows of the table get?");
    let assumed = project
        .run("makemigrations --no-default posts.slug --no-default")
        .succeeds();
    assumed.says("4 changes, 4 warnings");
}

#[test]
fn a_value_that_does_not_fit_is_wrong_usage() {
    let project = Project::with_models(POST);
    project.run("makemigrations").succeeds();
    project.write(
        "app/models.py",
        &with("    views = fields.Integer()\n    code = fields.Integer(unique=True)\n"),
    );
    for (value, parts) in [
        ("posts.views", &["posts.views"][..]),
        ("posts.views='many'", &["posts.views", "whole number"]),
        ("posts.views=title", &["text", "number"]),
        ("posts.views=NULL", &["NULL is not allowed"]),
        ("posts.views=", &["posts.slug=''"]),
        ("posts.views=1 +", &["not an SQL expression"]),
        ("posts.views=(SELECT 1)", &["every database"]),
        ("posts.view=1", &["no field `view`", "did you mean `views`?"]),
        ("psts.views=1", &["did you mean `posts`?"]),
        ("posts.title='x'", &["need no value"]),
        ("posts.code=1", &["same value", "unique"]),
    ] {
        project.refuses(&["makemigrations", "--no-default", "--default", value], 2, parts);
    }
    let twice = [
        "makemigrations",
        "--default",
        "posts.views=1",
        "--default",
        "Post.views=2",
    ];
    project.refuses(&twice, 2, &["another decision about it was given"]);
}

/// The output of `--json`, with these answers by field.
fn answered(project: &Project, answers: &[(&str, Value)]) -> String {
    let ended = project.run("makemigrations --json");
    assert_eq!(ended.code, 3, "{}", ended.stdout);
    let mut document: Value = serde_json::from_str(ended.stdout.lines().last().unwrap()).unwrap();
    let questions = document["error"]["questions"].as_array_mut().unwrap();
    for (field, answer) in answers {
        let question = questions.iter_mut().find(|question| question["field"] == *field);
        question.unwrap()["answer"] = answer.clone();
    }
    document.to_string()
}

#[test]
fn a_file_of_answers_fills_the_rows() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "answer_file") {
        let project = project(&url, &edited());
        let text = answered(
            &project,
            &[
                ("slug", json!({"default": "lower(title)"})),
                ("views", json!({"default": "7"})),
                ("day", json!({"default": "'2026-02-07'"})),
                ("subtitle", json!({"default": "''"})),
            ],
        );
        project.write("answers.json", &text);
        project.run("makemigrations --answers answers.json").succeeds();
        check_rows(&project, &url, FILLED);
    }
}

#[test]
fn a_file_of_answers_is_followed_to_the_letter() {
    let project = Project::with_models(POST);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &with("    views = fields.Integer()\n"));
    let run = |text: &str, code: i32, parts: &[&str]| {
        project.write("answers.json", text);
        project.refuses(&["makemigrations", "--answers", "answers.json"], code, parts);
    };
    let open = answered(&project, &[]);
    run(&open, 3, &["posts.views"]);
    run("{", 2, &["not JSON"]);
    for text in [
        "{}",
        "[]",
        "[{}]",
        r#"{"questions": []}"#,
        r#"[{"answer": "drop"}]"#,
    ] {
        run(text, 2, &["no `questions`"]);
    }
    run(
        &answered(&project, &[("views", json!("perhaps"))]),
        2,
        &["is not possible"],
    );
    run(
        &answered(&project, &[("views", json!("drop"))]),
        2,
        &["not one of the choices", "three_step"],
    );
    run(
        &answered(&project, &[("views", json!({"default": "'x'"}))]),
        2,
        &["whole number"],
    );
    run(
        &answered(&project, &[("views", json!({"default": "1"}))]).replace("views", "likes"),
        2,
        &["this question is not asked: `posts.likes` is new and required"],
    );
    project.refuses(
        &["makemigrations", "--answers", "none.json"],
        1,
        &["none.json cannot be read"],
    );
}

#[test]
fn changes_are_data_with_their_warnings() {
    let project = Project::with_models(POST);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", &with("    views = fields.Integer()\n"));
    let result = |arguments: &str| -> Value {
        let printed = project.run(arguments).stdout;
        serde_json::from_str::<Value>(printed.lines().last().unwrap()).unwrap()["result"].take()
    };
    let made = result("makemigrations --check --json");
    let change = json!({
        "kind": "add_field",
        "model": "Post",
        "table": "posts",
        "field": "views",
        "text": "add field `views` (Integer())",
        "warnings": made["changes"][0]["warnings"],
    });
    assert_eq!(made["changes"], json!([change]));
    assert_eq!(made["changes"][0]["warnings"].as_array().map(Vec::len), Some(1));
    assert_eq!(made["questions"][0]["kind"], "row_value");
    let checked = result("check --json");
    assert_eq!(checked["changes"], made["changes"]);
    assert_eq!(checked["questions"], made["questions"]);
}

/// A value that the expression lacks for some rows is found before anything runs, also for the second field of a table.
#[test]
fn an_expression_that_gives_null_is_refused_before_the_first_statement() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "null_fill") {
        let project = project(
            &url,
            &with(
                "    views = fields.Integer()\n    short = fields.Text()\n    subtitle2 = fields.Text(nullable=True)\n",
            ),
        );
        let made = project.run_with(
            &[
                "makemigrations",
                "--no-rename",
                "--default",
                "posts.views=7",
                "--default",
                "posts.short=lower(subtitle)",
            ],
            &[],
        );
        made.succeeds();
        for arguments in [&["migrate", "--dry-run"][..], &["migrate"]] {
            let ended = project.run_with(&[arguments, &["--database-url", &url]].concat(), &[]);
            assert_ne!(ended.code, 0, "{}", ended.stdout);
            let message = ended.stderr + &ended.stdout;
            for part in ["no value for `short`", "COALESCE"] {
                assert!(message.contains(part), "no {part} in {message}");
            }
        }
        assert_eq!(number(&url, "SELECT count(*) FROM posts"), 3);
        execute(&url, "UPDATE posts SET subtitle = 'x' WHERE subtitle IS NULL");
        project
            .run_with(&["migrate", "--database-url", &url], &[])
            .succeeds();
        assert_eq!(
            number(
                &url,
                "SELECT count(*) FROM posts WHERE short IS NOT NULL AND views = 7"
            ),
            3
        );
    }
}

/// By field: its type and SQL of a constant. Lists and documents have a default of their own.
const CONSTANTS: [(&str, &str, &str); 4] = [
    ("time", "fields.Time()", "'12:30:05'"),
    ("length", "fields.Duration()", "'1 02:30:00.5'"),
    ("bytes", "fields.Binary()", "X'00FF'"),
    ("key", "fields.UUID()", "'00000000-0000-0000-0000-000000000001'"),
];

#[test]
fn constants_of_every_type_fill_the_rows_at_once_and_in_steps() {
    let fields: String = CONSTANTS
        .iter()
        .map(|(name, kind, _)| format!("    {name} = {kind}\n"))
        .collect();
    for (purpose, steps) in [
        ("constants_once", &[][..]),
        ("constants_steps", &["--three-step"]),
    ] {
        let file = tempfile::tempdir().unwrap();
        for url in every_database(&file, purpose) {
            let project = project(&url, &with(&fields));
            let values: Vec<String> = CONSTANTS
                .iter()
                .map(|(name, _, sql)| format!("posts.{name}={sql}"))
                .collect();
            let values = values.iter().flat_map(|value| ["--default", value]);
            let arguments: Vec<&str> = ["makemigrations"]
                .into_iter()
                .chain(values)
                .chain(steps.iter().copied())
                .collect();
            project.run_with(&arguments, &[]).succeeds();
            let filled = "time IS NOT NULL AND length IS NOT NULL AND bytes IS NOT NULL AND key IS NOT NULL";
            let quote = if url.starts_with("mysql") || url.starts_with("mariadb") {
                "`key`"
            } else {
                "key"
            };
            let filled = filled.replace("key", quote);
            let length = if url.starts_with("postgres") {
                "(length = interval '1 day 02:30:00.5' OR length = interval '26:30:00.5')"
            } else {
                "length = 95400500000"
            };
            check_rows(&project, &url, &[(&filled, 3), (length, 3)]);
        }
    }
}

#[test]
fn a_new_primary_key_is_offered_nothing_that_is_refused() {
    let base = "class Base(Plain):\n    n = fields.Integer()\n\n\n";
    let own = "    class Meta:\n        implicit_fields = False\n";
    let project = Project::with_models(&models(&format!(
        "{base}class Kid(Model):\n    base = fields.OneToOne(Base, primary_key=True)\n\n{own}"
    )));
    project.run("makemigrations").succeeds();
    project.write(
        "app/models.py",
        &models(&format!(
            "{base}class Kid(Plain):\n    base = fields.OneToOne(Base)\n"
        )),
    );
    let asked = project.run("makemigrations");
    assert_eq!(asked.code, 3, "{}", asked.stderr);
    assert!(asked.stderr.contains("--no-default kids.id"), "{}", asked.stderr);
    assert!(!asked.stderr.contains("--default kids.id"), "{}", asked.stderr);
    for (value, problem) in [
        ("kids.id=base_id+1", "where rows get no computed values"),
        (
            "kids.id=1",
            "would get the same value for `id`, which is the primary key",
        ),
    ] {
        project.refuses(
            &["makemigrations", "--default", value],
            2,
            &[problem, "--no-default kids.id"],
        );
    }
}
