//! The user's own SQL and Python.

use aksara_dialect::{Command, Feature, Statement, TransactionMode, Unsupported};
use aksara_operations::{PythonCall, SqlText};
use aksara_schema::RawSql;

use crate::dialect::NAME;
use crate::script::{Transactionality, transactionality};

/// The user's SQL: within the transaction, or alone where PostgreSQL demands it. Transaction control is refused.
pub(super) fn run_sql(sql: &SqlText) -> Result<Vec<Statement>, Unsupported> {
    sql.for_dialect(NAME).iter().map(run_text).collect()
}

/// The user's Python, within the transaction.
pub(super) fn run_python(python: &PythonCall) -> Vec<Statement> {
    vec![Statement {
        command: Command::Python(python.clone()),
        ..Statement::sql("")
    }]
}

fn run_text(text: &RawSql) -> Result<Statement, Unsupported> {
    let statement = Statement::sql(text.as_str());
    match transactionality(text.as_str()) {
        Transactionality::Inside => Ok(statement),
        Transactionality::Alone => Ok(Statement {
            mode: TransactionMode::Own,
            ..statement
        }),
        Transactionality::Mixed { keyword } => Err(refused(
            format!("{keyword} cannot run within a transaction or beside other statements"),
            "put it into a RunSQL of its own, first or last in its migration",
        )),
        Transactionality::Control { keyword } => Err(refused(
            format!("{keyword} would end the transaction that keeps the migration whole"),
            "leave it out: each migration runs in a transaction",
        )),
    }
}

fn refused(reason: String, alternative: &str) -> Unsupported {
    Unsupported {
        subject: "RunSQL".to_owned(),
        dialect: NAME,
        feature: Some(Feature::RunSql),
        reason,
        alternative: alternative.to_owned(),
        origin: None,
    }
}
