//! The two flavours, and a server of one of them as the pure side knows it: flavour and version.

use aksara_dialect::{Capability, Feature, ServerVersion, Support, Unsupported};
use strum::VariantArray;

use crate::capabilities::capabilities;

/// MySQL or MariaDB. Their SQL is one dialect where the two agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum Flavour {
    /// MySQL 8.0 to 9.x.
    Mysql,
    /// MariaDB 10.6 to 11.x.
    Mariadb,
}

impl Flavour {
    /// The flavour's name, as settings, URLs and per-dialect SQL spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mysql => "mysql",
            Self::Mariadb => "mariadb",
        }
    }
}

/// The server that SQL is written for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Server {
    pub(crate) flavour: Flavour,
    pub(crate) version: ServerVersion,
}

impl Server {
    pub(crate) fn new(flavour: Flavour, version: &ServerVersion) -> Self {
        Self {
            flavour,
            version: *version,
        }
    }

    /// Refuses a feature that this server does not have, with the reason in the table.
    pub(crate) fn demand(
        self,
        feature: Feature,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        match self.capability(feature) {
            Some(capability) if capability.support == Support::Unsupported => {
                Err(self.refuse(Some(feature), subject, capability.note, alternative))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The note about a feature that has no effect on this server.
    pub(crate) fn ignored(self, feature: Feature) -> Option<&'static str> {
        self.capability(feature)
            .filter(|capability| capability.support == Support::Ignored)
            .map(|capability| capability.note)
    }

    pub(crate) fn refuse(
        self,
        feature: Option<Feature>,
        subject: impl Into<String>,
        reason: impl Into<String>,
        alternative: impl Into<String>,
    ) -> Unsupported {
        Unsupported {
            subject: subject.into(),
            dialect: self.flavour.name(),
            feature,
            reason: reason.into(),
            alternative: alternative.into(),
            origin: None,
        }
    }

    fn capability(self, feature: Feature) -> Option<&'static Capability> {
        feature.find(capabilities(self.flavour), &self.version)
    }
}
