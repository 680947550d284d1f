//! A migration that stopped where nothing can roll it back: the advice holds in both directions, and its commands work.

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::project::{Ended, Project};
use crate::servers::{database, execute};

/// The second statement of three fails until there is a procedure `nowhere`. Nobody knows what a procedure did.
fn project() -> Project {
    let table = |name: &str| {
        format!("op.CreateTable(name=\"{name}\", fields=[(\"id\", fields.Integer(primary_key=True))])")
    };
    let insert = "op.RunSQL(\"CALL nowhere(1)\", reverse_sql=\"CALL nowhere(2)\")";
    Project::new()
        .migration(
            "0001_first",
            &format!("dependencies = []\noperations = [{}]", table("first")),
        )
        .migration(
            "0002_stops",
            &format!(
                "dependencies = [\"0001_first\"]\noperations = [{}, {insert}, {}]",
                table("a"),
                table("b")
            ),
        )
}

struct World {
    project: Project,
    url: String,
}

impl World {
    fn run(&self, arguments: &str) -> Ended {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        self.project
            .run_with(&[&arguments[..], &["--database-url", &self.url]].concat(), &[])
    }

    /// A command fails and gives the advice, as `migrate` and `status` do afterwards. Gives the commands: what runs
    /// the rest, what undoes what is done, what shows the statements, what records the end, and what records that all was
    /// undone.
    fn stops(&self, arguments: &str, place: &str) -> [String; 5] {
        let stopped = self.run(arguments);
        assert_eq!(stopped.code, 1, "{}", stopped.stderr);
        let advised = commands(&stopped.stderr);
        for again in [
            "migrate".to_owned(),
            arguments.to_owned(),
            format!("{arguments} --dry-run"),
        ] {
            let refused = self.run(&again);
            assert_eq!(refused.code, 1, "{again}: {}{}", refused.stdout, refused.stderr);
            assert!(refused.stderr.contains(place), "{again}: {}", refused.stderr);
            assert_eq!(commands(&refused.stderr), advised, "{}", refused.stderr);
        }
        let status = self.run("status").succeeds();
        let shown = format!("{}{}", status.stdout, status.stderr);
        assert!(shown.contains(place), "{shown}");
        assert_eq!(commands(&shown), advised, "{shown}");
        advised.try_into().unwrap()
    }

    fn follow(&self, command: &str) -> Ended {
        self.run(command.strip_prefix("aksara ").unwrap()).succeeds()
    }
}

/// The commands of a message, each on a line of its own, without the one that explains it.
fn commands(message: &str) -> Vec<String> {
    let lines = message.lines().map(str::trim);
    let commands = lines.filter(|line| line.starts_with("aksara ") && !line.starts_with("aksara explain "));
    commands.map(str::to_owned).collect()
}

fn worlds(purpose: &str) -> Vec<World> {
    let urls = ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"].into_iter();
    urls.filter_map(|variable| database(variable, purpose))
        .map(|url| World {
            project: project(),
            url,
        })
        .collect()
}

#[test]
fn the_advice_after_a_stopped_migration_works_to_the_end_and_back() {
    for world in worlds("stopped") {
        let place = "applying 0002_stops stopped at statement 2 of 3";
        let [_, _, show, ended, undone] = world.stops("migrate", place);
        let statements = world.follow(&show).stdout;
        assert!(statements.contains("CALL nowhere(1)"), "{statements}");
        // Undone by hand, it runs from the start, and stops again.
        execute(&world.url, "DROP TABLE a");
        world
            .follow(&undone)
            .says("✓ Marked 0002_stops as not applied; nothing of it was run");
        world.run("status").succeeds().says("[ ] 0002_stops");
        world.stops("migrate", place);
        execute(
            &world.url,
            "CREATE PROCEDURE nowhere (n int) DO n; CREATE TABLE b (id int PRIMARY KEY)",
        );
        world
            .follow(&ended)
            .says("✓ Marked 0002_stops as applied; nothing of it was run");
        world.run("status").succeeds().says("[X] 0002_stops");
        world.run("migrate").succeeds().says("No migrations to apply.");
        world.run("migrate 0001").succeeds();
        world.run("migrate").succeeds();
    }
}

#[test]
fn the_advice_after_a_stopped_reversal_works_to_the_end_and_back() {
    for world in worlds("reversal") {
        execute(&world.url, "CREATE PROCEDURE nowhere (n int) DO n");
        world.run("migrate").succeeds();
        execute(&world.url, "DROP PROCEDURE nowhere");
        let place = "reverting 0002_stops stopped at statement 2 of 3";
        let [_, _, show, ended, undone] = world.stops("migrate 0001", place);
        let statements = world.follow(&show).stdout;
        assert!(statements.contains("CALL nowhere(2)"), "{statements}");
        // Put back by hand, it is applied, and may be reverted again.
        execute(&world.url, "CREATE TABLE b (id int PRIMARY KEY)");
        world
            .follow(&undone)
            .says("✓ Marked 0002_stops as applied; nothing of it was run");
        world.run("status").succeeds().says("[X] 0002_stops");
        world.run("migrate").succeeds().says("No migrations to apply.");
        world.stops("migrate 0001", place);
        execute(&world.url, "DROP TABLE a");
        world
            .follow(&ended)
            .says("✓ Marked 0002_stops as not applied; nothing of it was run");
        world.run("status").succeeds().says("[ ] 0002_stops");
        execute(&world.url, "CREATE PROCEDURE nowhere (n int) DO n");
        world.run("migrate").succeeds();
        world.run("migrate zero").succeeds();
    }
}

/// Rows that a statement of the user's changes share a transaction with the note of what follows.
#[test]
fn a_refused_statement_of_rows_runs_when_it_can_and_no_row_comes_twice() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "refused_rows") else {
            continue;
        };
        let project = Project::new().migration(
            "0001_rows",
            "dependencies = []\noperations = [\
             op.CreateTable(name=\"a\", fields=[(\"id\", fields.Integer(primary_key=True))]), \
             op.RunSQL(\"SET @first = 1; INSERT INTO a VALUES (@first); INSERT INTO nowhere VALUES (1)\"), \
             op.CreateTable(name=\"b\", fields=[(\"id\", fields.Integer(primary_key=True))]), \
             op.RunSQL(\"INSERT INTO b VALUES (@first + 1)\")]",
        );
        let world = World { project, url };
        let failed = world.run("migrate");
        assert_eq!(failed.code, 1, "{}", failed.stdout);
        assert!(
            failed.stderr.contains("statement 4 of 6 failed"),
            "{}",
            failed.stderr
        );
        assert!(
            failed.stderr.contains("Running again goes on from there"),
            "{}",
            failed.stderr
        );
        let status = world.run("status").succeeds();
        let shown = format!("{}{}", status.stdout, status.stderr);
        assert!(shown.contains("stopped at statement 2 of 6"), "{shown}");
        assert!(
            shown.contains("The statements before it are done, and statement 2 is not."),
            "{shown}"
        );
        execute(&world.url, "CREATE TABLE nowhere (n int)");
        world.run("migrate").succeeds();
        let ids = "SELECT (SELECT sum(id) FROM a) * 10 + (SELECT sum(id) FROM b)";
        assert_eq!(
            value(&world.url, &format!("SELECT CAST(({ids}) AS signed)")),
            Value::Integer(12)
        );
    }
}

/// A run is killed at a CREATE TABLE that is done; then somebody changes the table.
#[test]
fn a_table_on_neither_side_is_told_and_made_right() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "neither_side") else {
            continue;
        };
        let table = |name: &str| {
            format!(
                "op.CreateTable(name=\"{name}\", fields=[(\"id\", fields.Integer(primary_key=True)), \
                 (\"n\", fields.Integer())])"
            )
        };
        let project = Project::new().migration(
            "0001_two",
            &format!(
                "dependencies = []\noperations = [{}, op.RunSQL(\"INSERT INTO nowhere VALUES (1)\"), {}]",
                table("a"),
                table("b")
            ),
        );
        let world = World { project, url };
        assert_eq!(world.run("migrate").code, 1);
        let killed = "UPDATE aksara_journal SET statement = 1, stage = 'begun', done = 'e3b0c44298fc1c14'";
        execute(&world.url, killed);
        let status = world.run("status").succeeds();
        let shown = format!("{}{}", status.stdout, status.stderr);
        assert!(shown.contains("statement 2 is not"), "{shown}");
        execute(
            &world.url,
            "ALTER TABLE a ADD extra int, MODIFY n bigint NOT NULL",
        );
        for command in ["migrate", "migrate --dry-run"] {
            let refused = world.run(command);
            assert_eq!(refused.code, 1, "{}", refused.stdout);
            for part in [
                "applying 0001_two stopped at statement 1 of 3",
                "its tables are neither as before that statement nor as after it",
                "from before: + table a: id, n, extra",
                "from after: + field a.extra",
                "type: expected integer, found big_integer",
                "CREATE TABLE `a`",
                "migrate.in-doubt",
            ] {
                assert!(
                    refused.stderr.contains(part),
                    "no {part:?} in:\n{}",
                    refused.stderr
                );
            }
        }
        execute(
            &world.url,
            "ALTER TABLE a DROP extra, MODIFY n int NOT NULL; CREATE TABLE nowhere (n int)",
        );
        world.run("migrate").succeeds();
        world.run("status").succeeds().says("[X] 0001_two");
        assert_eq!(
            value(&world.url, "SELECT count(*) FROM nowhere"),
            Value::Integer(1)
        );
    }
}

/// A version before this one ended the same statements at other places, and wrote fewer columns.
#[test]
fn a_run_that_an_older_version_began_is_ended() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "older_version") else {
            continue;
        };
        let table = |name: &str| {
            format!("op.CreateTable(name=\"{name}\", fields=[(\"id\", fields.Integer(primary_key=True))])")
        };
        let project = Project::new()
            .migration(
                "0001_first",
                &format!("dependencies = []\noperations = [{}]", table("first")),
            )
            .migration(
                "0002_two",
                &format!(
                    "dependencies = [\"0001_first\"]\noperations = [{}, {}, {}]",
                    table("a"),
                    table("b"),
                    table("c")
                ),
            );
        let world = World { project, url };
        world.run("migrate 0001").succeeds();
        // It is killed within the second statement, which is done.
        execute(&world.url, "CREATE TABLE c (id int)");
        assert_eq!(world.run("migrate").code, 1);
        execute(&world.url, "DROP TABLE c");
        // Its SQL was another one.
        execute(
            &world.url,
            "UPDATE aksara_journal SET done = 'other', statement = 9, statements = 20, stage = 'begun'",
        );
        world.run("migrate").succeeds();
        world.run("migrate zero").succeeds();
        // It knew no stages.
        world.run("migrate 0001").succeeds();
        execute(&world.url, "CREATE TABLE c (id int)");
        assert_eq!(world.run("migrate").code, 1);
        execute(
            &world.url,
            "ALTER TABLE aksara_journal DROP COLUMN stage, DROP COLUMN file; \
             UPDATE aksara_journal SET statement = 1, done = 'e3b0c44298fc1c14'; DROP TABLE b, c",
        );
        world.run("migrate").succeeds();
        world.run("status").succeeds().says("[X] 0002_two");
    }
}

#[test]
fn marks_keep_the_order_of_the_history() {
    let project = project();
    project.run("migrate 0001").succeeds();
    let refused = |arguments: &str, part: &str| {
        let ended = project.run(arguments);
        assert_eq!(ended.code, 1, "{arguments}: {}", ended.stdout);
        assert!(ended.stderr.contains(part), "{arguments}: {}", ended.stderr);
    };
    project
        .run("migrate --mark-applied 0001")
        .succeeds()
        .says("0001_first is applied already; nothing was changed");
    project
        .run("migrate --mark-applied 0002")
        .succeeds()
        .says("✓ Marked 0002_stops as applied; nothing of it was run");
    refused("migrate --mark-unapplied 0001", "0002_stops");
    project.run("migrate --mark-unapplied 0002").succeeds();
    project.run("migrate --mark-unapplied 0001").succeeds();
    refused("migrate --mark-applied 0002", "0001_first");
    assert_eq!(project.run("migrate --mark-applied 0009").code, 2);
    assert_eq!(project.run("migrate 0001 --mark-applied 0001").code, 2);
    project
        .run("status")
        .succeeds()
        .says("[ ] 0001_first")
        .says("[ ] 0002_stops");
}

/// A procedure is in the middle, and nobody knows what it did.
#[test]
fn resolve_shows_what_it_does_asks_and_ends_a_stopped_migration_either_way() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "resolve") else {
            continue;
        };
        let world = World {
            project: project(),
            url,
        };
        assert_eq!(world.run("resolve 0002 --forward --yes").code, 1);
        assert_eq!(world.run("migrate").code, 1);
        assert_eq!(world.run("resolve 0002").code, 2);
        let unasked = world.run("resolve 0002 --back --from 2");
        assert_eq!(unasked.code, 1, "{}", unasked.stdout);
        assert!(unasked.stdout.contains("DROP TABLE `a`"), "{}", unasked.stdout);
        assert!(
            unasked.stderr.contains("Nothing was changed."),
            "{}",
            unasked.stderr
        );
        // Nobody knows whether the second statement is done.
        assert_eq!(world.run("resolve 0002 --back --yes").code, 1);
        world
            .run("resolve 0002 --back --from 2 --yes")
            .succeeds()
            .says("✓ 0002_stops is undone as far as it was done");
        world.run("status").succeeds().says("[ ] 0002_stops");
        assert_eq!(world.run("migrate").code, 1);
        execute(&world.url, "CREATE PROCEDURE nowhere (n int) DO n");
        let shown = world.run("resolve 0002 --forward --yes").succeeds();
        assert!(shown.stdout.contains("CALL nowhere(1)"), "{}", shown.stdout);
        assert!(shown.stdout.contains("CREATE TABLE `b`"), "{}", shown.stdout);
        world.run("status").succeeds().says("[X] 0002_stops");
        // On the way back, too.
        execute(&world.url, "DROP PROCEDURE nowhere");
        let failed = world.run("migrate 0001");
        assert_eq!(failed.code, 1, "{}{}", failed.stdout, failed.stderr);
        world.run("resolve 0002 --back --from 2 --yes").succeeds();
        world.run("status").succeeds().says("[X] 0002_stops");
        let failed = world.run("migrate 0001");
        assert_eq!(failed.code, 1, "{}{}", failed.stdout, failed.stderr);
        let rest = world.run("resolve 0002 --forward --from 3 --yes").succeeds();
        assert!(!rest.stdout.contains("CALL"), "{}", rest.stdout);
        world.run("status").succeeds().says("[ ] 0002_stops");
        world.run("resolve 0002 --reverted --yes").succeeds();
    }
}

/// A trigger may be there or not, and no model knows it.
#[test]
fn the_users_own_ddl_in_doubt_names_resolve() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "doubtful_trigger") else {
            continue;
        };
        let table = |name: &str| {
            format!("op.CreateTable(name=\"{name}\", fields=[(\"id\", fields.Integer(primary_key=True))])")
        };
        let project = Project::new()
            .migration("0001_first", &format!("dependencies = []\noperations = [{}]", table("first")))
            .migration(
                "0002_trigger",
                &format!(
                    "dependencies = [\"0001_first\"]\noperations = [op.RunSQL(\"CREATE TRIGGER counts BEFORE INSERT ON first \
                     FOR EACH ROW SET NEW.id = NEW.id + 1\"), {}]",
                    table("b")
                ),
            );
        let world = World { project, url };
        world.run("migrate 0001").succeeds();
        execute(&world.url, "CREATE TABLE b (id int)");
        let failed = world.run("migrate");
        assert!(
            failed.stderr.contains("Running again goes on from there"),
            "{}",
            failed.stderr
        );
        let killed = "UPDATE aksara_journal SET statement = 1, stage = 'begun', done = 'e3b0c44298fc1c14'";
        execute(&world.url, &format!("{killed}; DROP TABLE b"));
        let refused = world.run("migrate");
        assert_eq!(refused.code, 1, "{}", refused.stdout);
        assert!(
            refused.stderr.contains("stopped at statement 1 of 2"),
            "{}",
            refused.stderr
        );
        assert!(
            refused.stderr.contains("aksara resolve 0002_trigger --forward"),
            "{}",
            refused.stderr
        );
        let ended = world.run("resolve 0002 --forward --from 2 --yes").succeeds();
        assert!(!ended.stdout.contains("TRIGGER"), "{}", ended.stdout);
        world.run("status").succeeds().says("[X] 0002_trigger");
    }
}

/// A rollback leaves the rows of such a table.
#[test]
fn rows_of_an_engine_without_transactions_are_in_doubt() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "no_rollback") else {
            continue;
        };
        let project = Project::new().migration(
            "0001_log",
            "dependencies = []\noperations = [op.RunSQL(\"CREATE TABLE log (n int) ENGINE = MyISAM\"), \
             op.RunSQL(\"INSERT INTO log VALUES (1); INSERT INTO nowhere VALUES (1)\")]",
        );
        let world = World { project, url };
        let failed = world.run("migrate");
        assert_eq!(failed.code, 1, "{}", failed.stdout);
        assert!(!failed.stderr.contains("Running again"), "{}", failed.stderr);
        execute(&world.url, "CREATE TABLE nowhere (n int)");
        let refused = world.run("migrate");
        assert_eq!(refused.code, 1, "{}", refused.stdout);
        for part in [
            "the database does not roll back rows of `log`",
            "aksara resolve 0001_log",
        ] {
            assert!(
                refused.stderr.contains(part),
                "no {part:?} in:\n{}",
                refused.stderr
            );
        }
        world.run("resolve 0001 --forward --from 3 --yes").succeeds();
        assert_eq!(value(&world.url, "SELECT count(*) FROM log"), Value::Integer(1));
        assert_eq!(
            value(&world.url, "SELECT count(*) FROM nowhere"),
            Value::Integer(1)
        );
    }
}

/// No other session has the temporary table.
#[test]
fn a_session_that_cannot_be_made_again_is_in_doubt_and_a_setting_is_made_again() {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, "lost_session") else {
            continue;
        };
        let table = "op.CreateTable(name=\"kept\", fields=[(\"id\", fields.Integer(primary_key=True))])";
        let project = Project::new().migration(
            "0001_two",
            &format!(
                "dependencies = []\noperations = [op.RunSQL(\"CREATE TEMPORARY TABLE passing AS SELECT 1 AS n\", \
                 reverse_sql=op.RunSQL.noop), {table}, \
                 op.RunSQL(\"INSERT INTO kept SELECT n FROM passing; INSERT INTO nowhere VALUES (1)\")]"
            ),
        );
        let world = World { project, url };
        let failed = world.run("migrate");
        assert_eq!(failed.code, 1, "{}", failed.stdout);
        assert!(!failed.stderr.contains("Running again"), "{}", failed.stderr);
        assert_eq!(world.run("migrate").code, 1);
        execute(&world.url, "CREATE TABLE nowhere (n int)");
        world.run("resolve 0001 --back --from 3 --yes").succeeds();
        world.run("migrate").succeeds();
        assert_eq!(value(&world.url, "SELECT count(*) FROM kept"), Value::Integer(1));
    }
}

/// PostgreSQL builds and drops such an index in no transaction.
#[test]
fn a_concurrent_index_that_was_finished_and_not_noted_is_recognised() {
    let Some(url) = database("AKSARA_TEST_POSTGRES_URL", "finished_index") else {
        return;
    };
    let table = "op.CreateTable(name=\"things\", fields=[(\"id\", fields.Integer(primary_key=True))])";
    let project = Project::new()
        .migration("0001_things", &format!("dependencies = []\noperations = [{table}]"))
        .migration(
            "0002_index",
            "dependencies = [\"0001_things\"]\noperations = [op.RunSQL(\"CREATE INDEX CONCURRENTLY things_n ON things (id)\", \
             reverse_sql=\"DROP INDEX CONCURRENTLY things_n\"), op.RunSQL(\"VACUUM nowhere\", reverse_sql=op.RunSQL.noop)]",
        );
    let world = World { project, url };
    assert_eq!(world.run("migrate").code, 1);
    let killed = "UPDATE aksara_journal SET statement = 1, stage = 'begun', done = 'e3b0c44298fc1c14'";
    execute(&world.url, &format!("{killed}; CREATE TABLE nowhere (n int)"));
    world.run("migrate").succeeds();
    world.run("status").succeeds().says("[X] 0002_index");
    execute(
        &world.url,
        "DROP INDEX things_n; INSERT INTO aksara_journal (migration, direction, statement, statements, done, stage) \
         VALUES ('0002_index', 'backward', 1, 1, 'e3b0c44298fc1c14', 'begun')",
    );
    world.run("migrate 0001").succeeds();
    world.run("status").succeeds().says("[ ] 0002_index");
}
