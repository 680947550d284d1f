//! `aksara inspect`: real schemas, on the databases that they were made for, become models; migrating those on an empty
//! database gives the same schema again.

use std::path::Path;

use aksara::{Environment, Flags, Schema};
use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{database, execute};
use aksara_suite::server_url;

const CHINOOK: &str = include_str!("schemas/chinook.sqlite.sql");
const COUNTING_CHINOOK: &str = include_str!("schemas/chinook_counting.sqlite.sql");
const SAKILA: &str = include_str!("schemas/sakila.mysql.sql");
const PAGILA: &str = include_str!("schemas/pagila.postgres.sql");
const NORTHWIND: &str = include_str!("schemas/northwind.postgres.sql");
const OLDER_NORTHWIND: &str = include_str!("schemas/northwind_older.postgres.sql");
const SPACED_NORTHWIND: &str = include_str!("schemas/northwind.sqlite.sql");

/// The tables of a database, as that database could report them.
fn schema(project: &Project, url: &str) -> Schema {
    let flags = Flags {
        database_url: Some(url.to_owned()),
        ..Flags::default()
    };
    let opened = aksara::Project::open_with(project.path(""), flags, Environment::Process).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let inspected = runtime.block_on(opened.inspect(&[])).unwrap().schema;
    let url = aksara::DatabaseUrl::parse(url).unwrap();
    let dialect = aksara::registry::dialect_of(&url).unwrap();
    dialect.normalize(&inspected, &dialect.newest_version())
}

/// A database with real tables, and two empty ones.
struct Databases {
    /// The server on which the migrations may run once more, except for SQLite.
    scratch: Option<String>,
    made: String,
    of_history: String,
    of_models: String,
}

impl Databases {
    fn on_server(variable: &str, purpose: &str) -> Option<Self> {
        Some(Self {
            scratch: server_url(variable).unwrap(),
            made: database(variable, purpose)?,
            of_history: database(variable, &format!("{purpose}_history"))?,
            of_models: database(variable, &format!("{purpose}_models"))?,
        })
    }

    fn in_folder(folder: &Path) -> Self {
        let url = |name: &str| format!("sqlite:{}", folder.join(name).display());
        Self {
            scratch: None,
            made: url("made.db"),
            of_history: url("history.db"),
            of_models: url("models.db"),
        }
    }

    /// Migrates an empty database, which then has the tables of the made one.
    fn check_migrated(&self, project: &Project, empty: &str) {
        run(project, &["migrate"], empty);
        assert_eq!(schema(project, empty), schema(project, &self.made));
        let document = |url: &str| run(project, &["inspect", "--format", "toml"], url).stdout;
        assert_eq!(document(empty), document(&self.made));
        self.have_no_drift(project, &["check", "--strict"], empty);
    }

    /// A database agrees with its migrations, as they are recorded and as they run.
    fn have_no_drift(&self, project: &Project, check: &[&str], url: &str) {
        let scratch = self.scratch.iter().flat_map(|url| ["--scratch-url", url]);
        let drift = run(project, &[check, &scratch.collect::<Vec<_>>()].concat(), url);
        assert!(drift.stdout.contains("✓ Database"), "{}", drift.stdout);
    }
}

/// Runs a command on a database.
fn run(project: &Project, arguments: &[&str], url: &str) -> Ended {
    project
        .run_with(&[arguments, &["--database-url", url]].concat(), &[])
        .succeeds()
}

/// Starts a history with the tables of one database, and runs it on an empty one; then runs what makemigrations writes
/// of their models alone on another empty one.
fn check(databases: &Databases, sql: &str, remarks: &[&str]) {
    let Databases {
        made,
        of_history,
        of_models,
        ..
    } = databases;
    execute(made, sql);
    let project = Project::new();
    let ended = run(
        &project,
        &["inspect", "--output", "app/models.py", "--baseline"],
        made,
    );
    for remark in remarks {
        assert!(ended.stderr.contains(remark), "no {remark:?} in {}", ended.stderr);
    }
    let unchanged = project.run("makemigrations --check").succeeds();
    assert!(unchanged.stdout.contains("No changes"), "{}", unchanged.stdout);
    assert!(
        run(&project, &["migrate"], made)
            .stdout
            .contains("No migrations to apply")
    );
    databases.have_no_drift(&project, &["check"], made);
    databases.check_migrated(&project, of_history);
    let project = Project::new();
    run(&project, &["inspect", "--output", "app/models.py"], made);
    project.run("makemigrations").succeeds();
    databases.check_migrated(&project, of_models);
}

pub fn check_on_sqlite(sql: &str, remarks: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    check(&Databases::in_folder(folder.path()), sql, remarks);
}

/// On each of these servers that is running.
fn check_on(variables: &[&str], purpose: &str, sql: &str, remarks: &[&str]) {
    for (number, variable) in variables.iter().enumerate() {
        if let Some(databases) = Databases::on_server(variable, &format!("{purpose}{number}")) {
            check(&databases, sql, remarks);
        }
    }
}

const POSTGRES: &[&str] = &["AKSARA_TEST_POSTGRES_URL", "AKSARA_TEST_POSTGRES18_URL"];
const MYSQL: &str = "AKSARA_TEST_MYSQL_URL";
const MARIADB: &[&str] = &["AKSARA_TEST_MARIADB_URL", "AKSARA_TEST_MARIADB118_URL"];

#[test]
fn chinook_on_sqlite() {
    check_on_sqlite(CHINOOK, &[]);
    check_on_sqlite(COUNTING_CHINOOK, &[]);
}

#[test]
fn northwind_on_sqlite() {
    check_on_sqlite(SPACED_NORTHWIND, &["view Order Subtotals"]);
}

#[test]
fn pagila_on_postgres() {
    let remarks = [
        "aggregate group_concat(text)",
        "domain year",
        "function last_day(timestamp with time zone)",
        "materialized view rental_by_category",
        "partition payment_p2022_01",
        "trigger last_updated on actor",
        "view film_list",
    ];
    check_on(POSTGRES, "pagila", PAGILA, &remarks);
}

#[test]
fn northwind_on_postgres() {
    check_on(POSTGRES, "northwind", NORTHWIND, &[]);
    check_on(POSTGRES, "older_northwind", OLDER_NORTHWIND, &[]);
}

const OF_DOMAIN: &str = r#"operations = [
    op.RunSQL(
        sql={"postgres": "CREATE DOMAIN percent AS integer CHECK (VALUE <= 100); CREATE SEQUENCE shares_number_seq"},
        reverse_sql={"postgres": "DROP DOMAIN percent; DROP SEQUENCE shares_number_seq"},
    ),
    op.CreateTable(
        name="shares",
        fields=[
            ("id", fields.Integer(primary_key=True)),
            ("part", fields.Opaque(dialect="postgres", spelling="percent")),
            ("number", fields.Integer(db_default={"postgres": "nextval('shares_number_seq')"})),
        ],
    ),
]
"#;

#[test]
fn a_domain_and_a_sequence_of_a_migrations_own_sql_are_no_drift() {
    let Some(url) = database(POSTGRES[0], "domain") else {
        return;
    };
    let project = Project::new().migration("0001_initial", OF_DOMAIN);
    run(&project, &["migrate"], &url);
    let drift = run(&project, &["check"], &url);
    assert!(drift.stdout.contains("✓ Database"), "{}", drift.stdout);
    let models = run(&project, &["inspect"], &url).stdout;
    assert!(
        models.contains("part = fields.Integer()") && models.contains(r#"expression="part <= 100""#),
        "{models}"
    );
    assert!(
        models.contains("number = fields.Integer(auto_increment=True)"),
        "{models}"
    );
}

const SAKILAS_REMARKS: &[&str] = &[
    "function inventory_in_stock",
    "procedure rewards_report",
    "trigger ins_film on film",
    "view film_list",
];

#[test]
fn sakila_on_mysql() {
    check_on(&[MYSQL], "sakila", SAKILA, SAKILAS_REMARKS);
}

#[test]
fn sakila_on_mariadb() {
    check_on(MARIADB, "sakila", SAKILA, SAKILAS_REMARKS);
}

/// Objects that depend on tables and have no model.
const ATTACHED_ON_SQLITE: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE ON CONFLICT REPLACE); \
     CREATE TABLE changes (id INTEGER PRIMARY KEY, name TEXT); \
     CREATE TRIGGER \"on users\" AFTER UPDATE ON users BEGIN INSERT INTO changes (name) VALUES (old.name); \
     DELETE FROM changes WHERE name = ';'; END; \
     CREATE VIEW seen AS SELECT name FROM users; \
     CREATE TRIGGER on_view AFTER DELETE ON users BEGIN INSERT INTO seen (name) VALUES (old.name); END";

const ATTACHED_ON_POSTGRES: &str = r#"
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT 5) PRIMARY KEY,
    name varchar(40) NOT NULL,
    team integer,
    changed_at timestamptz
) WITH (fillfactor = 70);
CREATE TABLE "two words" (id integer PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE late_start (id bigint GENERATED ALWAYS AS IDENTITY (MINVALUE 100) PRIMARY KEY);
CREATE SEQUENCE odd START 100;
CREATE TABLE owner (id integer PRIMARY KEY DEFAULT nextval('odd'), no bigint);
ALTER SEQUENCE odd OWNED BY owner.id;
CREATE UNLOGGED TABLE authors (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE books (id integer PRIMARY KEY, author integer REFERENCES authors);
CREATE VIEW seen AS SELECT id FROM authors;
CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE POLICY admins ON authors USING (is_admin());
CREATE SCHEMA audit;
CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER noted BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION audit.note();
CREATE FUNCTION over_view() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE r seen%ROWTYPE; BEGIN RETURN NEW; END';
CREATE TRIGGER over_view BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION over_view();
ALTER TABLE authors DISABLE TRIGGER over_view;
CREATE UNLOGGED TABLE cached (id integer PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE children () INHERITS (cached);
CREATE TABLE parts (id integer PRIMARY KEY, name varchar(40) NOT NULL) PARTITION BY RANGE (id);
CREATE INDEX by_name ON users (name) WITH (fillfactor = 50);
CREATE INDEX by_team ON users (team);
CREATE INDEX by_children ON children (id);
COMMENT ON INDEX by_team IS 'it''s';
ALTER TABLE users ADD CONSTRAINT short CHECK (length(name) < 30);
COMMENT ON CONSTRAINT short ON users IS 'as agreed';
ALTER TABLE users CLUSTER ON by_team, REPLICA IDENTITY FULL, ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON users AS RESTRICTIVE FOR UPDATE TO CURRENT_USER, PUBLIC USING (team = 1) WITH CHECK (name <> 'x');
CREATE TABLE late (id integer PRIMARY KEY DEFERRABLE, name varchar(40) NOT NULL, a integer, b integer);
CREATE TABLE target (a integer, b integer, note text, CONSTRAINT both_of UNIQUE (a, b), CONSTRAINT noted UNIQUE (a) INCLUDE (note));
ALTER TABLE late
    ADD CONSTRAINT later CHECK (a > 0) NOT VALID,
    ADD CONSTRAINT whole FOREIGN KEY (a, b) REFERENCES target (a, b) MATCH FULL,
    ADD CONSTRAINT alone CHECK (b > 0) NO INHERIT;
COMMENT ON CONSTRAINT later ON late IS 'soon';
CREATE INDEX partly ON ONLY parts (name) WITH (fillfactor = 50);
CREATE STATISTICS together ON name, team FROM users;
CREATE RULE quiet AS ON DELETE TO "two words" DO INSTEAD NOTHING;
CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END
$$;
CREATE TRIGGER changed BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION changed();
CREATE TRIGGER other BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION changed();
CREATE TRIGGER same BEFORE UPDATE ON "two words" FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
"#;

const ATTACHED_ON_MYSQL: &str = "
CREATE TABLE users (id int PRIMARY KEY, name varchar(40) NOT NULL, notes text, team int,
    KEY by_name (name(10)), UNIQUE KEY by_notes (notes(20), team DESC), KEY by_team (team)) ROW_FORMAT = DYNAMIC;
CREATE TABLE keyed (name varchar(40) NOT NULL, PRIMARY KEY (name(5)));
CREATE TRIGGER `two words` BEFORE INSERT ON users FOR EACH ROW SET NEW.name = upper(NEW.name);
CREATE TRIGGER odd BEFORE UPDATE ON users FOR EACH ROW
    SET NEW.name = concat(replace(NEW.name, '\\\\n', 'it''s'), _latin1 X'e9');
CREATE TRIGGER after_it BEFORE INSERT ON users FOR EACH ROW FOLLOWS `two words` SET NEW.team = 1;
";

const ATTACHED_ON_MYSQL_ALONE: &str = "
ALTER TABLE users ADD CONSTRAINT loose CHECK (name <> 'it''s') NOT ENFORCED, ALTER INDEX by_team INVISIBLE, ADD KEY by_part (name(7)) INVISIBLE,
    ADD KEY by_both (name(8), (concat(name, 'x')));
CREATE TABLE by_text (name varchar(9) NOT NULL) PARTITION BY LIST COLUMNS (name) (PARTITION a VALUES IN ('é', 'b\\\\c'));
CREATE TABLE by_range (id int NOT NULL, day date NOT NULL, PRIMARY KEY (id, day))
    PARTITION BY RANGE (year(day)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2
    (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE by_list (id int NOT NULL) PARTITION BY LIST (id) (PARTITION a VALUES IN (1, NULL), PARTITION b VALUES IN (2));
CREATE TABLE by_columns (name varchar(9) NOT NULL) PARTITION BY LIST COLUMNS (name) (PARTITION x VALUES IN ('it''s'));
CREATE TABLE by_hash (id int NOT NULL) PARTITION BY LINEAR HASH (id) PARTITIONS 3;
CREATE TABLE by_key (id int NOT NULL PRIMARY KEY) PARTITION BY KEY () PARTITIONS 3;
";

const ATTACHED_ON_MARIADB_ALONE: &str = "
ALTER TABLE users ALTER INDEX by_team IGNORED, ADD KEY by_part (name(7)) IGNORED;
CREATE TRIGGER loops BEFORE DELETE ON users FOR EACH ROW BEGIN FOR i IN 0..5 DO SET @a = i; END FOR; SET @b = 1; END;
CREATE TABLE kept (id int PRIMARY KEY) WITH SYSTEM VERSIONING;
CREATE TABLE long_keys (id int PRIMARY KEY, notes text, UNIQUE KEY whole (notes));
CREATE TABLE by_hash (id int NOT NULL) PARTITION BY HASH (id) PARTITIONS 3;
";

#[test]
fn what_depends_on_tables_is_made_by_the_first_migration() {
    check_on_sqlite(ATTACHED_ON_SQLITE, &["trigger on users on users"]);
    let on_mysql = [ATTACHED_ON_MYSQL, ATTACHED_ON_MYSQL_ALONE].concat();
    check_on(
        &[MYSQL],
        "attached",
        &on_mysql,
        &["partitioning by_list on by_list"],
    );
    let on_mariadb = [ATTACHED_ON_MYSQL, ATTACHED_ON_MARIADB_ALONE].concat();
    check_on(
        MARIADB,
        "attached",
        &on_mariadb,
        &["system versioning kept on kept"],
    );
    check_on(
        POSTGRES,
        "attached",
        ATTACHED_ON_POSTGRES,
        &["policy own on users"],
    );
}

#[test]
fn what_comes_after_a_baseline_is_drift() {
    let Some(url) = database(POSTGRES[0], "after_baseline") else {
        return;
    };
    execute(&url, ATTACHED_ON_POSTGRES);
    let project = Project::new();
    run(
        &project,
        &["inspect", "--output", "app/models.py", "--baseline"],
        &url,
    );
    execute(&url, "ALTER TABLE users ADD COLUMN planted integer");
    let drift = project.run_with(&["check", "--database-url", &url], &[]);
    assert_eq!(drift.code, 1, "{}", drift.stdout);
    assert!(
        drift.stdout.contains("+ field users.planted: integer"),
        "{}",
        drift.stdout
    );
}

const ODD_NAMES: &str = "CREATE TABLE users (id INTEGER PRIMARY KEY, \"class\" TEXT, \"two words\" INT, \
     team_id INTEGER REFERENCES teams (id)); \
     CREATE TABLE teams (id INTEGER PRIMARY KEY, created_at TEXT, updated_at TEXT); \
     CREATE TABLE \"1 st\" (a INT, b INT, PRIMARY KEY (b, a)); CREATE TABLE models (id INTEGER PRIMARY KEY)";

#[test]
fn names_that_are_none_in_python_are_given_others() {
    check_on_sqlite(ODD_NAMES, &[]);
}

#[test]
fn one_table_is_written_in_each_format_and_nothing_is_overwritten() {
    let project = Project::migrated();
    let python = project.run("inspect users").succeeds().stdout;
    assert!(
        python.contains("class User(Model):\n    email = fields.String(max_length=254, unique=True)\n"),
        "{python}"
    );
    let json = project.run("inspect --format json users").succeeds().stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json["tables"]["users"]["fields"]["name"]["field_type"]["string"]["max_length"],
        100
    );
    let toml = project.run("inspect --format toml users").succeeds().stdout;
    assert!(
        toml.contains("[tables.users.fields.name.field_type.string]\nmax_length = 100"),
        "{toml}"
    );
    project.refuses(&["inspect", "usres"], 2, &["usres", "users"]);
    project.refuses(&["inspect", "--output", "app/models.py"], 1, &["app/models.py"]);
    project.refuses(
        &["inspect", "--output", "other.py", "--baseline"],
        2,
        &["`--baseline` needs an empty migrations directory"],
    );
    Project::new().refuses(&["inspect"], 2, &["there is no database"]);
}

#[test]
fn a_document_is_read_as_models() {
    let project = Project::migrated();
    for format in ["toml", "json"] {
        let file = format!("tables.{format}");
        project
            .run(&format!("inspect --format {format} --output {file}"))
            .succeeds();
        let app = format!("makemigrations --output of_{format} --app {file}");
        project
            .run(&app)
            .succeeds()
            .says(&format!("Created: of_{format}/0001_auto_initial.py"));
        project
            .run(&app)
            .succeeds()
            .says("No changes: the models agree with the migrations");
        project.run(&format!("makemigrations --app {file}")).succeeds();
        project.refuses(
            &["makemigrations", "--app", &file, "--app", "app.models"],
            1,
            &[&file, "other models describe the table `users` as well"],
        );
    }
    project.write("wrong.toml", "[tables.a]\nname = \"a\"\nfields = 5\n");
    project.refuses(&["makemigrations", "--app", "wrong.toml"], 1, &["wrong.toml:3"]);
    project.write("wrong.json", "{\"tables\": {\n\"a\": 1}}\n");
    project.refuses(&["makemigrations", "--app", "wrong.json"], 1, &["wrong.json:2"]);
}
