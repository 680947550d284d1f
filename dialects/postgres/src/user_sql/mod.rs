//! The user's own SQL and Python.

mod concurrent;

use aksara_dialect::{
    Command, Feature, ImpactWords, Statement, TransactionMode, TransactionWords, Unsupported, UserStatement,
    user_statements,
};
#[cfg(feature = "driver")]
use aksara_dialect::{Fragment, FragmentKind, fragments};
use aksara_operations::{PythonCall, ScriptTransaction, SqlCall};

use self::concurrent::building;
use crate::dialect::NAME;
use crate::flavour::Server;
#[cfg(feature = "driver")]
use crate::lexis::LEXIS;

/// Statements that would end the migration's transaction.
const CONTROL: &[&str] = &[
    "BEGIN",
    "START TRANSACTION",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "PREPARE TRANSACTION",
];

/// Statements that begin like them and stay within it.
const INSIDE: &[&str] = &["ROLLBACK TO", "ROLLBACK WORK TO", "ROLLBACK TRANSACTION TO"];

/// The words that show what a statement may change.
pub(crate) const IMPACT_WORDS: ImpactWords = ImpactWords {
    rows: &["INSERT", "UPDATE", "DELETE"],
    attributes: &["COMMENT", "GRANT", "REVOKE", "SET"],
    objects: &[
        "AGGREGATE",
        "DOMAIN",
        "EVENT",
        "FUNCTION",
        "OPERATOR",
        "POLICY",
        "PROCEDURE",
        "RULE",
        "SEQUENCE",
        "STATISTICS",
        "TRIGGER",
        "TYPE",
        "VIEW",
    ],
    tables: &["TABLE", "INDEX", "SCHEMA", "DATABASE", "EXTENSION"],
    adding: &["ADD", "ATTACH", "RENAME"],
    not_adding: &[],
};

/// Statements that a function of a migration may not run.
pub(crate) const TRANSACTION_WORDS: TransactionWords = TransactionWords {
    control: CONTROL,
    inside: INSIDE,
    committing: &[],
    not_committing: &[],
    partly: &[],
};

/// Statements that run in no transaction.
const ALONE: &[&str] = &[
    "VACUUM",
    "CREATE DATABASE",
    "DROP DATABASE",
    "CREATE TABLESPACE",
    "DROP TABLESPACE",
    "ALTER SYSTEM",
];

/// Statements that cannot run within a transaction when CONCURRENTLY follows.
const CONCURRENT: &[&str] = &[
    "CREATE INDEX",
    "CREATE UNIQUE INDEX",
    "DROP INDEX",
    "REINDEX",
    "ALTER TABLE",
];

/// Whether PostgreSQL runs this statement in no transaction.
#[cfg(feature = "driver")]
pub(crate) fn runs_alone(sql: &str) -> bool {
    let significant = fragments(sql, LEXIS).filter(Fragment::is_significant);
    let words = significant.take_while(|fragment| fragment.kind == FragmentKind::Word);
    are_alone(&words.map(|word| word.text.to_uppercase()).collect::<Vec<_>>())
}

/// The same of a statement's words.
fn are_alone(words: &[String]) -> bool {
    let begins = |start: &&str| {
        let mut own = words.iter();
        start
            .split(' ')
            .all(|expected| own.next().is_some_and(|word| word == expected))
    };
    let is_concurrent = words.iter().any(|word| word == "CONCURRENTLY");
    ALONE.iter().any(begins) || (is_concurrent && CONCURRENT.iter().any(begins))
}

/// The user's SQL: within the transaction, or alone where PostgreSQL demands it. Transaction control is refused.
pub(crate) fn run_sql(call: &SqlCall, server: Server) -> Result<Vec<Statement>, Unsupported> {
    let statements = user_statements(&call.sql, &server.dialect())?;
    statements.iter().map(run).collect()
}

/// The user's Python, within the transaction.
pub(crate) fn run_python(python: &PythonCall) -> Vec<Statement> {
    vec![Statement {
        command: Command::Python(python.clone()),
        ..Statement::sql("")
    }]
}

fn run(statement: &UserStatement) -> Result<Statement, Unsupported> {
    let starting = |list: &'static [&'static str]| list.iter().find(|start| statement.begins_with(start));
    if let Some(keyword) = starting(CONTROL).filter(|_| starting(INSIDE).is_none()) {
        return Err(Unsupported {
            subject: "RunSQL".to_owned(),
            dialect: NAME,
            feature: Some(Feature::RunSql),
            reason: match statement.transaction {
                ScriptTransaction::Migration => {
                    format!("{keyword} would end the transaction that keeps the migration whole")
                }
                ScriptTransaction::Single => {
                    format!(
                        "{keyword} controls a transaction, and each statement of this file is committed alone"
                    )
                }
            },
            alternative:
                "leave it out; statements that are one transaction are a migration of their own, which runs \
                          in one"
                    .to_owned(),
            origin: statement.origin.clone(),
        });
    }
    let is_alone = are_alone(&statement.words);
    let lowered = statement.statement();
    Ok(if is_alone {
        Statement {
            mode: TransactionMode::Own,
            command: building(&statement.sql).map_or_else(|| lowered.command.clone(), Command::Routine),
            ..lowered
        }
    } else {
        lowered
    })
}

#[cfg(test)]
mod tests {
    use crate::flavours::POSTGRES;
    use aksara_operations::SqlText;
    use pretty_assertions::assert_eq;

    use super::*;

    fn server() -> Server {
        Server::new(&POSTGRES, &POSTGRES.product.versions.newest)
    }

    /// The statements with their modes; `None` where the script is refused.
    fn check(script: &str, expected: Option<&[(&str, TransactionMode)]>) {
        let call = SqlCall::alone(SqlText::common(script));
        let lowered = run_sql(&call, server()).ok();
        let found: Option<Vec<(&str, TransactionMode)>> = lowered.as_ref().map(|statements| {
            let shown = |statement| (Statement::sql_texts(statement)[0], statement.mode);
            statements.iter().map(shown).collect()
        });
        assert_eq!(found.as_deref(), expected, "{script}");
    }

    #[test]
    fn plain_statements_run_within_the_transaction() {
        for script in [
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "UPDATE a SET b = 'x; COMMIT'",
            "SELECT \"end;commit\" FROM c",
            "DO $$ BEGIN COMMIT; END $$",
            "DO $body$ BEGIN $$;COMMIT;$$ END $body$",
            "SELECT E'it\\'s; COMMIT;'",
            "ROLLBACK TO SAVEPOINT a",
            "CREATE INDEX é ON a (b)",
            "INSERT INTO a VALUES ('unclosed; COMMIT",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
        ] {
            check(script, Some(&[(script, TransactionMode::Inside)]));
        }
        check("", Some(&[]));
        check("-- ; COMMIT\n; /* a /* nested ; */ ; COMMIT; */;", Some(&[]));
    }

    #[test]
    fn transaction_control_is_seen_at_the_start_of_a_statement() {
        check("begin; SELECT 1; commit", None);
        check("SELECT 1;\n-- done\nCOMMIT;", None);
        check("ROLLBACK", None);
        check(
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; END",
            None,
        );
    }

    #[test]
    fn every_statement_of_a_script_without_a_transaction_stands_alone() {
        let SqlText::Common(mut scripts) = SqlText::common("SELECT 1; SELECT 2") else {
            panic!("one text is common")
        };
        scripts[0].value.transaction = ScriptTransaction::Single;
        let statements = run_sql(&SqlCall::alone(SqlText::Common(scripts)), server()).unwrap();
        let modes: Vec<TransactionMode> = statements.iter().map(|statement| statement.mode).collect();
        assert_eq!(modes, [TransactionMode::Single, TransactionMode::Single]);
    }

    #[test]
    fn what_cannot_run_in_a_transaction_stands_alone() {
        use TransactionMode::{Inside, Own};
        check("VACUUM ANALYZE a;", Some(&[("VACUUM ANALYZE a", Own)]));
        check(
            "CREATE UNIQUE INDEX CONCURRENTLY i ON a (b); SELECT 1",
            Some(&[
                ("CREATE UNIQUE INDEX CONCURRENTLY i ON a (b)", Own),
                ("SELECT 1", Inside),
            ]),
        );
    }
}
