//! Scripts as databases' own clients take them, and the names of databases in them.

use aksara_driver::Value;
use pretty_assertions::assert_eq;

use crate::data_migrations::value;
use crate::project::{Project, USER};
use crate::servers::{database, execute};

/// The running databases; the last part of each is its dialect.
fn databases(purpose: &str, project: &Project) -> Vec<(String, &'static str)> {
    let mut found = vec![(format!("sqlite:{}", project.path("own.db").display()), "sqlite")];
    for (variable, dialect) in [
        ("AKSARA_TEST_POSTGRES_URL", "postgres"),
        ("AKSARA_TEST_MYSQL_URL", "mysql"),
        ("AKSARA_TEST_MARIADB_URL", "mariadb"),
    ] {
        found.extend(database(variable, purpose).map(|url| (url, dialect)));
    }
    found
}

#[test]
fn a_byte_order_mark_runs_on_every_database() {
    let project = Project::new().file(
        "migrations/0001_a.sql",
        "\u{feff}CREATE TABLE a (b int);\r\nINSERT INTO a VALUES (1);\r\n",
    );
    for (url, _) in databases("mark", &project) {
        project
            .run_with(&["migrate", "--database-url", &url], &[])
            .succeeds();
        assert_eq!(value(&url, "SELECT COUNT(*) FROM a"), Value::Integer(1), "{url}");
    }
    std::fs::write(project.path("migrations/0002_b.sql"), [0xff, 0xfe, b'S', 0]).unwrap();
    project.refuses(&["status"], 1, &["migrations/0002_b.sql is not in UTF-8"]);
}

#[test]
fn a_delimiter_may_begin_comments_elsewhere_and_events_have_blocks() {
    let script = "\
DELIMITER #
CREATE PROCEDURE p()
BEGIN
    INSERT INTO a VALUES (1);
    INSERT INTO a VALUES (2);
END#
DELIMITER ;
CREATE TABLE a (b int);
CALL p();
CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01 00:00:00' DO BEGIN DELETE FROM a; SELECT 1; END;
ALTER EVENT e ON SCHEDULE EVERY 2 DAY STARTS '2036-01-01 00:00:00' DO BEGIN DELETE FROM a WHERE b = 9; SELECT 1; END;
INSERT INTO a VALUES (3);
";
    let project = Project::new().file("migrations/0001_a.sql", script);
    for (url, dialect) in databases("delimiter", &project) {
        if ["mysql", "mariadb"].contains(&dialect) {
            project
                .run_with(&["migrate", "--database-url", &url], &[])
                .succeeds();
            assert_eq!(value(&url, "SELECT COUNT(*) FROM a"), Value::Integer(3), "{url}");
            execute(&url, "DROP EVENT e");
        }
    }
}

#[test]
fn commands_of_clients_are_refused_with_what_to_do() {
    for (dialect, script, parts) in [
        (
            "postgres",
            "CREATE TABLE a (b int);\nCOPY a (b) FROM stdin;\n1\nit's\n\\.\n",
            &["0001_a.sql:2:1", "`COPY a (b) FROM stdin`", "pg_dump --inserts"][..],
        ),
        (
            "postgres",
            "\\connect other\nSELECT 1;\n",
            &["0001_a.sql:1:1", "`\\connect other`", "psql"],
        ),
        (
            "postgres",
            "\\restrict abc\n\nSET x = 1;\n",
            &["`\\restrict abc`", "psql", "leave the line out"],
        ),
        (
            "postgres",
            "SELECT 1;\n\\i other.sql\n",
            &[
                "0001_a.sql:2:1",
                "`\\i other.sql`",
                "copy the statements of that file",
            ],
        ),
        (
            "postgres",
            "SELECT 'CREATE TABLE x (y int)' \\gexec\n",
            &["`\\gexec`"],
        ),
        (
            "sqlite",
            ".read other.sql\nSELECT 1;\n",
            &["`.read other.sql`", "sqlite3"],
        ),
        (
            "sqlite",
            "CREATE TABLE a (b int)\nGO\nCREATE TABLE c (d int)\nGO\n",
            &["`GO`", "SQL Server", "end the statement"],
        ),
        ("postgres", "CREATE TABLE a (b int);\n/\n", &["`/`", "SQL*Plus"]),
        (
            "sqlite",
            "DELIMITER //\nCREATE TABLE a (b int)//\n",
            &["`DELIMITER //`"],
        ),
        (
            "mysql",
            "source other.sql\n",
            &["`source other.sql`", "mysql", "copy the statements"],
        ),
        ("mysql", "SELECT 1\\G\n", &["`\\G`"]),
    ] {
        let project = Project::new().file("migrations/0001_a.sql", script);
        project.refuses(&["sql", "..", "--dialect", dialect], 1, parts);
    }
}

#[test]
fn words_of_clients_in_sql_are_no_commands() {
    for (dialect, script) in [
        ("postgres", "SELECT E'a\\'b', 'c:\\d';\nSELECT\ngo\nFROM a;\n"),
        ("postgres", "SELECT 6\n/\n2;\nCOPY a FROM '/tmp/a.csv';\n"),
        (
            "mysql",
            "INSERT INTO a VALUES (\\N, 'x\\n');\nSELECT source FROM a;\n",
        ),
        ("sqlite", "SELECT 'x\ny\nGO\n' AS \"GO\";\n"),
    ] {
        let project = Project::new().file("migrations/0001_a.sql", script);
        project.run(&format!("sql .. --dialect {dialect}")).succeeds();
    }
}

#[test]
fn other_names_of_a_database_are_understood_wherever_one_is_named() {
    let sql = "{\"PostgreSQL\": \"INSERT INTO a VALUES (1)\", \"mysql\": \"INSERT INTO a VALUES (2)\", \
               \"mariadb\": \"INSERT INTO a VALUES (3)\", \"sqlite3\": \"INSERT INTO a VALUES (4)\"}";
    let project = Project::new()
        .migration(
            "0001_a",
            "operations = [op.CreateTable('a', fields=[('b', fields.Integer(primary_key=True)), \
             ('c', fields.Integer(db_default={'pg': '7', 'mysql': '7', 'sqlite3': '7'}))])]\n",
        )
        .migration(
            "0002_b",
            &format!(
                "dependencies = ['0001_a']\noperations = [op.RunSQL({})]\n",
                sql.replace("INTO a VALUES", "INTO a (b) VALUES")
            ),
        )
        .file(
            "migrations/0003_c.sql",
            "-- aksara:depends 0002_b\n-- migrate:up\n-- aksara:dialect postgresql\nUPDATE a SET c = 8;\n\
             -- migrate:up\n-- aksara:dialect MySQL\nUPDATE a SET c = 8;\n\
             -- migrate:up\n-- aksara:dialect sqlite3\nUPDATE a SET c = 8;\n",
        );
    for (url, dialect) in databases("aliases", &project) {
        project
            .run_with(&["migrate", "--database-url", &url, "0002_b"], &[])
            .succeeds();
        let number = ["", "postgres", "mysql", "mariadb", "sqlite"]
            .iter()
            .position(|name| *name == dialect)
            .unwrap();
        let query = format!("SELECT COUNT(*) FROM a WHERE b = {number} AND c = 7");
        assert_eq!(value(&url, &query), Value::Integer(1), "{dialect}");
        project
            .run_with(&["migrate", "--database-url", &url], &[])
            .succeeds();
        assert_eq!(
            value(&url, "SELECT COUNT(*) FROM a WHERE c = 8"),
            Value::Integer(1)
        );
    }
    for dialect in ["postgresql", "PG", "sqlite3", "MariaDB"] {
        project.run(&format!("sql .. --dialect {dialect}")).succeeds();
    }
    let project = Project::with_models(USER);
    project
        .run_with(
            &["makemigrations"],
            &[("AKSARA_TARGETS", "postgresql:15,sqlite3")],
        )
        .succeeds();
}

#[test]
fn names_of_no_database_are_refused_with_the_nearest() {
    let refuses = |project: &Project, parts: &[&str]| {
        project.refuses(&["migrate"], 1, parts);
        project.refuses(&["sql", "..", "--dialect", "postgres"], 1, parts);
    };
    for (operation, parts) in [
        (
            "op.RunSQL({'postgre': 'SELECT 1'})",
            &["`postgre`", "did you mean `postgres`?"][..],
        ),
        (
            "op.RunSQL('SELECT 1', reverse_sql={'oracle': 'SELECT 1'})",
            &["`oracle`", "there are mariadb, mysql, postgres, sqlite"],
        ),
        (
            "op.RunSQL({'pg': 'SELECT 1', 'postgres': 'SELECT 2'})",
            &["two values for postgres"],
        ),
        (
            "op.CreateTable('a', fields=[('b', fields.Integer(primary_key=True, db_default={'sqllite': '1'}))])",
            &["`sqllite`", "did you mean `sqlite`?"],
        ),
        (
            "op.CreateTable('a', fields=[('b', fields.Opaque(dialect='postgrs', spelling='tsvector'))])",
            &["`postgrs`", "did you mean `postgres`?"],
        ),
    ] {
        let project = Project::new().migration("0001_a", &format!("operations = [{operation}]\n"));
        refuses(&project, parts);
    }
    let project = Project::new().file(
        "migrations/0001_a.sql",
        "-- migrate:up\n-- aksara:dialect posgres\nSELECT 1;\n",
    );
    refuses(
        &project,
        &["0001_a.sql:2:1", "`posgres`", "did you mean `postgres`?"],
    );
    project.refuses(
        &["sql", "..", "--dialect", "postgrse"],
        2,
        &["did you mean `postgres`?"],
    );
}
