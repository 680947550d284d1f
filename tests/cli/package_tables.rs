//! Tables that are called like those of the Python package: a migration of the project that makes them runs, and
//! detection leaves them alone. Only our own bookkeeping is reserved.

use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::servers::{every_database, execute};

/// The package's own file, as 0.7.2 writes such, copied into the project.
const COPIED: &str = r#"operations = [
    op.CreateTable(
        "aksara_users",
        [
            ("id", op.UUIDField(primary_key=True)),
            ("email", op.EmailField(254, unique=True)),
            ("is_active", op.BooleanField(default=True)),
        ],
        indexes=[op.IndexOp("aksara_users_by_activity", "aksara_users", ["is_active"])],
        if_not_exists=True,
    ),
]"#;

const MODELS: &str = r#"from aksara import Model, fields


class Profile(Model):
    user = fields.ForeignKey("auth.User", on_delete="CASCADE")
"#;

const USER: &str = "INSERT INTO aksara_users (id, email, is_active) \
                    VALUES ('00000000-0000-0000-0000-000000000001', 'a@b.c', true)";

#[test]
fn a_copied_migration_makes_its_table_and_detection_leaves_it_alone() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "package_tables") {
        let project = Project::with_models(MODELS).migration("0001_users", COPIED);
        let run =
            |arguments: &[&str]| project.run_with(&[arguments, &["--database-url", &url]].concat(), &[]);
        project
            .run("makemigrations --dry-run")
            .succeeds()
            .says("● Profile: create model (table `profiles`: `user_id`, `id`, `created_at`, `updated_at`)");
        project.run("makemigrations --name profile").succeeds();
        run(&["migrate"]).succeeds();
        execute(&url, USER);
        project
            .run("makemigrations")
            .succeeds()
            .says("No changes: the models agree with the migrations");
        let check = run(&["check"]).succeeds();
        assert!(!check.stdout.contains("aksara_users"), "{}", check.stdout);
        run(&["migrate", "zero"]).succeeds();
        run(&["migrate"]).succeeds();
        execute(&url, USER);
        // A table that a migration made is compared; a table of the package that none made is not.
        execute(&url, "CREATE TABLE aksara_runtime (n integer)");
        run(&["check", "--strict"]).succeeds();
        execute(&url, "ALTER TABLE aksara_users ADD COLUMN extra integer");
        let check = run(&["check"]);
        assert_eq!(check.code, 1, "{}{}", check.stdout, check.stderr);
        assert!(check.stdout.contains("aksara_users"), "{}", check.stdout);
        execute(&url, "DROP TABLE aksara_runtime");
    }
}

#[test]
fn without_if_not_exists_it_is_made_as_well() {
    let project = Project::new().migration(
        "0001_users",
        &COPIED.replace("if_not_exists=True", "if_not_exists=False"),
    );
    project.run("migrate").succeeds();
    let sql = project.run("sql 0001 --dialect postgres").succeeds().stdout;
    assert!(sql.contains("CREATE TABLE \"aksara_users\" ("), "{sql}");
    execute(&format!("sqlite:{}", project.path("db.sqlite3").display()), USER);
}

#[test]
fn the_names_of_our_own_bookkeeping_are_reserved() {
    for table in [
        "aksara_migrations",
        "aksara_journal",
        "aksara_backfill",
        "aksara_lock",
        "Aksara_Migrations",
    ] {
        for operation in [
            format!("op.CreateTable(\"{table}\", [(\"id\", op.IntegerField())], if_not_exists=True)"),
            format!("op.RenameTable(\"things\", \"{table}\")"),
        ] {
            let things = "op.CreateTable(\"things\", [(\"id\", op.IntegerField())])";
            let project =
                Project::new().migration("0001_a", &format!("operations = [{things}, {operation}]"));
            project.refuses(
                &["migrate"],
                1,
                &["migrations/0001_a.py", table, "reserved for aksara"],
            );
        }
    }
}

#[test]
fn inspection_lists_what_is_called_like_the_package_and_gives_it_by_name() {
    let project = Project::new().migration("0001_users", COPIED);
    project.run("migrate").succeeds();
    let shown = project.run("inspect").succeeds();
    assert!(!shown.stdout.contains("class AksaraUser"), "{}", shown.stdout);
    assert!(shown.stderr.contains("aksara_users"), "{}", shown.stderr);
    assert!(!shown.stderr.contains("aksara_migrations"), "{}", shown.stderr);
    let named = project.run("inspect aksara_users").succeeds();
    assert!(named.stdout.contains("class AksaraUser"), "{}", named.stdout);
}

const OWN: &str = r#"from aksara import Model, fields


class Widget(Model):
    __tablename__ = "aksara_widgets"
    id = fields.Integer(primary_key=True)
    name = fields.String(max_length=20)

    class Meta:
        implicit_fields = False
"#;

#[test]
fn a_model_of_the_project_with_such_a_table_is_detected_like_any_other() {
    let file = tempfile::tempdir().unwrap();
    for url in every_database(&file, "own_prefix") {
        let project = Project::with_models(OWN);
        let run = |arguments: &str| {
            let arguments: Vec<&str> = arguments.split(' ').chain(["--database-url", &url]).collect();
            project.run_with(&arguments, &[])
        };
        let change = |models: &str, name: &str, said: &str| {
            project.write("app/models.py", models);
            project
                .run(&format!("makemigrations --no-rename --name {name}"))
                .succeeds()
                .shows(said);
            run("migrate").succeeds();
            run("check --strict").succeeds();
        };
        change(OWN, "made", "create model (table `aksara_widgets`");
        execute(
            &url,
            "INSERT INTO aksara_widgets (id, name) VALUES (1, 'one'); CREATE TABLE aksara_others (n integer)",
        );
        let wider = OWN.replace("max_length=20", "max_length=30");
        change(&wider, "wider", "alter field");
        let shown = run("inspect").succeeds();
        assert!(shown.stdout.contains("class AksaraWidget"), "{}", shown.stdout);
        assert!(
            !shown.stdout.contains("aksara_others") || shown.stdout.contains("called like"),
            "{}",
            shown.stdout
        );
        assert!(shown.stderr.contains("aksara_others"), "{}", shown.stderr);
        run("migrate 0001").succeeds();
        run("check --strict").succeeds();
        run("migrate").succeeds();
        let kept = OWN
            .replace("aksara_widgets", "gadgets")
            .replace("Widget", "Gadget");
        change(&kept, "gone", "remove model (table `aksara_widgets`)");
        execute(&url, "CREATE TABLE aksara_widgets (n integer)");
        execute(&url, "DROP TABLE aksara_widgets");
    }
}

#[test]
fn a_model_of_the_project_may_take_the_place_of_the_packages_own() {
    let models = OWN
        .replace("aksara_widgets", "aksara_users")
        .replace("Widget", "User")
        + "\n\nclass Post(Model):\n    author = fields.ForeignKey(User)\n";
    let project = Project::with_models(&models);
    let made = project.run("makemigrations").succeeds();
    assert!(
        made.stdout
            .contains("create model (table `aksara_users`: `id`, `name`)"),
        "{}",
        made.stdout
    );
    project.run("migrate").succeeds();
    project.run("makemigrations --check").succeeds();
    project.run("check --strict").succeeds();
    project.run("migrate zero").succeeds();
}
