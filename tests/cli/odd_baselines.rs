//! `aksara inspect --baseline` of what MySQL and MariaDB have in their own ways: the baseline gives an empty database the
//! same tables again, by the servers' own SHOW CREATE, and a change there and back leaves them as they were.

use aksara::{DatabaseUrl, registry};
use aksara_suite::server_url;
use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{database, execute};

const MYSQL: (&str, &str) = ("AKSARA_TEST_MYSQL_URL", include_str!("schemas/odd.mysql.sql"));
const MARIADB: (&str, &str) = ("AKSARA_TEST_MARIADB_URL", include_str!("schemas/odd.mariadb.sql"));
const MARIADB118: &str = "AKSARA_TEST_MARIADB118_URL";

/// The first column of a query's result, or the one of this name.
pub fn column(url: &str, sql: &str, name: Option<&str>) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let rows = connection.query(sql, &[]).await.unwrap();
        connection.close().await.unwrap();
        let value = |column: &str, row: usize| rows[row].text(column).unwrap_or_default().to_owned();
        let first = rows.first().map(|row| row.columns[0].clone()).unwrap_or_default();
        let column = name.unwrap_or(&first);
        (0..rows.len()).map(|row| value(column, row)).collect()
    })
}

/// The server's definition of each table: the lines of SHOW CREATE TABLE in order of the alphabet, since constraints
/// come in another order, without the next number and the database's name.
fn tables(url: &str) -> Vec<Vec<String>> {
    let names = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database() \
                 AND table_type <> 'VIEW' AND table_name NOT LIKE 'aksara%' ORDER BY 1";
    let own = format!("`{}`.", url.rsplit('/').next().unwrap());
    let definition = |name: &String| {
        let shown = column(url, &format!("SHOW CREATE TABLE `{name}`"), Some("Create Table"));
        let line = |line: &str| {
            line.trim_end_matches(',')
                .replace(&own, "")
                .replace(" AUTO_INCREMENT=1000", "")
        };
        let mut lines: Vec<String> = shown[0].lines().map(line).collect();
        lines.sort_unstable();
        lines
    };
    column(url, names, Some("name")).iter().map(definition).collect()
}

fn triggers(url: &str) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', trigger_name, action_timing, event_manipulation, action_order, trim(TRAILING ';' FROM action_statement)) \
               FROM information_schema.triggers WHERE trigger_schema = database() ORDER BY trigger_name";
    column(url, sql, None)
}

fn run(project: &Project, arguments: &[&str], url: &str) -> Ended {
    project
        .run_with(&[arguments, &["--database-url", url]].concat(), &[])
        .succeeds()
}

fn baseline(url: &str) -> Project {
    let project = Project::new();
    run(
        &project,
        &["inspect", "--output", "app/models.py", "--baseline"],
        url,
    );
    let unchanged = project.run("makemigrations --check").succeeds();
    assert!(unchanged.stdout.contains("No changes"), "{}", unchanged.stdout);
    project
}

fn has_no_drift(project: &Project, url: &str) {
    let drift = project.run_with(&["check", "--database-url", url], &[]).stdout;
    assert!(drift.contains("✓ Database"), "{drift}");
}

/// A baseline of these tables makes them again. Gives the project and the first database.
fn check_made_again(variable: &str, purpose: &str, sql: &str) -> Option<(Project, String)> {
    let made = database(variable, purpose)?;
    let again = database(variable, &format!("{purpose}_again"))?;
    execute(&made, sql);
    let project = baseline(&made);
    has_no_drift(&project, &made);
    run(&project, &["migrate"], &again);
    assert_eq!(tables(&again), tables(&made));
    assert_eq!(triggers(&again), triggers(&made));
    has_no_drift(&project, &again);
    let scratch = server_url(variable).unwrap().unwrap();
    let proof = project.run_with(&["verify", "--scratch-url", &scratch], &[]);
    assert!(
        proof.stdout.contains("0 failed"),
        "{}{}",
        proof.stdout,
        proof.stderr
    );
    Some((project, made))
}

#[test]
fn odd_tables_of_mysql_are_made_again() {
    check_made_again(MYSQL.0, "odd_tables", MYSQL.1);
}

#[test]
fn odd_tables_of_mariadb_are_made_again() {
    check_made_again(MARIADB.0, "odd_tables", MARIADB.1);
    check_made_again(MARIADB118, "odd_tables", MARIADB.1);
}

#[test]
fn on_update_and_invisible_that_are_taken_off_by_hand_are_drift() {
    for variable in [MYSQL.0, MARIADB.0] {
        let Some(url) = database(variable, "field_options") else {
            continue;
        };
        let moment = "at datetime(6) DEFAULT CURRENT_TIMESTAMP(6)";
        execute(
            &url,
            &format!(
                "CREATE TABLE things (id int PRIMARY KEY, {moment} ON UPDATE CURRENT_TIMESTAMP(6), secret int INVISIBLE)"
            ),
        );
        let project = baseline(&url);
        has_no_drift(&project, &url);
        execute(
            &url,
            &format!("ALTER TABLE things MODIFY {moment}, MODIFY secret int"),
        );
        let drift = project.run_with(&["check", "--database-url", &url], &[]);
        assert_eq!(drift.code, 1, "{}", drift.stdout);
        for attribute in ["on_update_now", "invisible"] {
            assert!(drift.stdout.contains(attribute), "{}", drift.stdout);
        }
    }
}

/// The servers take SET DEFAULT and do nothing of the kind, so that no migration may ask for it.
#[test]
fn a_table_of_others_with_what_is_refused_is_compared() {
    for variable in [MYSQL.0, MARIADB.0] {
        let Some(url) = database(variable, "refused_key") else {
            continue;
        };
        execute(
            &url,
            "CREATE TABLE groups_ (id int PRIMARY KEY);
             CREATE TABLE things (id int PRIMARY KEY, word varchar(20) DEFAULT 'x', code int UNIQUE, group_id int,
             CONSTRAINT grouped FOREIGN KEY (group_id) REFERENCES groups_ (id) ON DELETE SET DEFAULT)",
        );
        let project = baseline(&url);
        has_no_drift(&project, &url);
        execute(&url, "ALTER TABLE things MODIFY word varchar(20) DEFAULT 'y'");
        let drift = project.run_with(&["check", "--database-url", &url], &[]);
        assert_eq!(drift.code, 1, "{}", drift.stdout);
        assert_eq!(drift.stdout.matches("    ~ ").count(), 1, "{}", drift.stdout);
    }
}

/// A table whose defaults and checks are of the server's own, and a change of one of its fields.
const CHANGED: &str = "CREATE TABLE things (id int PRIMARY KEY, kind tinyint(1) NOT NULL DEFAULT 2, mark binary(4) DEFAULT 0x00FF, \
     name varchar(20) DEFAULT '😀?' CHECK (name LIKE 'a%' OR name = '😀?'), at datetime DEFAULT CURRENT_TIMESTAMP, \
     word text, FULLTEXT KEY by_word (word), CHECK (length(name) < 9)); INSERT INTO things (id) VALUES (1)";

#[test]
fn a_field_with_a_check_of_its_own_changes_there_and_back() {
    for variable in [MYSQL.0, MARIADB.0, MARIADB118] {
        let Some((project, url)) = check_made_again_by_meaning(variable) else {
            continue;
        };
        let before = tables(&url);
        let rows = "SELECT concat_ws(',', id, kind, hex(mark), hex(name)) FROM things ORDER BY id";
        let kept = column(&url, rows, None);
        assert_eq!(kept, ["1,2,00FF0000,F09F98803F"]);
        let models = project.read("app/models.py");
        project.write("app/models.py", &models.replace("max_length=20", "max_length=30"));
        project.run("makemigrations").succeeds();
        run(&project, &["migrate"], &url);
        has_no_drift(&project, &url);
        assert_eq!(column(&url, rows, None), kept);
        refuses(&url, "INSERT INTO things (id, name) VALUES (2, 'b')");
        execute(&url, "INSERT INTO things (id) VALUES (3)");
        run(&project, &["migrate", "0001"], &url);
        has_no_drift(&project, &url);
        refuses(&url, "INSERT INTO things (id, name) VALUES (2, 'b')");
        refuses(&url, "INSERT INTO things (id, name) VALUES (2, 'aéééé')");
        let meant = |tables: Vec<Vec<String>>| {
            tables
                .concat()
                .join("\n")
                .replace("varchar(20) DEFAULT '?' CHECK", "")
        };
        if !variable.contains("MARIADB") {
            assert_eq!(meant(tables(&url)), meant(before));
        }
    }
}

/// MariaDB's check of a column becomes one of the table, with the same name.
fn check_made_again_by_meaning(variable: &str) -> Option<(Project, String)> {
    let url = database(variable, "own_check")?;
    execute(&url, CHANGED);
    let project = baseline(&url);
    has_no_drift(&project, &url);
    Some((project, url))
}

/// The server must refuse it.
fn refuses(url: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let refused = runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let refused = connection.execute(sql).await.is_err();
        connection.close().await.unwrap();
        refused
    });
    assert!(refused, "{sql}");
}

#[test]
fn a_check_of_a_columns_own_is_dropped_renamed_and_changed() {
    const SQL: &str = "CREATE TABLE things (id int PRIMARY KEY, a int CHECK (a > 0), b int CHECK (b > 0), c int CHECK (c > 0))";
    for variable in [MARIADB.0, MARIADB118] {
        let Some(url) = database(variable, "column_checks") else {
            continue;
        };
        execute(&url, SQL);
        let project = baseline(&url);
        let body = "dependencies = [\"0001_auto_initial\"]\noperations = [\n    \
                    op.RemoveConstraint(model_name=\"things\", name=\"a\"),\n    \
                    op.RenameField(model_name=\"things\", old_name=\"b\", new_name=\"d\"),\n    \
                    op.RemoveConstraint(model_name=\"things\", name=\"c\"),\n    \
                    op.RemoveField(model_name=\"things\", name=\"c\"),\n]";
        let project = project.migration("0002_next", body);
        run(&project, &["migrate"], &url);
        execute(&url, "INSERT INTO things (id, a) VALUES (1, -1)");
        refuses(&url, "INSERT INTO things (id, d) VALUES (2, -1)");
        execute(&url, "DELETE FROM things");
        run(&project, &["migrate", "0001"], &url);
        has_no_drift(&project, &url);
        for field in ["a", "b", "c"] {
            refuses(&url, &format!("INSERT INTO things (id, {field}) VALUES (2, -1)"));
        }
        execute(&url, "INSERT INTO things (id, a, b, c) VALUES (1, 1, 1, 1)");
    }
}

#[test]
fn a_key_that_rows_break_is_refused_before_it_is_taken_off() {
    const SQL: &str = "CREATE TABLE targets (id int PRIMARY KEY); SET foreign_key_checks = 0; \
         CREATE TABLE things (id int PRIMARY KEY, target int, CONSTRAINT kept FOREIGN KEY (target) REFERENCES targets (id) \
         ON DELETE SET NULL ON UPDATE CASCADE); INSERT INTO things VALUES (1, 99)";
    for variable in [MYSQL.0, MARIADB.0, MARIADB118] {
        let Some(url) = database(variable, "broken_key") else {
            continue;
        };
        execute(&url, SQL);
        let body = "dependencies = [\"0001_auto_initial\"]\noperations = [\n    \
                    op.AlterField(model_name=\"things\", name=\"target\", field=fields.BigInteger(nullable=True)),\n    \
                    op.AlterField(model_name=\"targets\", name=\"id\", field=fields.BigInteger(primary_key=True)),\n]";
        let project = baseline(&url).migration("0002_wider", body);
        let before = tables(&url);
        let refused = project.run_with(&["migrate", "--database-url", &url], &[]);
        assert_eq!(refused.code, 1, "{}", refused.stdout);
        assert_eq!(tables(&url), before, "{}", refused.stderr);
        execute(&url, "INSERT INTO targets VALUES (99)");
        run(&project, &["migrate"], &url);
        run(&project, &["migrate", "0001"], &url);
        assert_eq!(tables(&url), before);
        assert_eq!(
            column(&url, "SELECT concat(id, ' ', target) FROM things", None),
            ["1 99"]
        );
    }
}
