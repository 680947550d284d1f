//! Backfills on every database: killed, interrupted, failing in the middle, and going on where they stopped.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::project::{Ended, Project, migration};
use crate::servers::{database, execute};

/// Rows of the table; a kill finds some of them done and others not.
const ROWS: usize = 6000;

const FIRST: &str = "dependencies = []\noperations = [op.CreateTable(name=\"things\", fields=[\
    (\"id\", fields.Integer(primary_key=True)), (\"kind\", fields.String(max_length=9, primary_key=True)), \
    (\"n\", fields.Integer())], primary_key=[\"kind\", \"id\"])]";

/// A field is added, filled and made required; the update is not the same when it is done twice.
const FILL: &str = "dependencies = [\"0001_first\"]\noperations = [\
    op.AddField(model_name=\"things\", name=\"m\", field=fields.Integer(nullable=True)), \
    op.Backfill(model_name=\"things\", set={\"n\": \"n + 1\", \"m\": \"n + id\"}, \
                reverse_set={\"n\": \"n - 1\"}, batch_size=20), \
    op.AlterField(model_name=\"things\", name=\"m\", field=fields.Integer())]";

/// A project on a database with rows.
struct World {
    project: Project,
    url: String,
}

impl World {
    fn new(url: String, fill: &str, rows: usize) -> Self {
        let project = Project::new()
            .migration("0001_first", FIRST)
            .migration("0002_fill", fill);
        let world = Self { project, url };
        world.migrate("0001_first").succeeds();
        let rows: Vec<String> = (1..=rows)
            .map(|id| format!("({id}, '{}', 0)", if id % 3 == 0 { "b" } else { "a" }))
            .collect();
        let sql = format!("INSERT INTO things (id, kind, n) VALUES {}", rows.join(", "));
        execute(&world.url, &sql);
        world
    }

    fn arguments<'a>(&'a self, target: &'a str) -> Vec<&'a str> {
        vec!["migrate", target, "--database-url", &self.url]
    }

    fn migrate(&self, target: &str) -> Ended {
        self.project.run_with(&self.arguments(target), &[])
    }

    fn start(&self, target: &str) -> Child {
        let mut command = self.project.command(&self.arguments(target));
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Writes the second migration again.
    fn correct(&self, fill: &str) {
        self.project.write("migrations/0002_fill.py", &migration(fill));
    }

    fn count(&self, condition: &str) -> i64 {
        match value(
            &self.url,
            &format!("SELECT count(*) FROM things WHERE {condition}"),
        ) {
            Value::Integer(number) => number,
            other => panic!("{other:?}"),
        }
    }

    /// Waits until more than `rows` rows are as the condition says.
    fn wait_for(&self, condition: &str, rows: i64) {
        let begun = Instant::now();
        while self.count(condition) <= rows {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "no progress on {}",
                self.url
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn on_every_database(purpose: &str, check: impl Fn(String)) {
    let folder = tempfile::tempdir().unwrap();
    check(format!("sqlite:{}", folder.path().join("app.db").display()));
    let servers = [
        "AKSARA_TEST_POSTGRES_URL",
        "AKSARA_TEST_MYSQL_URL",
        "AKSARA_TEST_MARIADB_URL",
    ];
    servers
        .iter()
        .filter_map(|variable| database(variable, purpose))
        .for_each(check);
}

/// Kills the run again and again while rows are left, and runs it to its end.
fn kill_and_go_on(world: &World, target: &str, done: &str) {
    let mut before = world.count(done);
    for round in 1..=3 {
        let mut child = world.start(target);
        // With each round another moment of a range is likely to be hit.
        world.wait_for(done, before + 100);
        std::thread::sleep(Duration::from_millis(round * 3));
        child.kill().unwrap();
        let killed = child.wait_with_output().unwrap();
        let shown = String::from_utf8_lossy(&killed.stdout).into_owned();
        // The database may still be committing the last range.
        std::thread::sleep(Duration::from_millis(200));
        let after = world.count(done);
        assert!(
            after < ROWS as i64,
            "the run ended before it was killed:\n{shown}"
        );
        let resuming = format!("Resuming the backfill of things after {before} of {ROWS} rows");
        assert_eq!(shown.contains(&resuming), before > 0, "{}\n{shown}", world.url);
        before = after;
    }
    let ended = world.migrate(target).succeeds();
    let resuming = format!("Resuming the backfill of things after {before} of {ROWS} rows");
    ended.says(&resuming).says(&format!(
        "Backfilled things: {ROWS} rows in {} batches",
        ROWS / 20
    ));
}

#[test]
fn a_kill_in_the_middle_resumes_where_it_was_and_no_row_is_updated_twice() {
    on_every_database("killed", |url| {
        let world = World::new(url, FILL, ROWS);
        kill_and_go_on(&world, "0002_fill", "n = 1");
        assert_eq!(world.count("n = 1 AND m = id"), ROWS as i64, "{}", world.url);
        world
            .migrate("0002_fill")
            .succeeds()
            .says("No migrations to apply.");
        let leftovers = value(&world.url, "SELECT count(*) FROM aksara_journal");
        assert_eq!(leftovers, Value::Integer(0));
    });
}

#[test]
fn a_kill_on_the_way_back_resumes_as_well() {
    on_every_database("killed_back", |url| {
        let fill = FILL.replace(", \"m\": \"n + id\"", "").replace(
            ", op.AlterField(model_name=\"things\", name=\"m\", field=fields.Integer())",
            "",
        );
        let world = World::new(url, &fill, ROWS);
        world.migrate("0002_fill").succeeds();
        kill_and_go_on(&world, "0001_first", "n = 0");
        assert_eq!(world.count("n = 0"), ROWS as i64, "{}", world.url);
    });
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_between_ranges_and_the_next_run_continues() {
    on_every_database("interrupted", |url| {
        let world = World::new(url, FILL, ROWS);
        let child = world.start("0002_fill");
        world.wait_for("n = 1", 100);
        let kill = format!("kill -INT {}", child.id());
        std::process::Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap();
        let ended = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr).into_owned();
        let expected = "Running again goes on from there.";
        assert!(stderr.contains(expected), "{}\n{stderr}", world.url);
        let done = world.count("n = 1");
        assert_eq!((ended.status.code(), done % 20), (Some(130), 0));
        let resuming = format!("Resuming the backfill of things after {done} of {ROWS} rows");
        world.migrate("0002_fill").succeeds().says(&resuming);
        assert_eq!(world.count("n = 1 AND m = id"), ROWS as i64, "{}", world.url);
    });
}

#[test]
fn a_range_that_fails_is_named_and_taken_back_alone_and_a_corrected_file_continues() {
    on_every_database("failing", |url| {
        let failing = FILL.replace("\"n + 1\"", "\"CASE WHEN id = 100 THEN NULL ELSE n + 1 END\"");
        let world = World::new(url, &failing, 300);
        let ended = world.migrate("0002_fill");
        let shown = format!("{}\n{}{}", world.url, ended.stdout, ended.stderr);
        assert_eq!(ended.code, 1, "{shown}");
        for part in [
            "0002_fill: statement 2 of 3 failed",
            "in the rows of `things` with `kind`, `id` after 'a', 89 up to 'a', 119",
            "1 of 3 statements is done",
            "and kept. Running again goes on from there.",
            "aksara migrate 0002_fill\n",
        ] {
            assert!(ended.stderr.contains(part), "no {part:?} on {shown}");
        }
        assert_eq!((world.count("n = 1"), world.count("n = 0")), (60, 240), "{shown}");
        world.correct(FILL);
        world
            .migrate("0002_fill")
            .succeeds()
            .says("Resuming the backfill of things after 60 of 300 rows");
        assert_eq!(world.count("n = 1 AND m = id"), 300, "{}", world.url);
    });
}

#[test]
fn a_first_range_that_fails_leaves_nothing_to_go_on_with() {
    on_every_database("first", |url| {
        let only = |value: &str| {
            format!(
                "dependencies = [\"0001_first\"]\noperations = [op.Backfill(model_name=\"things\", \
                 set={{\"n\": \"{value}\"}}, batch_size=20)]"
            )
        };
        let world = World::new(url, &only("NULL"), 30);
        let ended = world.migrate("0002_fill");
        let expected = "Nothing of this migration was changed.";
        assert!(ended.stderr.contains(expected), "{}\n{}", world.url, ended.stderr);
        world.correct(&only("n + 1"));
        world.migrate("0002_fill").succeeds();
        assert_eq!(world.count("n = 1"), 30);
        let ended = world.migrate("0001_first");
        let expected = "Backfill has no reverse_set\n";
        assert!(ended.stderr.contains(expected), "{}", ended.stderr);
    });
}

#[test]
fn backfills_over_keys_of_other_shapes_follow_each_other() {
    let single = "op.CreateTable(name=\"singles\", fields=[(\"id\", fields.Integer(primary_key=True)), \
                  (\"n\", fields.Integer())])";
    let texts = "op.CreateTable(name=\"texts\", fields=[(\"code\", fields.String(max_length=9, primary_key=True)), \
                 (\"n\", fields.Integer())])";
    let fill = |table: &str| {
        format!(
            "op.Backfill(model_name=\"{table}\", set={{\"n\": \"n + 1\"}}, reverse_set={{\"n\": \"n - 1\"}}, batch_size=20)"
        )
    };
    for order in [
        ["things", "singles", "texts"],
        ["singles", "texts", "things"],
        ["texts", "things", "singles"],
    ] {
        on_every_database(&format!("shapes_{}", order[0]), |url| {
            let steps = order.map(fill).join(", ");
            let fill = format!("dependencies = [\"0001_first\"]\noperations = [{single}, {texts}, {steps}]");
            let only_tables = fill.replace(&format!(", {steps}"), "");
            let world = World::new(url, &only_tables, 50);
            world.migrate("0002_fill").succeeds();
            execute(&world.url, "INSERT INTO singles (id, n) SELECT id, 0 FROM things");
            execute(
                &world.url,
                "INSERT INTO texts (code, n) SELECT concat('k', id), 0 FROM things",
            );
            let backfills = format!("dependencies = [\"0002_fill\"]\noperations = [{steps}]");
            world
                .project
                .write("migrations/0003_backfills.py", &migration(&backfills));
            for (target, value) in [("0003_backfills", 1), ("0002_fill", 0)] {
                let ended = world.migrate(target).succeeds();
                for table in order {
                    let expected = format!("Backfilled {table}: 50 rows in 3 batches");
                    assert!(
                        ended.stdout.contains(&expected),
                        "{}\n{}",
                        world.url,
                        ended.stdout
                    );
                    let sql = format!("SELECT count(*) FROM {table} WHERE n = {value}");
                    assert_eq!(
                        crate::data_migrations::value(&world.url, &sql),
                        Value::Integer(50),
                        "{table}"
                    );
                }
            }
        });
    }
}

#[test]
fn what_has_run_must_stay_as_it_was() {
    on_every_database("edited", |url| {
        let failing = FILL.replace("\"n + 1\"", "\"CASE WHEN id = 100 THEN NULL ELSE n + 1 END\"");
        let world = World::new(url, &failing, 300);
        assert_eq!(world.migrate("0002_fill").code, 1);
        world.correct(&FILL.replacen(
            "fields.Integer(nullable=True)",
            "fields.BigInteger(nullable=True)",
            1,
        ));
        let ended = world.migrate("0002_fill");
        let expected =
            "applying 0002_fill stopped at statement 2 of 3, and the statements that already ran were edited";
        assert!(ended.stderr.contains(expected), "{}\n{}", world.url, ended.stderr);
        assert_eq!((ended.code, world.count("n = 1")), (1, 60));
    });
}

#[test]
fn a_plan_and_a_script_show_the_update_as_one_statement() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(
        format!("sqlite:{}", folder.path().join("app.db").display()),
        FILL,
        1,
    );
    for arguments in [vec!["migrate", "--dry-run"], vec!["sql", "0002_fill"]] {
        let arguments = [arguments, vec!["--database-url", &world.url]].concat();
        let ended = world.project.run_with(&arguments, &[]).succeeds();
        for part in [
            "-- Backfill 'n', 'm' of table 'things'",
            "-- in ranges of at most 20 rows, each committed by itself; here as one statement",
            "UPDATE \"things\" SET \"n\" = \"n\" + 1, \"m\" = \"n\" + \"id\";",
        ] {
            assert!(ended.stdout.contains(part), "no {part:?} in\n{}", ended.stdout);
        }
    }
}

#[test]
fn the_documented_backfill_runs_and_reverts() {
    let documented = include_str!("../../crates/formats/PYTHON.md");
    let section = documented.split_once("## Backfill\n\n```python\n").unwrap().1;
    let (text, _) = section.split_once("```").unwrap();
    let table = "op.CreateTable(name=\"articles\", fields=[(\"id\", fields.Integer(primary_key=True)), \
                 (\"title\", fields.Text())])";
    let project = Project::new()
        .migration(
            "0001_articles",
            &format!("dependencies = []\noperations = [{table}]"),
        )
        .file("migrations/0002_slug.py", text);
    project.run("migrate 0001").succeeds();
    let database = rusqlite::Connection::open(project.path("db.sqlite3")).unwrap();
    let insert = "INSERT INTO articles VALUES (1, 'Pens'), (2, 'Ink')";
    database.execute(insert, []).unwrap();
    project
        .run("migrate")
        .succeeds()
        .says("Backfilled articles: 2 rows in 1 batch");
    let slugs: String = database
        .query_row("SELECT group_concat(slug) FROM articles", [], |row| row.get(0))
        .unwrap();
    assert_eq!(slugs, "pens,ink");
    project
        .run("migrate 0001")
        .succeeds()
        .says("Reverting 0002_slug... ✓ Reverted successfully");
}

#[test]
fn a_migration_that_python_loads_may_hold_a_backfill() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(
        format!("sqlite:{}", folder.path().join("app.db").display()),
        FILL,
        50,
    );
    let loaded = migration(FILL).replace("\"n + 1\"", "\"\".join([\"n\", \" + 1\"][::1])");
    world.project.write("migrations/0002_fill.py", &loaded);
    assert_eq!(
        world.migrate("0002_fill").code,
        1,
        "static reading understands it"
    );
    let arguments = [world.arguments("0002_fill"), vec!["--load-python"]].concat();
    world.project.run_with(&arguments, &[]).succeeds();
    assert_eq!(world.count("n = 1 AND m = id"), 50);
}

#[test]
fn a_backfill_is_verified_there_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let fill = FILL.replace(", \"m\": \"n + id\"", ", \"m\": \"1\"");
    let world = World::new(
        format!("sqlite:{}", folder.path().join("app.db").display()),
        &fill,
        1,
    );
    world.project.run("verify 0002").succeeds();
}

/// The statements after the backfill are a transaction of their own if the database has such.
#[test]
fn a_failure_after_the_backfill_leaves_it_done_and_a_repaired_row_lets_the_next_run_end() {
    let fill = FILL.replace("\"n + id\"", "\"CASE WHEN id = 5 THEN NULL ELSE n + id END\"");
    on_every_database("after", |url| {
        let world = World::new(url, &fill, 50);
        let ended = world.migrate("0002_fill");
        assert_eq!((ended.code, world.count("n = 1")), (1, 50), "{}", ended.stderr);
        let continues = "Running again goes on from there.";
        assert!(
            ended.stderr.contains(continues),
            "{}\n{}",
            world.url,
            ended.stderr
        );
        execute(&world.url, "UPDATE things SET m = 5 WHERE id = 5");
        world.migrate("0002_fill").succeeds();
        assert_eq!(world.count("n = 1 AND m = id"), 50);
    });
}
