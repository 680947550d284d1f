//! The dialect as the compiler sees it.

use std::sync::Arc;

use aksara_dialect::{
    Dialect, ImpactWords, Lexis, Product, ReferenceTarget, Retyping, ScriptClient, ServerVersion, Statement,
    Step, TransactionPlan, TransactionWords, Unsupported, fragments, spell_sql_expression,
};
use aksara_schema::{Field, Literal, Schema, SqlExpression, StorageType, Table, TableName};

use crate::flavour::{Flavour, Server};
use crate::flavours::{self, FLAVOURS};
use crate::lexis::LEXIS;
use crate::session::{restoration, script_session};
use crate::{legalize, literal, lower, name, read, refused_values};

/// The delimiters that can end a stored program in a script.
const DELIMITERS: &[&str] = &["//", "$$", "%%", "@@@"];

/// MySQL.
pub const MYSQL: Mysql = Mysql {
    flavour: &flavours::MYSQL,
};

/// MariaDB.
pub const MARIADB: Mysql = Mysql {
    flavour: &flavours::MARIADB,
};

/// The dialect of one flavour.
#[derive(Debug, Clone, Copy)]
pub struct Mysql {
    pub(crate) flavour: &'static Flavour,
}

impl Mysql {
    /// The dialects of all flavours.
    pub fn all() -> impl Iterator<Item = Self> {
        FLAVOURS.iter().map(|flavour| Self { flavour })
    }

    fn server(&self, version: &ServerVersion) -> Server {
        Server::new(self.flavour, version)
    }
}

impl Dialect for Mysql {
    fn product(&self) -> &'static Product {
        &self.flavour.product
    }

    fn lexis(&self) -> Lexis {
        LEXIS
    }

    fn legalize(
        &self,
        steps: Vec<Step>,
        _: &Schema,
        version: &ServerVersion,
    ) -> Result<Vec<Step>, Unsupported> {
        legalize::detach_retyped_keys(steps, self.server(version))
    }

    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
        lower::lower(&step.effect, self.server(version))
    }

    /// Every DDL statement commits by itself: nothing rolls a migration back as a whole.
    fn arrange(&self, _steps: &[Step], statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported> {
        Ok(TransactionPlan {
            body: statements,
            is_atomic: false,
            ..TransactionPlan::default()
        })
    }

    fn impact_words(&self) -> &'static ImpactWords {
        &crate::lower::run_sql::IMPACT_WORDS
    }

    fn transaction_words(&self) -> &'static TransactionWords {
        &crate::lower::run_sql::TRANSACTION_WORDS
    }

    fn script_client(&self, version: &ServerVersion) -> ScriptClient {
        ScriptClient {
            command: self.flavour.product.clients.script,
            session: script_session(self.server(version)),
            restoration: restoration(self.server(version)),
            lasting: &["USE"],
        }
    }

    /// A stored program needs another delimiter
    /// (<https://dev.mysql.com/doc/refman/9.4/en/stored-programs-defining.html>).
    fn script_statement(&self, sql: &str) -> String {
        let has_semicolon = fragments(sql, LEXIS).any(|fragment| fragment.is_symbol(";"));
        let delimiter = DELIMITERS.iter().find(|delimiter| !sql.contains(**delimiter));
        match delimiter.filter(|_| has_semicolon) {
            Some(delimiter) => format!("DELIMITER {delimiter}\n{sql}{delimiter}\nDELIMITER ;"),
            None => format!("{sql};"),
        }
    }

    /// "For nonbinary (character) string columns, the character set and collation must be the same"
    /// (<https://dev.mysql.com/doc/refman/9.4/en/create-table-foreign-keys.html>).
    /// <https://dev.mysql.com/doc/refman/9.4/en/create-table-foreign-keys.html>: InnoDB takes any index that begins with the
    /// fields, in their order. A server that demands a unique one keeps the foreign keys that it has.
    fn reference_target(&self) -> ReferenceTarget {
        ReferenceTarget::LeadingIndex
    }

    fn key_collation(&self, table: &Table, field: &Field, version: &ServerVersion) -> Option<String> {
        let column_type = crate::build::column::column_type(field, table, self.server(version));
        column_type.ok()?.collation()
    }

    fn quote_table(&self, table: &TableName) -> String {
        name::quoted_table(table)
    }

    fn quote_name(&self, name: &str) -> String {
        name::quoted(name)
    }

    fn spell_literal(&self, literal: &Literal, storage: &StorageType) -> String {
        literal::spell_comparable(literal, storage, self.flavour)
    }

    fn spell_condition(&self, condition: &SqlExpression, _: &Table) -> Option<String> {
        spell_sql_expression(condition, "the rows", self.flavour).ok()
    }

    fn refused_values(&self, field: &Retyping<'_>, _: &ServerVersion) -> Option<String> {
        refused_values::refused_values(field, self.flavour)
    }

    fn lost_values(&self, field: &Retyping<'_>) -> Option<String> {
        refused_values::lost_values(field)
    }

    fn normalize(&self, schema: &Schema, version: &ServerVersion) -> Schema {
        let server = self.server(version);
        let compared = |table: &Arc<Table>| Arc::new(read::compared(table, server));
        schema.tables().map(compared).collect()
    }
}
