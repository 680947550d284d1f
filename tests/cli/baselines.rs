//! `aksara inspect --baseline`: everything is said exactly or listed, and nothing is written unless all is.

use aksara::{DatabaseUrl, registry};
use aksara_suite::server_url;
use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{database, execute};

const POSTGRES: &str = "AKSARA_TEST_POSTGRES_URL";
const BASELINE: &[&str] = &["inspect", "--output", "app/models.py", "--baseline"];

/// One column of a query on a database.
pub fn column(url: &str, sql: &str) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = DatabaseUrl::parse(url).unwrap();
        let mut connection = registry::driver_of(&url).unwrap().connect(&url).await.unwrap();
        let rows = connection.query(sql, &[]).await.unwrap();
        connection.close().await.unwrap();
        let texts = rows
            .iter()
            .map(|row| row.text("found").unwrap_or("NULL").to_owned());
        texts.collect()
    })
}

fn run(project: &Project, arguments: &[&str], url: &str) -> String {
    let arguments = [arguments, &["--database-url", url]].concat();
    project.run_with(&arguments, &[]).succeeds().stdout
}

/// A project that begins with a database.
fn adopted(url: &str, sql: &str) -> Project {
    execute(url, sql);
    let project = Project::new();
    run(&project, BASELINE, url);
    project
}

/// The value that each column of the table gets by itself.
const VALUES: &str = "SELECT r.key || ' = ' || coalesce(r.value, 'NULL') AS found FROM d2, json_each_text(to_json(d2)) r \
     WHERE r.key NOT IN ('d', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'ii', 'e', 'i', 'hh') ORDER BY 1";
const MORE_VALUES: &str = "SELECT r.key || ' = ' || coalesce(r.value, 'NULL') AS found FROM d1, json_each_text(to_json(d1)) r ORDER BY 1";

#[test]
fn every_default_gives_the_same_value_on_an_empty_database() {
    let (Some(made), Some(empty)) = (
        database(POSTGRES, "odd_defaults"),
        database(POSTGRES, "odd_defaults_empty"),
    ) else {
        return;
    };
    let project = adopted(&made, include_str!("schemas/odd_defaults.postgres.sql"));
    project.run("makemigrations --check").succeeds();
    run(&project, &["check", "--strict"], &made);
    run(&project, &["migrate"], &empty);
    run(&project, &["check", "--strict"], &empty);
    let insert =
        "INSERT INTO d1 DEFAULT VALUES; ALTER TABLE d2 ALTER q DROP DEFAULT; INSERT INTO d2 DEFAULT VALUES";
    for url in [&made, &empty] {
        execute(url, insert);
    }
    assert_eq!(column(&empty, MORE_VALUES), column(&made, MORE_VALUES));
    assert_eq!(column(&empty, VALUES), column(&made, VALUES));
    let models = project.read("app/models.py");
    for line in [
        "a = fields.Float(nullable=True, default=0.0)",
        "g = fields.Array(default=[\"a b\", \"c\"])",
    ] {
        assert!(models.contains(line), "no {line} in\n{models}");
    }
}

const CONSTRAINTS: &str = "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS found \
     FROM pg_constraint WHERE conrelid <> 0 AND conrelid::regclass::text !~ 'aksara_' ORDER BY 1";

#[test]
fn keys_and_constraints_are_the_same_on_an_empty_database() {
    let (Some(made), Some(empty)) = (
        database(POSTGRES, "odd_keys"),
        database(POSTGRES, "odd_keys_empty"),
    ) else {
        return;
    };
    let project = adopted(&made, include_str!("schemas/odd_keys.postgres.sql"));
    project.run("makemigrations --check").succeeds();
    run(&project, &["check"], &made);
    run(&project, &["migrate"], &empty);
    run(&project, &["check"], &empty);
    // The domains' own conditions are checks of the tables there.
    let found = |url: &str| {
        let mut found = column(url, CONSTRAINTS);
        found.retain(|line| !line.contains("_phone_check"));
        found
    };
    assert_eq!(found(&empty), found(&made));
}

/// Tables that need what no field's type brings along: types, functions, a sequence, a schema, an extension.
const NEEDY: &str = "
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (one int, two text);
CREATE DOMAIN moody AS mood DEFAULT 'sad';
CREATE DOMAIN base AS int CHECK (VALUE > 0);
CREATE DOMAIN over AS base CHECK (VALUE < 10);
CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE SEQUENCE shared START 5;
CREATE FUNCTION short(t text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length(t) < 9';
CREATE FUNCTION app.next_code() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'c' || nextval('shared'); END $$;
CREATE TABLE needy (id int PRIMARY KEY, moods mood[], p pair, m moody, o over, s span, n bigint DEFAULT nextval('shared') * 2,
    code text DEFAULT app.next_code(), name text CHECK (short(name)));
CREATE TABLE app.things (id int PRIMARY KEY, day date CHECK (day > '2000-01-01'::date + 5));
";

#[test]
fn what_tables_need_is_made_before_them() {
    let (Some(made), Some(empty)) = (database(POSTGRES, "needy"), database(POSTGRES, "needy_empty")) else {
        return;
    };
    let project = adopted(&made, NEEDY);
    run(&project, &["check"], &made);
    run(&project, &["migrate"], &empty);
    run(&project, &["check"], &empty);
    execute(
        &empty,
        "INSERT INTO needy (id, o, moods) VALUES (1, 9, '{ok}'); INSERT INTO app.things VALUES (1, '2024-01-01')",
    );
    assert_eq!(
        column(&empty, "SELECT concat_ws(' ', m, n, code) AS found FROM needy"),
        ["sad 10 c6"]
    );
    let scratch = server_url(POSTGRES).unwrap().unwrap();
    let verified = project.run_with(&["verify", "--scratch-url", &scratch], &[]);
    assert!(verified.stdout.contains("✓ postgres"), "{}", verified.stdout);
    run(&project, &["migrate", "zero"], &empty);
    run(&project, &["migrate"], &empty);
}

const REFERRING: &str = "
CREATE TABLE target (a int, b int, note text, UNIQUE (a, b));
CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE late (
    id int PRIMARY KEY, a int, b int, c int, d int, o int,
    CONSTRAINT whole FOREIGN KEY (a, b) REFERENCES target (a, b) MATCH FULL,
    CONSTRAINT part FOREIGN KEY (c, d) REFERENCES target (a, b) ON DELETE SET NULL (d) ON UPDATE CASCADE DEFERRABLE
);
INSERT INTO target VALUES (1, 2, 'x');
INSERT INTO late VALUES (1, 1, 2, 1, 2, 77);
ALTER TABLE late ADD CONSTRAINT loose FOREIGN KEY (o) REFERENCES other NOT VALID;
";

#[test]
fn a_foreign_key_that_is_made_again_forgets_nothing() {
    let Some(url) = database(POSTGRES, "made_again") else {
        return;
    };
    let project = adopted(&url, REFERRING);
    let before = column(&url, CONSTRAINTS);
    let models = project.read("app/models.py");
    // Both sides of every key get another type: the keys are away in between.
    project.write(
        "app/models.py",
        &models.replace("fields.Integer(", "fields.BigInteger("),
    );
    project.run("makemigrations --name wider").succeeds();
    run(&project, &["migrate"], &url);
    assert_eq!(column(&url, CONSTRAINTS), before);
    run(&project, &["check"], &url);
    run(&project, &["migrate", "0001"], &url);
    assert_eq!(column(&url, CONSTRAINTS), before);
    run(&project, &["migrate"], &url);
    // Taken away with its table, and made again on the way back.
    let wider = project.read("app/models.py");
    let (before_it, rest) = wider.split_once("class Late(").unwrap();
    let (_, after_it) = rest.split_once("\n\nclass ").unwrap();
    project.write("app/models.py", &format!("{before_it}class {after_it}"));
    project.run("makemigrations --name without").succeeds();
    run(&project, &["migrate"], &url);
    run(&project, &["migrate", "0002"], &url);
    assert_eq!(column(&url, CONSTRAINTS), before);
    assert_eq!(column(&url, "SELECT note AS found FROM target"), ["x"]);
}

#[test]
fn a_baseline_that_cannot_be_recorded_writes_nothing_and_a_second_try_works() {
    let Some(url) = database(POSTGRES, "second_try") else {
        return;
    };
    execute(&url, "CREATE TABLE users (id int PRIMARY KEY)");
    let name = url.rsplit('/').next().unwrap().split('?').next().unwrap();
    execute(
        &url,
        &format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
    );
    let project = Project::new();
    let arguments = [BASELINE, &["--database-url", &url]].concat();
    project.refuses(&arguments, 1, &["read-only"]);
    assert!(!project.path("app").exists() && !project.path("migrations").exists());
    let reset =
        format!("SET transaction_read_only = off; ALTER DATABASE {name} RESET default_transaction_read_only");
    execute(&url, &reset);
    run(&project, BASELINE, &url);
    assert!(run(&project, &["migrate"], &url).contains("No migrations to apply"));
}

const CROSSED: &str = r#"from aksara import Model, fields


class As(Model):
    __tablename__ = "public.as"
    name = fields.String(max_length=20)
    kind = fields.Enum(values=["a", "b"], native="public.kind")


class Child(Model):
    __tablename__ = "public.children"
    parent = fields.ForeignKey(As)
"#;

#[test]
fn a_table_with_the_namespace_that_the_connection_uses_by_itself_is_no_drift() {
    let Some(url) = database(POSTGRES, "namespace") else {
        return;
    };
    let project = Project::with_models(CROSSED);
    project.run("makemigrations").succeeds();
    run(&project, &["migrate"], &url);
    run(&project, &["check", "--strict"], &url);
    let scratch = server_url(POSTGRES).unwrap().unwrap();
    run(&project, &["check", "--strict", "--scratch-url", &scratch], &url);
    let models = run(&project, &["inspect", "public.as"], &url);
    assert!(models.contains("name = fields.String(max_length=20)"), "{models}");
    execute(&url, "ALTER TABLE \"as\" ADD COLUMN planted int");
    let drift = project.run_with(&["check", "--database-url", &url], &[]);
    assert_eq!(drift.code, 1, "{}", drift.stdout);
    assert!(drift.stdout.contains("planted"), "{}", drift.stdout);
}

const OWN_WORDS: &str = r#"operations = [
    op.RunSQL(
        sql={"postgres": "CREATE FUNCTION short(t text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT length(t) < 9'"},
        reverse_sql={"postgres": "DROP FUNCTION short"},
    ),
    op.CreateTable(
        name="events",
        fields=[
            ("id", fields.Integer(primary_key=True)),
            ("name", fields.String(max_length=20)),
            ("document", fields.JSON()),
            ("made", fields.DateTime(db_default={"postgres": "now() + interval '1 day'"})),
        ],
        indexes=[
            op.Index(
                name="events_user",
                fields=[op.IndexField(expression={"postgres": "document ->> 'user_id'"})],
                condition="name LIKE 'a%'",
            ),
        ],
        constraints=[
            op.Constraint(name="a_names", type="check", expression={"postgres": "name LIKE 'a%' OR name ~* '^b'"}),
            op.Constraint(name="shorts", type="check", expression={"postgres": "short(name)"}),
            op.Constraint(name="users", type="check", expression={"postgres": "document->>'user_id' IN ('x', 'y')"}),
        ],
    ),
]
"#;

#[test]
fn what_the_server_spells_otherwise_is_verified() {
    let Some(url) = database(POSTGRES, "own_words") else {
        return;
    };
    let project = Project::new().migration("0001_initial", OWN_WORDS);
    let verify = ["verify", "--scratch-url", &url];
    let ended = project.run_with(&verify, &[("AKSARA_TARGETS", "postgres")]);
    assert!(
        ended.stdout.contains("1 migration there and back, 0 failed"),
        "{}",
        ended.stdout
    );
    assert!(!ended.stdout.contains("found"), "{}", ended.stdout);
    // An expression that really differs is still reported.
    let twice = OWN_WORDS.replace("short(name)", "short(name) AND id > 0").replace(
        "\n    op.CreateTable(",
        "\n    op.RunSQL(sql={\"postgres\": \"SELECT 1\"}, reverse_sql=op.RunSQL.noop),\n    op.CreateTable(",
    );
    let sql = "\n    op.RunSQL(\n        sql={\"postgres\": \"ALTER TABLE events DROP CONSTRAINT shorts, ADD CONSTRAINT shorts CHECK (id > 5)\"},\n        \
               reverse_sql=op.RunSQL.noop,\n    ),\n]\n";
    let other = Project::new().migration(
        "0001_initial",
        &(twice.trim_end().trim_end_matches(']').to_owned() + sql),
    );
    let ended = other.run_with(&verify, &[("AKSARA_TARGETS", "postgres")]);
    assert!(
        ended.stdout.contains("~ constraint shorts on events"),
        "{}",
        ended.stdout
    );
}

const REPEATED: &str =
    "CREATE TABLE things (id int PRIMARY KEY, n int);\nINSERT INTO things VALUES (1, 5), (2, 5);\n";
const INDEXES: &str = "SELECT indexrelid::regclass || CASE WHEN indisvalid THEN ' valid' ELSE ' invalid' END AS found \
     FROM pg_index WHERE indrelid = 'things'::regclass AND NOT indisprimary";

/// A concurrent build that fails for the rows leaves nothing, and goes through when they are mended; so it does after
/// a build that was killed.
fn check_concurrent(name: &str, build: &str, indexes: &[&str]) {
    let Some(url) = database(POSTGRES, name) else {
        return;
    };
    let project = Project::new()
        .file("migrations/0001_things.sql", REPEATED)
        .file("migrations/0002_index.sql", build);
    run(&project, &["migrate", "0001"], &url);
    let failed = project.run_with(&["migrate", "--database-url", &url], &[]);
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(
        failed.stderr.contains("Key (n)=(5) is duplicated")
            && failed.stderr.contains("Nothing of this migration was changed"),
        "{}",
        failed.stderr
    );
    assert_eq!(column(&url, INDEXES), [""; 0]);
    let again = project.run_with(&["migrate", "--database-url", &url], &[]);
    assert!(
        again.stderr.contains("Key (n)=(5) is duplicated"),
        "{}",
        again.stderr
    );
    execute(&url, "UPDATE things SET n = id");
    run(&project, &["migrate"], &url);
    assert_eq!(column(&url, INDEXES), indexes);
    run(&project, &["check"], &url);
}

#[test]
fn a_concurrent_build_of_the_users_that_fails_leaves_nothing() {
    check_concurrent(
        "concurrent",
        "-- The index.\nCREATE UNIQUE INDEX CONCURRENTLY Things_N ON things (n);\n",
        &["things_n valid"],
    );
    check_concurrent(
        "concurrent_exists",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"By N\" ON ONLY public.things (n);\n",
        &["\"By N\" valid"],
    );
    check_concurrent(
        "concurrent_nameless",
        "CREATE UNIQUE INDEX CONCURRENTLY ON things (n);\n",
        &["things_n_idx valid"],
    );
}

const BUILD: &str = r#"operations = [
    op.RunSQL(
        sql="INSERT INTO things VALUES (3, 7)",
        reverse_sql="DELETE FROM things WHERE id = 3",
    ),
    op.RunSQL(
        sql="CREATE UNIQUE INDEX CONCURRENTLY things_n ON things (n)",
        reverse_sql="DROP INDEX CONCURRENTLY things_n",
    ),
]
"#;

#[test]
fn an_invalid_index_of_a_killed_build_is_dropped_and_built_again() {
    let Some(url) = database(POSTGRES, "killed_build") else {
        return;
    };
    let project = Project::new()
        .file("migrations/0001_things.sql", REPEATED)
        .migration(
            "0002_index",
            &format!("dependencies = [\"0001_things\"]\n{BUILD}"),
        );
    let failed = project.run_with(&["migrate", "--database-url", &url], &[]);
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(
        failed.stderr.contains("Running again goes on from there"),
        "{}",
        failed.stderr
    );
    assert_eq!(
        column(&url, "SELECT n::text AS found FROM things ORDER BY id"),
        ["5", "5", "7"]
    );
    // As a kill leaves it.
    let killed =
        std::panic::catch_unwind(|| execute(&url, "CREATE UNIQUE INDEX CONCURRENTLY things_n ON things (n)"));
    assert!(killed.is_err());
    assert_eq!(column(&url, INDEXES), ["things_n invalid"]);
    execute(&url, "UPDATE things SET n = id");
    run(&project, &["migrate"], &url);
    assert_eq!(column(&url, INDEXES), ["things_n valid"]);
    assert_eq!(
        column(&url, "SELECT n::text AS found FROM things ORDER BY id"),
        ["1", "2", "3"]
    );
    run(&project, &["migrate", "0001"], &url);
    assert_eq!(column(&url, INDEXES), [""; 0]);
}
