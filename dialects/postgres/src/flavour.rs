//! A flavour, a server that speaks this dialect, as data, and a server of it as the pure side knows it.
//!
//! Code asks the data of a flavour, and never which one it is. The flavours are in `flavours`, one file each.

use aksara_dialect::{Capabilities, Feature, ServerVersion, Support, Unsupported};
use aksara_schema::DialectName;

use crate::dialect::Postgres;
use crate::flavours::FLAVOURS;

/// The name under which SQL and types that all flavours share are written.
pub(crate) const FAMILY: DialectName = DialectName::Postgres;

/// One of the servers that speak this dialect.
#[derive(Debug)]
pub struct Flavour {
    /// The names under which SQL is written for it, its own first: the first name with SQL counts.
    pub(crate) names: &'static [DialectName],
    /// The schemes of its URLs.
    pub(crate) schemes: &'static [&'static str],
    pub(crate) versions: Versions,
    pub(crate) clients: Clients,
    pub(crate) capabilities: &'static Capabilities,
    pub(crate) since: Since,
}

/// Its versions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Versions {
    /// The word in `version()` by which it is recognized, in lower case; `None` for PostgreSQL itself.
    #[cfg(feature = "driver")]
    pub(crate) word: Option<&'static str>,
    /// The oldest that is known.
    pub(crate) oldest: ServerVersion,
    /// The newest whose manual was read.
    pub(crate) newest: ServerVersion,
}

/// The command lines of its own programs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clients {
    pub(crate) backup: &'static str,
    pub(crate) script: &'static str,
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
        self.names.first().unwrap_or(&FAMILY).as_str()
    }
}

/// Whether a name is one of this dialect's flavours.
pub(crate) fn is_of_family(dialect: DialectName) -> bool {
    let mut flavours = FLAVOURS.iter();
    flavours.any(|flavour| flavour.names.contains(&dialect))
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
        let oldest = self.flavour.versions.oldest;
        let capability = feature.find(self.flavour.capabilities, &self.version);
        let reason = match capability.map(|capability| (capability.support, capability.note)) {
            Some((Support::Native | Support::Emulated | Support::Ignored, _)) => return Ok(()),
            Some((Support::Unsupported, note)) => note.to_owned(),
            None => format!(
                "version {} is older than {oldest}, the oldest that is known",
                self.version
            ),
        };
        Err(Unsupported {
            subject: subject.to_owned(),
            dialect: self.flavour.name(),
            feature: Some(feature),
            reason,
            alternative: alternative.to_owned(),
            origin: None,
        })
    }
}
