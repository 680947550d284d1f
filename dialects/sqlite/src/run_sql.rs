//! The user's own SQL. It runs within the migration's transaction, so it may not end it.
//!
//! `PRAGMA foreign_keys` works outside a transaction alone; where it comes first and last in a migration, as in the
//! procedure of <https://sqlite.org/lang_altertable.html#otheralter>, the migration is arranged around it.

use aksara_dialect::{
    Feature, ImpactWords, Statement, TransactionMode, TransactionWords, Unsupported, UserStatement,
    user_statements,
};
use aksara_operations::{ScriptTransaction, SqlCall};

use crate::Sqlite;
use crate::refusal::refuse;

/// Statements that begin or end a transaction.
const CONTROL: &[(&str, &str)] = &[
    ("BEGIN", "begins a transaction"),
    ("COMMIT", "ends the migration's transaction"),
    ("END", "ends the migration's transaction"),
    ("ROLLBACK", "ends the migration's transaction"),
    ("SAVEPOINT", "opens a transaction of its own"),
    ("RELEASE", "closes a transaction"),
];

/// Statements that SQLite refuses or ignores within a transaction.
const ALONE: &[(&str, &str)] = &[
    ("VACUUM", "cannot run in a transaction"),
    ("PRAGMA JOURNAL_MODE", "has no effect or fails in a transaction"),
    (
        "PRAGMA MAIN JOURNAL_MODE",
        "has no effect or fails in a transaction",
    ),
];

/// The words that show what a statement may change.
pub(crate) const IMPACT_WORDS: ImpactWords = ImpactWords {
    rows: &["INSERT", "UPDATE", "DELETE", "REPLACE"],
    attributes: &[],
    objects: &["TRIGGER", "VIEW"],
    tables: &["TABLE", "INDEX"],
    adding: &["ADD", "RENAME"],
    not_adding: &[],
};

/// Statements that are in no transaction of the executor's, where each statement of a script has one.
const OWN: &[&str] = &["VACUUM", "PRAGMA", "ATTACH", "DETACH"];

/// The statements that a function of a migration may not run.
pub(crate) const TRANSACTION_WORDS: TransactionWords = TransactionWords {
    control: &["BEGIN", "COMMIT", "END", "ROLLBACK"],
    inside: &["ROLLBACK TO", "ROLLBACK TRANSACTION TO"],
    committing: &[],
    not_committing: &[],
    partly: &[],
};

/// The settings that are made around the transaction.
const SETTINGS: &[&str] = &["PRAGMA FOREIGN_KEYS", "PRAGMA MAIN FOREIGN_KEYS"];

/// The statements for SQLite, in order; none where none are given.
pub(crate) fn lower(call: &SqlCall) -> Result<Vec<Statement>, Unsupported> {
    let statements = user_statements(&call.sql, &Sqlite)?;
    statements.iter().map(run).collect()
}

fn run(statement: &UserStatement) -> Result<Statement, Unsupported> {
    let begins = |list: &'static [(&str, &str)]| list.iter().find(|(words, _)| statement.begins_with(words));
    let (refused, is_setting) = match statement.transaction {
        ScriptTransaction::Single => (begins(CONTROL), false),
        ScriptTransaction::Migration => (
            begins(CONTROL).or_else(|| begins(ALONE)),
            SETTINGS.iter().any(|setting| statement.begins_with(setting)),
        ),
    };
    if let Some((words, reason)) = refused {
        return Err(refuse(
            format!("the SQL `{words} …`"),
            Some(Feature::RunSql),
            format!("it {reason}, and a migration is committed with its history row"),
            "leave it out; what must run in no transaction goes into an SQL file of its own, below \
             `-- migrate:up transaction:false`",
        )
        .at(statement.origin.as_ref()));
    }
    let lowered = statement.statement();
    Ok(Statement {
        mode: match lowered.mode {
            TransactionMode::Single if OWN.iter().any(|words| statement.begins_with(words)) => {
                TransactionMode::Own
            }
            _ if is_setting => TransactionMode::Outside,
            mode => mode,
        },
        ..lowered
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_operations::SqlText;
    use pretty_assertions::assert_eq;

    fn lowered(sql: SqlText) -> Result<Vec<Statement>, Unsupported> {
        lower(&SqlCall::alone(sql))
    }

    fn check(sql: &str, expected: Result<&[&str], &str>) {
        let statements = lowered(SqlText::common(sql));
        let found = match &statements {
            Ok(statements) => Ok(statements.iter().map(|one| one.sql_texts()[0]).collect()),
            Err(error) => Err(error.subject.as_str()),
        };
        assert_eq!(found, expected.map(<[&str]>::to_vec), "{sql}");
    }

    #[test]
    fn what_ends_the_transaction_is_refused() {
        check("UPDATE t SET a = 1; commit;", Err("the SQL `COMMIT …`"));
        check("/* x */ -- y\n ROLLBACK TO a", Err("the SQL `ROLLBACK …`"));
        check("begin exclusive", Err("the SQL `BEGIN …`"));
        check("SELECT 1;;END", Err("the SQL `END …`"));
        check("vacuum", Err("the SQL `VACUUM …`"));
        check(
            "PRAGMA main.Journal_Mode = wal",
            Err("the SQL `PRAGMA MAIN JOURNAL_MODE …`"),
        );
        check(
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END; COMMIT",
            Err("the SQL `COMMIT …`"),
        );
    }

    #[test]
    fn the_same_words_elsewhere_are_allowed() {
        check(
            "SELECT 'a; COMMIT', \"end\" FROM t",
            Ok(&["SELECT 'a; COMMIT', \"end\" FROM t"]),
        );
        check(
            "SELECT CASE WHEN a THEN b END; PRAGMA user_version = 3",
            Ok(&["SELECT CASE WHEN a THEN b END", "PRAGMA user_version = 3"]),
        );
        let trigger = "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = 1; DELETE FROM t; END";
        check(&format!("{trigger}; SELECT 1"), Ok(&[trigger, "SELECT 1"]));
    }

    #[test]
    fn a_script_without_a_transaction_may_hold_what_is_in_none() {
        let alone = |sql: &str| {
            let SqlText::Common(mut scripts) = SqlText::common(sql) else {
                panic!("one text is common")
            };
            scripts[0].value.transaction = ScriptTransaction::Single;
            lowered(SqlText::Common(scripts))
        };
        let statements = alone("PRAGMA foreign_keys = OFF; VACUUM; PRAGMA journal_mode = wal").unwrap();
        let modes: Vec<TransactionMode> = statements.iter().map(|statement| statement.mode).collect();
        assert_eq!(modes, [TransactionMode::Own; 3]);
        assert!(alone("UPDATE t SET a = 1; COMMIT").is_err());
    }

    #[test]
    fn sql_of_other_databases_is_none_here() {
        assert_eq!(lowered(SqlText::PerDialect([].into())), Ok(Vec::new()));
    }
}
