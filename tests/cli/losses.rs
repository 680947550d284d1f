//! Every loss is announced once, before it happens: by makemigrations, by `--dry-run`, and by migrate with the
//! number of rows.

use crate::project::{Project, USER};
use crate::servers::{database, execute};

const BEFORE: &str = r#"operations = [
    op.CreateTable(name="notes", fields=[("id", fields.Integer(primary_key=True))]),
    op.CreateTable(name="things", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("name", fields.String(max_length=20, nullable=True)),
        ("empty", fields.Integer(nullable=True)),
        ("price", fields.Decimal(max_digits=10, decimal_places=4)),
        ("size", fields.Float()),
        ("at", fields.DateTime(nullable=True)),
    ]),
]"#;

const ROWS: &str = "INSERT INTO notes VALUES (1); \
    INSERT INTO things (id, name, price, size, at) VALUES (1, 'a', '1.2345', 1.5, '2026-02-07 10:30:00'); \
    INSERT INTO things (id, name, price, size, at) VALUES (2, NULL, '1.2500', 2, NULL); \
    INSERT INTO things (id, name, price, size, at) VALUES (3, 'c', '1.2300', -3.25, '2026-02-07 00:00:00')";

const CHANGE: &str = r#"dependencies = ["0001_before"]
operations = [
    op.CreateTable(name="passing", fields=[("id", fields.Integer(primary_key=True))]),
    op.DropTable(name="passing"),
    op.RenameField(model_name="things", old_name="name", new_name="title"),
    op.RenameTable(old_name="things", new_name="goods"),
    op.RemoveField(model_name="goods", name="title"),
    op.RemoveField(model_name="goods", name="empty"),
    op.DropTable(name="notes"),
    op.AlterField(model_name="goods", name="price", field=fields.Decimal(max_digits=10, decimal_places=2)),
    op.AlterField(model_name="goods", name="size", field=fields.Integer()),
    op.AlterField(model_name="goods", name="at", field=fields.Date(nullable=True)),
]"#;

/// The words about them everywhere.
const LOSSES: &[&str] = &[
    "loses the values of `goods.title`: 2 rows hold a value",
    "loses the rows of `notes`: there is 1 row",
    "loses the fractions of `goods.size`: 2 rows lose something",
    "loses the time of day of `goods.at`: 1 row loses something",
    "loses the last digits of `goods.price`: 1 row loses something",
];

fn check(url: &str) {
    let project = Project::new()
        .migration("0001_before", BEFORE)
        .migration("0002_changed", CHANGE);
    let run = |arguments: &[&str]| {
        project
            .run_with(&[arguments, &["--database-url", url]].concat(), &[])
            .succeeds()
    };
    run(&["migrate", "0001"]);
    execute(url, ROWS);
    for arguments in [&["migrate", "--dry-run"][..], &["migrate"]] {
        let shown = run(arguments).stderr;
        for loss in LOSSES {
            assert_eq!(shown.matches(loss).count(), 1, "{arguments:?}: {loss}\n{shown}");
        }
        assert_eq!(shown.matches("_changed loses ").count(), LOSSES.len(), "{shown}");
    }
    execute(
        url,
        "INSERT INTO goods (id, price, size) SELECT 4, price, size FROM goods WHERE id = 1",
    );
    let back = run(&["migrate", "zero"]).stderr;
    assert!(
        back.contains("loses the rows of `things`: there are 4 rows"),
        "{back}"
    );
}

#[test]
fn losses_are_said_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    check(&format!("sqlite:{}", folder.path().join("db.sqlite3").display()));
}

#[test]
fn losses_are_said_on_every_server() {
    for name in ["POSTGRES", "MYSQL", "MARIADB"] {
        if let Some(url) = database(&format!("AKSARA_TEST_{name}_URL"), "losses") {
            check(&url);
        }
    }
}

#[test]
fn makemigrations_says_what_its_migration_would_lose() {
    let models = USER.to_owned()
        + "    price = fields.Decimal(max_digits=10, decimal_places=4)\n\n\nclass Note(Model):\n    text = fields.Text()\n";
    let project = Project::with_models(&models);
    let first = project.run("makemigrations").succeeds();
    assert!(!first.stderr.contains("loses"), "{}", first.stderr);
    let fewer = USER.replace("    name = fields.String(max_length=100)\n", "")
        + "    price = fields.Decimal(max_digits=10, decimal_places=2)\n";
    project.write("app/models.py", &fewer);
    for arguments in [
        "makemigrations --dry-run",
        "makemigrations --check",
        "makemigrations",
    ] {
        let shown = project.run(arguments).stdout;
        for loss in [
            "migrating loses the values of `users.name`",
            "migrating loses the last digits of `users.price`",
            "migrating loses the rows of `notes`",
        ] {
            assert_eq!(shown.matches(loss).count(), 1, "{arguments}: {loss}\n{shown}");
        }
    }
}
