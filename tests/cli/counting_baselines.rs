//! `aksara inspect --baseline` of tables that count by serials, identities and sequences of all kinds: an empty database gets
//! the same defaults and sequences again, and a change there and back leaves them.

use pretty_assertions::assert_eq;

use crate::odd_baselines;
use crate::project::Project;
use crate::servers::{database, execute};

const VARIABLE: &str = "AKSARA_TEST_POSTGRES_URL";
const SQL: &str = include_str!("schemas/counting.postgres.sql");

/// Each field with its default and its identity.
const FIELDS: &str = "SELECT concat_ws(' ', a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, \
     a.attidentity, pg_get_expr(d.adbin, d.adrelid)) AS counted \
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relname NOT LIKE 'aksara%' \
     JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('public', 'app') \
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0 ORDER BY 1";

/// Each sequence with its owner.
const SEQUENCES: &str = "SELECT concat_ws(' ', s.seqrelid::regclass, s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, \
     s.seqcache, s.seqcycle, d.deptype, d.refobjid::regclass, \
     (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = d.refobjid AND a.attnum = d.refobjsubid), \
     obj_description(s.seqrelid, 'pg_class')) AS counted \
     FROM pg_sequence s LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.deptype IN ('a', 'i') \
     WHERE s.seqrelid::regclass::text NOT LIKE 'aksara%' ORDER BY 1";

fn column(url: &str, sql: &str) -> Vec<String> {
    odd_baselines::column(url, sql, None)
}

fn counted(url: &str) -> (Vec<String>, Vec<String>) {
    (column(url, FIELDS), column(url, SEQUENCES))
}

#[test]
fn serials_and_sequences_are_made_again() {
    let (Some(made), Some(again)) = (
        database(VARIABLE, "counting"),
        database(VARIABLE, "counting_again"),
    ) else {
        return;
    };
    execute(&made, SQL);
    let project = Project::new();
    let run = |arguments: &str, url: &str| {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--database-url", url]).collect();
        project.run_with(&arguments, &[]).succeeds()
    };
    let shown = run("inspect --output app/models.py --baseline", &made);
    for remark in [
        "but a baseline makes it: serial id on t1",
        "Not in these models: column that is only inherited name on child",
    ] {
        assert!(shown.stderr.contains(remark), "{}", shown.stderr);
    }
    let models = project.read("app/models.py");
    assert!(models.contains("auto_increment=True"), "{models}");
    run("check", &made);
    run("migrate", &again);
    assert_eq!(counted(&again), counted(&made));
    run("check", &again);
    let server = aksara_suite::server_url(VARIABLE).unwrap().unwrap();
    let checked = project.run_with(
        &[
            "check",
            "--strict",
            "--database-url",
            &made,
            "--scratch-url",
            &server,
        ],
        &[],
    );
    checked.succeeds();
    let proof = project.run_with(&["verify", "--scratch-url", &server], &[]);
    assert!(
        proof.stdout.contains("0 failed"),
        "{}{}",
        proof.stdout,
        proof.stderr
    );
    run("migrate zero", &again);
    assert_eq!(counted(&again), (Vec::new(), Vec::new()));
}

#[test]
fn a_serial_stays_one_through_a_change_there_and_back() {
    let Some(url) = database(VARIABLE, "counting_change") else {
        return;
    };
    execute(
        &url,
        "CREATE TABLE things (id serial PRIMARY KEY, n int); INSERT INTO things (n) VALUES (1), (2)",
    );
    let project = Project::new();
    let run = |arguments: &str| {
        let arguments: Vec<&str> = arguments.split(' ').chain(["--database-url", &url]).collect();
        project.run_with(&arguments, &[]).succeeds()
    };
    run("inspect --output app/models.py --baseline");
    let before = counted(&url);
    let models = project.read("app/models.py");
    project.write(
        "app/models.py",
        &models.replace("    id = fields.Integer(", "    id = fields.BigInteger("),
    );
    project.run("makemigrations").succeeds();
    run("migrate");
    run("check");
    execute(&url, "INSERT INTO things (n) VALUES (3)");
    assert_eq!(
        column(&url, "SELECT id::text FROM things ORDER BY id"),
        ["1", "2", "3"]
    );
    run("migrate 0001");
    assert_eq!(counted(&url), before);
    execute(&url, "INSERT INTO things (n) VALUES (4)");
    assert_eq!(column(&url, "SELECT max(id)::text FROM things"), ["4"]);
}
