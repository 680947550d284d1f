//! A change that rows prevent is refused before anything runs, on every database, and succeeds when they are mended.

use pretty_assertions::assert_eq;

use crate::project::{Ended, Project};
use crate::servers::{database, execute};

const BEFORE: &str = r#"operations = [
    op.CreateTable(name="teams", fields=[("id", fields.Integer(primary_key=True))]),
    op.CreateTable(name="players", fields=[
        ("id", fields.Integer(primary_key=True)),
        ("team", fields.ForeignKey("teams", on_delete="RESTRICT", nullable=True, db_column="team")),
        ("trainer", fields.Integer(nullable=True)),
    ]),
]"#;

/// The direction that rows prevent.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    There,
    Back,
}

/// Brings rows into the tables of [`BEFORE`], and goes one way over a change.
fn check(purpose: &str, way: Way, change: &str, rows: &str, refusal: &[&str], mending: &str) {
    check_on(&DATABASES, purpose, way, change, rows, refusal, mending);
}

const DATABASES: [&str; 4] = ["SQLITE", "POSTGRES", "MYSQL", "MARIADB"];

fn check_on(
    databases: &[&str],
    purpose: &str,
    way: Way,
    change: &str,
    rows: &str,
    refusal: &[&str],
    mending: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}", folder.path().join("db.sqlite3").display());
    let url_of = |name: &&str| match *name {
        "SQLITE" => Some(file.clone()),
        server => database(&format!("AKSARA_TEST_{server}_URL"), purpose),
    };
    let urls: Vec<Option<String>> = databases.iter().map(url_of).collect();
    let body = format!("dependencies = [\"0001_before\"]\noperations = [\n    {change},\n]");
    let project = Project::new()
        .migration("0001_before", BEFORE)
        .migration("0002_changed", &body);
    for url in urls.into_iter().flatten() {
        let run = |arguments: [&str; 2]| -> Ended {
            project
                .run_with(&[&arguments[..], &["--database-url", &url]].concat(), &[])
                .succeeds()
        };
        run(["migrate", "0001"]);
        execute(&url, rows);
        let target = match way {
            Way::There => "0002",
            Way::Back => {
                run(["migrate", "0002"]);
                "0001"
            }
        };
        let existing = run(["inspect", "--format=json"]).stdout;
        let parts = [refusal, &["Nothing was changed."]].concat();
        project.refuses(&["migrate", target, "--database-url", &url], 1, &parts);
        assert_eq!(run(["inspect", "--format=json"]).stdout, existing);
        execute(&url, mending);
        run(["migrate", target]);
    }
}

#[test]
fn a_foreign_key_over_values_that_refer_to_nothing() {
    check(
        "orphans",
        Way::There,
        r#"op.AlterField(model_name="players", name="trainer", field=fields.ForeignKey("players", nullable=True, db_column="trainer"))"#,
        "INSERT INTO teams VALUES (1); INSERT INTO players VALUES (1, 1, 1), (2, 1, NULL), (3, NULL, 9)",
        &[
            "1 row of `players` would refer by `trainer` to rows of `players` that are not there",
            "Make the rows",
            "this query finds the rows:\n           SELECT * FROM",
        ],
        "UPDATE players SET trainer = 2 WHERE id = 3",
    );
}

#[test]
fn a_new_foreign_key_with_a_default_that_refers_to_nothing() {
    check(
        "default_key",
        Way::There,
        r#"op.AddField(model_name="players", name="second", field=fields.ForeignKey("teams", default=7, db_column="second"))"#,
        "INSERT INTO teams VALUES (1); INSERT INTO players VALUES (1, 1, 1)",
        &["1 row of `players` would refer by `second` to rows of `teams` that are not there"],
        "INSERT INTO teams VALUES (7)",
    );
}

#[test]
fn a_required_foreign_key_that_comes_back_without_its_values() {
    check(
        "required_key",
        Way::Back,
        r#"op.AlterField(model_name="players", name="team", field=fields.ForeignKey("teams", db_column="team")),
    op.RemoveField(model_name="players", name="team")"#,
        "INSERT INTO teams VALUES (1); INSERT INTO players VALUES (1, 1, 1)",
        &["`players` has 1 row, and nothing gives it a value for `team`, which is required"],
        "DELETE FROM players",
    );
}

#[test]
fn a_table_that_comes_back_without_the_rows_that_others_refer_to() {
    check(
        "dropped_target",
        Way::Back,
        r#"op.DropTable(name="teams", cascade=True)"#,
        "INSERT INTO teams VALUES (1); INSERT INTO players VALUES (1, 1, 1), (2, NULL, 1)",
        &["1 row of `players` would refer by `team` to rows of `teams` that are not there"],
        "UPDATE players SET team = NULL",
    );
}

#[test]
fn values_that_several_rows_share_in_a_field_that_becomes_unique() {
    check(
        "shared",
        Way::There,
        r#"op.AlterField(model_name="players", name="trainer", field=fields.Integer(nullable=True, unique=True))"#,
        "INSERT INTO players (id, trainer) VALUES (1, 7), (2, 7), (3, 7), (4, NULL), (5, NULL), (6, 8)",
        &[
            "3 rows of `players` share their values with others in `trainer`, which becomes unique",
            "HAVING count(*) > 1",
        ],
        "UPDATE players SET trainer = NULL WHERE id IN (1, 2)",
    );
}

#[test]
fn values_that_several_rows_share_in_fields_that_become_unique_together() {
    check(
        "shared_index",
        Way::There,
        r#"op.AddIndex(model_name="players", name="pairs", fields=["team", "trainer"], unique=True)"#,
        "INSERT INTO teams VALUES (1), (2); \
         INSERT INTO players VALUES (1, 1, 7), (2, 1, 7), (3, 2, 7), (4, 2, NULL), (5, 2, NULL)",
        &["2 rows of `players` share their values with others in `team` and `trainer`, which become unique"],
        "UPDATE players SET trainer = 9 WHERE id = 1",
    );
}

#[test]
fn values_that_a_new_check_forbids() {
    check(
        "unchecked",
        Way::There,
        r#"op.AddConstraint(model_name="players", name="experienced", type="check", expression="trainer > 5")"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 7), (3, NULL), (4, -1)",
        &[
            "2 rows of `players` do not satisfy the check `experienced`",
            "this query finds the rows:\n           SELECT * FROM",
        ],
        "UPDATE players SET trainer = 6 WHERE trainer <= 5",
    );
}

#[test]
fn values_that_a_check_in_a_database_s_own_words_forbids() {
    check(
        "own_check",
        Way::There,
        r#"op.AddConstraint(model_name="players", name="odd", type="check", expression={
            "postgres": "trainer % 2 = 1", "mysql": "trainer MOD 2 = 1", "sqlite": "trainer & 1"}),
        op.AddField(model_name="players", name="age", field=fields.Integer(nullable=True))"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 8), (3, NULL), (4, 6)",
        &[
            "2 rows of `players` do not satisfy the check `odd`",
            "this query finds the rows:\n           SELECT * FROM",
        ],
        "UPDATE players SET trainer = 7 WHERE trainer IN (6, 8)",
    );
}

#[test]
fn values_that_several_rows_share_in_a_unique_index_over_some_rows() {
    check_on(
        &["SQLITE", "POSTGRES"],
        "partial",
        Way::There,
        r#"op.AddIndex(model_name="players", name="older", fields=["trainer"], unique=True, condition="trainer > 5")"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 5), (3, NULL), (4, 6), (5, 6), (6, 6)",
        &["3 rows of `players` share their values with others in the index `older`, which is unique"],
        "UPDATE players SET trainer = id + 10 WHERE id > 4",
    );
}

#[test]
fn values_that_several_rows_share_in_a_unique_index_over_an_expression() {
    check_on(
        &["SQLITE", "POSTGRES", "MYSQL"],
        "expression",
        Way::There,
        r#"op.AddIndex(model_name="players", name="sizes", expressions=["abs(trainer)"], unique=True)"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, -5), (3, NULL), (4, 6), (5, NULL)",
        &["2 rows of `players` share their values with others in the index `sizes`, which is unique"],
        "UPDATE players SET trainer = 7 WHERE trainer = -5",
    );
}

#[test]
fn values_that_an_exclusion_of_equal_values_forbids() {
    check_on(
        &["POSTGRES"],
        "exclusion",
        Way::There,
        r#"op.AddConstraint(model_name="players", name="alone", type="exclusion", method="btree", elements=[("trainer", "=")], condition="trainer > 5")"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 5), (3, NULL), (4, 6), (5, 6)",
        &[
            "2 rows of `players` share their values with others in the constraint `alone`, which excludes equal values",
        ],
        "UPDATE players SET trainer = id + 10 WHERE id > 4",
    );
}

#[test]
fn one_value_for_all_rows_in_a_key_of_a_new_field() {
    check_on(
        &["POSTGRES"],
        "excluded",
        Way::There,
        r#"op.AddField(model_name="players", name="shirt", field=fields.Integer(), fill=7),
        op.AddConstraint(model_name="players", name="shirts", type="exclusion", method="btree", elements=[("shirt", "=")])"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 5)",
        &["`players` has 2 rows, and each would get the same value for `shirt`, which is unique"],
        "DELETE FROM players WHERE id = 2",
    );
    check(
        "default",
        Way::There,
        r#"op.AddField(model_name="players", name="shirt", field=fields.Integer(nullable=True, default=7, unique=True))"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 5)",
        &["`players` has 2 rows, and each would get the same value for `shirt`, which is unique"],
        "DELETE FROM players WHERE id = 2",
    );
    check(
        "moment",
        Way::There,
        r#"op.AddField(model_name="players", name="since", field=fields.DateTime(db_default="CURRENT_TIMESTAMP", unique=True))"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 5)",
        &["`players` has 2 rows, and each would get the same value for `since`, which is unique"],
        "DELETE FROM players WHERE id = 2",
    );
}

#[test]
fn values_that_several_rows_share_beside_a_new_field_with_one_value() {
    check(
        "beside",
        Way::There,
        r#"op.AddField(model_name="players", name="season", field=fields.Integer(default=1)),
        op.AddConstraint(model_name="players", name="once", type="unique", fields=["trainer", "season"])"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, 5), (3, NULL), (4, NULL), (5, 6)",
        &[
            "2 rows of `players` share their values with others in `trainer` and `season`, which become unique",
        ],
        "UPDATE players SET trainer = 8 WHERE id = 2",
    );
}

#[test]
fn values_that_refer_to_nothing_where_the_target_s_fields_change() {
    for (purpose, other, key) in [
        (
            "target_renamed",
            r#"op.RenameField(model_name="teams", old_name="id", new_name="number"), op.RenameField(model_name="teams", old_name="number", new_name="id")"#,
            "id",
        ),
        (
            "target_exchanged",
            r#"op.AddField(model_name="teams", name="motto", field=fields.BigInteger(nullable=True)), op.RenameField(model_name="teams", old_name="id", new_name="number"), op.RenameField(model_name="teams", old_name="motto", new_name="id")"#,
            "number",
        ),
        (
            "target_altered",
            r#"op.AddField(model_name="teams", name="motto", field=fields.Text(nullable=True)), op.RenameField(model_name="teams", old_name="motto", new_name="words")"#,
            "id",
        ),
    ] {
        for team in ["Integer", "BigInteger"] {
            check(
                purpose,
                Way::Back,
                &format!(
                    r#"op.AlterField(model_name="players", name="team", field=fields.{team}(default=0)),
        {other},
        op.AddField(model_name="players", name="age", field=fields.Integer(nullable=True))"#
                ),
                "INSERT INTO players (id, team) VALUES (1, NULL), (2, NULL)",
                &["2 rows of `players` would refer by `team` to rows of `teams` that are not there"],
                &format!("INSERT INTO teams ({key}) VALUES (0)"),
            );
        }
    }
}

#[test]
fn values_that_a_narrower_type_has_no_place_for() {
    check(
        "narrower",
        Way::There,
        r#"op.AlterField(model_name="players", name="trainer", field=fields.PositiveInteger(nullable=True))"#,
        "INSERT INTO players (id, trainer) VALUES (1, 5), (2, -7), (3, NULL)",
        &["1 row of `players` holds a negative number in `trainer`, which becomes positive"],
        "UPDATE players SET trainer = 0 WHERE trainer < 0",
    );
}

#[test]
fn a_unique_field_that_comes_back_with_one_value_for_every_row() {
    let project = Project::migrated();
    let unique = "dependencies = [\"0001_auto_initial\"]\noperations = [\n    \
                  op.AddConstraint(model_name=\"User\", name=\"one\", type=\"unique\", fields=[\"name\"]),\n]";
    let removed = "dependencies = [\"0002_unique\"]\noperations = [\n    \
                   op.RemoveConstraint(model_name=\"User\", name=\"one\"),\n    \
                   op.RemoveField(model_name=\"User\", name=\"name\"),\n]";
    let project = project
        .migration("0002_unique", unique)
        .migration("0003_removed", removed);
    project.run("migrate").succeeds();
    let insert = |id: u8| {
        format!(
            "INSERT INTO users (id, email, created_at, updated_at) VALUES \
             ('7f000001-0000-4000-8000-00000000000{id}', '{id}@b.c', '2026-01-01', '2026-01-01')"
        )
    };
    let url = format!("sqlite:{}", project.path("db.sqlite3").display());
    execute(&url, &insert(1));
    execute(&url, &insert(2));
    project.refuses(
        &["migrate", "0001"],
        1,
        &[
            "`users` has 2 rows",
            "`name`, which is unique",
            "Nothing was changed.",
        ],
    );
    execute(&url, "DELETE FROM users WHERE id LIKE '%2'");
    project.run("migrate 0002").succeeds();
}

#[test]
fn rows_of_tables_that_exchange_their_names_on_the_way() {
    check(
        "renamed_on_the_way",
        Way::There,
        r#"op.RenameTable(old_name="players", new_name="passing"),
    op.RenameTable(old_name="teams", new_name="players"),
    op.RenameTable(old_name="passing", new_name="teams"),
    op.AddField(model_name="teams", name="age", field=fields.Integer()),
    op.AddField(model_name="players", name="city", field=fields.Integer(nullable=True))"#,
        "INSERT INTO teams VALUES (1), (2); INSERT INTO players VALUES (1, 1, 1)",
        &["`players` has 1 row, and nothing gives it a value for `age`, which is required"],
        "DELETE FROM players",
    );
}

#[test]
fn a_value_that_a_new_check_of_a_renamed_table_forbids() {
    check(
        "renamed_and_checked",
        Way::There,
        r#"op.RenameTable(old_name="players", new_name="coaches"),
    op.AddConstraint(model_name="coaches", name="trained", type="check", check="trainer > 1")"#,
        "INSERT INTO teams VALUES (1); INSERT INTO players VALUES (1, 1, 1), (2, 1, 2)",
        &["`players`"],
        "DELETE FROM players WHERE trainer = 1",
    );
}

/// The collation in which letter case does not count, by the database that has it.
const UNIQUE_IN_COLLATION: &[(&str, &str)] = &[
    (
        "SQLITE",
        r#"op.AddIndex(model_name="names", name="by_name", fields=[op.IndexField("name", collation="NOCASE")], unique=True)"#,
    ),
    (
        "SQLITE",
        r#"op.AlterField(model_name="names", name="name", field=fields.String(max_length=20, unique=True, collation="NOCASE"))"#,
    ),
    (
        "POSTGRES",
        r#"op.AddIndex(model_name="names", name="by_name", fields=[op.IndexField("name", collation="folding")], unique=True)"#,
    ),
    (
        "POSTGRES",
        r#"op.AddIndex(model_name="names", name="by_name", fields=[op.IndexField(expression="trim(name)", collation="folding")], unique=True)"#,
    ),
    (
        "POSTGRES",
        r#"op.AlterField(model_name="names", name="name", field=fields.String(max_length=20, unique=True, collation="folding"))"#,
    ),
    (
        "MYSQL",
        r#"op.AlterField(model_name="names", name="name", field=fields.String(max_length=20, unique=True, collation="utf8mb4_general_ci"))"#,
    ),
    (
        "MARIADB",
        r#"op.AlterField(model_name="names", name="name", field=fields.String(max_length=20, unique=True, collation="utf8mb4_general_ci"))"#,
    ),
];

const FOLDING: &str =
    "CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)";

#[test]
fn values_that_are_shared_in_the_collation_of_what_becomes_unique() {
    const NAMES: &str = r#"operations = [op.CreateTable(name="names", fields=[("id", fields.Integer(primary_key=True)), ("name", fields.String(max_length=20))])]"#;
    let folder = tempfile::tempdir().unwrap();
    for (number, (name, change)) in UNIQUE_IN_COLLATION.iter().enumerate() {
        let file = format!(
            "sqlite:{}",
            folder.path().join(format!("{number}.sqlite3")).display()
        );
        let url = match *name {
            "SQLITE" => Some(file),
            server => database(&format!("AKSARA_TEST_{server}_URL"), &format!("folding{number}")),
        };
        let Some(url) = url else { continue };
        if *name == "POSTGRES" {
            execute(&url, FOLDING);
        }
        let body = format!("dependencies = [\"0001_names\"]\noperations = [{change}]");
        let project = Project::new()
            .migration("0001_names", NAMES)
            .migration("0002_unique", &body);
        let run = |target: &str| project.run_with(&["migrate", target, "--database-url", &url], &[]);
        run("0001").succeeds();
        execute(
            &url,
            "INSERT INTO names VALUES (1, 'Ann'), (2, 'ann'), (3, 'Bob')",
        );
        let refusal = [
            "2 rows of `names` share their values",
            "COLLATE",
            "Nothing was changed.",
        ];
        project.refuses(&["migrate", "--database-url", &url], 1, &refusal);
        execute(&url, "UPDATE names SET name = 'Anne' WHERE id = 2");
        run("0002").succeeds();
        run("0001").succeeds();
    }
}
