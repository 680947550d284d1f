//! `RunSQL(sql, reverse_sql=…)`: the user's own SQL, one text or one for each dialect.

use std::collections::BTreeMap;

use aksara_schema::{DialectName, Literal, RawSql, Schema};
use serde::{Deserialize, Serialize};

use super::{Definition, Nature, Operation, Part, Suggestion, tables_of};
use crate::{Change, Effect, Inverse, Located, OperationError, SqlCall};

/// Runs the user's SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSql {
    /// The way there.
    pub sql: SqlText,
    /// The way back.
    pub reverse_sql: ReverseSql,
    /// Its effect on the recorded schema (`state_operations`).
    pub state_operations: Vec<Located<Operation>>,
}

/// The user's SQL, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SqlText {
    /// The same for every dialect.
    Common(Vec<Located<SqlScript>>),
    /// One for each dialect that is named; on the others there is none.
    PerDialect(BTreeMap<DialectName, Vec<Located<SqlScript>>>),
}

/// A text of one or more statements. If a file has it letter by letter, it is located there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlScript {
    /// The text.
    pub sql: RawSql,
    /// The values of its placeholders `$1`, `$2` and so on; without any, it has no placeholders.
    pub parameters: Vec<Literal>,
    /// The transaction of its statements.
    #[serde(default)]
    pub transaction: ScriptTransaction,
}

/// The transaction of a script's statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ScriptTransaction {
    /// The migration, where the database has a transaction for it.
    #[default]
    Migration,
    /// Nothing: each is committed by itself (`transaction:false` of an SQL file).
    Single,
}

/// The way back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReverseSql {
    /// None was given: it cannot be undone.
    Missing,
    /// `RunSQL.noop`: undoing does nothing.
    Noop,
    /// This SQL.
    Sql(SqlText),
}

/// How much of the SQL a description shows.
const SHOWN_CHARACTERS: usize = 50;

impl RunSql {
    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let state = super::apply_all(&self.state_operations, schema)?;
        let inverse = match (&self.reverse_sql, state.inverse) {
            (ReverseSql::Missing, _) => Inverse::Irreversible {
                reason: "RunSQL has no reverse_sql",
                cure: "reverse_sql=op.RunSQL.noop",
            },
            (_, irreversible @ Inverse::Irreversible { .. }) => irreversible,
            (ReverseSql::Noop, Inverse::Operations { operations, .. }) => {
                self.undo(SqlText::Common(Vec::new()), operations)
            }
            (ReverseSql::Sql(sql), Inverse::Operations { operations, .. }) => {
                self.undo(sql.clone(), operations)
            }
        };
        Ok(Change {
            effects: vec![Effect::RunSql(SqlCall {
                sql: self.sql.clone(),
                reverse_sql: self.reverse_sql.clone(),
                changes_schema: !self.state_operations.is_empty(),
            })],
            inverse,
        })
    }

    /// Whether there is no SQL: nothing, or comments alone.
    fn is_empty(&self) -> bool {
        let is_comment = |line: &str| line.is_empty() || line == "--" || line.starts_with("-- ");
        let says_nothing =
            |script: &Located<SqlScript>| script.value.sql.as_str().lines().map(str::trim).all(is_comment);
        match &self.sql {
            SqlText::Common(scripts) => scripts.iter().all(says_nothing),
            SqlText::PerDialect(dialects) => dialects.values().flatten().all(says_nothing),
        }
    }

    pub(super) fn describe(&self) -> String {
        let text = self.sql.first_text().unwrap_or_default();
        let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(SHOWN_CHARACTERS) {
            Some((end, _)) => format!("Run SQL: {}...", &line[..end]),
            None => format!("Run SQL: {line}"),
        }
    }

    fn undo(&self, sql: SqlText, state: Vec<Operation>) -> Inverse {
        let undo = Self {
            sql,
            reverse_sql: ReverseSql::Sql(self.sql.clone()),
            state_operations: state.into_iter().map(Located::generated).collect(),
        };
        Inverse::exact([undo.into()])
    }
}

impl Definition for RunSql {
    fn nature(&self) -> Nature {
        Nature::Code {
            is_empty: self.is_empty(),
        }
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 8,
            name: "run_sql".to_owned(),
        }
    }

    fn tables(&self) -> Vec<String> {
        tables_of(&self.state_operations)
    }

    fn inside(&self) -> Vec<&[Located<Operation>]> {
        vec![&self.state_operations]
    }

    fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        visit(Part::Operations(&mut self.state_operations));
    }
}

impl SqlText {
    /// One text without values for every dialect.
    pub fn common(sql: impl Into<String>) -> Self {
        Self::Common(vec![Located::generated(SqlScript::new(sql))])
    }

    /// One text without values for one dialect.
    pub fn of_dialect(dialect: DialectName, sql: impl Into<String>) -> Self {
        Self::PerDialect(BTreeMap::from([(
            dialect,
            vec![Located::generated(SqlScript::new(sql))],
        )]))
    }

    /// The texts for a dialect with these names. The first name with a text counts; `None` if nothing is written for
    /// it.
    pub fn for_dialect(&self, names: &[DialectName]) -> Option<&[Located<SqlScript>]> {
        match self {
            Self::Common(scripts) => Some(scripts),
            Self::PerDialect(scripts) => names.iter().find_map(|name| scripts.get(name)).map(Vec::as_slice),
        }
    }

    fn first_text(&self) -> Option<&str> {
        let scripts = match self {
            Self::Common(scripts) => Some(scripts),
            Self::PerDialect(scripts) => scripts.values().next(),
        };
        scripts?.first().map(|script| script.value.sql.as_str())
    }
}

impl SqlScript {
    /// A text without values.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: RawSql::new(sql),
            parameters: Vec::new(),
            transaction: ScriptTransaction::default(),
        }
    }
}
