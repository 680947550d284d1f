//! PostgreSQL, as the conformance suite knows it.

use std::process::Command;

use aksara_postgres::PostgresDriver;
use aksara_schema::{DialectName, Field, FieldType, Literal, StorageType};
use aksara_suite::{IndexWords, Place, Server, Target, TargetClient, TypeWords, Words, unreached_words};

aksara_suite::tests![generated_histories_have_every_word_of_postgres];

pub static POSTGRES: Target = Target {
    name: "postgres",
    label: "PostgreSQL",
    driver: &PostgresDriver,
    place: Place::Server(Server {
        variable: "AKSARA_TEST_POSTGRES_URL",
        make: |name| vec![drop(name), format!("CREATE DATABASE {name}")],
        clear: Some("DROP SCHEMA public CASCADE; CREATE SCHEMA public"),
        drop,
    }),
    words: WORDS,
    client: TargetClient {
        label: "psql, from scripts",
        needs: None,
        command: |url| psql(url.secret()),
        version: None,
    },
};

fn drop(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")
}

fn psql(url: &str) -> Command {
    let mut command = Command::new("psql");
    command.args(["--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", "-f", "-", url]);
    command
}

/// PostgreSQL's own words for what generated histories may have.
const WORDS: Words = Words {
    collations: &["C", "POSIX"],
    charsets: &[],
    types: &[
        own("int4range", |number| {
            Literal::String(format!("[{number},{})", number + 5))
        }),
        own("tsvector", |number| {
            Literal::String(format!("'it''s':{}", number + 1))
        }),
        own("BIGINT[]", |number| {
            Literal::Array(vec![Literal::Integer(i64::from(number))])
        }),
        own("json", |number| {
            Literal::Json(serde_json::json!({ "it's": number }))
        }),
        own("Decimal(10, 2)", |number| Literal::Integer(i64::from(number))),
        own("macaddr", |number| {
            Literal::String(format!("08:00:2b:01:02:0{number}"))
        }),
        own("bit(8)", |number| Literal::String(format!("{number:08b}"))),
        own("character(7)", |number| Literal::String(number.to_string())),
        own("real", |number| Literal::Integer(i64::from(number))),
        own("point", |number| Literal::String(format!("({number},1.5)"))),
        own("timestamp(3) without time zone", |number| {
            Literal::String(format!("2026-02-07 10:30:0{number}.125"))
        }),
        own("character varying(7)[]", |number| {
            Literal::String(format!("{{{number},\"it's, x\"}}"))
        }),
    ],
    indexes: &[
        index("gist", None, |field| {
            is_one_of(field, &["int4range", "tsvector", "point"])
        }),
        index("gin", None, |field| {
            is_one_of(field, &["tsvector", "character varying(7)[]"])
        }),
        index("hash", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::Integer | StorageType::Uuid | StorageType::Text
            )
        }),
        index("brin", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::BigInteger | StorageType::Date | StorageType::DateTime
            )
        }),
        index("gin", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::Json | StorageType::Array(_)
            )
        }),
        index("gin", Some("jsonb_path_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::Json)
        }),
        index("gist", Some("inet_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::IpAddress)
        }),
        index("spgist", None, |field| {
            matches!(
                field.field_type.storage(),
                StorageType::Text | StorageType::IpAddress
            )
        }),
        index("btree", Some("text_pattern_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::Text)
        }),
        index("btree", Some("varchar_pattern_ops"), |field| {
            matches!(field.field_type.storage(), StorageType::Varchar(_))
        }),
    ],
};

fn is_one_of(field: &Field, spellings: &[&str]) -> bool {
    matches!(&field.field_type, FieldType::Opaque { spelling, .. } if spellings.contains(&spelling.as_str()))
}

const fn own(spelling: &'static str, value: fn(u32) -> Literal) -> TypeWords {
    TypeWords {
        dialect: DialectName::Postgres,
        spelling,
        value,
    }
}

const fn index(
    method: &'static str,
    operator_class: Option<&'static str>,
    takes: fn(&Field) -> bool,
) -> IndexWords {
    IndexWords {
        method: Some(method),
        operator_class,
        takes,
    }
}

fn generated_histories_have_every_word_of_postgres() {
    assert_eq!(
        unreached_words(&aksara_postgres::POSTGRES, WORDS).unwrap(),
        Vec::<String>::new()
    );
}
