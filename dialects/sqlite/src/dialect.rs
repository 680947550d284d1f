//! The dialect as the compiler sees it.

use std::sync::Arc;

use aksara_dialect::{
    Dialect, ImpactWords, Lexis, Product, Retyping, ScriptClient, ServerVersion, Statement, Step,
    TransactionPlan, TransactionWords, Unsupported, quote_table,
};
use aksara_schema::{Literal, ObjectName, Schema, SqlExpression, StorageType, Table, TableName};
use sea_query::SqliteQueryBuilder;

use crate::expression::{self, Place};
use crate::lexis::LEXIS;
use crate::product::SQLITE;
use crate::{arrange, conversion, literal, lower, read, run_sql};

/// Every session begins with it; SQLite's own default is off.
pub(crate) const FOREIGN_KEYS_ON: &str = "PRAGMA foreign_keys = ON";

/// The settings that the user's SQL may have changed, as a new session has them.
const RESTORATION: &[&str] = &[
    "PRAGMA query_only = OFF",
    "PRAGMA ignore_check_constraints = OFF",
    "PRAGMA case_sensitive_like = OFF",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA writable_schema = OFF",
    FOREIGN_KEYS_ON,
];

/// SQLite.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sqlite;

impl Dialect for Sqlite {
    fn product(&self) -> &'static Product {
        &SQLITE
    }

    fn lexis(&self) -> Lexis {
        LEXIS
    }

    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
        lower::lower(&step.effect, version)
    }

    fn arrange(&self, steps: &[Step], statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
        arrange::arrange(steps, statements)
    }

    fn impact_words(&self) -> &'static ImpactWords {
        &run_sql::IMPACT_WORDS
    }

    fn transaction_words(&self) -> &'static TransactionWords {
        &run_sql::TRANSACTION_WORDS
    }

    fn script_client(&self, _version: &ServerVersion) -> ScriptClient {
        ScriptClient {
            command: SQLITE.clients.script,
            session: vec![FOREIGN_KEYS_ON.to_owned()],
            restoration: RESTORATION.iter().map(|pragma| (*pragma).to_owned()).collect(),
            lasting: &[],
        }
    }

    /// Indexes of UNIQUE and PRIMARY KEY have names of SQLite's own.
    fn index_names(&self, table: &Table) -> Vec<ObjectName> {
        let own = table
            .fields
            .values()
            .filter_map(|field| field.index.as_ref()?.0.as_ref());
        own.chain(table.indexes.keys()).cloned().collect()
    }

    fn quote_table(&self, table: &TableName) -> String {
        quote_table(&SqliteQueryBuilder, table)
    }

    fn quote_name(&self, name: &str) -> String {
        expression::identifier(name)
    }

    fn spell_literal(&self, literal: &Literal, storage: &StorageType) -> String {
        literal::spell_value(literal, storage)
    }

    fn spell_condition(&self, condition: &SqlExpression, table: &Table) -> Option<String> {
        expression::spell(condition, table, Place::Statement, "the rows").ok()
    }

    fn refused_values(&self, field: &Retyping<'_>, _: &ServerVersion) -> Option<String> {
        conversion::refused_values(field)
    }

    fn lost_values(&self, field: &Retyping<'_>) -> Option<String> {
        conversion::lost_values(field)
    }

    /// The same for every version.
    fn normalize(&self, schema: &Schema, _version: &ServerVersion) -> Schema {
        let compared = |table: &Arc<Table>| Arc::new(read::compared(table, schema));
        schema.tables().map(compared).collect()
    }
}
