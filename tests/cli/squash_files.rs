//! The file that `aksara squash` writes, and what it refuses to.

use serde_json::{Value, json};

use crate::project::Project;
use crate::servers::{execute, number};
use crate::squash_project::{FIRST, SQUASH, demand_end, on_every_database, project, recorded, run};

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
    let warning = "write `write_by_hand_1` by hand: it replaces the function `fill` of 0006_two";
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
        .says("✓ Recorded 0002_squashed_hand: everything that it replaces is applied");
}

#[test]
fn what_cannot_be_squashed_is_refused() {
    let project = project();
    project.run("squash 0001").fails_with("is not a range");
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
