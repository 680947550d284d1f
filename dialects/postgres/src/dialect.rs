//! The dialect of one flavour, which ties the parts of this crate together.

use std::sync::Arc;

use aksara_dialect::{
    Dialect, ImpactWords, Lexis, Product, Retyping, ScriptClient, ServerVersion, Statement, Step,
    TransactionPlan, TransactionWords, Unsupported, quote_identifier, quote_table,
};
use aksara_schema::{FieldName, Literal, ObjectName, Schema, SqlExpression, StorageType, Table, TableName};
use sea_query::PostgresQueryBuilder;

use crate::arrange::arrange;
use crate::flavour::{FAMILY, Flavour, Server};
use crate::flavours::{self, FLAVOURS};
use crate::legalize::legalize;
use crate::lexis::LEXIS;
use crate::literal::spell_typed;
use crate::lower::lower;
use crate::own_objects::index_names;
use crate::row_values::{is_enum_of, spell_over_rows};
use crate::session::{RESTORATION, SESSION};
use crate::{read, refused_values};

/// The name in messages of code that knows no server; [`Postgres`] puts the flavour's in its place.
pub(crate) const NAME: &str = FAMILY.as_str();

/// PostgreSQL.
pub const POSTGRES: Postgres = Postgres {
    flavour: &flavours::POSTGRES,
};

/// The dialect of one flavour.
#[derive(Debug, Clone, Copy)]
pub struct Postgres {
    pub(crate) flavour: &'static Flavour,
}

impl Postgres {
    /// The dialects of all flavours.
    pub fn all() -> impl Iterator<Item = Self> {
        FLAVOURS.iter().map(|flavour| Self { flavour })
    }

    fn server(&self, version: &ServerVersion) -> Server {
        Server::new(self.flavour, version)
    }

    fn named(&self, error: Unsupported) -> Unsupported {
        Unsupported {
            dialect: self.flavour.name(),
            ..error
        }
    }
}

impl Dialect for Postgres {
    fn product(&self) -> &'static Product {
        &self.flavour.product
    }

    fn lexis(&self) -> Lexis {
        LEXIS
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
            command: self.flavour.product.clients.script,
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

    fn spell_condition(&self, condition: &SqlExpression, table: &Table) -> Option<String> {
        let is_enum = |name: &FieldName| is_enum_of(table, name);
        match condition {
            SqlExpression::Unportable { .. } => None,
            SqlExpression::Portable(_) | SqlExpression::PerDialect(_) => {
                spell_over_rows(condition, &is_enum, "the rows", self.flavour).ok()
            }
        }
    }

    fn refused_values(&self, field: &Retyping<'_>, version: &ServerVersion) -> Option<String> {
        refused_values::refused_values(field, self.server(version))
    }

    fn lost_values(&self, field: &Retyping<'_>) -> Option<String> {
        refused_values::lost_values(field)
    }

    fn legalize(
        &self,
        steps: Vec<Step>,
        schema: &Schema,
        _: &ServerVersion,
    ) -> Result<Vec<Step>, Unsupported> {
        Ok(legalize(steps, schema, *self))
    }

    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
        lower(&step.effect, self.server(version)).map_err(|error| self.named(error))
    }

    fn arrange(&self, _: &[Step], statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
        arrange(statements).map_err(|error| self.named(error))
    }

    fn normalize(&self, schema: &Schema, version: &ServerVersion) -> Schema {
        let compared = |table: &Arc<Table>| Arc::new(read::compared(table, self.server(version)));
        schema.tables().map(compared).collect()
    }
}
