//! Scripts cut into statements, as each kind of database cuts them.

use aksara_dialect::{Blocks, Lexis, split_statements};
use pretty_assertions::assert_eq;

const SQLITE: Lexis = Lexis {
    has_backslashes: false,
    has_dollar_quotes: false,
    has_nested_comments: false,
    has_hash_comments: false,
    has_spaced_dashes: false,
    has_code_comments: false,
    has_brackets: true,
    blocks: Blocks::Triggers,
};
const POSTGRES: Lexis = Lexis {
    has_dollar_quotes: true,
    has_nested_comments: true,
    has_brackets: false,
    blocks: Blocks::AtomicRoutines,
    ..SQLITE
};
const MYSQL: Lexis = Lexis {
    has_backslashes: true,
    has_hash_comments: true,
    has_spaced_dashes: true,
    has_code_comments: true,
    has_brackets: false,
    blocks: Blocks::StoredPrograms,
    ..SQLITE
};

/// Statements that stay whole, also one after the other in one script.
fn check_whole(statements: &[&str], lexis: Lexis) {
    for statement in statements {
        check(statement, lexis, &[statement]);
    }
    check(&statements.join(";\n"), lexis, statements);
    check(&format!("{};", statements.join(" ;; ")), lexis, statements);
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
    for lexis in [SQLITE, POSTGRES, MYSQL] {
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
    check_whole(&["SELECT [a;b]"], SQLITE);
    check_whole(&["SELECT `a;b`", "SELECT 'a\\';b'", "SELECT 1 # ;\n+ 2"], MYSQL);
}

#[test]
fn comments_alone_are_no_statement() {
    for lexis in [SQLITE, POSTGRES, MYSQL] {
        check("", lexis, &[]);
        check(" ;\n; -- only this ;\n /* and this */ ", lexis, &[]);
        check("-- before\nSELECT 1 -- after\n; -- last", lexis, &["SELECT 1"]);
    }
}

#[test]
fn what_is_left_open_reaches_to_the_end() {
    check("SELECT 1; SELECT 'a; b", POSTGRES, &["SELECT 1", "SELECT 'a; b"]);
    check("SELECT $a$ ; b", POSTGRES, &["SELECT $a$ ; b"]);
    check("SELECT 1 /* ; ", SQLITE, &["SELECT 1"]);
}

#[test]
fn triggers_of_sqlite_hold_statements() {
    check_whole(
        &[
            "CREATE TRIGGER a AFTER INSERT ON t BEGIN UPDATE t SET b = 1; DELETE FROM t; END",
            "CREATE TEMP TRIGGER a AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END",
            "CREATE TRIGGER IF NOT EXISTS \"begin\" DELETE ON t BEGIN SELECT 1;\n-- END\nEND",
            "SELECT CASE WHEN a THEN b END",
        ],
        SQLITE,
    );
}

#[test]
fn bodies_of_postgres_hold_statements() {
    check_whole(
        &[
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN a; END; $$",
            "CREATE OR REPLACE FUNCTION f() RETURNS int AS $body$ SELECT $$;$$; $body$ LANGUAGE sql",
            "CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a > 1 THEN 1 END; SELECT 2; END",
            "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END",
            "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)",
            "SELECT /* /* ; */ ; */ 1",
            "SELECT E'\\';'",
            "DO $$ BEGIN PERFORM 1; END $$",
        ],
        POSTGRES,
    );
    check("BEGIN; SELECT 1; END", POSTGRES, &["BEGIN", "SELECT 1", "END"]);
}

#[test]
fn stored_programs_of_mysql_hold_statements() {
    check_whole(
        &[
            "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END",
            "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
            "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW IF NEW.a > 1 THEN SET NEW.a = 1; ELSE SET NEW.b = 2; END IF",
            "CREATE DEFINER = `r`@`%` PROCEDURE p(IN a INT)\nBEGIN\n  IF a > 1 THEN SELECT 1; END IF;\n  SELECT IF(a, 1, 2);\nEND",
            "CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE; SELECT 2; END",
            "CREATE PROCEDURE p() BEGIN l: LOOP LEAVE l; END LOOP l; WHILE a DO SET a = 0; END WHILE; END",
            "CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN FOR i IN 0..5 DO SET @a = i; END FOR; SET @b = 1; END",
            "CREATE PROCEDURE p() BEGIN DECLARE c CURSOR FOR SELECT 1; DECLARE EXIT HANDLER FOR NOT FOUND SET @a = 1; SELECT 1 FOR UPDATE; END",
            "CREATE PROCEDURE p() BEGIN REPEAT SET a = REPEAT('x', 3); UNTIL a END REPEAT; SELECT 1; END",
            "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN CASE WHEN a THEN IF(a, 1, 2) ELSE 3 END",
            "CREATE FUNCTION IF NOT EXISTS f() RETURNS INT DETERMINISTIC BEGIN RETURN 1; END",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; SELECT 1; END",
            "CREATE DEFINER = `r`@`%` EVENT e ON SCHEDULE EVERY 1 DAY DO IF 1 THEN SELECT 1; SELECT 2; END IF",
            "ALTER EVENT e ON SCHEDULE EVERY 2 DAY DO BEGIN DELETE FROM t; SELECT 1; END",
            "ALTER DEFINER = r EVENT e DO BEGIN IF 1 THEN SELECT 1; END IF; END",
            "ALTER EVENT e RENAME TO f",
            "ALTER TABLE t ADD COLUMN event INT, ADD COLUMN `begin` INT",
            "CREATE PACKAGE p AS FUNCTION f RETURN INT; PROCEDURE q; END",
            "CREATE OR REPLACE PACKAGE BODY p AS a INT; FUNCTION f RETURN INT AS b INT; BEGIN RETURN 1; END; BEGIN SET a = 1; END",
            "CREATE TABLE trigger_log (`begin` INT, function_name TEXT)",
            "DROP PROCEDURE IF EXISTS p",
            "BEGIN NOT ATOMIC SELECT 1; IF 1 THEN SELECT 2; END IF; END",
            "/*!40101 SET NAMES utf8 */",
            "SELECT 5--1",
        ],
        MYSQL,
    );
    check("BEGIN; SELECT 1; COMMIT", MYSQL, &["BEGIN", "SELECT 1", "COMMIT"]);
}

#[test]
fn the_delimiter_of_the_mysql_client_is_followed() {
    check(
        "SELECT 1;\nDELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\n\ndelimiter ;\nSELECT 2; SELECT 3",
        MYSQL,
        &[
            "SELECT 1",
            "CREATE PROCEDURE p() BEGIN SELECT 1; END",
            "SELECT 2",
            "SELECT 3",
        ],
    );
    check(
        "DELIMITER $$\nSELECT 'a$$'; SELECT 2$$\nSELECT 3$$",
        MYSQL,
        &["SELECT 'a$$'; SELECT 2", "SELECT 3"],
    );
    for delimiter in ["#", "|", "--", "end_of_it", "\"$$\"", "'//'"] {
        let sign = delimiter.trim_matches(['"', '\'']);
        check(
            &format!(
                "DELIMITER {delimiter}\r\nCREATE PROCEDURE p() BEGIN SELECT '{sign}'; SELECT 2; END{sep}{sign}\r\n\
                 SELECT 3 {sign}\nDELIMITER ;\n# a remark\nSELECT 4;",
                sep = if sign.starts_with('e') { " " } else { "" },
            ),
            MYSQL,
            &[
                &format!("CREATE PROCEDURE p() BEGIN SELECT '{sign}'; SELECT 2; END"),
                "SELECT 3",
                "SELECT 4",
            ],
        );
    }
    check(
        "SELECT delimiter FROM t; SELECT 1",
        MYSQL,
        &["SELECT delimiter FROM t", "SELECT 1"],
    );
    check("DELIMITER //\nSELECT 1;", SQLITE, &["DELIMITER //\nSELECT 1"]);
}

#[test]
fn words_are_bare_and_in_upper_case() {
    let statements = split_statements("/* x */ create \"Index\" 'on' a.b;", POSTGRES);
    assert_eq!(statements[0].words, ["CREATE", "A", "B"]);
}
