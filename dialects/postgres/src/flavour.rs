//! A flavour, a server that speaks this dialect, as data, and a server of it as the pure side knows it.
//!
//! Code asks the data of a flavour, and never which one it is. The flavours are in `flavours`, one file each.

use aksara_dialect::{Feature, Product, ServerVersion, Unsupported};
use aksara_schema::DialectName;

use crate::dialect::Postgres;
use crate::flavours::FLAVOURS;

/// The name under which SQL and types that all flavours share are written.
pub(crate) const FAMILY: DialectName = DialectName::Postgres;

/// One of the servers that speak this dialect.
#[derive(Debug)]
pub struct Flavour {
    pub(crate) product: Product,
    pub(crate) since: Since,
}

/// The versions from which on it has functions and clauses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Since {
    /// `gen_random_uuid()`.
    pub(crate) random_uuid: ServerVersion,
    /// `ALTER COLUMN … DROP EXPRESSION`.
    pub(crate) drop_expression: ServerVersion,
    /// `pg_input_is_valid`.
    pub(crate) valid_input: ServerVersion,
}

impl Flavour {
    /// The flavour's name, as settings, URLs and per-dialect SQL spell it.
    pub fn name(&self) -> &'static str {
        self.product.name.as_str()
    }
}

/// Whether a name is one of this dialect's flavours.
pub(crate) fn is_of_family(dialect: DialectName) -> bool {
    let mut flavours = FLAVOURS.iter();
    flavours.any(|flavour| flavour.product.sql_names.contains(&dialect))
}

/// The server that SQL is written for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server {
    pub(crate) flavour: &'static Flavour,
    pub(crate) version: ServerVersion,
}

impl Server {
    pub(crate) fn new(flavour: &'static Flavour, version: &ServerVersion) -> Self {
        Self {
            flavour,
            version: *version,
        }
    }

    pub(crate) fn dialect(self) -> Postgres {
        Postgres {
            flavour: self.flavour,
        }
    }

    /// Refuses a feature that this server does not have, with the reason in the table.
    pub(crate) fn demand(
        self,
        feature: Feature,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        let product = &self.flavour.product;
        product.demand(feature, &self.version, subject, alternative)
    }
}
