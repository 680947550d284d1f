//! Scripts cut into statements, as `sqlite3` cuts them.

use aksara_suite::check_whole;

use aksara_sqlite::Sqlite;

aksara_suite::tests![triggers_hold_statements];

fn triggers_hold_statements() {
    check_whole(
        &Sqlite,
        &[
            "CREATE TRIGGER a AFTER INSERT ON t BEGIN UPDATE t SET b = 1; DELETE FROM t; END",
            "CREATE TEMP TRIGGER a AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END",
            "CREATE TRIGGER IF NOT EXISTS \"begin\" DELETE ON t BEGIN SELECT 1;\n-- END\nEND",
            "SELECT CASE WHEN a THEN b END",
        ],
    );
}
