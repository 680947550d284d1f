//! `RunSQL(sql, reverse_sql=…)`: the user's own SQL, one text or one for each dialect.

use std::collections::BTreeMap;

use aksara_schema::{DialectName, RawSql, Schema};
use serde::{Deserialize, Serialize};

use super::Operation;
use crate::{Change, Effect, Inverse, Located, OperationError};

/// Runs the user's SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSql {
    /// The way there.
    pub sql: SqlText,
    /// The way back.
    pub reverse_sql: ReverseSql,
    /// What it does to the recorded schema (`state_operations`).
    pub state_operations: Vec<Located<Operation>>,
}

/// The user's SQL, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SqlText {
    /// The same for every dialect.
    Common(Vec<RawSql>),
    /// One for each dialect that is named; on the others there is none.
    PerDialect(BTreeMap<DialectName, Vec<RawSql>>),
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
                reason: "RunSQL has no reverse_sql; give it, or RunSQL.noop".to_owned(),
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
            effects: vec![Effect::RunSql(self.sql.clone())],
            inverse,
        })
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

impl SqlText {
    /// The texts for a dialect; empty where none was given for it.
    pub fn for_dialect(&self, dialect: &str) -> &[RawSql] {
        match self {
            Self::Common(texts) => texts,
            Self::PerDialect(texts) => texts.get(dialect).map(Vec::as_slice).unwrap_or_default(),
        }
    }

    fn first_text(&self) -> Option<&str> {
        let texts = match self {
            Self::Common(texts) => Some(texts),
            Self::PerDialect(texts) => texts.values().next(),
        };
        texts?.first().map(RawSql::as_str)
    }
}
