//! Changing tables that have rows: the way that is taken, and that the table is then what it would be if it had been
//! made so, forward and backward, by every version.

use aksara_dialect::{Dialect, ServerVersion, Step};
use aksara_operations::Effect;
use aksara_schema::Schema;
use aksara_sqlite::Sqlite;
use pretty_assertions::assert_eq;
use rusqlite::Connection;

use super::support::{History, catalog, database, rows, run, show, there_and_back};

aksara_suite::tests![
    a_changed_table_is_what_it_would_be_if_it_had_been_made_so,
    rows_stay_there_and_back,
    the_cheapest_way_is_taken,
    null_becomes_the_default_when_a_value_is_required,
    a_table_that_refers_to_itself_is_dropped_with_its_rows,
];

const BEFORE: &str = r#"
op.CreateTable(name="users", fields=[("id", fields.Integer(primary_key=True, auto_increment=True))]),
op.CreateTable(
    name="posts",
    fields=[
        ("id", fields.Integer(primary_key=True, auto_increment=True)),
        ("user_id", fields.ForeignKey("User", nullable=True)),
        ("title", fields.String(max_length=20, nullable=True, db_index=True)),
        ("code", fields.Text(nullable=True, unique=True)),
        ("rank", fields.PositiveInteger()),
        ("price", fields.Decimal(max_digits=30, decimal_places=2)),
    ],
    indexes=[op.Index(name="posts_rank", fields=["-rank", "title"], condition="rank > 0")],
    constraints=[op.Constraint(name="posts_price", type="check", expression="price >= 0 AND price < 10.5")],
    autoincrement=True,
),
op.CreateTable(name="tags", fields=[("a", fields.Text()), ("b", fields.Text()), ("post_id", fields.ForeignKey("Post"))],
    primary_key=["a", "b"]),
"#;

const ROWS: &str = "INSERT INTO users VALUES (1), (7);
    INSERT INTO posts VALUES (1, 1, 'a', 'x', 5, '10.00'), (9, NULL, NULL, 'y', 0, '9.00'), (12, 7, 'c', 'z', 7, '1.50');
    DELETE FROM posts WHERE id = 12;
    INSERT INTO tags VALUES ('t', 'u', 1), ('v', 'w', 9)";

/// The actions and the operations.
const CHANGES: &[(&str, &str)] = &[
    (
        "add a nullable field",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(nullable=True))"#,
    ),
    (
        "add a required field with a default",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(default="it's"))"#,
    ),
    (
        "add a required field with a fill",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(), fill="old")"#,
    ),
    (
        "add a field with a default and a fill",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(default="new"), fill="old")"#,
    ),
    (
        "add a field with a computed default",
        r#"op.AddField(model_name="Post", name="seen", field=fields.DateTime(auto_now_add=True))"#,
    ),
    (
        "add a unique field",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(nullable=True, unique=True))"#,
    ),
    (
        "add an indexed field",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(nullable=True, db_index=True))"#,
    ),
    (
        "add a foreign key",
        r#"op.AddField(model_name="Tag", name="by", field=fields.ForeignKey("User", db_column="by", nullable=True))"#,
    ),
    (
        "add a field with a check",
        r#"op.AddField(model_name="Post", name="stars", field=fields.PositiveInteger(default=3))"#,
    ),
    (
        "add a stored expression",
        r#"op.AddField(model_name="Post", name="twice", field=fields.Integer(nullable=True, generated="rank * 2"))"#,
    ),
    (
        "add a virtual expression",
        r#"op.AddField(model_name="Post", name="twice", field=fields.Integer(nullable=True, generated="rank * 2", storage="virtual"))"#,
    ),
    (
        "remove an indexed field",
        r#"op.RemoveIndex(model_name="Post", name="posts_rank"), op.RemoveField(model_name="Post", name="title")"#,
    ),
    (
        "remove a unique field",
        r#"op.RemoveField(model_name="Post", name="code")"#,
    ),
    (
        "remove a foreign key",
        r#"op.RemoveField(model_name="Post", name="user_id")"#,
    ),
    (
        "remove a field with its checks",
        r#"op.RemoveConstraint(model_name="Post", name="posts_price"), op.RemoveField(model_name="Post", name="price")"#,
    ),
    (
        "remove a field with the check of its type",
        r#"op.RemoveIndex(model_name="Post", name="posts_rank"), op.RemoveField(model_name="Post", name="rank")"#,
    ),
    (
        "rename a field",
        r#"op.RenameField(model_name="Post", old_name="rank", new_name="place")"#,
    ),
    (
        "rename a decimal",
        r#"op.RenameField(model_name="Post", old_name="price", new_name="cost")"#,
    ),
    (
        "rename a key that is referred to",
        r#"op.RenameField(model_name="Post", old_name="id", new_name="number")"#,
    ),
    (
        "change the case of a name",
        r#"op.RenameField(model_name="Post", old_name="rank", new_name="Rank")"#,
    ),
    (
        "exchange names",
        r#"op.RenameField(model_name="Tag", old_name="a", new_name="c"), op.RenameField(model_name="Tag", old_name="b", new_name="a"),
        op.RenameField(model_name="Tag", old_name="c", new_name="b")"#,
    ),
    (
        "require a unique value",
        r#"op.AlterField(model_name="Post", name="code", field=fields.Text(unique=True))"#,
    ),
    (
        "drop a type's check",
        r#"op.AlterField(model_name="Post", name="rank", field=fields.Integer())"#,
    ),
    (
        "set a default",
        r#"op.AlterField(model_name="Post", name="code", field=fields.Text(unique=True, default="none"))"#,
    ),
    (
        "require a value and give a default",
        r#"op.AlterField(model_name="Post", name="title", field=fields.String(max_length=20, db_index=True, default="none"))"#,
    ),
    (
        "widen a text",
        r#"op.AlterField(model_name="Post", name="title", field=fields.String(max_length=40, nullable=True, db_index=True))"#,
    ),
    (
        "change a logical type that is kept alike",
        r#"op.AlterField(model_name="Post", name="title", field=fields.Email(max_length=20, nullable=True, db_index=True))"#,
    ),
    (
        "make a text of a number",
        r#"op.RemoveIndex(model_name="Post", name="posts_rank"), op.AlterField(model_name="Post", name="rank", field=fields.Text())"#,
    ),
    (
        "compute a new value",
        r#"op.AlterField(model_name="Post", name="title", field=fields.Text(db_index=True), using="coalesce(title, code)", reverse_using="title")"#,
    ),
    (
        "make a field unique",
        r#"op.AlterField(model_name="Post", name="rank", field=fields.PositiveInteger(unique=True))"#,
    ),
    (
        "drop an index of a field",
        r#"op.AlterField(model_name="Post", name="title", field=fields.String(max_length=20, nullable=True))"#,
    ),
    (
        "drop a foreign key",
        r#"op.AlterField(model_name="Post", name="user_id", field=fields.Integer(nullable=True))"#,
    ),
    (
        "add an index",
        r#"op.AddIndex(model_name="Post", name="by_code", fields=["code", "-id"], unique=True, concurrently=True)"#,
    ),
    (
        "rename an index",
        r#"op.RenameIndex(model_name="Post", old_name="posts_rank", new_name="posts_place")"#,
    ),
    (
        "add a check",
        r#"op.AddConstraint(model_name="Post", name="posts_code", type="check", expression="length(code) < 5 AND price > 0.1")"#,
    ),
    (
        "remove a check",
        r#"op.RemoveConstraint(model_name="Post", name="posts_price")"#,
    ),
    (
        "add a unique constraint",
        r#"op.AddConstraint(model_name="Post", name="posts_pair", type="unique", fields=["rank", "code"])"#,
    ),
    (
        "comment on a table",
        r#"op.AlterTableOptions(model_name="Post", comment="said", autoincrement=True)"#,
    ),
    (
        "make a table STRICT",
        r#"op.AlterTableOptions(model_name="Tag", strict=True, without_rowid=True)"#,
    ),
    (
        "rename a table",
        r#"op.RenameTable(old_name="posts", new_name="articles")"#,
    ),
    (
        "change the case of a table's name",
        r#"op.RenameTable(old_name="posts", new_name="Posts")"#,
    ),
    ("drop a table", r#"op.DropTable(name="tags")"#),
    (
        "change the type of a key",
        r#"op.AlterField(model_name="User", name="id", field=fields.BigInteger(primary_key=True, auto_increment=True))"#,
    ),
    (
        "take the name of a field that goes, and change a key that is referred to",
        r#"op.RemoveField(model_name="Post", name="code"), op.RenameField(model_name="Post", old_name="title", new_name="code"),
        op.RenameField(model_name="Post", old_name="id", new_name="number"),
        op.AlterField(model_name="Post", name="number", field=fields.BigInteger(primary_key=True, auto_increment=True)),
        op.AlterField(model_name="Post", name="code", field=fields.Text(db_index=True), using="coalesce(code, '-')", reverse_using="code")"#,
    ),
    (
        "change several things at once",
        r#"op.AddField(model_name="Post", name="note", field=fields.Text(default="n")), op.RenameField(model_name="Post", old_name="code", new_name="key"),
        op.AlterField(model_name="Post", name="key", field=fields.String(max_length=9, unique=True)), op.AddIndex(model_name="Post", name="by_note", fields=["note"])"#,
    ),
];

/// The newest version, and the last one before NOT NULL and CHECK can be altered.
fn versions() -> [ServerVersion; 2] {
    [Sqlite.newest_version(), ServerVersion::new(3, 52, 0)]
}

/// A database with rows, after the migrations that prepare.
fn prepared() -> (History, Connection) {
    let (mut history, database) = (History::default(), database());
    run(&database, &history.migrate(BEFORE).unwrap()).unwrap();
    database.execute_batch(ROWS).unwrap();
    (history, database)
}

/// SQLite's catalog of a database in which the schema's tables were created as they are.
fn created(schema: &Schema) -> std::collections::BTreeMap<String, Vec<String>> {
    let database = database();
    for table in schema.tables() {
        let step = Step {
            effect: Effect::CreateTable(table.clone()),
            origins: Vec::new(),
        };
        for statement in Sqlite.lower(&step, &Sqlite.newest_version()).unwrap() {
            statement
                .sql_texts()
                .into_iter()
                .for_each(|sql| database.execute_batch(sql).unwrap());
        }
    }
    catalog(&database)
}

fn a_changed_table_is_what_it_would_be_if_it_had_been_made_so() {
    for (name, operations) in CHANGES {
        for version in versions() {
            let (mut history, database) = prepared();
            let [there, back] = there_and_back(&history.schema, operations);
            for migration in [there, back] {
                let compiled = history.compile(&migration, &version).unwrap();
                run(&database, &compiled)
                    .unwrap_or_else(|error| panic!("{name}: {error}\n{}", show(&compiled)));
                assert_eq!(
                    catalog(&database),
                    created(&history.schema),
                    "{name}\n{}",
                    show(&compiled)
                );
                assert_eq!(rows(&database, "PRAGMA foreign_key_check"), [""; 0], "{name}");
            }
        }
    }
}

/// Rows that every change must leave as they are, there and back; what a change takes away does not count.
const KEPT: &str = "SELECT id FROM posts UNION ALL SELECT id FROM users ORDER BY 1";

fn rows_stay_there_and_back() {
    for (name, operations) in CHANGES {
        let (mut history, database) = prepared();
        let before = rows(&database, KEPT);
        for migration in there_and_back(&history.schema, operations) {
            run(
                &database,
                &history.compile(&migration, &Sqlite.newest_version()).unwrap(),
            )
            .unwrap();
        }
        assert_eq!(rows(&database, KEPT), before, "{name}");
        database
            .execute(
                "INSERT INTO posts (code, rank, price) VALUES ('new', 1, '1.00')",
                [],
            )
            .unwrap();
        assert_eq!(
            rows(&database, "SELECT max(id) FROM posts"),
            ["13"],
            "{name}: AUTOINCREMENT lost its mark"
        );
    }
}

fn the_cheapest_way_is_taken() {
    let mut shown = String::new();
    for (name, operations) in CHANGES {
        let [newest, older] = versions().map(|version| {
            let mut history = History::default();
            history.migrate(BEFORE).unwrap();
            show(&history.migrate_for(operations, &version).unwrap())
        });
        shown.push_str(&format!("# {name}\n{newest}\n"));
        if newest != older {
            shown.push_str(&format!("# {name}, before SQLite 3.53\n{older}\n"));
        }
    }
    insta::assert_snapshot!(shown);
}

fn null_becomes_the_default_when_a_value_is_required() {
    for version in versions() {
        let (mut history, database) = prepared();
        let field = r#"fields.String(max_length=20, nullable=True, db_index=True, default="none")"#;
        let alter = |field: &str| format!(r#"op.AlterField(model_name="Post", name="title", field={field})"#);
        run(&database, &history.migrate_for(&alter(field), &version).unwrap()).unwrap();
        let required = field.replace("nullable=True, ", "");
        run(
            &database,
            &history.migrate_for(&alter(&required), &version).unwrap(),
        )
        .unwrap();
        assert_eq!(
            rows(&database, "SELECT title FROM posts ORDER BY id"),
            ["'a'", "'none'"],
            "{version}"
        );
    }
}

fn a_table_that_refers_to_itself_is_dropped_with_its_rows() {
    let (mut history, database) = (History::default(), database());
    let create = r#"op.CreateTable(name="nodes", fields=[("id", fields.Integer(primary_key=True, auto_increment=True)),
        ("parent_id", fields.ForeignKey("Node", on_delete="RESTRICT", nullable=True))])"#;
    run(&database, &history.migrate(create).unwrap()).unwrap();
    database
        .execute_batch("INSERT INTO nodes VALUES (1, NULL), (2, 1)")
        .unwrap();
    run(
        &database,
        &history.migrate(r#"op.DropTable(name="nodes")"#).unwrap(),
    )
    .unwrap();
    assert_eq!(rows(&database, "SELECT * FROM sqlite_schema"), [""; 0]);
}
