//! RunSQL for one dialect: its scripts cut into statements, with their values and their places.

use aksara_operations::{Located, Origin, ScriptTransaction, SqlScript, SqlText};

use super::client_command::client_command;
use super::placeholder::Placeholders;
use super::split_statements;
use super::transaction_words::begins_with;
use crate::{Dialect, Feature, Statement, TransactionMode, Unsupported};

/// One of the user's statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserStatement {
    /// Its text, with its values.
    pub sql: String,
    /// Its bare words in upper case, as written: no names in quotes, no texts, no values.
    pub words: Vec<String>,
    /// Its place in the user's file, if the file has the script letter by letter.
    pub origin: Option<Origin>,
    /// The line of its script that it begins on, counted from 1.
    pub line: u32,
    /// The transaction of its statements.
    pub transaction: ScriptTransaction,
}

impl UserStatement {
    /// Whether its first words are these, which are separated by single spaces and in upper case.
    pub fn begins_with(&self, words: &str) -> bool {
        begins_with(&self.words, words)
    }

    /// The statement to run, within the migration's transaction where its script says nothing else.
    pub fn statement(&self) -> Statement {
        Statement {
            mode: match self.transaction {
                ScriptTransaction::Migration => TransactionMode::Inside,
                ScriptTransaction::Single => TransactionMode::Single,
            },
            line: self.origin.is_none().then_some(self.line),
            ..Statement::sql(&*self.sql)
        }
        .at(self.origin.as_ref())
    }
}

/// The statements that a dialect runs; none where none are written for it.
pub fn user_statements(sql: &SqlText, dialect: &dyn Dialect) -> Result<Vec<UserStatement>, Unsupported> {
    let mut statements = Vec::new();
    for script in sql.for_dialect(dialect.sql_names()).unwrap_or_default() {
        statements.extend(statements_of(script, dialect)?);
    }
    Ok(statements)
}

fn statements_of(
    script: &Located<SqlScript>,
    dialect: &dyn Dialect,
) -> Result<Vec<UserStatement>, Unsupported> {
    let text = script.value.sql.as_str();
    let refused = |reason| Unsupported {
        subject: "the SQL of RunSQL".to_owned(),
        dialect: dialect.name(),
        feature: Some(Feature::RunSql),
        reason,
        alternative: "give one value for each of $1, $2 and so on".to_owned(),
        origin: script.origin.clone(),
    };
    let mut placeholders = Placeholders::new(&script.value.parameters);
    let (mut position, mut line, mut origin) = (0, 1, script.origin.clone());
    let mut statements = Vec::new();
    for statement in split_statements(text, dialect.lexis()) {
        // Counted from the statement before, not from the beginning: a script may be long.
        let between = &text[position..statement.start];
        position = statement.start;
        line += count_lines(between);
        origin = origin.map(|origin| origin.after(between, statement.sql.len()));
        if let Some(command) = client_command(&statement, dialect.lexis()) {
            return Err(Unsupported {
                subject: format!("`{}`", command.written),
                dialect: dialect.name(),
                feature: Some(Feature::RunSql),
                reason: command.reason,
                alternative: command.advice.to_owned(),
                origin,
            });
        }
        statements.push(UserStatement {
            sql: placeholders.fill(statement.sql, dialect).map_err(refused)?,
            words: statement.words,
            origin: origin.clone(),
            line,
            transaction: script.value.transaction,
        });
    }
    placeholders.finish().map_err(refused)?;
    Ok(statements)
}

fn count_lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}
