//! Columns: types, NULL, defaults, keys, collations, generated values.

use aksara_schema::{
    DecimalText, Default, DialectName, Field, FieldType, FiniteFloat, GeneratedStorage, Literal,
    SqlExpression,
};
use chrono::{NaiveDate, NaiveTime};
use pretty_assertions::assert_eq;

use super::support::only_table;

aksara_suite::tests![
    declared_types_show_the_logical_type,
    a_check_of_the_type_s_own_shows_more,
    a_type_without_its_own_check_is_sqlite_s_own,
    defaults_are_values_of_the_field_s_type,
    defaults_that_are_no_values_of_the_type_are_in_sqlite_s_own_words,
    computed_defaults_are_known_or_expressions,
    null_keys_collations_and_options,
    only_a_rowid_counts,
    generated_fields_have_their_expression,
];

async fn only_field(column: &str) -> Field {
    let table = only_table(&format!("CREATE TABLE t ({column}, other)")).await;
    table.fields.first().unwrap().1.clone()
}

async fn check_type(column: &str, expected: FieldType) {
    assert_eq!(only_field(column).await.field_type, expected, "{column}");
}

async fn declared_types_show_the_logical_type() {
    check_type("a varchar(20)", FieldType::String { max_length: 20 }).await;
    check_type("a VARCHAR ( 20 ) NOT NULL", FieldType::String { max_length: 20 }).await;
    check_type("a uuid_text", FieldType::Uuid).await;
    check_type(
        "a decimal_text(30, 10)",
        FieldType::Decimal {
            max_digits: 30,
            decimal_places: 10,
        },
    )
    .await;
    check_type("a DOUBLE  PRECISION", FieldType::Float).await;
    let opaque = |spelling: &str| FieldType::Opaque {
        dialect: DialectName::Sqlite,
        spelling: spelling.to_owned(),
    };
    check_type("a NUMERIC(5,2)", opaque("NUMERIC(5,2)")).await;
    check_type("a", opaque("")).await;
}

async fn a_check_of_the_type_s_own_shows_more() {
    check_type(
        "a integer CONSTRAINT t_a_check CHECK (\"a\" >= 0)",
        FieldType::PositiveInteger,
    )
    .await;
    check_type(
        "a integer CONSTRAINT \"t_a_check\" CHECK(A>=0)",
        FieldType::PositiveInteger,
    )
    .await;
    check_type("a integer CHECK (a >= 0)", FieldType::Integer).await;
    check_type("a integer CHECK (a > 0)", FieldType::Integer).await;
    let values = vec!["it's".to_owned(), "b".to_owned()];
    check_type(
        "a enum_text CONSTRAINT t_a_check CHECK (a IN ('it''s', 'b'))",
        FieldType::Enum { values, native: None },
    )
    .await;
    let field = only_field("a json_text CONSTRAINT t_a_check CHECK (a IS NULL OR json_valid(a))").await;
    assert_eq!(
        (field.field_type, field.type_check.0.unwrap().as_str()),
        (FieldType::Json, "t_a_check")
    );
}

/// A model gives the type's own CHECK a name that it cannot choose, and a type without it takes other values.
async fn a_type_without_its_own_check_is_sqlite_s_own() {
    let table = only_table(
        "CREATE TABLE t (a json_text CONSTRAINT named CHECK (a IS NULL OR json_valid(a)), b json_text, c enum_text,
            d integer CONSTRAINT named_too CHECK (d >= 0),
            e json_text CHECK (e IS NULL OR json_valid(e)))",
    )
    .await;
    for (field, spelling) in [
        ("a", "json_text"),
        ("b", "json_text"),
        ("c", "enum_text"),
        ("e", "json_text"),
    ] {
        let opaque = FieldType::Opaque {
            dialect: DialectName::Sqlite,
            spelling: spelling.to_owned(),
        };
        assert_eq!(table.fields[field].field_type, opaque);
    }
    assert_eq!(table.fields["d"].field_type, FieldType::Integer);
    assert!(table.constraints.contains_key("named") && table.constraints.contains_key("named_too"));
}

async fn check_default(column: &str, expected: Option<Default>) {
    assert_eq!(only_field(column).await.default, expected, "{column}");
}

async fn defaults_are_values_of_the_field_s_type() {
    let literal = |literal| Some(Default::Literal(literal));
    check_default("a integer DEFAULT -7", literal(Literal::Integer(-7))).await;
    check_default("a integer DEFAULT (+7)", literal(Literal::Integer(7))).await;
    check_default("a boolean DEFAULT 1", literal(Literal::Boolean(true))).await;
    check_default("a boolean DEFAULT FALSE", literal(Literal::Boolean(false))).await;
    check_default(
        "a double DEFAULT 1",
        literal(Literal::Float(FiniteFloat::try_from(1.0).unwrap())),
    )
    .await;
    let decimal = || literal(Literal::Decimal(DecimalText::parse("1.50").unwrap()));
    check_default("a decimal_text(9, 2) DEFAULT '1.50'", decimal()).await;
    check_default(
        "a text DEFAULT 'it''s (1)'",
        literal(Literal::text("it's (1)").unwrap()),
    )
    .await;
    check_default("a blob DEFAULT x'00FF'", literal(Literal::Bytes(vec![0, 255]))).await;
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    check_default("a date_text DEFAULT '2024-02-29'", literal(Literal::Date(date))).await;
    let time = NaiveTime::from_hms_micro_opt(1, 2, 3, 400).unwrap();
    check_default(
        "a time_text DEFAULT '01:02:03.000400'",
        literal(Literal::Time(time)),
    )
    .await;
    let moment = date.and_time(time).and_utc();
    check_default(
        "a datetime_text DEFAULT '2024-02-29 01:02:03.000400'",
        literal(Literal::DateTime(moment)),
    )
    .await;
    check_default("a duration_integer DEFAULT 5", literal(Literal::Duration(5))).await;
    let json = serde_json::json!({"a": [1, null]});
    check_default(
        "a json_text DEFAULT '{\"a\": [1, null]}' CONSTRAINT t_a_check CHECK (a IS NULL OR json_valid(a))",
        literal(Literal::Json(json)),
    )
    .await;
    let items = vec![Literal::Integer(1), Literal::Null];
    check_default(
        "a long_array_text DEFAULT '[1, null]' CONSTRAINT t_a_check CHECK (a IS NULL OR json_valid(a) AND json_type(a) = 'array')",
        literal(Literal::Array(items)),
    )
    .await;
    check_default("a integer DEFAULT '0'", literal(Literal::Integer(0))).await;
    check_default("a integer DEFAULT true", literal(Literal::Integer(1))).await;
    check_default("a text DEFAULT 0", literal(Literal::text("0").unwrap())).await;
    check_default("a text DEFAULT good", literal(Literal::text("good").unwrap())).await;
    check_default("a text DEFAULT \"good\"", literal(Literal::text("good").unwrap())).await;
    let items = vec![Literal::text("00000000-0000-0000-0000-000000000000").unwrap()];
    check_default(
        "a text_array_text DEFAULT '[\"00000000-0000-0000-0000-000000000000\"]' \
         CONSTRAINT t_a_check CHECK (a IS NULL OR json_valid(a) AND json_type(a) = 'array')",
        literal(Literal::Array(items)),
    )
    .await;
}

/// The parts that a model of the type cannot express.
async fn defaults_that_are_no_values_of_the_type_are_in_sqlite_s_own_words() {
    for (column, words) in [
        ("a integer DEFAULT 'x'", "'x'"),
        ("a integer DEFAULT 5000000000", "5000000000"),
        ("a integer DEFAULT -1 CONSTRAINT t_a_check CHECK (a >= 0)", "-1"),
        ("a boolean DEFAULT 2", "2"),
        ("a boolean DEFAULT 'f'", "'f'"),
        ("a text DEFAULT 1.50", "1.50"),
        ("a text DEFAULT x'00'", "x'00'"),
        ("a varchar(2) DEFAULT abc", "'abc'"),
        ("a blob DEFAULT ''", "''"),
        ("a double DEFAULT 1e400", "1e400"),
        ("a decimal_text(9, 2) DEFAULT '1.5'", "'1.5'"),
        ("a decimal_text(9, 2) DEFAULT 0", "0"),
        ("a uuid_text DEFAULT 'no uuid'", "'no uuid'"),
        (
            "a uuid_text DEFAULT '{00000000-0000-0000-0000-000000000000}'",
            "'{00000000-0000-0000-0000-000000000000}'",
        ),
        (
            "a datetime_text DEFAULT '2024-02-29 01:02:03'",
            "'2024-02-29 01:02:03'",
        ),
        ("a datetime_text DEFAULT CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"),
        ("a text DEFAULT (CURRENT_TIMESTAMP)", "CURRENT_TIMESTAMP"),
        ("a date_text DEFAULT Current_Date", "Current_Date"),
        ("a ipaddress_text DEFAULT 'here'", "'here'"),
        (
            "a json_text DEFAULT '{\"a\":1}' CONSTRAINT t_a_check CHECK (a IS NULL OR json_valid(a))",
            "'{\"a\":1}'",
        ),
        (
            "a json_text DEFAULT 'null' CONSTRAINT t_a_check CHECK (a IS NULL OR json_valid(a))",
            "'null'",
        ),
        (
            "a enum_text DEFAULT 'c' CONSTRAINT t_a_check CHECK (a IN ('a', 'b'))",
            "'c'",
        ),
    ] {
        match only_field(column).await.default {
            Some(Default::Expression(SqlExpression::PerDialect(texts))) => {
                assert_eq!(texts["sqlite"].as_str(), words, "{column}");
            }
            other => panic!("{column}: {other:?}"),
        }
    }
}

async fn computed_defaults_are_known_or_expressions() {
    check_default("a text DEFAULT NULL", None).await;
    let ours = "a datetime_text DEFAULT (strftime( '%Y-%m-%d %H:%M:%f000','now' ))";
    check_default(ours, Some(Default::CurrentTimestamp)).await;
    check_default(
        "a text DEFAULT (lower('A'))",
        Some(Default::Expression(SqlExpression::parse("lower('A')"))),
    )
    .await;
    match only_field("a text DEFAULT (hex(randomblob(4)))").await.default {
        Some(Default::Expression(SqlExpression::PerDialect(texts))) => {
            assert_eq!(texts["sqlite"].as_str(), "hex(randomblob(4))");
        }
        other => panic!("{other:?}"),
    }
}

async fn null_keys_collations_and_options() {
    let table = only_table(
        "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, b text COLLATE nocase NULL, c text NOT NULL)",
    )
    .await;
    let [a, b, c] = ["a", "b", "c"].map(|name| &table.fields[name]);
    assert!(a.primary_key && a.auto_increment && !a.nullable && table.options.autoincrement);
    assert!(b.nullable && b.collation.as_deref() == Some("NOCASE"));
    assert!(!c.nullable && c.collation.is_none());
    let table =
        only_table("CREATE TABLE t (a TEXT, b INT, PRIMARY KEY (b DESC, a)) STRICT, WITHOUT ROWID").await;
    assert!(table.options.strict && table.options.without_rowid);
    assert_eq!(
        table
            .primary_key_order
            .iter()
            .map(|name| name.as_str())
            .collect::<Vec<_>>(),
        ["b", "a"]
    );
}

async fn only_a_rowid_counts() {
    for (columns, counts) in [
        ("a INTEGER PRIMARY KEY", true),
        ("a integer, PRIMARY KEY (a DESC)", true),
        ("a INTEGER PRIMARY KEY DESC", false),
        ("a INT PRIMARY KEY", false),
        ("a INTEGER, b, PRIMARY KEY (a, b)", false),
    ] {
        let table = only_table(&format!("CREATE TABLE t ({columns})")).await;
        assert_eq!(table.fields["a"].auto_increment, counts, "{columns}");
    }
}

async fn generated_fields_have_their_expression() {
    for (clause, storage) in [
        ("GENERATED ALWAYS AS (other * 2) STORED", GeneratedStorage::Stored),
        ("AS (other * 2)", GeneratedStorage::Virtual),
        ("AS (other * 2) VIRTUAL", GeneratedStorage::Virtual),
    ] {
        let generated = only_field(&format!("a integer {clause}"))
            .await
            .generated
            .unwrap();
        assert_eq!(
            (generated.expression, generated.storage),
            (SqlExpression::parse("other * 2"), storage)
        );
    }
}
