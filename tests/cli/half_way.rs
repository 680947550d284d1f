//! A migration that stops half way where nothing can roll it back: what is done is counted and named at once, whatever
//! stopped it, and the command that goes on is on a line of its own.

use crate::project::Project;
use crate::servers::{database, execute};

const TABLE: &str = "op.CreateTable(name=\"tags\", fields=[(\"id\", fields.Integer(primary_key=True))])";

fn stops(purpose: &str, second: &str, parts: &[&str], mend: &str) {
    for variable in ["AKSARA_TEST_MYSQL_URL", "AKSARA_TEST_MARIADB_URL"] {
        let Some(url) = database(variable, purpose) else {
            continue;
        };
        let project = Project::new().file(
            "migrations/0001_tags.py",
            &format!(
                "from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
                 from aksara import fields\n\n\ndef fill(connection):\n    \
                 connection.execute(\"INSERT INTO colours VALUES (1)\")\n\n\nclass Migration(Migration):\n    \
                 dependencies = []\n    operations = [{TABLE}, {second}]\n"
            ),
        );
        let run = || project.run_with(&["migrate", "--database-url", &url], &[]);
        let failed = run();
        assert_eq!(failed.code, 1, "{}", failed.stdout);
        let lines: Vec<&str> = failed.stderr.lines().map(str::trim).collect();
        for part in parts {
            assert!(
                lines.iter().any(|line| line.ends_with(part)),
                "no {part} in:\n{}",
                failed.stderr
            );
        }
        execute(&url, mend);
        run().succeeds();
    }
}

const GOES_ON: [&str; 2] = [
    "help:  mend the cause, then run the rest:",
    "aksara migrate 0001_tags",
];

#[test]
fn a_statement_of_the_users_stops_half_way() {
    stops(
        "half_sql",
        "op.RunSQL(\"INSERT INTO colours VALUES (1)\", reverse_sql=op.RunSQL.noop)",
        &[
            "state: 1 of 2 statements is done (Create table 'tags' with 1 field) and kept. Running again goes on from there.",
            GOES_ON[0],
            GOES_ON[1],
        ],
        "CREATE TABLE colours (n int)",
    );
}

#[test]
fn a_function_stops_half_way() {
    stops(
        "half_function",
        "op.RunPython(fill, op.RunPython.noop)",
        &[
            "state: 1 of 2 statements is done (Create table 'tags' with 1 field) and kept. Running again goes on from there.",
            GOES_ON[0],
            GOES_ON[1],
        ],
        "CREATE TABLE colours (n int)",
    );
}
