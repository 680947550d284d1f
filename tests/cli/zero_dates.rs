//! Tables with zero dates, as WordPress makes them, can be changed wherever the server lets their own program do so.

use crate::project::Project;
use crate::servers::{database, execute};

const TABLE: &str = "SET SESSION sql_mode = ''; \
    CREATE TABLE posts (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, title text NOT NULL, \
        post_date datetime NOT NULL DEFAULT '0000-00-00 00:00:00', day date NOT NULL DEFAULT '0000-00-00', \
        views int NOT NULL DEFAULT 0); \
    INSERT INTO posts (title) VALUES ('draft'), ('another'); \
    INSERT INTO posts (title, post_date, day) VALUES ('published', '2026-02-07 10:30:00', '2026-00-00')";

const STANDS: &str = r#"operations = [
    op.SeparateDatabaseAndState(database_operations=[], state_operations=[
        op.CreateTable(name="posts", fields=[
            ("id", fields.Opaque("mysql", "bigint unsigned", primary_key=True, auto_increment=True)),
            ("title", fields.Opaque("mysql", "text")),
            ("views", fields.Integer(default=0)),
        ]),
    ]),
]"#;

const CHANGE: &str = r#"dependencies = ["0001_stands"]
operations = [
    op.AddField(model_name="posts", name="likes", field=fields.Integer(default=3)),
    op.AlterField(model_name="posts", name="views", field=fields.BigInteger(default=0)),
    op.RunSQL(sql="INSERT INTO posts (title) SELECT title FROM posts WHERE id = 1", reverse_sql="DELETE FROM posts WHERE id = 4"),
]"#;

/// Changes such a table on a server, there and back, and looks at its rows.
fn check(variable: &str, parameters: &str) {
    let Some(url) = database(variable, "zero_dates") else {
        return;
    };
    let url = format!("{url}{parameters}");
    let project = Project::new()
        .migration("0001_stands", STANDS)
        .migration("0002_changed", CHANGE);
    execute(&url, TABLE);
    let run = |arguments: &[&str]| {
        project
            .run_with(&[arguments, &["--database-url", &url]].concat(), &[])
            .succeeds()
    };
    run(&["migrate", "0001"]);
    run(&["migrate"]);
    let all_stand = "CREATE TABLE counted (id int, CHECK (id = 4)); INSERT INTO counted \
                     SELECT count(*) FROM posts WHERE likes = 3 AND (post_date = 0 OR day = '2026-00-00'); DROP TABLE counted";
    execute(&url, all_stand);
    run(&["migrate", "0001"]);
    execute(
        &url,
        &all_stand.replace("id = 4", "id = 3").replace("likes = 3 AND", ""),
    );
    let script = run(&[
        "sql",
        "..",
        "--dialect",
        if variable.contains("MARIADB") {
            "mariadb"
        } else {
            "mysql"
        },
    ]);
    assert!(
        script
            .stdout
            .contains("find_in_set('NO_ZERO_DATE', @@SESSION.sql_mode)"),
        "{}",
        script.stdout
    );
}

#[test]
fn a_table_with_zero_dates_is_changed_on_mariadb() {
    check("AKSARA_TEST_MARIADB_URL", "");
}

#[test]
fn a_table_with_zero_dates_is_changed_on_mysql_where_the_url_allows_them() {
    check("AKSARA_TEST_MYSQL_URL", "?sql-mode=NO_ENGINE_SUBSTITUTION");
}

#[test]
fn a_server_that_forbids_zero_dates_is_named_as_the_one_that_does() {
    let Some(url) = database("AKSARA_TEST_MYSQL_URL", "no_zero_dates") else {
        return;
    };
    let project = Project::new()
        .migration("0001_stands", STANDS)
        .migration("0002_changed", CHANGE);
    execute(&url, TABLE);
    let run = |arguments: &[&str]| project.run_with(&[arguments, &["--database-url", &url]].concat(), &[]);
    run(&["migrate", "0001"]).succeeds();
    let ended = run(&["migrate"]);
    assert_eq!(ended.code, 1, "{}", ended.stdout);
    assert!(ended.stderr.contains("?sql-mode="), "{}", ended.stderr);
}
