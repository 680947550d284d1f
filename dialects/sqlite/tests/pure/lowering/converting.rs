//! The values of a field that gets another type.

use pretty_assertions::assert_eq;

use super::support::{History, database, rows, run};

aksara_suite::tests![
    values_become_what_the_new_type_keeps,
    a_value_that_the_new_type_cannot_take_stops_the_migration,
];

/// Type before, type after, value before, value after.
const CONVERTED: &[(&str, &str, &str, &str)] = &[
    (
        "Decimal(decimal_places=4)",
        "Decimal(decimal_places=0)",
        "'150.0000'",
        "'150'",
    ),
    (
        "Decimal(decimal_places=4)",
        "Decimal(decimal_places=2)",
        "'1.5'",
        "'1.50'",
    ),
    ("Array(item_type=str)", "Array(item_type=int)", "'[]'", "'[]'"),
    (
        "Array(item_type=int)",
        "Array(item_type=float)",
        "'[1, null, 2]'",
        "'[1.0, null, 2.0]'",
    ),
    (
        "Array(item_type=str)",
        "Array(item_type=int)",
        "'[\"2\", \"1\"]'",
        "'[2, 1]'",
    ),
    (
        "Array(item_type=int)",
        "Array(item_type=bool)",
        "'[0, 2]'",
        "'[false, true]'",
    ),
    (
        "Array(item_type=bool)",
        "Array(item_type=str)",
        "'[true]'",
        "'[\"true\"]'",
    ),
    ("Array(item_type=str)", "JSON()", "'[\"a\"]'", "'[\"a\"]'"),
    (
        "Decimal(decimal_places=2)",
        "Decimal(decimal_places=4)",
        "'-1.50'",
        "'-1.5000'",
    ),
    (
        "Decimal(decimal_places=0)",
        "Decimal(decimal_places=2)",
        "'15'",
        "'15.00'",
    ),
    (
        "Decimal(decimal_places=4)",
        "Decimal(decimal_places=2)",
        "'1.2345'",
        "'1.2345'",
    ),
    ("Text()", "Decimal(decimal_places=3)", "' 1.5 '", "'1.500'"),
    (
        "DateTime()",
        "Text()",
        "'2024-02-29 01:02:03.000000'",
        "'2024-02-29 01:02:03'",
    ),
    ("Time()", "Text()", "'01:02:03.000001'", "'01:02:03.000001'"),
    ("Text()", "Integer()", "'007'", "7"),
    ("Text()", "Integer()", "'-5'", "-5"),
    (
        "Text()",
        "BigInteger()",
        "'9223372036854775807'",
        "9223372036854775807",
    ),
    ("Text()", "Float()", "'1.5e3'", "1500.0"),
    (
        "Text()",
        "Decimal(max_digits=40, decimal_places=10)",
        "'123456789012345678901234567890.5'",
        "'123456789012345678901234567890.5000000000'",
    ),
    ("Text()", "Boolean()", "' Yes '", "1"),
    ("Text()", "Boolean()", "'f'", "0"),
    ("Text()", "Date()", "'2024-02-29'", "'2024-02-29'"),
    (
        "Text()",
        "DateTime()",
        "'2024-02-29T01:02:03+01:00'",
        "'2024-02-29 00:02:03.000000'",
    ),
    (
        "Text()",
        "DateTime()",
        "'2024-02-29 01:02:03.000001'",
        "'2024-02-29 01:02:03.000001'",
    ),
    ("Text()", "Time()", "'01:02'", "'01:02:00.000000'"),
    (
        "Text()",
        "UUID()",
        "'12345678123456781234567812345E78'",
        "'12345678-1234-5678-1234-567812345e78'",
    ),
    ("Text()", "JSON()", "'{\"a\": 1e5}'", "'{\"a\": 1e5}'"),
    ("Text()", "Binary()", "'1'", "x'31'"),
    ("Binary()", "Text()", "x'31'", "'1'"),
    ("Integer()", "Text()", "7", "'7'"),
    (
        "Integer()",
        "Decimal(max_digits=30, decimal_places=2)",
        "9007199254740993",
        "'9007199254740993.00'",
    ),
    ("Integer()", "Float()", "7", "7.0"),
    ("Integer()", "Boolean()", "5", "1"),
    ("Integer()", "BigInteger()", "5", "5"),
    ("Float()", "Integer()", "2.5", "3"),
    ("Float()", "Decimal(decimal_places=2)", "1.005", "'1.00'"),
    ("Float()", "Text()", "1.5", "'1.5'"),
    (
        "Decimal()",
        "Integer()",
        "'9007199254740993.00'",
        "9007199254740993",
    ),
    ("Decimal()", "Integer()", "'1.50'", "2"),
    (
        "Decimal()",
        "BigInteger()",
        "'-9007199254740993.50'",
        "-9007199254740994",
    ),
    ("Decimal()", "Float()", "'1.50'", "1.5"),
    ("Decimal()", "Text()", "'1.50'", "'1.50'"),
    ("Boolean()", "Integer()", "TRUE", "1"),
    ("Boolean()", "Text()", "TRUE", "'true'"),
    (
        "Date()",
        "DateTime()",
        "'2024-02-29'",
        "'2024-02-29 00:00:00.000000'",
    ),
    (
        "DateTime()",
        "Date()",
        "'2024-02-29 01:02:03.000001'",
        "'2024-02-29'",
    ),
    (
        "DateTime()",
        "Time()",
        "'2024-02-29 01:02:03.000001'",
        "'01:02:03.000001'",
    ),
    (
        "UUID()",
        "String(max_length=36)",
        "'00000000-0000-0000-0000-000000000123'",
        "'00000000-0000-0000-0000-000000000123'",
    ),
];

/// Type before, type after, a value that the type after cannot take.
const STOPPED: &[(&str, &str, &str)] = &[
    ("Text()", "JSON()", "{"),
    ("Text()", "Decimal()", "1e5"),
    ("Text()", "Integer()", "abc"),
    ("Text()", "Integer()", "1e5"),
    ("Text()", "Integer()", "1.5"),
    ("Text()", "Integer()", "9223372036854775808"),
    ("Text()", "Float()", ""),
    ("Text()", "Decimal()", "1,5"),
    ("Text()", "Boolean()", "2"),
    ("Text()", "Date()", "29.02.2024"),
    ("Text()", "DateTime()", "yesterday"),
    ("Text()", "Time()", "noon"),
    ("Text()", "UUID()", "123"),
    ("Decimal()", "Integer()", "123456789012345678901234567890.5"),
];

/// Makes a table with the value, changes the type, and gives what is there then.
fn convert(before: &str, after: &str, value: &str) -> Result<Vec<String>, String> {
    let nullable = |field: &str| {
        if field.contains("()") {
            field.replace("()", "(nullable=True)")
        } else {
            field.replace(')', ", nullable=True)")
        }
    };
    let (mut history, database) = (History::default(), database());
    let create = format!(
        "op.CreateTable(name=\"things\", fields=[(\"value\", fields.{})])",
        nullable(before)
    );
    run(&database, &history.migrate(&create).unwrap()).unwrap();
    database
        .execute_batch(&format!("INSERT INTO things VALUES ({value}), (NULL)"))
        .unwrap();
    let alter = format!(
        "op.AlterField(model_name=\"Thing\", name=\"value\", field=fields.{})",
        nullable(after)
    );
    run(&database, &history.migrate(&alter).unwrap()).map_err(|error| error.to_string())?;
    Ok(rows(&database, "SELECT value FROM things"))
}

fn values_become_what_the_new_type_keeps() {
    for (before, after, value, expected) in CONVERTED {
        let converted = convert(before, after, value);
        assert_eq!(
            converted,
            Ok(vec![(*expected).to_owned(), "NULL".to_owned()]),
            "{before} → {after}"
        );
    }
}

fn a_value_that_the_new_type_cannot_take_stops_the_migration() {
    for (before, after, value) in STOPPED {
        let message = convert(before, after, &format!("'{value}'")).unwrap_err();
        let expected = format!("the field `things.value` cannot take the value {value}");
        assert!(message.contains(&expected), "{before} → {after}: {message}");
    }
}
