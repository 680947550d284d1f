//! `aksara verify`: what a reversal breaks is found on every database, and what is well is not complained of.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use aksara::{DatabaseUrl, Environment, Flags, Verification};
use aksara_suite::server_url;

use crate::project::{Project, USER};

const TABLE: &str = "dependencies = []\noperations = [\n    op.CreateTable(name=\"posts\", fields=[\
     (\"id\", fields.Integer(primary_key=True)), (\"title\", fields.String()), \
     (\"slug\", fields.String(nullable=True)), (\"parent_id\", fields.ForeignKey(\"posts\", nullable=True))]),\n]";

/// A project with that table and a second migration of these operations.
fn project(operations: &str) -> Project {
    let body = format!("dependencies = [\"0001_posts\"]\noperations = [\n    {operations},\n]");
    Project::new()
        .migration("0001_posts", TABLE)
        .migration("0002_next", &body)
}

/// Every server of this machine that can make scratch databases.
fn scratch_urls() -> Vec<String> {
    ["POSTGRES", "MYSQL", "MARIADB"]
        .iter()
        .filter_map(|name| server_url(&format!("AKSARA_TEST_{name}_URL")).unwrap())
        .collect()
}

/// Verifies the second migration on all databases: `outcome` must be that of each, and the message hold the parts.
fn check(operations: &str, code: i32, outcome: &str, parts: &[&str]) {
    let project = project(operations);
    let urls = scratch_urls();
    let mut arguments = vec!["verify", "0002"];
    for url in &urls {
        arguments.extend(["--scratch-url", url]);
    }
    let ended = project.run_with(&arguments, &[]);
    let shown = format!("{operations}\n{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.code, code, "{shown}");
    let row = ended
        .stdout
        .lines()
        .find(|line| line.contains("0002_next"))
        .unwrap();
    assert_eq!(row.matches(outcome).count(), urls.len() + 1, "{shown}");
    for part in parts {
        assert!(ended.stdout.contains(part), "no {part:?} in {shown}");
    }
}

#[test]
fn what_goes_there_and_back_is_well() {
    check(
        "op.AddField(model_name=\"Post\", name=\"pages\", field=fields.Integer(default=1)), \
         op.RenameField(model_name=\"Post\", old_name=\"title\", new_name=\"heading\"), \
         op.AddIndex(model_name=\"Post\", name=\"posts_by_heading\", fields=[\"heading\"])",
        0,
        "✓ ok",
        &["0 failed"],
    );
}

#[test]
fn an_expression_that_a_server_spells_otherwise_is_well() {
    check(
        "op.AddConstraint(model_name=\"Post\", name=\"worded\", type=\"check\", expression={\
         \"sqlite\": \"title GLOB 'a*' OR length(title) > 2\", \"postgres\": \"title ~ '^a' OR length(title::text) IN (3, 4)\", \
         \"mysql\": \"title REGEXP '^a' OR ((length(title) MOD 2) IN (0, 1) AND NOT title <=> 'b')\"}), \
         op.AddField(model_name=\"Post\", name=\"pages\", field=fields.Integer(nullable=True, db_default={\
         \"sqlite\": \"(1 + 2)\", \"postgres\": \"1 + '2'::int\", \"mysql\": \"(1 + (2 * 3))\"}))",
        0,
        "✓ ok",
        &["0 failed"],
    );
}

#[test]
fn sqlite_is_asked_unless_the_targets_leave_it_out() {
    let project =
        project("op.AddField(model_name=\"Post\", name=\"pages\", field=fields.Integer(default=1))");
    let databases = |targets: &str, arguments: &[&str]| -> Vec<String> {
        let arguments = [&["verify", "--json"], arguments].concat();
        let ended = project
            .run_with(&arguments, &[("AKSARA_TARGETS", targets)])
            .succeeds();
        let report: serde_json::Value = serde_json::from_str(ended.stdout.lines().last().unwrap()).unwrap();
        let databases = report["result"]["databases"].as_array().unwrap().iter();
        databases
            .map(|database| format!("{} {}", database["dialect"], database["proof"]))
            .collect()
    };
    assert_eq!(databases("postgres", &[]), ["\"postgres\" \"compiled\""]);
    assert_eq!(databases("sqlite", &[]), ["\"sqlite\" \"run\""]);
    assert_eq!(
        databases("postgres", &["--scratch-url", "sqlite::memory:"]),
        ["\"sqlite\" \"run\"", "\"postgres\" \"compiled\""]
    );
}

#[test]
fn a_bad_reversal_is_found() {
    check(
        "op.RunSQL(sql=[\"CREATE INDEX first ON posts (title)\", \"CREATE TABLE extra (id int)\"], \
         reverse_sql=\"CREATE TABLE other (id int)\")",
        1,
        "✗ does not round-trip",
        &[
            "reverting it does not restore the schema",
            "+ table other",
            "index first on posts",
        ],
    );
}

#[test]
fn a_lossy_migration_is_reported_and_fails_by_the_strict_measure_alone() {
    let operation = "op.RemoveField(model_name=\"Post\", name=\"slug\")";
    check(
        operation,
        0,
        "! lossy",
        &["does not restore the values of `posts.slug`", "0002_next.py:9"],
    );
    assert_eq!(project(operation).run("verify --strict").code, 1);
}

#[test]
fn which_values_were_null_is_lost_where_a_field_becomes_required() {
    check(
        "op.AlterField(model_name=\"Post\", name=\"slug\", field=fields.String(default=\"x\"))",
        0,
        "! lossy",
        &["does not restore which values of `posts.slug` were NULL"],
    );
}

#[test]
fn what_a_new_type_cuts_off_is_reported() {
    check(
        "op.AlterField(model_name=\"Post\", name=\"parent_id\", field=fields.Boolean(nullable=True))",
        0,
        "! lossy",
        &["does not restore the numbers other than 0 and 1 of `posts.parent_id`"],
    );
    check(
        "op.AlterField(model_name=\"Post\", name=\"slug\", using=\"title\", field=fields.String(nullable=True))",
        0,
        "! lossy",
        &["does not restore the values of `posts.slug`"],
    );
}

#[test]
fn taking_a_narrowing_back_says_what_it_lost() {
    let project = project(
        "op.AlterField(model_name=\"Post\", name=\"slug\", field=fields.String(max_length=40, nullable=True))",
    );
    assert_eq!(project.run("migrate").code, 0);
    let planned = project.run("migrate zero --dry-run");
    let lost =
        "applying again does not bring back the spaces at the end of `posts.slug`, the rows of `posts`";
    assert!(planned.stderr.contains(lost), "{}", planned.stderr);
}

#[test]
fn what_has_no_way_back_is_reported() {
    check(
        "op.RunSQL(sql=\"UPDATE posts SET slug = title\")",
        0,
        "! irreversible",
        &["RunSQL.noop"],
    );
}

#[test]
fn an_unportable_expression_is_found_with_its_place() {
    check(
        "op.AddConstraint(model_name=\"Post\", name=\"half\", type=\"check\", expression=\"id / 2 > 0\")",
        1,
        "✗ unsupported",
        &[
            "does not mean the same on every database",
            "0002_next.py:9",
            "help: write the SQL for each database",
        ],
    );
}

#[test]
fn declared_targets_without_a_scratch_server_are_compiled() {
    let project =
        project("op.AddField(model_name=\"Post\", name=\"pages\", field=fields.Integer(default=1))");
    let ended = project
        .run_with(&["verify"], &[("AKSARA_TARGETS", "postgres,sqlite")])
        .succeeds();
    assert!(ended.stdout.contains("· compiled only"), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("--scratch-url runs them"),
        "{}",
        ended.stdout
    );
}

#[test]
fn reports_for_programs_say_the_same() {
    let project =
        project("op.RunSQL(sql=\"CREATE VIEW v AS SELECT '<&>' AS x\", reverse_sql=op.RunSQL.noop)");
    let ended = project.run("verify --json --junit report.xml");
    assert_eq!(ended.code, 1);
    let lines: Vec<serde_json::Value> = ended
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (report, events) = lines.split_last().unwrap();
    assert_eq!(events.len(), 2, "{}", ended.stdout);
    assert_eq!(events[1]["outcome"], "does_not_round_trip");
    let migrations = &report["result"]["databases"][0]["migrations"];
    assert_eq!(migrations[0]["outcome"], "ok");
    assert_eq!(migrations[1]["outcome"], "does_not_round_trip");
    let xml = project.read("report.xml");
    assert!(xml.contains("tests=\"2\" failures=\"1\""), "{xml}");
    assert!(!xml.contains("'<&>'"), "{xml}");
}

#[test]
fn the_applications_database_is_no_scratch_server() {
    for url in scratch_urls() {
        let project = project("op.RunSQL(sql=\"SELECT 1\", reverse_sql=op.RunSQL.noop)");
        project.refuses(
            &["verify", "--database-url", &url, "--scratch-url", &url],
            2,
            &["is the application's database"],
        );
    }
    project("op.RunSQL(sql=\"SELECT 1\")").refuses(&["verify", "0009"], 2, &["0009"]);
}

/// How many scratch databases of a process there are.
fn scratch_databases(server: &str, process: u32) -> i64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(server).unwrap();
        let mut connection = aksara::registry::driver_of(&url)
            .unwrap()
            .connect(&url)
            .await
            .unwrap();
        let sql = format!(
            "SELECT count(*) AS found FROM pg_database WHERE datname LIKE 'aksara_scratch%{process}%'"
        );
        connection.query(&sql, &[]).await.unwrap()[0]
            .integer("found")
            .unwrap()
    })
}

#[test]
fn an_interrupt_drops_the_scratch_databases() {
    let Some(server) = server_url("AKSARA_TEST_POSTGRES_URL").unwrap() else {
        return;
    };
    let project = project(
        "op.RunSQL(sql={\"postgres\": \"SELECT pg_sleep(120)\", \"sqlite\": \"SELECT 1\"}, reverse_sql=op.RunSQL.noop)",
    );
    let mut command = project.command(&["verify", "--scratch-url", &server]);
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (process, started) = (child.id(), Instant::now());
    while scratch_databases(&server, process) == 0 {
        assert!(started.elapsed() < Duration::from_secs(60), "no scratch database");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(500));
    let interrupt = format!("kill -INT {process}");
    assert!(
        Command::new("sh")
            .args(["-c", &interrupt])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("The scratch databases are dropped."), "{stderr}");
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "it waited for the statement"
    );
    assert_eq!(scratch_databases(&server, process), 0);
}

#[test]
fn a_program_verifies_in_three_lines() {
    let project = project("op.RemoveField(model_name=\"Post\", name=\"slug\")");
    let opened =
        aksara::Project::open_with(project.path(""), Flags::default(), Environment::Process).unwrap();
    let wanted = Verification {
        scratch_urls: scratch_urls()
            .iter()
            .map(|url| DatabaseUrl::parse(url).unwrap())
            .collect(),
        ..Verification::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let report = runtime.block_on(opened.verify(&wanted)).unwrap();
    assert!(report.is_ok(), "{report}");
    assert!(report.has_failures(true), "{report}");
}

#[test]
fn an_edited_sql_file_must_do_what_its_operations_say() {
    let project = Project::with_models(USER);
    project.run("makemigrations --sql").succeeds();
    let file = "migrations/0001_auto_initial.sql";
    let generated = project.read(file);
    project.write(
        file,
        &generated.replace("CREATE TABLE \"users\"", "CREATE TABLE  \"users\""),
    );
    project.run("verify").succeeds();
    project.write(file, &generated.replace("varchar(100) NOT NULL", "varchar(90)"));
    let ended = project.run("verify");
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(
        ended
            .stdout
            .contains("its SQL does not change the schema as its operations say"),
        "{}",
        ended.stdout
    );
}
