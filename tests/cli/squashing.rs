//! `aksara squash` on every database: what a database with all, none or some of the originals does, and back.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::project::{Ended, Project};
use crate::servers::{database, every_database, execute, number};

const FIRST: &str = r#"operations = [
    op.CreateTable(name="posts", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("title", fields.String(max_length=50)),
    ]),
]"#;

const TITLES: &str = r#"dependencies = ["0001_first"]
operations = [
    op.AddField(model_name="posts", name="slug", field=fields.String(max_length=60, nullable=True)),
    op.CreateTable(name="tags", fields=[("id", fields.Integer(primary_key=True)), ("name", fields.String(max_length=20))]),
]"#;

const FILL: &str = r#"dependencies = ["0002_slugs"]
operations = [
    op.RunSQL("UPDATE posts SET slug = title", reverse_sql="UPDATE posts SET slug = NULL"),
    op.RenameField(model_name="tags", old_name="name", new_name="label"),
]"#;

const AUTHORS: &str = r#"dependencies = ["0003_fill"]
operations = [
    op.RemoveField(model_name="posts", name="title"),
    op.AddIndex(model_name="tags", name="tags_by_label", fields=["label"]),
]"#;

/// A migration that needs one in the middle of the squash.
const BESIDE: &str = r#"dependencies = ["0002_slugs", "0004_authors"]
operations = [op.AddField(model_name="tags", name="color", field=fields.String(max_length=9, nullable=True))]"#;

const SQUASH: &str = "0002_squashed_0004_authors";

fn project() -> Project {
    Project::new()
        .migration("0001_first", FIRST)
        .migration("0002_slugs", TITLES)
        .migration("0003_fill", FILL)
        .migration("0004_authors", AUTHORS)
}

fn run(project: &Project, url: &str, arguments: &str) -> Ended {
    let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
    arguments.extend(["--database-url", url]);
    project.run_with(&arguments, &[])
}

/// The names in the history, in the order of the names.
fn recorded(url: &str, names: &[&str]) {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let list = [names.as_slice(), &["''".to_owned()]].concat().join(", ");
    let found = number(
        url,
        &format!("SELECT count(*) FROM aksara_migrations WHERE name IN ({list})"),
    );
    let all = number(url, "SELECT count(*) FROM aksara_migrations");
    assert_eq!((found, all), (names.len() as i64, names.len() as i64), "{list}");
}

const ALL: &[&str] = &["0001_first", "0002_slugs", "0003_fill", "0004_authors", SQUASH];

/// The end that every way leads to.
fn demand_end(project: &Project, url: &str, posts: i64) {
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

fn on_every_database(purpose: &str, check: impl Fn(&str)) {
    let folder = TempDir::new().unwrap();
    for url in every_database(&folder, purpose) {
        check(&url);
    }
}

#[test]
fn a_squash_is_one_file_that_names_what_it_replaces() {
    let project = project();
    let shown = project.run("squash 0001..0004 --stdout").succeeds().stdout;
    assert!(
        shown.contains(
            "replaces = [\n        \"0002_slugs\",\n        \"0003_fill\",\n        \"0004_authors\",\n    ]"
        ),
        "{shown}"
    );
    assert!(shown.contains("dependencies = [\"0001_first\"]"), "{shown}");
    project
        .run("squash 0001..0004 --dry-run")
        .succeeds()
        .says(&format!("Would create: migrations/{SQUASH}.py"))
        .says("replaces 0003_fill");
    assert!(!project.path(&format!("migrations/{SQUASH}.py")).exists());
    project
        .run("squash 0001..0004 --name slugs")
        .succeeds()
        .says("Created: migrations/0002_squashed_slugs.py");
    project.run("graph").succeeds().says("└── 0002_squashed_slugs");
    std::fs::remove_file(project.path("migrations/0002_squashed_slugs.py")).unwrap();
    let answer: Value =
        serde_json::from_str(&project.run("squash 0001..0004 --json").succeeds().stdout).unwrap();
    let migration = &answer["result"]["migration"];
    assert_eq!(migration["name"], SQUASH);
    assert_eq!(
        migration["replaces"],
        json!(["0002_slugs", "0003_fill", "0004_authors"])
    );
    assert_eq!(migration["written"], true);
}

#[test]
fn the_drawing_and_the_checks_follow_what_the_database_has() {
    let project = project();
    project.run("migrate 0002_slugs").succeeds();
    project.run("squash 0001..0004").succeeds();
    project
        .run("graph")
        .succeeds()
        .says("└── [X] 0002_slugs")
        .says("└── [ ] 0003_fill");
    let checked: Value = serde_json::from_str(&project.run("check --json").succeeds().stdout).unwrap();
    assert_eq!(checked["result"]["pending"], json!(["0003_fill", "0004_authors"]));
    assert_eq!(checked["result"]["drift"]["differences"], json!([]));
    project.run("migrate").succeeds();
    project.run("squash --prune").succeeds();
    project.run("graph").succeeds().says(&format!("└── [X] {SQUASH}"));
    let checked: Value = serde_json::from_str(&project.run("check --json").succeeds().stdout).unwrap();
    assert_eq!(checked["result"]["pending"], json!([]));
    assert_eq!(checked["result"]["missing"], json!([]));
    assert_eq!(checked["result"]["drift"]["differences"], json!([]));
}

#[test]
fn a_database_with_nothing_runs_the_squash_and_goes_back_over_it() {
    on_every_database("squash_none", |url| {
        let project = project();
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        project.run("squash 0001..0004").succeeds();
        run(&project, url, "status")
            .succeeds()
            .says(&format!("[ ] {SQUASH} (stands for 3 migrations)"));
        let applied = run(&project, url, "migrate").succeeds();
        assert!(
            applied.stdout.contains(&format!("Applying {SQUASH}")),
            "{}",
            applied.stdout
        );
        assert!(
            !applied.stdout.contains("Applying 0002_slugs"),
            "{}",
            applied.stdout
        );
        demand_end(&project, url, 1);
        run(&project, url, "migrate 0001").succeeds();
        recorded(url, &["0001_first"]);
        assert_eq!(number(url, "SELECT count(*) FROM posts"), 1);
        run(&project, url, "migrate").succeeds();
        recorded(url, ALL);
        // Back into the squash, by its originals.
        run(&project, url, "migrate 0003_fill").succeeds();
        recorded(url, &["0001_first", "0002_slugs", "0003_fill"]);
        run(&project, url, "status")
            .succeeds()
            .says("[X] 0003_fill")
            .says("[ ] 0004_authors");
        run(&project, url, "migrate").succeeds();
        recorded(url, ALL);
        run(&project, url, "migrate zero").succeeds();
        recorded(url, &[]);
    });
}

#[test]
fn a_database_with_some_of_the_originals_runs_the_others() {
    on_every_database("squash_some", |url| {
        for applied in ["0002_slugs", "0003_fill"] {
            let project = project();
            run(&project, url, "migrate 0001").succeeds();
            execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
            run(&project, url, &format!("migrate {applied}")).succeeds();
            project.run("squash 0001..0004").succeeds();
            let status = run(&project, url, "status").succeeds().stdout;
            assert!(
                status.contains("a part of what it replaces is applied"),
                "{status}"
            );
            let planned = run(&project, url, "migrate --dry-run").succeeds().stdout;
            assert!(planned.contains("Would apply 0004_authors"), "{planned}");
            run(&project, url, "migrate").succeeds();
            demand_end(&project, url, 1);
            run(&project, url, "migrate zero").succeeds();
            recorded(url, &[]);
        }
    });
}

#[test]
fn a_database_with_all_originals_records_the_squash() {
    on_every_database("squash_all", |url| {
        let project = project();
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        run(&project, url, "migrate").succeeds();
        project.run("squash 0001..0004").succeeds();
        let status = run(&project, url, "status").succeeds().stdout;
        assert!(status.contains("all that it replaces is applied"), "{status}");
        let planned = run(&project, url, "migrate --dry-run").succeeds().stdout;
        assert!(planned.contains(&format!("Would record {SQUASH}")), "{planned}");
        run(&project, url, "migrate")
            .succeeds()
            .says(&format!("✓ Recorded {SQUASH}: all that it replaces is applied"));
        demand_end(&project, url, 1);
        run(&project, url, "migrate 0002_slugs").succeeds();
        recorded(url, &["0001_first", "0002_slugs"]);
        run(&project, url, &format!("migrate {SQUASH}")).succeeds();
        recorded(url, ALL);
    });
}

#[test]
fn originals_are_removed_once_every_database_has_the_squash() {
    on_every_database("squash_prune", |url| {
        let project = project().migration("0005_beside", BESIDE);
        run(&project, url, "migrate 0003").succeeds();
        project.run("squash 0001..0004").succeeds();
        let refused = run(&project, url, "squash --prune");
        assert_eq!(refused.code, 1, "{}", refused.stderr);
        assert!(
            refused
                .stderr
                .contains("of what it replaces it lacks 0004_authors"),
            "{}",
            refused.stderr
        );
        run(&project, url, "migrate").succeeds();
        let other = format!("sqlite:{}", project.path("other.db").display());
        run(&project, &other, "migrate 0002_slugs").succeeds();
        let both = [
            "squash",
            "--prune",
            "--database-url",
            url,
            "--database-url",
            &other,
        ];
        assert_eq!(project.run_with(&both, &[]).code, 1);
        assert!(project.path("migrations/0002_slugs.py").exists());
        run(&project, &other, "migrate").succeeds();
        project
            .run_with(&[both.as_slice(), &["--dry-run"]].concat(), &[])
            .succeeds();
        assert!(project.path("migrations/0002_slugs.py").exists());
        project
            .run_with(&both, &[])
            .succeeds()
            .says("migrations/0003_fill.py (removed)");
        assert!(!project.path("migrations/0002_slugs.py").exists());
        // The rows stay, and so does what depends on an original.
        let status = run(&project, url, "status").succeeds().stdout;
        assert!(!status.contains("missing") && !status.contains("[ ]"), "{status}");
        run(&project, url, "migrate 0001").succeeds();
        recorded(url, &["0001_first"]);
        run(&project, url, "migrate").succeeds();
        let names = [ALL, &["0005_beside"]].concat();
        recorded(url, &names);
        let again = run(&project, url, "squash --prune");
        assert_eq!(again.code, 1);
        assert!(
            again.stderr.contains("there is nothing to remove"),
            "{}",
            again.stderr
        );
    });
}

#[test]
fn a_squash_of_a_squash_replaces_both_and_each_database_goes_on() {
    on_every_database("squash_twice", |url| {
        let project = project().migration("0005_beside", BESIDE);
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        project.run("squash 0001..0004").succeeds();
        run(&project, url, "migrate 0002_squashed").succeeds();
        project
            .run("squash ..0005 --name all")
            .succeeds()
            .says(&format!("replaces {SQUASH}"))
            .says("replaces 0002_slugs");
        let all = [ALL, &["0005_beside", "0001_squashed_all"]].concat();
        run(&project, url, "migrate").succeeds();
        recorded(url, &all);
        run(&project, url, "squash --prune").succeeds();
        assert!(!project.path(&format!("migrations/{SQUASH}.py")).exists());
        run(&project, url, "status")
            .succeeds()
            .says("[X] 0001_squashed_all (stands for 6 migrations)");
        run(&project, url, "migrate")
            .succeeds()
            .says("No migrations to apply.");
        run(&project, url, "migrate zero").succeeds();
        recorded(url, &[]);
        run(&project, url, "migrate").succeeds();
        recorded(url, &all);
    });
}

#[test]
fn a_missing_original_is_named_where_a_part_is_applied() {
    let project = project();
    project.run("migrate 0002_slugs").succeeds();
    project.run("squash 0001..0004").succeeds();
    std::fs::remove_file(project.path("migrations/0003_fill.py")).unwrap();
    project.refuses(
        &["migrate"],
        1,
        &[
            "graph.missing-original",
            "stands for `0003_fill`",
            "restore its file",
        ],
    );
}

#[test]
fn verify_proves_that_a_squash_does_what_its_originals_do() {
    let project = project();
    project.run("squash 0001..0004").succeeds();
    project.run("verify").succeeds();
    project.run("verify 0003_fill").succeeds();
    on_every_database("squash_verify", |url| {
        if !url.starts_with("sqlite:") {
            project
                .run_with(&["verify", "--scratch-url", url], &[])
                .succeeds();
        }
    });
    let path = format!("migrations/{SQUASH}.py");
    let text = project.read(&path);
    project.write(&path, &text.replace("max_length=60", "max_length=61"));
    let ended = project.run("verify");
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("it leaves another schema than its originals"),
        "{}",
        ended.stdout
    );
    project.write(&path, &text.replace("SET slug = title", "SET slug = id"));
    let ended = project.run("verify");
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("it leaves other values in `posts.slug` than its originals"),
        "{}",
        ended.stdout
    );
}

#[test]
fn functions_come_with_their_imports_and_run() {
    let text = |number: u32, word: &str, before: &str| {
        format!(
            "import textwrap\n\nfrom aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
             from aksara import fields\n\nWORD = \"{word}\"\n\n\nasync def fill(connection):\n    \
             await connection.execute(\"UPDATE posts SET slug = slug || $1\", textwrap.dedent(WORD))\n\n\n\
             async def back(connection):\n    pass\n\n\n\
             class Migration(Migration):\n    dependencies = [\"{before}\"]\n    operations = [op.RunPython(fill, back)]\n"
        )
        .replace("{number}", &number.to_string())
    };
    let project = project();
    project.write("migrations/0005_one.py", &text(5, "one", "0004_authors"));
    project.write("migrations/0006_two.py", &text(6, "two", "0005_one"));
    project.run("migrate 0001").succeeds();
    execute(
        &project.database(),
        "INSERT INTO posts (id, title) VALUES (1, 'a')",
    );
    project.run("squash 0001..0006").succeeds();
    let squash = project.read("migrations/0002_squashed_0006_two.py");
    assert!(squash.contains("async def fill_0006(connection):"), "{squash}");
    assert!(squash.contains("import textwrap\n"), "{squash}");
    project.run("migrate").succeeds();
    assert_eq!(
        number(
            &project.database(),
            "SELECT count(*) FROM posts WHERE slug = 'aonetwo'"
        ),
        1
    );
    project.run("verify").succeeds();
}

#[test]
fn a_function_that_cannot_be_copied_is_to_be_written_by_hand() {
    let text = |before: &str, size: u32| {
        format!(
            "from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\nsize = {size}\n\n\n\
             def fill(connection, size=size):\n    pass\n\n\n\
             class Migration(Migration):\n    dependencies = [\"{before}\"]\n    \
             operations = [op.RunPython(fill, op.RunPython.noop)]\n"
        )
    };
    let project = project();
    project.write("migrations/0005_one.py", &text("0004_authors", 1));
    project.write("migrations/0006_two.py", &text("0005_one", 2));
    let squashed = project.run("squash 0001..0006").succeeds();
    let warning = "write `write_by_hand_1` by hand: it stands for the function `fill` of 0006_two";
    assert!(squashed.stderr.contains(warning), "{}", squashed.stderr);
    project.run("squash --prune").fails_with("squash.unwritten");
    std::fs::remove_file(project.path("migrations/0002_squashed_0006_two.py")).unwrap();
    project
        .run("squash 0001..0006 --sql --dialect sqlite")
        .fails_with("squash.function-in-sql");
}

#[test]
fn a_squash_may_be_an_sql_file() {
    on_every_database("squash_sql", |url| {
        let project = project();
        run(&project, url, "migrate 0001").succeeds();
        execute(url, "INSERT INTO posts (id, title) VALUES (1, 'a')");
        run(&project, url, "squash 0001..0004 --sql").succeeds();
        let text = project.read(&format!("migrations/{SQUASH}.sql"));
        assert!(text.contains("--     replaces = ["), "{text}");
        run(&project, url, "migrate").succeeds();
        demand_end(&project, url, 1);
        run(&project, url, "migrate zero").succeeds();
        recorded(url, &[]);
    });
}

#[test]
fn an_sql_file_may_say_by_hand_what_it_replaces() {
    let project = project();
    project.run("migrate").succeeds();
    project.write(
        "migrations/0002_squashed_hand.sql",
        "-- aksara:depends 0001_first\n-- aksara:replaces 0002_slugs 0003_fill 0004_authors\n-- migrate:up\nSELECT 1;\n",
    );
    project
        .run("migrate")
        .succeeds()
        .says("✓ Recorded 0002_squashed_hand: all that it replaces is applied");
}

#[test]
fn what_cannot_be_squashed_is_refused() {
    let project = project();
    project.run("squash 0001").fails_with("is no range");
    project.run("squash 0001..0002").fails_with("squash.too-few");
    project.run("squash 0003..0002").fails_with("sql.no-range");
    project
        .run("squash 0001..0009")
        .fails_with("graph.unknown-migration");
    project
        .run("squash --prune")
        .fails_with("squash.nothing-to-prune");
    project.run("squash --prune 0002").fails_with("squash.no-squash");
    project.run("squash 0001..0004").succeeds();
    project.run("squash ..0003_fill").fails_with("squash.replaced");
    let branches = project
        .migration("0005_one", "dependencies = [\"0004_authors\"]\noperations = []")
        .migration("0005_two", "dependencies = [\"0004_authors\"]\noperations = []");
    branches.run("squash 0001..").fails_with("graph.conflict");
}

#[test]
fn branches_within_the_range_are_squashed_in_their_order() {
    on_every_database("squash_branches", |url| {
        let field = |before: &str, name: &str| {
            format!(
                "dependencies = [\"{before}\"]\noperations = [op.AddField(model_name=\"posts\", name=\"{name}\", \
                 field=fields.Integer(nullable=True))]"
            )
        };
        let project = Project::new()
            .migration("0001_first", FIRST)
            .migration("0002_left", &field("0001_first", "one"))
            .migration("0002_right", &field("0001_first", "two"))
            .migration(
                "0003_merge",
                "dependencies = [\"0002_left\", \"0002_right\"]\noperations = []",
            )
            .migration("0004_beside", &field("0002_right", "four"))
            .migration(
                "0005_merge",
                "dependencies = [\"0003_merge\", \"0004_beside\"]\noperations = []",
            );
        run(&project, url, "migrate 0002_right").succeeds();
        project.run("squash 0001..0003 --name branches").succeeds();
        // The branch beside it needs one of the originals.
        run(&project, url, "migrate 0004_beside").succeeds();
        recorded(url, &["0001_first", "0002_right", "0004_beside"]);
        run(&project, url, "migrate").succeeds();
        let all = [
            "0001_first",
            "0002_left",
            "0002_right",
            "0003_merge",
            "0004_beside",
            "0005_merge",
            "0002_squashed_branches",
        ];
        recorded(url, &all);
        execute(
            url,
            "INSERT INTO posts (id, title, one, two, four) VALUES (1, 'a', 1, 2, 4)",
        );
        run(&project, url, "migrate zero").succeeds();
        run(&project, url, "migrate").succeeds();
        recorded(url, &all);
        // Nothing but what needs it goes.
        run(&project, url, "migrate 0004_beside").succeeds();
        assert_eq!(number(url, "SELECT count(*) FROM aksara_migrations"), 6);
    });
}

#[test]
fn what_a_database_takes_one_by_one_and_not_as_one_is_not_squashed() {
    let project = Project::new()
        .migration("0001_first", FIRST)
        .migration(
            "0002_referred",
            "dependencies = [\"0001_first\"]\noperations = [op.CreateTable(name=\"notes\", fields=[\n    \
             (\"id\", fields.Integer(primary_key=True)),\n    (\"post\", fields.ForeignKey(\"posts\")),\n])]",
        )
        .migration(
            "0003_rebuilt",
            "dependencies = [\"0002_referred\"]\noperations = [op.AlterField(model_name=\"posts\", name=\"title\", \
             field=fields.Integer())]",
        )
        .migration(
            "0004_sql",
            "dependencies = [\"0003_rebuilt\"]\noperations = [op.RunSQL(\"DELETE FROM posts\", op.RunSQL.noop)]",
        );
    project.run("migrate").succeeds();
    project.run("squash 0002..0004").fails_with("squash.refused");
    project.run("squash ..0003").succeeds();
    project.run("verify").succeeds();
}

#[test]
fn a_run_that_stopped_within_the_squash_goes_on_or_is_marked() {
    for server in ["MYSQL", "MARIADB"] {
        let Some(url) = database(&format!("AKSARA_TEST_{server}_URL"), "squash_stopped") else {
            continue;
        };
        let project = project().migration(
            "0005_stops",
            "dependencies = [\"0004_authors\"]\noperations = [op.RunSQL(\"INSERT INTO missing VALUES (1)\", op.RunSQL.noop)]",
        );
        run(&project, &url, "migrate 0001").succeeds();
        project.run("squash 0001..0005").succeeds();
        run(&project, &url, "migrate").fails_with("missing");
        recorded(&url, &["0001_first"]);
        let status = run(&project, &url, "status").succeeds();
        assert!(
            status.stderr.contains("0002_squashed_0005_stops"),
            "{}",
            status.stderr
        );
        execute(&url, "CREATE TABLE missing (id integer)");
        run(&project, &url, "migrate --mark-applied 0002_squashed_0005_stops").succeeds();
        recorded(
            &url,
            &[
                "0001_first",
                "0002_slugs",
                "0003_fill",
                "0004_authors",
                "0005_stops",
                "0002_squashed_0005_stops",
            ],
        );
        run(&project, &url, "migrate")
            .succeeds()
            .says("No migrations to apply.");
    }
}

#[test]
fn a_script_records_the_originals_with_the_squash() {
    let project = project();
    project.run("squash 0001..0004").succeeds();
    let script = project.run("sql 0001.. --dialect sqlite").succeeds().stdout;
    for name in ["0002_slugs", "0003_fill", "0004_authors", SQUASH] {
        assert!(script.contains(&format!("VALUES ('{name}', ")), "{script}");
    }
    let original = project.run("sql 0002_slugs --dialect sqlite").succeeds().stdout;
    assert!(
        original.contains("slug") && !original.contains("tags_by_label"),
        "{original}"
    );
}

#[test]
fn a_squash_is_marked_and_faked_with_its_originals() {
    let project = project();
    project.run("migrate 0001").succeeds();
    project.run("squash 0001..0004").succeeds();
    let url = project.database();
    project.run("migrate --fake").succeeds();
    recorded(&url, ALL);
    project
        .run(&format!("migrate --mark-unapplied {SQUASH}"))
        .succeeds();
    recorded(&url, &["0001_first"]);
    project.run("migrate --mark-applied 0002_slugs").succeeds();
    recorded(&url, &["0001_first", "0002_slugs"]);
}
