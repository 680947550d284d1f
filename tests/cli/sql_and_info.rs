//! `sql`, `info`, `graph` and `dialects`.

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

#[test]
fn the_sql_of_a_migration_is_printed_alone_both_ways_and_for_any_database() {
    let project = Project::with_models(USER);
    project.run("makemigrations").succeeds();
    let shown = project.run("sql 0001").succeeds();
    assert!(
        shown.stdout.starts_with("BEGIN;\n-- Create table 'users'"),
        "{}",
        shown.stdout
    );
    assert!(shown.stderr.contains("Dialect: sqlite"), "{}", shown.stderr);
    let reverse = project.run("sql 0001 --reverse").succeeds();
    assert!(
        reverse.stdout.contains("DROP TABLE \"users\";"),
        "{}",
        reverse.stdout
    );
    assert!(reverse.stderr.contains("does not restore"), "{}", reverse.stderr);
    let postgres = project
        .run("sql 0001 --dialect postgres --server-version 15")
        .succeeds();
    assert!(postgres.stdout.contains("timestamptz") && postgres.stderr.contains("postgres 15.0.0"));
    let mysql = project.run("sql 0001 --database-url mysql://host/db").succeeds();
    assert!(mysql.stdout.contains("CREATE TABLE `users`"), "{}", mysql.stdout);
    project.refuses(&["sql", "0001", "--dialect", "oracle"], 2, &["oracle", "mariadb"]);
    project.refuses(&["sql", "0001", "--server-version", "new"], 2, &["new"]);
}

#[test]
fn the_cost_of_each_action_is_shown_where_the_dialect_gives_one() {
    let rewrite = "reads and writes every row; blocks nobody; cannot be rolled back";
    let instant = "touches no row; blocks nobody; cannot be rolled back";
    for (field, on_sqlite, on_postgres, on_mysql) in [
        (
            "unique=True",
            "reads and writes every row; blocks writers; rolls back",
            "reads every row; blocks readers and writers; rolls back",
            rewrite,
        ),
        (
            "db_index=True",
            "reads every row; blocks writers; rolls back",
            "reads every row; blocks writers; rolls back",
            rewrite,
        ),
        (
            "default=\"\"",
            "touches no row; blocks writers; rolls back",
            "touches no row; blocks readers and writers; rolls back",
            instant,
        ),
    ] {
        let project = Project::migrated();
        let phone = format!("    phone = fields.String(max_length=30, nullable=True, {field})\n");
        project.append("app/models.py", &phone);
        project.run("makemigrations").succeeds();
        for (command, cost) in [
            ("migrate --dry-run", on_sqlite),
            ("sql 0002", on_sqlite),
            ("sql 0002 --dialect postgres", on_postgres),
            ("sql 0002 --dialect mysql", on_mysql),
            ("sql 0002 --dialect mariadb", on_mysql),
        ] {
            let shown = project.run(command).succeeds().stdout;
            assert!(
                shown.contains(&format!("-- cost: {cost}\n")),
                "{command}: {shown}"
            );
        }
    }
}

#[test]
fn models_are_listed_with_tables_and_fields() {
    let shown = Project::with_models(USER).run("info --models").succeeds().stdout;
    let expected = "\
Models: app.models (default)

User → users (app/models.py:4)
  email       fields.Email(unique=True)
  name        fields.String(max_length=100)
  id          fields.UUID(primary_key=True)
  created_at  fields.DateTime(auto_now_add=True)
  updated_at  fields.DateTime(auto_now=True)
";
    assert_eq!(shown, expected);
}

#[test]
fn the_project_is_summed_up() {
    let shown = Project::migrated().run("info").succeeds();
    shown
        .says("Migrations: 1 in migrations, 1 applied")
        .says("Models: 1 in app.models (default)");
}

#[test]
fn the_graph_has_marks_where_a_database_is() {
    let project = Project::migrated();
    project.append("app/models.py", "    phone = fields.Text(nullable=True)\n");
    project.run("makemigrations").succeeds();
    let shown = project.run("graph").succeeds().stdout;
    let tree = "[X] 0001_auto_initial\n└── [ ] 0002_auto_add_phone\n";
    assert_eq!(shown, format!("Database: sqlite:db.sqlite3 (default)\n{tree}"));
}

#[test]
fn the_table_of_capabilities_has_a_row_for_every_feature_and_no_empty_cell() {
    let shown = Project::new().run("dialects --markdown").succeeds().stdout;
    assert!(
        shown.starts_with("| feature | postgres | mysql | mariadb | sqlite |"),
        "{shown}"
    );
    assert!(shown.lines().count() > 50);
    assert!(!shown.contains("|  |"), "{shown}");
}

#[test]
fn help_names_every_command() {
    let shown = Project::new().run("--help").succeeds().stdout;
    for command in [
        "makemigrations",
        "migrate",
        "status",
        "info",
        "graph",
        "sql",
        "dialects",
    ] {
        assert!(shown.contains(command), "{shown}");
    }
    assert_eq!(Project::new().run("migrat").code, 2);
}

#[test]
fn the_documented_table_of_capabilities_is_what_dialects_prints() {
    let printed = Project::with_models(USER)
        .run("dialects --markdown")
        .succeeds()
        .stdout;
    let documented = include_str!("../../dialects/README.md")
        .split("<!-- capabilities -->\n")
        .last();
    assert_eq!(documented, Some(printed.as_str()));
}
