//! Scripts cut into statements, as psql cuts them.

use aksara_suite::{check_split, check_whole};

use aksara_postgres::POSTGRES;

aksara_suite::tests![bodies_of_routines_hold_statements];

fn bodies_of_routines_hold_statements() {
    check_whole(
        &POSTGRES,
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
    );
    check_split(&POSTGRES, "BEGIN; SELECT 1; END", &["BEGIN", "SELECT 1", "END"]);
}
