//! Creating tables: the spelling of everything a table can have, and what each type keeps.

use pretty_assertions::assert_eq;

use super::support::{History, database, rows, run, show};

aksara_suite::tests![
    every_type_keeps_its_values,
    checks_of_types_keep_values_out,
    defaults_are_stored_as_their_type_keeps_them,
    computed_defaults_have_the_form_in_which_values_are_kept,
    tables_are_spelled_with_every_name,
    a_key_that_does_not_count_demands_a_value,
];

/// A field and a value that a careless spelling would change: field, value as SQL, what is read back.
const HOSTILE_VALUES: &[(&str, &str, &str)] = &[
    ("fields.SmallInteger()", "'32767'", "32767"),
    ("fields.Integer()", "9007199254740993", "9007199254740993"),
    (
        "fields.BigInteger()",
        "'9223372036854775807'",
        "9223372036854775807",
    ),
    ("fields.PositiveInteger()", "0", "0"),
    ("fields.Boolean()", "TRUE", "1"),
    ("fields.Float()", "1", "1.0"),
    ("fields.Float()", "'1e308'", "1e308"),
    (
        "fields.Decimal(max_digits=30, decimal_places=10)",
        "'12345678901234567890.1234567890'",
        "'12345678901234567890.1234567890'",
    ),
    (
        "fields.Decimal(max_digits=5, decimal_places=0)",
        "'00123'",
        "'00123'",
    ),
    ("fields.String(max_length=200)", "'1e5'", "'1e5'"),
    ("fields.Email()", "'007'", "'007'"),
    ("fields.Text()", "'9223372036854775808'", "'9223372036854775808'"),
    ("fields.URL()", "'0x10'", "'0x10'"),
    ("fields.Slug()", "'1.0'", "'1.0'"),
    ("fields.File()", "'1'", "'1'"),
    ("fields.Image()", "' 1 '", "' 1 '"),
    ("fields.FilePath()", "'+1'", "'+1'"),
    ("fields.Binary()", "x'00ff31'", "x'00ff31'"),
    ("fields.Binary()", "'123'", "'123'"),
    ("fields.Date()", "'2024-02-29'", "'2024-02-29'"),
    ("fields.Time()", "'000000.000001'", "'000000.000001'"),
    (
        "fields.DateTime()",
        "'2024-02-29 23:59:59.000001'",
        "'2024-02-29 23:59:59.000001'",
    ),
    ("fields.DateTime()", "'20240229'", "'20240229'"),
    ("fields.Duration()", "9007199254740993", "9007199254740993"),
    (
        "fields.UUID()",
        "'00000000000000000000000000000123'",
        "'00000000000000000000000000000123'",
    ),
    (
        "fields.UUID()",
        "'12345678123456781234567812345e78'",
        "'12345678123456781234567812345e78'",
    ),
    ("fields.JSON()", "'1e5'", "'1e5'"),
    (
        "fields.JSON()",
        "'12345678901234567890'",
        "'12345678901234567890'",
    ),
    (
        "fields.Array(item_type=str)",
        "'[\"1\", \"01\"]'",
        "'[\"1\", \"01\"]'",
    ),
    (
        "fields.Array(item_type=int)",
        "'[9007199254740993]'",
        "'[9007199254740993]'",
    ),
    ("fields.Array(item_type=float)", "'[1.0]'", "'[1.0]'"),
    ("fields.Array(item_type=bool)", "'[true]'", "'[true]'"),
    ("fields.Array(item_type=uuid.UUID)", "'[\"0\"]'", "'[\"0\"]'"),
    ("fields.Vector(dimensions=2)", "'[1, 2e0]'", "'[1, 2e0]'"),
    ("fields.Vector()", "'[]'", "'[]'"),
    ("fields.Enum(values=[\"1\", \"01\"])", "'01'", "'01'"),
    ("fields.Enum()", "'1e1'", "'1e1'"),
    ("fields.IPAddress()", "'1.2'", "'1.2'"),
    (
        "fields.Opaque(dialect=\"sqlite\", spelling=\"text\")",
        "'1'",
        "'1'",
    ),
];

/// Values that a type's check keeps out.
const REFUSED_VALUES: &[(&str, &str)] = &[
    ("fields.PositiveInteger()", "-1"),
    ("fields.Enum(values=[\"a\", \"it's\"])", "'b'"),
    ("fields.Enum(values=[\"a\", \"it's\"])", "'A'"),
    ("fields.JSON()", "'{'"),
    ("fields.Array(item_type=int)", "'{}'"),
    ("fields.Array(item_type=int)", "'['"),
    ("fields.Vector(dimensions=2)", "'[1]'"),
];

fn table_with(field: &str, options: &str) -> (History, rusqlite::Connection) {
    let (mut history, database) = (History::default(), database());
    let operation = format!("op.CreateTable(name=\"things\", fields=[(\"value\", {field})]{options})");
    run(&database, &history.migrate(&operation).unwrap()).unwrap();
    (history, database)
}

fn every_type_keeps_its_values() {
    for (field, value, expected) in HOSTILE_VALUES {
        for options in ["", ", strict=True"] {
            let (_, database) = table_with(field, options);
            let inserted = database.execute(&format!("INSERT INTO things VALUES ({value})"), []);
            // A STRICT table refuses a text among bytes, which is what it is for.
            if options.is_empty() || !(*field == "fields.Binary()" && value.starts_with('\'')) {
                inserted.unwrap_or_else(|error| panic!("{field}{options}: {error}"));
                assert_eq!(
                    rows(&database, "SELECT value FROM things"),
                    [*expected],
                    "{field}{options}"
                );
            }
        }
    }
}

fn checks_of_types_keep_values_out() {
    for (field, value) in REFUSED_VALUES {
        let (_, database) = table_with(field, "");
        let inserted = database.execute(&format!("INSERT INTO things VALUES ({value})"), []);
        let message = inserted.map_err(|error| error.to_string());
        assert_eq!(
            message,
            Err("CHECK constraint failed: things_value_check".to_owned()),
            "{field} took {value}"
        );
    }
}

/// A field with a default, and what a row without a value gets.
const DEFAULTS: &[(&str, &str)] = &[
    ("fields.Boolean(default=True)", "1"),
    ("fields.Integer(default=-5)", "-5"),
    (
        "fields.BigInteger(default=-9223372036854775808)",
        "-9223372036854775808",
    ),
    ("fields.Float(default=1.0)", "1.0"),
    (
        "fields.Decimal(max_digits=30, decimal_places=10, default=Decimal(\"12345678901234567890.123456789\"))",
        "'12345678901234567890.1234567890'",
    ),
    ("fields.Decimal(default=1)", "'1.00'"),
    (
        "fields.String(default=\"it's \\\\ \\\"x\\\" 😀\")",
        "'it's \\ \"x\" 😀'",
    ),
    ("fields.Binary(default=b\"\\x00'\")", "x'0027'"),
    ("fields.Date(default=datetime.date(2024, 2, 29))", "'2024-02-29'"),
    ("fields.Time(default=datetime.time(1, 2, 3))", "'01:02:03.000000'"),
    (
        "fields.DateTime(default=datetime.datetime(2024, 2, 29, 1, 2, 3, 4, tzinfo=datetime.timezone.utc))",
        "'2024-02-29 01:02:03.000004'",
    ),
    (
        "fields.Duration(default=datetime.timedelta(seconds=1, microseconds=5))",
        "1000005",
    ),
    (
        "fields.UUID(default=uuid.UUID(\"00000000-0000-0000-0000-000000000123\"))",
        "'00000000-0000-0000-0000-000000000123'",
    ),
    (
        "fields.JSON(default={\"b\": [1, None], \"a\": \"it's\"})",
        "'{\"a\": \"it's\", \"b\": [1, null]}'",
    ),
    (
        "fields.Array(item_type=str, default=[\"a\", \"it's\"])",
        "'[\"a\", \"it's\"]'",
    ),
    ("fields.Enum(values=[\"a\", \"b\"], default=\"b\")", "'b'"),
    ("fields.Integer(db_default=\"1 + 2\")", "3"),
    ("fields.Integer(nullable=True, default=None)", "NULL"),
];

fn defaults_are_stored_as_their_type_keeps_them() {
    for (field, expected) in DEFAULTS {
        let (_, database) = table_with(field, "");
        database.execute("INSERT INTO things DEFAULT VALUES", []).unwrap();
        assert_eq!(
            rows(&database, "SELECT value FROM things"),
            [*expected],
            "{field}"
        );
    }
}

fn computed_defaults_have_the_form_in_which_values_are_kept() {
    for (field, pattern) in [
        ("fields.DateTime(auto_now_add=True)", "????-??-?? ??:??:??.???000"),
        (
            "fields.UUID(db_default=fields.RandomUUID)",
            "????????-????-4???-[89ab]???-????????????",
        ),
    ] {
        let (_, database) = table_with(field, "");
        database.execute("INSERT INTO things DEFAULT VALUES", []).unwrap();
        let matches = format!("SELECT value GLOB '{pattern}', value = lower(value) FROM things");
        assert_eq!(rows(&database, &matches), ["1|1"], "{field}");
    }
}

const EVERYTHING: &str = r#"
op.CreateTable(name="users", fields=[("id", fields.Integer(primary_key=True, auto_increment=True))], autoincrement=True),
op.CreateTable(
    name="posts",
    fields=[
        ("id", fields.UUID(primary_key=True)),
        ("author_id", fields.ForeignKey("User", on_delete="SET NULL", nullable=True, deferrable="deferred")),
        ("slug", fields.Slug(unique=True, collation="nocase")),
        ("title", fields.String(max_length=200, db_index=True, default="it's", comment="shown")),
        ("price", fields.Decimal(max_digits=30, decimal_places=10, default=Decimal("1.5"))),
        ("rank", fields.PositiveInteger(default=0)),
        ("status", fields.Enum(values=["draft", "live"], native="status")),
        ("shout", fields.Text(generated="upper(title)")),
        ("twice", fields.Integer(generated="rank * 2", storage="virtual")),
        ("created_at", fields.DateTime(auto_now_add=True)),
    ],
    indexes=[
        op.Index(name="posts_order", fields=["-created_at", op.IndexField("title", collation="NOCASE")], method="btree"),
        op.Index(name="posts_live", fields=["slug"], unique=True, condition="status = 'live'", include=["title"]),
        op.Index(name="posts_lower", fields=[op.IndexField(expression="lower(title)")]),
    ],
    constraints=[
        op.Constraint(name="posts_price", type="check", expression="price >= 0.5 AND title NOT LIKE 'x%'"),
        op.Constraint(name="posts_pair", type="unique", fields=["title", "rank"]),
        op.Constraint(name="posts_self", type="foreign_key", fields=["shout"], to="posts", to_fields=["slug"]),
    ],
    comment="what is written",
),
op.CreateTable(
    name="tags", fields=[("post_id", fields.ForeignKey("Post")), ("tag", fields.String(max_length=20))],
    primary_key=["tag", "post_id"], without_rowid=True, strict=True,
),
op.CreateTable(name="codes", fields=[("code", fields.Integer(primary_key=True))]),
op.CreateTable(name="numbers", fields=[("number", fields.Opaque(dialect="sqlite", spelling="INTEGER", primary_key=True))]),
"#;

fn tables_are_spelled_with_every_name() {
    let compiled = History::default().migrate(EVERYTHING).unwrap();
    run(&database(), &compiled).unwrap();
    insta::assert_snapshot!(show(&compiled));
}

fn a_key_that_does_not_count_demands_a_value() {
    let database = database();
    run(&database, &History::default().migrate(EVERYTHING).unwrap()).unwrap();
    database.execute("INSERT INTO users DEFAULT VALUES", []).unwrap();
    let refused = database.execute("INSERT INTO codes DEFAULT VALUES", []);
    assert_eq!(
        refused.unwrap_err().to_string(),
        "NOT NULL constraint failed: codes.code"
    );
}
