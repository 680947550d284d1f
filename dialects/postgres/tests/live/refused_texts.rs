//! Texts that a server before version 16 is not asked about: what the condition finds, every server refuses to cast, and
//! of the kinds that are read exactly nothing else is refused.

use aksara_dialect::{Dialect, Retyping, ServerVersion};
use aksara_driver::{DatabaseUrl, Driver};
use aksara_postgres::{POSTGRES, PostgresDriver};
use aksara_schema::{Field, FieldName, FieldType, Table, TableName};
use aksara_suite::server_urls;
use pretty_assertions::assert_eq;

aksara_suite::tests![what_is_found_is_refused_and_what_is_refused_is_found];

/// A type, its name in a cast, whether every text that is refused is found, and texts.
struct Case {
    to: FieldType,
    cast: &'static str,
    is_exact: bool,
    texts: &'static [&'static str],
}

const NUMBERS: &[&str] = &[
    "",
    " ",
    "abc",
    "12abc",
    "1",
    " 42 ",
    "+5",
    "--1",
    "1 2",
    "0x10",
    "0xg",
    "1e3",
    "1e",
    "e5",
    "1.5",
    ".5",
    "5.",
    "1_000",
    "1,000",
    "32767",
    "32768",
    "-32769",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "0000000000000000000000000000000005",
    "00000000000000000000000099999999999999999999999",
    "999.99",
    "999.995",
    "1000",
    "-999.995",
    "1e400",
    "-1e400",
    "1e-400",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "4.9e-324",
    "2e-324",
    "0e5000",
    "1e5000",
    "1e-5000",
    "1e -5000",
    "nan",
    "-nan",
    "nan(1)",
    "inf",
    "+Infinity",
    "infinit",
];

const TRUTHS: &[&str] = &[
    "t", "TRUE", " tru ", "fals", "y", "Ye", "no", "o", "on", "of", "off", "1", "0", "2", "", "maybe", "00",
];

const UUIDS: &[&str] = &[
    "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
    "A0EEBC999C0B4EF8BB6D6BB9BD380A11",
    "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
    "a-0eebc999c0b4ef8bb6d6bb9bd380a11",
    "{a0eebc999c0b4ef8bb6d6bb9bd380a11",
    " a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "a0eebc99--9c0b-4ef8-bb6d-6bb9bd380a11",
    "a0eebc999c0b4ef8bb6d6bb9bd380a1",
    "a0eebc999c0b4ef8bb6d6bb9bd380a11-",
    "",
];

const DOCUMENTS: &[&str] = &[
    "{}",
    "[]",
    " [1] ",
    "{\"a\":1}",
    "[1,]",
    "{\"a\"}",
    "{a:1}",
    "'x'",
    "\"a\\u0000b\"",
    "\"a\\\\u0000b\"",
    "\"\\q\"",
    "tru",
    "null",
    "01",
    "1.",
    "-",
    "-1e5",
    "[[[[[]]]]]",
    "[[[[[}]]]]",
    "{\"a\":[1,{\"b\":null}]}",
    "{\"a\":1,}",
    "[1 2]",
    "1 2",
    "\"a\" \"b\"",
    "\"tab\there\"",
    "{\"a\":tr ue}",
    "truefalse",
    "\"open",
    "[+1]",
    "[.5]",
    "NaN",
    "[\"\\\\\"]",
    "[\"\\\"]",
    "[s]",
    "s",
    "v",
    "",
];

const ADDRESSES: &[&str] = &[
    "10.0.0.1",
    "10.0.0",
    "10.0.0.256",
    "10.0.0.1/8",
    "10.0.0.1/33",
    "10.0.0.1/",
    "1.2.3.4.5",
    "::",
    "::1",
    "1::",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "::ffff:1.2.3.4",
    "fe80::1/64",
    "fe80::1/129",
    "fe80::1%eth0",
    "12345::",
    "g::1",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1:2:3:4::5:6:7:8",
    " 10.0.0.1",
    ":",
    "1:",
    "",
];

const MOMENTS: &[&str] = &[
    "2024-01-01",
    "2024-02-29",
    "2023-02-29",
    "2024-13-01",
    "2024-1-5",
    "2024-1-32",
    "2024/2/30",
    "0000-00-00",
    "31.4.2024",
    "2024-01-01 10:00:00",
    "2024-01-01T25:00:00",
    "2024-01-01 24:00:00",
    "2024-01-01 24:00:01",
    "2024-01-01 10:60:00",
    "2024-01-01 10:00:00 UTC",
    "2024-01-01 10:00:00 Europe/Berlin",
    "2024-01-01 10:00 PM",
    "2024-01-01 xyz",
    "13/13/2024",
    "2/29/2023",
    "12/31/2024",
    "20240101",
    "20240230",
    "January 8, 1999",
    "Foo 8 1999",
    "now",
    "infinity",
    "nowhere",
    "n/a",
    "10:30:00",
    "10:30:61",
    "25:00",
    "10:30 XM",
    "1030",
    "9999",
    "42",
    "0",
    "2024-02",
    "2024",
    "2024-001",
    "1/2",
    "10.0.0.1",
    "1999-01-08 04:05:06 -8:00",
    "99-Jan-08",
    "J2451187",
    "1999.008",
    "allballs",
    "",
    "600109",
    "9801002",
    "9809902",
    "Cuba",
];

fn cases() -> Vec<Case> {
    let exact = |to, cast, texts| Case {
        to,
        cast,
        is_exact: true,
        texts,
    };
    let decimal = FieldType::Decimal {
        max_digits: 5,
        decimal_places: 2,
    };
    let mut cases = vec![
        exact(FieldType::SmallInteger, "smallint", NUMBERS),
        exact(FieldType::Integer, "integer", NUMBERS),
        exact(FieldType::BigInteger, "bigint", NUMBERS),
        exact(FieldType::Float, "double precision", NUMBERS),
        exact(decimal, "numeric(5,2)", NUMBERS),
        exact(FieldType::Boolean, "boolean", TRUTHS),
        exact(FieldType::Uuid, "uuid", UUIDS),
        exact(FieldType::Json, "jsonb", DOCUMENTS),
        exact(FieldType::IpAddress, "inet", ADDRESSES),
    ];
    for (to, cast) in [
        (FieldType::Date, "date"),
        (FieldType::DateTime, "timestamptz"),
        (FieldType::Time, "time"),
    ] {
        cases.push(Case {
            to,
            cast,
            is_exact: false,
            texts: MOMENTS,
        });
    }
    cases
}

fn condition(to: &FieldType) -> String {
    let field = |field_type| Field::new(FieldName::new("v").unwrap(), field_type);
    let (before, after) = (field(FieldType::Text), field(to.clone()));
    let table = Table::new(TableName::new("texts").unwrap()).with_fields([after.clone()]);
    let retyping = Retyping {
        table: &table,
        before: &before,
        after: &after,
    };
    let asked = POSTGRES.refused_values(&retyping, &ServerVersion::new(15, 0, 0));
    asked.unwrap()
}

const TRY: &str = "CREATE FUNCTION pg_temp.is_read(v text, t text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN \
     EXECUTE format('SELECT %L::%s', v, t); RETURN TRUE; EXCEPTION WHEN OTHERS THEN RETURN FALSE; END $$";

async fn what_is_found_is_refused_and_what_is_refused_is_found() {
    for url in server_urls(&["AKSARA_TEST_POSTGRES_URL", "AKSARA_TEST_POSTGRES18_URL"]).unwrap() {
        let url = DatabaseUrl::parse(&url).unwrap();
        let mut connection = PostgresDriver.connect(&url).await.unwrap();
        connection.execute(TRY).await.unwrap();
        for case in cases() {
            let texts: Vec<String> = case
                .texts
                .iter()
                .map(|text| format!("('{}')", text.replace('\'', "''")))
                .collect();
            let sql = format!(
                "SELECT v, coalesce({}, FALSE) AS found, pg_temp.is_read(v, '{}') AS is_read FROM (VALUES {}) AS texts(v)",
                condition(&case.to),
                case.cast,
                texts.join(", ")
            );
            let rows = connection.query(&sql, &[]).await.unwrap();
            let texts_of = |wrong: (bool, bool)| {
                let flag = |row: &aksara_driver::Row, name| {
                    row.get(name) == Some(&aksara_driver::Value::Boolean(true))
                };
                let is_wrong =
                    |row: &&aksara_driver::Row| (flag(row, "found"), flag(row, "is_read")) == wrong;
                let texts = rows
                    .iter()
                    .filter(is_wrong)
                    .filter_map(|row| row.text("v").map(str::to_owned));
                texts.collect::<Vec<_>>()
            };
            assert_eq!(
                texts_of((true, true)),
                Vec::<String>::new(),
                "found, and read as {}",
                case.cast
            );
            if case.is_exact {
                assert_eq!(
                    texts_of((false, false)),
                    Vec::<String>::new(),
                    "not found, and refused as {}",
                    case.cast
                );
            }
        }
        connection.close().await.unwrap();
    }
}
