//! What is said where something is in the way: what stands, and the line that mends it, as it can be pasted.

use std::io::Read;
use std::net::TcpListener;
use std::thread;

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};
use crate::servers::{database, execute};

const TAGS: &str = "op.CreateTable(name=\"tags\", fields=[(\"id\", fields.Integer(primary_key=True)), (\"name\", \
                    fields.String(max_length=10))])";

/// Tags with two rows of one name, and a second migration.
fn tags(second: &str) -> Project {
    let rows = "op.RunSQL(\"INSERT INTO tags VALUES (1, 'a'), (2, 'a')\", reverse_sql=\"DELETE FROM tags\")";
    Project::new()
        .migration(
            "0001_first",
            &format!("dependencies = []\noperations = [\n    {TAGS},\n    {rows},\n]"),
        )
        .migration(
            "0002_second",
            &format!("dependencies = [\"0001_first\"]\noperations = [\n    {second},\n]"),
        )
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim).collect()
}

#[test]
fn a_cure_is_a_line_that_can_be_pasted() {
    for (second, run, advice) in [
        (
            "op.Backfill(model_name=\"tags\", set={\"name\": \"'b'\"})",
            "migrate -1",
            "reverse_set=op.Backfill.noop",
        ),
        (
            "op.RunSQL(\"UPDATE tags SET name = 'b'\")",
            "migrate -1",
            "reverse_sql=op.RunSQL.noop",
        ),
    ] {
        let project = tags(second);
        project.run("migrate").succeeds();
        let ended = project.run(run);
        assert_eq!(ended.code, 1, "{}", ended.stderr);
        assert!(
            lines(&ended.stderr).contains(&advice),
            "no {advice} in:\n{}",
            ended.stderr
        );
        let operation = second.strip_suffix(')').unwrap();
        project.write(
            "migrations/0002_second.py",
            &crate::project::migration(&format!(
                "dependencies = [\"0001_first\"]\noperations = [\n    {operation}, {advice}),\n]"
            )),
        );
        project.run("migrate -1 --accept-edited 0002").succeeds();
    }
    for (field, fill) in [
        ("fields.String(max_length=10)", "fill=\"\""),
        ("fields.Integer()", "fill=0"),
        ("fields.Boolean()", "fill=False"),
    ] {
        let operation =
            |end: &str| format!("op.AddField(model_name=\"tags\", name=\"more\", field={field}{end})");
        let project = tags(&operation(""));
        project.run("migrate 0001").succeeds();
        let ended = project.run("migrate");
        assert!(
            lines(&ended.stderr).contains(&fill),
            "no {fill} in:\n{}",
            ended.stderr
        );
        project.write(
            "migrations/0002_second.py",
            &crate::project::migration(&format!(
                "dependencies = [\"0001_first\"]\noperations = [\n    {},\n]",
                operation(&format!(", {fill}"))
            )),
        );
        project.run("migrate").succeeds();
    }
}

#[test]
fn of_joined_operations_the_one_in_the_way_is_shown() {
    let add = |name: &str, null: &str| {
        format!("op.AddField(model_name=\"tags\", name=\"{name}\", field=fields.String(max_length=10{null}))")
    };
    let project = tags(&format!(
        "{},\n    {}",
        add("color", ", nullable=True"),
        add("shade", "")
    ));
    project.run("migrate 0001").succeeds();
    let ended = project.run("migrate");
    assert!(
        ended.stderr.contains("[migrations/0002_second.py:10:9]"),
        "{}",
        ended.stderr
    );
    let sql = project.run("sql 0002").succeeds().stdout;
    let first = sql.lines().position(|line| line.starts_with("ALTER")).unwrap();
    for name in ["color", "shade"] {
        let comment = format!("-- Add field '{name}' to table 'tags'");
        let place = sql.lines().position(|line| line == comment).unwrap();
        assert!(place < first, "{sql}");
    }
}

#[test]
fn an_error_of_a_joined_statement_shows_the_operation_that_it_names() {
    for server in ["POSTGRES", "MYSQL", "MARIADB"] {
        let variable = format!("AKSARA_TEST_{server}_URL");
        let Some(url) = database(&variable, "joined") else {
            continue;
        };
        let project = tags(
            "op.AddField(model_name=\"tags\", name=\"color\", field=fields.String(max_length=10, nullable=True)),\n    \
             op.AddField(model_name=\"tags\", name=\"shade\", field=fields.String(max_length=10, nullable=True))",
        );
        let run =
            |arguments: &[&str]| project.run_with(&[arguments, &["--database-url", &url]].concat(), &[]);
        run(&["migrate", "0001"]).succeeds();
        execute(&url, "ALTER TABLE tags ADD COLUMN shade varchar(5)");
        let ended = run(&["migrate"]);
        assert_eq!(ended.code, 1, "{}", ended.stdout);
        assert!(
            ended.stderr.contains("[migrations/0002_second.py:10:9]"),
            "{server}: {}",
            ended.stderr
        );
    }
}

#[test]
fn half_way_is_said_with_the_command_that_goes_on() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "half_way") else {
            continue;
        };
        let project = tags(
            "op.AddField(model_name=\"tags\", name=\"color\", field=fields.String(max_length=10, nullable=True)),\n    \
             op.RunSQL(\"CALL nowhere(1)\", reverse_sql=\"CALL nowhere(2)\")",
        );
        let run =
            |arguments: &[&str]| project.run_with(&[arguments, &["--database-url", &url]].concat(), &[]);
        let ended = run(&["migrate"]);
        let expected = "state: 1 of 2 statements is done (Add field 'color' to table 'tags'): this database cannot roll \
                        that back.\n  help:  mend the cause, then run the rest:\n           aksara resolve 0002_second \
                        --forward\n         or undo what is done:\n           aksara resolve 0002_second --back\n         \
                        its statements:\n           aksara sql 0002_second\n         after the rest was done by hand:\n           \
                        aksara migrate --mark-applied 0002_second\n         after it was undone by hand:\n           aksara \
                        migrate --mark-unapplied 0002_second\n";
        assert!(ended.stderr.contains(expected), "{}", ended.stderr);
        let status = run(&["status"]).succeeds();
        assert!(
            status.stderr.contains(
                "\n  mend the cause, then run the rest:\n    aksara resolve 0002_second --forward\n"
            ),
            "{}",
            status.stderr
        );
        execute(&url, "CREATE PROCEDURE nowhere (n int) DO n");
        run(&["resolve", "0002_second", "--forward", "--yes"]).succeeds();
        let status = run(&["status"]).succeeds();
        status.says("[X] 0002_second");
    }
}

#[test]
fn losses_on_the_way_back_are_one_warning() {
    let project = Project::with_models(USER);
    for name in ["Post", "Tag"] {
        project.append(
            "app/models.py",
            &format!("\n\nclass {name}(Model):\n    title = fields.String(max_length=9)\n"),
        );
    }
    project.run("makemigrations").succeeds();
    project.run("migrate").succeeds();
    let ended = project.run_typed(&["migrate", "zero", "--dry-run"]).succeeds();
    assert!(!ended.stdout.contains("restore"), "{}", ended.stdout);
    assert_eq!(
        ended.stderr.matches("applying again does not bring back").count(),
        1,
        "{}",
        ended.stderr
    );
    for table in ["posts", "tags", "users"] {
        assert!(ended.stderr.contains(&format!("`{table}`")), "{}", ended.stderr);
    }
}

#[test]
fn a_check_of_the_models_says_that_they_have_changed() {
    let project = Project::with_models(USER);
    let ended = project.run("makemigrations --check");
    assert_eq!(ended.code, 1);
    assert_eq!(ended.stdout.lines().nth(1), Some("Models have changed:"));
    assert!(!ended.stdout.contains("Would create"), "{}", ended.stdout);
}

#[test]
fn verify_counts_what_can_be_taken_back() {
    let project = tags("op.RunSQL(\"DELETE FROM tags\")");
    let ended = project.run("verify").succeeds();
    assert!(
        ended
            .stdout
            .ends_with(": 1 of 2 migrations reversible, 0 failed\n"),
        "{}",
        ended.stdout
    );
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let ended = project.run("verify").succeeds();
    assert!(
        ended.stdout.ends_with(": 1 migration there and back, 0 failed\n"),
        "{}",
        ended.stdout
    );
}

#[test]
fn heads_are_counted_in_words() {
    let project = Project::new()
        .migration("0001_first", &format!("dependencies = []\noperations = [{TAGS}]"))
        .migration("0002_a", "dependencies = [\"0001_first\"]\noperations = []")
        .migration("0002_b", "dependencies = [\"0001_first\"]\noperations = []");
    project.refuses(&["migrate"], 1, &["conflict: two migrations come last: "]);
}

#[test]
fn another_program_at_the_port_is_no_server() {
    for (scheme, part) in [
        ("postgres", "no PostgreSQL server answers there"),
        ("mysql", "no MySQL or MariaDB server answers there"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                if scheme == "postgres" {
                    let _ = stream.read(&mut [0; 8]);
                    let _ = std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n");
                }
            }
        });
        let project = Project::migrated();
        let url = format!("{scheme}://u@127.0.0.1:{port}/x");
        let ended = project.run_with(&["status", "--database-url", &url], &[]);
        assert_eq!(ended.code, 1);
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
        assert!(
            ended.stderr.contains("another program may listen there"),
            "{}",
            ended.stderr
        );
    }
}
