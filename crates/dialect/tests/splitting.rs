//! Scripts cut into statements by quotes, comments and delimiters. How statements hold others is each dialect's own.

use aksara_dialect::{Lexis, split_statements};
use pretty_assertions::assert_eq;

const PLAIN: Lexis = Lexis {
    has_brackets: true,
    ..Lexis::STANDARD
};
const DOLLARS: Lexis = Lexis {
    has_dollar_quotes: true,
    has_nested_comments: true,
    has_brackets: false,
    ..PLAIN
};
const BACKSLASHES: Lexis = Lexis {
    has_backslashes: true,
    has_hash_comments: true,
    has_spaced_dashes: true,
    has_code_comments: true,
    has_brackets: false,
    has_delimiter_command: true,
    ..PLAIN
};

/// Statements that stay whole, also one after the other in one script.
fn check_whole(statements: &[&str], lexis: Lexis) {
    for statement in statements {
        check(statement, lexis, &[statement]);
    }
    check(&statements.join(";\n"), lexis, statements);
}

fn check(script: &str, lexis: Lexis, expected: &[&str]) {
    let found = split_statements(script, lexis);
    let texts: Vec<&str> = found.iter().map(|statement| statement.sql).collect();
    assert_eq!(texts, expected, "{script}");
    for statement in found {
        assert!(script[statement.start..].starts_with(statement.sql));
    }
}

#[test]
fn quotes_and_comments_hold_semicolons() {
    for lexis in [PLAIN, DOLLARS, BACKSLASHES] {
        check_whole(
            &[
                "SELECT 'a;b'",
                "SELECT 'a'';b'",
                "SELECT \"a;b\"",
                "SELECT /* ; */ 1",
                "SELECT 1 -- ;\n+ 2",
            ],
            lexis,
        );
    }
    check_whole(&["SELECT [a;b]"], PLAIN);
    check_whole(
        &["SELECT `a;b`", "SELECT 'a\\';b'", "SELECT 1 # ;\n+ 2"],
        BACKSLASHES,
    );
}

#[test]
fn comments_alone_are_no_statement() {
    for lexis in [PLAIN, DOLLARS, BACKSLASHES] {
        check("", lexis, &[]);
        check(" ;\n; -- only this ;\n /* and this */ ", lexis, &[]);
        check("-- before\nSELECT 1 -- after\n; -- last", lexis, &["SELECT 1"]);
    }
}

#[test]
fn what_is_left_open_reaches_to_the_end() {
    check("SELECT 1; SELECT 'a; b", DOLLARS, &["SELECT 1", "SELECT 'a; b"]);
    check("SELECT $a$ ; b", DOLLARS, &["SELECT $a$ ; b"]);
    check("SELECT 1 /* ; ", PLAIN, &["SELECT 1"]);
}

#[test]
fn a_delimiter_is_a_command_only_where_the_client_has_it() {
    let script = "DELIMITER //\nSELECT 1;";
    check(script, PLAIN, &["DELIMITER //\nSELECT 1"]);
    check(script, BACKSLASHES, &["SELECT 1;"]);
}

#[test]
fn words_are_bare_and_in_upper_case() {
    let statements = split_statements("/* x */ create \"Index\" 'on' a.b;", DOLLARS);
    assert_eq!(statements[0].words, ["CREATE", "A", "B"]);
}
