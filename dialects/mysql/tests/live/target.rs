//! MySQL and MariaDB, as the conformance suite knows them.

use std::process::Command;

use aksara_driver::DatabaseUrl;
use aksara_mysql::MysqlDriver;
use aksara_schema::{DialectName, FieldType, Literal, StorageType};
use aksara_suite::{IndexWords, Place, Server, Target, TargetClient, TypeWords, Words, unreached_words};

aksara_suite::tests![generated_histories_have_every_word_of_mysql];

pub static MYSQL: Target = Target {
    name: "mysql",
    label: "MySQL",
    driver: &MysqlDriver,
    place: server("AKSARA_TEST_MYSQL_URL"),
    words: WORDS,
    client: TargetClient {
        label: "mariadb on MySQL, from scripts",
        needs: Some("AKSARA_TEST_MYSQL_SOCKET"),
        command: |url| client(url, "AKSARA_TEST_MYSQL_SOCKET"),
        version: None,
    },
};

pub static MARIADB: Target = Target {
    name: "mariadb",
    label: "MariaDB",
    driver: &MysqlDriver,
    place: server("AKSARA_TEST_MARIADB_URL"),
    words: WORDS,
    client: TargetClient {
        label: "mariadb, from scripts",
        needs: Some("AKSARA_TEST_MARIADB_SOCKET"),
        command: |url| client(url, "AKSARA_TEST_MARIADB_SOCKET"),
        version: None,
    },
};

const fn server(variable: &'static str) -> Place {
    Place::Server(Server {
        variable,
        make: |name| vec![drop(name), format!("CREATE DATABASE {name}")],
        clear: None,
        drop,
    })
}

fn drop(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {name}")
}

/// The client `mariadb`, which speaks with both servers, through the server's socket.
fn client(url: &DatabaseUrl, socket: &str) -> Command {
    let (server, database) = url.secret().rsplit_once('/').unwrap();
    let mut command = Command::new("mariadb");
    command
        .args(["--no-defaults", "--binary-mode", "--user=root", database])
        .arg(format!("--socket={}", std::env::var(socket).unwrap()))
        .env("MYSQL_PWD", password(server));
    command
}

/// The password of `mysql://user:password@host`.
fn password(url: &str) -> String {
    let (user, _) = url.split_once('@').unwrap_or_default();
    let (_, password) = user.rsplit_once(':').unwrap_or_default();
    DatabaseUrl::decode(password)
}

/// Words of both for what generated histories may have.
const WORDS: Words = Words {
    collations: &["utf8mb4_bin", "utf8mb4_unicode_ci", "utf8mb4_general_ci"],
    charsets: &[("utf8mb4", "utf8mb4_unicode_ci"), ("utf8mb4", "utf8mb4_bin")],
    types: &[
        own("year", |number| Literal::Integer(2020 + i64::from(number))),
        own("NUMERIC(12, 3)", |number| Literal::Integer(i64::from(number))),
        own("character varying(30)", |number| {
            Literal::String(format!("it's {number}"))
        }),
        own("TinyText", |number| Literal::String(format!("it's {number}"))),
        own("int zerofill", |number| Literal::Integer(i64::from(number))),
        own("bit(8)", |number| Literal::Integer(i64::from(number))),
        own("set('a','it''s')", |number| match number {
            0 => Literal::String(String::new()),
            1 => Literal::String("a".to_owned()),
            _ => Literal::String("a,it's".to_owned()),
        }),
        own("mediumint unsigned", |number| Literal::Integer(i64::from(number))),
        own("timestamp(3)", |number| {
            Literal::String(format!("2026-02-07 10:30:0{number}.125"))
        }),
        own("char(7)", |number| Literal::String(number.to_string())),
        own("point", point),
    ],
    indexes: &[
        IndexWords {
            method: Some("fulltext"),
            operator_class: None,
            takes: |field| {
                matches!(
                    field.field_type.storage(),
                    StorageType::Text | StorageType::Varchar(_)
                )
            },
        },
        IndexWords {
            method: Some("spatial"),
            operator_class: None,
            takes: |field| !field.nullable && is_point(&field.field_type),
        },
    ],
};

const fn own(spelling: &'static str, value: fn(u32) -> Literal) -> TypeWords {
    TypeWords {
        dialect: DialectName::Mysql,
        spelling,
        value,
    }
}

/// A point in the form that the servers keep it in: four bytes of the reference system, then well-known binary.
fn point(number: u32) -> Literal {
    let mut bytes = vec![0, 0, 0, 0, 1, 1, 0, 0, 0];
    for coordinate in [f64::from(number), 1.5] {
        bytes.extend(coordinate.to_le_bytes());
    }
    Literal::Bytes(bytes)
}

fn is_point(field_type: &FieldType) -> bool {
    matches!(field_type, FieldType::Opaque { spelling, .. } if spelling == "point")
}

fn generated_histories_have_every_word_of_mysql() {
    assert_eq!(
        unreached_words(&aksara_mysql::MYSQL, WORDS).unwrap(),
        Vec::<String>::new()
    );
}
