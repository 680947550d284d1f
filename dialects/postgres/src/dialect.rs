//! The dialect itself: a value without state that ties the parts of this crate together.

use std::sync::Arc;

use aksara_dialect::{
    Capabilities, Dialect, ImpactWords, Lexis, Retyping, ScriptClient, ServerVersion, Statement, Step,
    TransactionPlan, TransactionWords, Unsupported, quote_identifier, quote_table,
};
use aksara_schema::{DialectName, Literal, ObjectName, Schema, SqlExpression, StorageType, Table, TableName};
use sea_query::PostgresQueryBuilder;

use crate::arrange::arrange;
use crate::capabilities::{CAPABILITIES, NEWEST_VERSION};
use crate::expression::spell_written;
use crate::legalize::legalize;
use crate::lexis::LEXIS;
use crate::literal::spell_typed;
use crate::lower::lower;
use crate::own_objects::index_names;
use crate::session::{RESTORATION, SESSION};
use crate::{read, refused_values};

/// The name in settings, URLs and per-dialect SQL.
pub(crate) const NAME: &str = "postgres";

/// PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Postgres;

impl Dialect for Postgres {
    fn name(&self) -> &'static str {
        NAME
    }

    fn sql_names(&self) -> &'static [DialectName] {
        &[DialectName::Postgres]
    }

    fn schemes(&self) -> &'static [&'static str] {
        &["postgres", "postgresql"]
    }

    fn lexis(&self) -> Lexis {
        LEXIS
    }

    fn capabilities(&self) -> &'static Capabilities {
        CAPABILITIES
    }

    fn newest_version(&self) -> ServerVersion {
        NEWEST_VERSION
    }

    fn backup_command(&self) -> &'static str {
        "pg_dump --format=custom --file=backup.dump DATABASE"
    }

    fn impact_words(&self) -> &'static ImpactWords {
        &crate::user_sql::IMPACT_WORDS
    }

    fn transaction_words(&self) -> &'static TransactionWords {
        &crate::user_sql::TRANSACTION_WORDS
    }

    fn script_client(&self, _: &ServerVersion) -> ScriptClient {
        let session = std::iter::once(&"SET client_encoding = 'UTF8'").chain(SESSION);
        let owned = |statement: &&str| (*statement).to_owned();
        ScriptClient {
            command: "psql -v ON_ERROR_STOP=1 -f FILE",
            session: session.clone().map(owned).collect(),
            restoration: RESTORATION.iter().chain(session).map(owned).collect(),
            lasting: &[],
        }
    }

    fn index_names(&self, table: &Table) -> Vec<ObjectName> {
        index_names(table)
    }

    fn quote_table(&self, table: &TableName) -> String {
        quote_table(&PostgresQueryBuilder, table)
    }

    fn quote_name(&self, name: &str) -> String {
        quote_identifier(&PostgresQueryBuilder, name)
    }

    fn spell_literal(&self, literal: &Literal, storage: &StorageType) -> String {
        spell_typed(literal, storage)
    }

    fn spell_condition(&self, condition: &SqlExpression, _: &Table) -> Option<String> {
        spell_written(condition, "the rows").ok()
    }

    fn refused_values(&self, field: &Retyping<'_>, version: &ServerVersion) -> Option<String> {
        refused_values::refused_values(field, version)
    }

    fn lost_values(&self, field: &Retyping<'_>) -> Option<String> {
        refused_values::lost_values(field)
    }

    fn legalize(&self, steps: Vec<Step>, _: &ServerVersion) -> Result<Vec<Step>, Unsupported> {
        Ok(legalize(steps))
    }

    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
        lower(&step.effect, version)
    }

    fn arrange(&self, _: &[Step], statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
        arrange(statements)
    }

    fn normalize(&self, schema: &Schema, version: &ServerVersion) -> Schema {
        let compared = |table: &Arc<Table>| Arc::new(read::compared(table, version));
        schema.tables().map(compared).collect()
    }
}
