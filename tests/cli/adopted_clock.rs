//! A column that the session's clock sets when a row comes and when it changes, adopted on MySQL and MariaDB: it keeps that
//! one clock through changes beside it and of itself.

use pretty_assertions::assert_eq;

use crate::baselines::column;
use crate::project::Project;
use crate::servers::{database, execute, number};

const MADE: &str = "CREATE TABLE notes (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name varchar(20) NOT NULL,
    changed datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
    touched timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP
)";

/// The server's report of a column's clocks.
const CLOCKS: &str = "SELECT lower(replace(concat(column_name, ' ', column_default, ' ', extra), '()', '')) AS found \
     FROM information_schema.columns WHERE table_schema = database() AND table_name = 'notes' \
     AND column_name IN ('changed', 'touched') ORDER BY 1";

/// Five hours east: the time of the row's making and that of its change are one clock's.
const ROW: &str = "SET SESSION time_zone = '+05:00'; DELETE FROM notes; INSERT INTO notes (name) VALUES ('a'); \
     CREATE TABLE times AS SELECT changed AS made, now(6) AS now FROM notes; UPDATE notes SET name = 'b'; \
     INSERT INTO times SELECT changed, now(6) FROM notes; SET SESSION time_zone = '+00:00'";

fn check(url: &str) {
    execute(url, MADE);
    let found = column(url, CLOCKS);
    assert_eq!(found.len(), 2);
    let project = Project::new();
    let run = |arguments: &[&str]| {
        let arguments = [arguments, &["--database-url", url]].concat();
        project.run_with(&arguments, &[]).succeeds()
    };
    let holds = || {
        project.run("makemigrations --check").succeeds();
        run(&["check", "--strict"]);
        assert_eq!(column(url, CLOCKS), found, "{url}");
        execute(url, ROW);
        let apart = "SELECT count(*) FROM times WHERE abs(timestampdiff(SECOND, made, now)) > 60";
        assert_eq!(number(url, apart), 0, "{url}");
        execute(url, "DROP TABLE times");
    };
    run(&["inspect", "--output", "app/models.py", "--baseline"]);
    holds();
    for (old, new, name) in [
        ("max_length=20", "max_length=30", "beside"),
        (
            "changed = fields.DateTime(",
            "changed = fields.DateTime(comment=\"last\", ",
            "itself",
        ),
        (
            "touched = fields.",
            "note = fields.Text(nullable=True)\n    touched = fields.",
            "more",
        ),
    ] {
        let models = project.read("app/models.py");
        assert!(models.contains(old), "no {old} in\n{models}");
        project.write("app/models.py", &models.replace(old, new));
        project.run(&format!("makemigrations --name {name}")).succeeds();
        run(&["migrate"]);
        holds();
    }
    run(&["migrate", "0001"]);
    assert_eq!(column(url, CLOCKS), found, "{url}");
}

#[test]
fn an_adopted_clock_stays_one_clock() {
    for server in ["MYSQL", "MARIADB"] {
        if let Some(url) = database(&format!("AKSARA_TEST_{server}_URL"), "adopted_clock") {
            check(&url);
        }
    }
}
