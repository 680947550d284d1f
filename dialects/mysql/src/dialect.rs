//! The dialect as the compiler sees it.

use aksara_dialect::{Capabilities, Dialect, Lexis, ServerVersion, Statement, Step, Unit, Unsupported};
use aksara_schema::{Literal, Schema, StorageType, TableName};

use crate::capabilities::capabilities;
use crate::flavour::{Flavour, Server};
use crate::lexis::LEXIS;
use crate::{legalize, literal, lower, name, normalize};

impl Dialect for Flavour {
    fn name(&self) -> &'static str {
        Flavour::name(*self)
    }

    /// MariaDB takes what is written for MySQL, where nothing is written for MariaDB itself.
    fn sql_names(&self) -> &'static [&'static str] {
        match self {
            Self::Mysql => &["mysql"],
            Self::Mariadb => &["mariadb", "mysql"],
        }
    }

    fn lexis(&self) -> Lexis {
        LEXIS
    }

    fn capabilities(&self) -> &'static Capabilities {
        capabilities(*self)
    }

    fn newest_version(&self) -> ServerVersion {
        match self {
            Self::Mysql => ServerVersion::new(9, 7, 0),
            Self::Mariadb => ServerVersion::new(11, 8, 0),
        }
    }

    fn legalize(&self, steps: Vec<Step>, version: &ServerVersion) -> Result<Vec<Step>, Unsupported> {
        legalize::detach_retyped_keys(steps, Server::new(*self, version))
    }

    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported> {
        lower::lower(step, Server::new(*self, version)).map_err(|refusal| refusal.at(step.origin()))
    }

    /// Every DDL statement commits by itself: nothing rolls a migration back as a whole.
    fn arrange(&self, _steps: &[Step], statements: Vec<Statement>) -> Result<Unit, Unsupported> {
        Ok(Unit {
            body: statements,
            is_atomic: false,
            ..Unit::default()
        })
    }

    fn quote_table(&self, table: &TableName) -> String {
        name::quoted_table(table)
    }

    fn quote_name(&self, name: &str) -> String {
        name::quoted(name)
    }

    fn spell_literal(&self, literal: &Literal, storage: &StorageType) -> String {
        literal::spell_comparable(literal, storage, *self)
    }

    fn normalize(&self, schema: &Schema, version: &ServerVersion) -> Schema {
        normalize::normalize(schema, Server::new(*self, version))
    }
}
