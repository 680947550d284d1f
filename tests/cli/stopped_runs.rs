//! A migration that stopped where nothing can roll it back: the advice holds in both directions, and its commands work.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{database, execute};

/// The second statement of three fails until there is a table `nowhere`.
fn project() -> Project {
    let table = |name: &str| {
        format!("op.CreateTable(name=\"{name}\", fields=[(\"id\", fields.Integer(primary_key=True))])")
    };
    let insert =
        "op.RunSQL(\"INSERT INTO nowhere VALUES (1)\", reverse_sql=\"INSERT INTO nowhere VALUES (2)\")";
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

    /// A command fails and gives the advice, as `migrate` and `status` do afterwards. Gives the commands: what shows
    /// the statements, what records the end, and what records that all was undone.
    fn stops(&self, arguments: &str, place: &str) -> [String; 3] {
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

/// The commands in a message, without the one that explains its code.
fn commands(message: &str) -> Vec<String> {
    let quoted = message.split('`').skip(1).step_by(2);
    let commands = quoted.filter(|text| text.starts_with("aksara ") && !text.starts_with("aksara explain"));
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
        let [show, ended, undone] = world.stops("migrate", place);
        let statements = world.follow(&show).stdout;
        assert!(
            statements.contains("INSERT INTO nowhere VALUES (1)"),
            "{statements}"
        );
        // Undone by hand, it runs from the start, and stops again.
        execute(&world.url, "DROP TABLE a");
        world
            .follow(&undone)
            .says("✓ Marked 0002_stops as not applied; nothing of it was run");
        world.run("status").succeeds().says("[ ] 0002_stops");
        world.stops("migrate", place);
        execute(
            &world.url,
            "CREATE TABLE nowhere (n int); INSERT INTO nowhere VALUES (1); CREATE TABLE b (id int PRIMARY KEY)",
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
        execute(&world.url, "CREATE TABLE nowhere (n int)");
        world.run("migrate").succeeds();
        execute(&world.url, "DROP TABLE nowhere");
        let place = "reverting 0002_stops stopped at statement 2 of 3";
        let [show, ended, undone] = world.stops("migrate 0001", place);
        let statements = world.follow(&show).stdout;
        assert!(
            statements.contains("INSERT INTO nowhere VALUES (2)"),
            "{statements}"
        );
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
        execute(&world.url, "CREATE TABLE nowhere (n int)");
        world.run("migrate").succeeds();
        world.run("migrate zero").succeeds();
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
