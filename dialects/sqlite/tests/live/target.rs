//! SQLite, as the conformance suite knows it: each database is a file.

use std::path::Path;
use std::process::Command;

use aksara_dialect::ServerVersion;
use aksara_driver::DatabaseUrl;
use aksara_schema::{DialectName, Literal};
use aksara_sqlite::{Sqlite, SqliteDriver};
use aksara_suite::{
    Place, Target, TargetClient, TypeWords, Words, expressions_without_truth, unreached_words,
};

aksara_suite::tests![
    generated_histories_have_every_word_of_sqlite,
    every_expression_has_its_truth,
];

pub static SQLITE: Target = Target {
    name: "sqlite",
    label: "SQLite",
    driver: &SqliteDriver,
    place: Place::Files {
        url: |file| url(&format!("sqlite:{}", file.display())),
        scratch: || url("sqlite::memory:"),
    },
    words: WORDS,
    client: TargetClient {
        label: "sqlite3, from scripts",
        needs: None,
        command: |url| sqlite3(Path::new(url.after_scheme())),
        version: Some(version_of_sqlite3),
    },
};

fn url(text: &str) -> DatabaseUrl {
    DatabaseUrl::parse(text).unwrap()
}

fn sqlite3(file: &Path) -> Command {
    let mut command = Command::new("sqlite3");
    command.arg("-bail").arg(file);
    command
}

/// The version of the client, which is not that of the driver.
fn version_of_sqlite3() -> ServerVersion {
    let output = Command::new("sqlite3").arg("--version").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

/// SQLite's own words for what generated histories may have.
const WORDS: Words = Words {
    types: &[
        own("MONEY", |number| Literal::Integer(i64::from(number))),
        own("REAL", |number| Literal::Integer(i64::from(number))),
        own("VARCHAR (30)", |number| Literal::String(format!("it's {number}"))),
        own("CLOB", |number| Literal::String(format!("it's {number}"))),
    ],
    collations: &["NOCASE", "RTRIM"],
    charsets: &[],
    indexes: &[],
};

const fn own(spelling: &'static str, value: fn(u32) -> Literal) -> TypeWords {
    TypeWords {
        dialect: DialectName::Sqlite,
        spelling,
        value,
    }
}

fn generated_histories_have_every_word_of_sqlite() {
    assert_eq!(unreached_words(&Sqlite, WORDS).unwrap(), Vec::<String>::new());
}

fn every_expression_has_its_truth() {
    assert_eq!(expressions_without_truth(), Vec::<String>::new());
}
