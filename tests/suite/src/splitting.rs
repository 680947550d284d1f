//! Scripts cut into statements by a dialect.

use aksara_dialect::{Dialect, split_statements};
use pretty_assertions::assert_eq;

/// Holds that a script is cut into these statements.
pub fn check_split(dialect: &dyn Dialect, script: &str, expected: &[&str]) {
    let found = split_statements(script, dialect.lexis());
    let texts: Vec<&str> = found.iter().map(|statement| statement.sql).collect();
    assert_eq!(texts, expected, "{script}");
}

/// Holds that statements stay whole, alone and one after the other in one script.
pub fn check_whole(dialect: &dyn Dialect, statements: &[&str]) {
    for statement in statements {
        check_split(dialect, statement, &[statement]);
    }
    check_split(dialect, &statements.join(";\n"), statements);
    check_split(dialect, &format!("{};", statements.join(" ;; ")), statements);
}
