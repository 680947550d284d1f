//! The user's own SQL. It runs within the migration's transaction, so it may not end it.

use aksara_dialect::{Feature, Statement, Unsupported};
use aksara_operations::SqlText;
use aksara_schema::RawSql;

use crate::refusal::refuse;
use crate::token::{Token, tokens};

/// Statements that would end the transaction, or that SQLite refuses or ignores within one.
const FORBIDDEN: &[(&str, &str)] = &[
    ("BEGIN", "begins a transaction"),
    ("COMMIT", "ends the migration's transaction"),
    ("END", "ends the migration's transaction"),
    ("ROLLBACK", "ends the migration's transaction"),
    ("SAVEPOINT", "opens a transaction of its own"),
    ("RELEASE", "closes a transaction"),
    ("VACUUM", "cannot run in a transaction"),
];

/// Pragmas that have no effect, or fail, within a transaction.
const FORBIDDEN_PRAGMAS: &[&str] = &["foreign_keys", "journal_mode"];

/// The texts for SQLite, in order; none where none is given.
pub(crate) fn lower(sql: &SqlText) -> Result<Vec<Statement>, Unsupported> {
    let texts = match sql {
        SqlText::Common(texts) => texts.as_slice(),
        SqlText::PerDialect(texts) => texts.get(crate::NAME).map(Vec::as_slice).unwrap_or_default(),
    };
    texts
        .iter()
        .map(|text| check(text).map(|()| Statement::sql(text.as_str())))
        .collect()
}

fn check(sql: &RawSql) -> Result<(), Unsupported> {
    for statement in statements(sql.as_str()) {
        if let Some((words, reason)) = forbidden(&statement) {
            return Err(refuse(
                format!("the SQL `{words} …`"),
                Some(Feature::RunSql),
                format!("it {reason}, and a migration is one transaction that its history row belongs to"),
                "leave it out: each migration is committed as a whole; run it by hand where it must stand alone",
            ));
        }
    }
    Ok(())
}

fn forbidden(statement: &[Token<'_>]) -> Option<(String, &'static str)> {
    let first = statement.first()?;
    if first.is("PRAGMA") {
        let name = FORBIDDEN_PRAGMAS
            .iter()
            .find(|name| statement.iter().any(|token| token.is(name)))?;
        return Some((
            format!("PRAGMA {name}"),
            "has no effect or fails in a transaction",
        ));
    }
    let (word, reason) = FORBIDDEN.iter().find(|(word, _)| first.is(word))?;
    Some(((*word).to_owned(), reason))
}

/// The statements of a text. Semicolons within a trigger's BEGIN … END separate none.
fn statements(sql: &str) -> Vec<Vec<Token<'_>>> {
    let mut statements = Vec::new();
    let mut current: Vec<Token<'_>> = Vec::new();
    for token in tokens(sql) {
        match token.is(";") && is_complete(&current) {
            true => statements.push(std::mem::take(&mut current)),
            false => current.push(token),
        }
    }
    statements.push(current);
    statements
}

/// Whether a semicolon ends the statement: always, but in a trigger only after the END that follows a semicolon.
fn is_complete(statement: &[Token<'_>]) -> bool {
    let is_trigger = statement.first().is_some_and(|first| first.is("CREATE"))
        && statement.iter().take(3).any(|token| token.is("TRIGGER"));
    let ends = match statement {
        [.., before, last] => before.is(";") && last.is("END"),
        [_] | [] => false,
    };
    !is_trigger || ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(sql: &str, expected: Option<&str>) {
        let lowered = lower(&SqlText::Common(vec![RawSql::new(sql)]));
        assert_eq!(
            lowered.err().map(|error| error.subject).as_deref(),
            expected,
            "{sql}"
        );
    }

    #[test]
    fn what_ends_the_transaction_is_refused() {
        check("UPDATE t SET a = 1; commit;", Some("the SQL `COMMIT …`"));
        check("/* x */ -- y\n ROLLBACK TO a", Some("the SQL `ROLLBACK …`"));
        check("begin exclusive", Some("the SQL `BEGIN …`"));
        check("SELECT 1;;END", Some("the SQL `END …`"));
        check("vacuum", Some("the SQL `VACUUM …`"));
        check(
            "PRAGMA main.Foreign_Keys = off",
            Some("the SQL `PRAGMA foreign_keys …`"),
        );
    }

    #[test]
    fn the_same_words_elsewhere_are_allowed() {
        check("SELECT 'a; COMMIT', \"end\" FROM t", None);
        check("SELECT CASE WHEN a THEN b END; PRAGMA user_version = 3", None);
        check(
            "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM t; END; SELECT 1",
            None,
        );
        check(
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; COMMIT",
            Some("the SQL `COMMIT …`"),
        );
    }

    #[test]
    fn sql_of_other_databases_is_none_here() {
        assert_eq!(lower(&SqlText::PerDialect([].into())), Ok(Vec::new()));
    }
}
