//! Scripts cut into statements, as the servers' client cuts them.

use aksara_suite::{check_split, check_whole};

use aksara_mysql::MYSQL;

aksara_suite::tests![
    stored_programs_hold_statements,
    the_delimiter_of_the_client_is_followed
];

fn stored_programs_hold_statements() {
    check_whole(
        &MYSQL,
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
    );
    check_split(
        &MYSQL,
        "BEGIN; SELECT 1; COMMIT",
        &["BEGIN", "SELECT 1", "COMMIT"],
    );
}

fn the_delimiter_of_the_client_is_followed() {
    check_split(
        &MYSQL,
        "SELECT 1;\nDELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\n\ndelimiter ;\nSELECT 2; SELECT 3",
        &[
            "SELECT 1",
            "CREATE PROCEDURE p() BEGIN SELECT 1; END",
            "SELECT 2",
            "SELECT 3",
        ],
    );
    check_split(
        &MYSQL,
        "DELIMITER $$\nSELECT 'a$$'; SELECT 2$$\nSELECT 3$$",
        &["SELECT 'a$$'; SELECT 2", "SELECT 3"],
    );
    for delimiter in ["#", "|", "--", "end_of_it", "\"$$\"", "'//'"] {
        let sign = delimiter.trim_matches(['"', '\'']);
        check_split(
            &MYSQL,
            &format!(
                "DELIMITER {delimiter}\r\nCREATE PROCEDURE p() BEGIN SELECT '{sign}'; SELECT 2; END{sep}{sign}\r\n\
                 SELECT 3 {sign}\nDELIMITER ;\n# a remark\nSELECT 4;",
                sep = if sign.starts_with('e') { " " } else { "" },
            ),
            &[
                &format!("CREATE PROCEDURE p() BEGIN SELECT '{sign}'; SELECT 2; END"),
                "SELECT 3",
                "SELECT 4",
            ],
        );
    }
    check_split(
        &MYSQL,
        "SELECT delimiter FROM t; SELECT 1",
        &["SELECT delimiter FROM t", "SELECT 1"],
    );
}
