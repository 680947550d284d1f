//! A database product as data: its names, URLs, versions, programs and capabilities.
//!
//! A flavour of a dialect is one product. Each dialect adds the data that it alone asks for.

use aksara_schema::DialectName;

use crate::{Capabilities, Capability, Feature, ServerVersion, Support, Unsupported};

/// A database product: one flavour of a dialect.
#[derive(Debug)]
pub struct Product {
    /// Its name, as settings, URLs and per-dialect SQL spell it.
    pub name: DialectName,
    /// The names under which SQL is written for it, its own first: the first name with SQL counts.
    pub sql_names: &'static [DialectName],
    /// The schemes of its URLs, without `+driver` suffixes.
    pub schemes: &'static [&'static str],
    /// A URL of it, as an example.
    pub example_url: &'static str,
    /// Its versions.
    pub versions: Versions,
    /// The command lines of its own programs.
    pub clients: Clients,
    /// Its capabilities, by feature and version.
    pub capabilities: &'static Capabilities,
}

/// The versions of a product.
#[derive(Debug, Clone, Copy)]
pub struct Versions {
    /// The word by which a server's own description of its version names the product, in lower case; `None` for the product
    /// that does not name itself.
    pub word: Option<&'static str>,
    /// The oldest that is supported.
    pub oldest: ServerVersion,
    /// The newest that is known, for which SQL is compiled where no server is asked.
    pub newest: ServerVersion,
}

/// The command lines of a product's own programs.
#[derive(Debug, Clone, Copy)]
pub struct Clients {
    /// Backs a database up.
    pub backup: &'static str,
    /// Runs a script up to its first error.
    pub script: &'static str,
}

impl Product {
    /// Whether a server's own description of its version names this product.
    pub fn is_named_in(&self, description: &str) -> bool {
        let description = description.to_lowercase();
        self.versions.word.is_some_and(|word| description.contains(word))
    }

    /// The row of a feature in a version.
    pub fn capability(&self, feature: Feature, version: &ServerVersion) -> Option<&'static Capability> {
        feature.find(self.capabilities, version)
    }

    /// Refuses a feature that a version does not have, with the reason in the table.
    ///
    /// # Errors
    ///
    /// Returns the refusal where the version lacks the feature, or is older than the oldest that is supported.
    pub fn demand(
        &self,
        feature: Feature,
        version: &ServerVersion,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        let oldest = self.versions.oldest;
        if *version < oldest {
            let reason = format!("version {version} is older than {oldest}, the oldest that is supported");
            return Err(self.refuse(Some(feature), subject, reason, alternative));
        }
        match self.capability(feature, version) {
            Some(row) if row.support == Support::Unsupported => {
                Err(self.refuse(Some(feature), subject, row.note, alternative))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The note about a feature that has no effect in a version.
    pub fn ignored(&self, feature: Feature, version: &ServerVersion) -> Option<&'static str> {
        let row = self.capability(feature, version);
        row.filter(|row| row.support == Support::Ignored)
            .map(|row| row.note)
    }

    /// A refusal; the compiler adds the place in the user's file.
    pub fn refuse(
        &self,
        feature: Option<Feature>,
        subject: impl Into<String>,
        reason: impl Into<String>,
        alternative: impl Into<String>,
    ) -> Unsupported {
        Unsupported {
            subject: subject.into(),
            dialect: self.name.as_str(),
            feature,
            reason: reason.into(),
            alternative: alternative.into(),
            origin: None,
        }
    }
}
