//! The user's own SQL, statement by statement. Transaction control in it would break what the journal says, and is
//! refused.

use aksara_dialect::{
    Feature, ImpactWords, SessionEffect, Statement, TransactionMode, TransactionWords, Unsupported,
    UserStatement, fragments, user_statements,
};
use aksara_operations::SqlCall;

use crate::flavour::Server;
use crate::lexis::LEXIS;

/// The words that show what a statement may change.
pub(crate) const IMPACT_WORDS: ImpactWords = ImpactWords {
    rows: &["INSERT", "UPDATE", "DELETE", "REPLACE"],
    attributes: &["GRANT", "REVOKE", "SET"],
    objects: &[
        "EVENT",
        "FUNCTION",
        "PACKAGE",
        "PROCEDURE",
        "SEQUENCE",
        "TRIGGER",
        "VIEW",
    ],
    tables: &["TABLE", "INDEX", "SCHEMA", "DATABASE"],
    adding: &["ADD", "CHANGE", "EXCHANGE", "MODIFY", "RENAME"],
    // MariaDB's system versioning.
    not_adding: &[["ADD", "SYSTEM"]],
};

/// Statements that a function of a migration may not run, or that commit by themselves
/// (<https://dev.mysql.com/doc/refman/9.4/en/implicit-commit.html>).
pub(crate) const TRANSACTION_WORDS: TransactionWords = TransactionWords {
    control: CONTROL,
    inside: &[
        "ROLLBACK TO",
        "ROLLBACK WORK TO",
        "SAVEPOINT",
        "RELEASE SAVEPOINT",
        BLOCK,
    ],
    committing: &[
        "ALTER",
        "ANALYZE TABLE",
        "CACHE INDEX",
        "CHECK TABLE",
        "CREATE",
        "DROP",
        "FLUSH",
        "GRANT",
        "INSTALL",
        "LOAD INDEX",
        "OPTIMIZE",
        "RENAME",
        "REPAIR",
        "RESET",
        "REVOKE",
        "SET PASSWORD",
        "TRUNCATE",
        "UNINSTALL",
    ],
    not_committing: &[
        "CREATE TEMPORARY TABLE",
        "CREATE OR REPLACE TEMPORARY TABLE",
        "DROP TEMPORARY TABLE",
    ],
    partly: &["CALL", "EXECUTE", BLOCK],
};

/// The first words of statements that begin or end a transaction.
const CONTROL: &[&str] = &[
    "BEGIN",
    "START TRANSACTION",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "LOCK TABLES",
    "UNLOCK TABLES",
    "XA",
    "SET AUTOCOMMIT",
    "SET SESSION AUTOCOMMIT",
    "SET GLOBAL AUTOCOMMIT",
];

/// MariaDB's block that is no transaction.
const BLOCK: &str = "BEGIN NOT ATOMIC";

/// The user's statements.
pub(super) fn run_sql(call: &SqlCall, server: Server) -> Result<Vec<Statement>, Unsupported> {
    let statements = user_statements(&call.sql, &server.dialect())?;
    statements
        .iter()
        .map(|statement| run(statement, server))
        .collect()
}

fn run(statement: &UserStatement, server: Server) -> Result<Statement, Unsupported> {
    let control = CONTROL.iter().find(|control| statement.begins_with(control));
    match control.filter(|_| !statement.begins_with(BLOCK)) {
        None => Ok(uncontrolled(statement)),
        Some(control) => Err(server
            .refuse(
                Some(Feature::RunSql),
                "RunSQL",
                format!("`{control}` controls the transaction, which is the executor's"),
                "leave it out; split the migration where one part must be committed before the next",
            )
            .at(statement.origin.as_ref())),
    }
}

/// Words that begin a statement which changes rows or the session alone, and is rolled back with its transaction. A procedure may
/// commit, and so may what is made of a text.
const OF_ROWS: &[&str] = &[
    "INSERT",
    "UPDATE",
    "DELETE",
    "REPLACE",
    "SELECT",
    "WITH",
    "VALUES",
    "TABLE",
    "LOAD DATA",
    "DO",
    "SHOW",
    "EXPLAIN",
    "DESCRIBE",
    "DESC",
];

/// Words that begin a statement whose effect on the session is the same whenever it runs, unless it computes.
const SETTINGS: &[&str] = &["SET", "USE"];

/// Words that begin a statement whose effect on the session no other session has.
const LASTING: &[&str] = &[
    "CREATE TEMPORARY",
    "CREATE OR REPLACE TEMPORARY",
    "DROP TEMPORARY",
    "PREPARE",
    "DEALLOCATE",
];

/// A statement that leaves the transaction to the executor. One that commits, or may, is in a transaction of its own.
fn uncontrolled(statement: &UserStatement) -> Statement {
    let begins = |list: &[&str]| list.iter().any(|words| statement.begins_with(words));
    let session = if begins(&["SET PASSWORD"]) {
        SessionEffect::None
    } else if begins(LASTING) || computes_variable(statement) {
        SessionEffect::Lasting
    } else if begins(SETTINGS) {
        SessionEffect::Repeatable
    } else {
        SessionEffect::None
    };
    let is_of_rows = statement.words.is_empty() || begins(OF_ROWS);
    let written = statement.statement();
    Statement {
        mode: if is_of_rows || session != SessionEffect::None {
            written.mode
        } else {
            TransactionMode::Own
        },
        session,
        ..written
    }
}

/// Whether a variable gets a value that may be another one later: `SET @a = (SELECT …)`, `SELECT … INTO @a`, `@a := …`
fn computes_variable(statement: &UserStatement) -> bool {
    let has = |symbol: &str| fragments(&statement.sql, LEXIS).any(|fragment| fragment.is_symbol(symbol));
    let has_into = statement.words.iter().any(|word| word == "INTO");
    let is_select = statement.begins_with("SELECT") || statement.begins_with("WITH");
    (statement.begins_with("SET") && has("(")) || (has("@") && (has(":") || (is_select && has_into)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flavour::Flavour;
    use crate::flavours::{MARIADB, MYSQL};
    use aksara_dialect::ServerVersion;
    use aksara_operations::{Located, SqlScript, SqlText};
    use aksara_schema::DialectName;
    use pretty_assertions::assert_eq;

    fn lower(sql: SqlText, flavour: &'static Flavour) -> Result<Vec<String>, Unsupported> {
        let call = SqlCall::alone(sql);
        let statements = run_sql(&call, Server::new(flavour, &ServerVersion::new(9, 7, 0)))?;
        Ok(statements
            .iter()
            .map(|statement| statement.sql_texts().concat())
            .collect())
    }

    fn check(text: &str, expected: Option<&[&str]>) {
        let lowered = lower(SqlText::common(text), &MYSQL).ok();
        let expected = expected.map(|texts| texts.iter().map(|text| (*text).to_owned()).collect());
        assert_eq!(lowered, expected, "{text}");
    }

    #[test]
    fn transaction_control_is_refused_wherever_a_statement_begins() {
        check("BEGIN", None);
        check("UPDATE a SET b = 1; -- now\n commit;", None);
        check("/* x */ START /* y */ TRANSACTION", None);
        check("SET autocommit = 0", None);
        check("SET @@session.autocommit = 0", None);
        check(
            "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET @a = 1; COMMIT",
            None,
        );
        check(
            "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; END; COMMIT",
            None,
        );
    }

    #[test]
    fn its_words_elsewhere_are_not() {
        check(
            "INSERT INTO t VALUES ('; COMMIT;')",
            Some(&["INSERT INTO t VALUES ('; COMMIT;')"]),
        );
        check("UPDATE t SET `begin` = 1", Some(&["UPDATE t SET `begin` = 1"]));
        let trigger = "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; COMMIT; END";
        check(trigger, Some(&[trigger]));
        check("SET @x = 1; SELECT 1", Some(&["SET @x = 1", "SELECT 1"]));
    }

    #[test]
    fn mariadb_takes_the_sql_that_is_written_for_mysql() {
        let name = DialectName::new("mysql").unwrap();
        let scripts = vec![Located::generated(SqlScript::new("SELECT 1"))];
        let sql = SqlText::PerDialect([(name, scripts)].into());
        assert_eq!(lower(sql, &MARIADB).unwrap(), ["SELECT 1"]);
    }

    #[test]
    fn a_block_of_mariadb_is_no_transaction() {
        let block = "BEGIN NOT ATOMIC SET @a = 1; SET @b = 2; END";
        assert_eq!(lower(SqlText::common(block), &MARIADB).unwrap(), [block]);
    }
}
