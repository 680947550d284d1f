//! Which server a project's SQL is for: the one that the database URL leads to, since a `mysql://` URL may lead to a
//! MariaDB server and the other way round.

use std::fmt;
use std::sync::Arc;

use aksara_dialect::{Dialect, ServerVersion};
use aksara_driver::{DatabaseUrl, DriverError, ServerIdentity};

use crate::settings::DeclaredTarget;
use crate::{Error, Project, registry};

/// A server, and how it is known.
#[derive(Debug, Clone)]
pub struct ProjectServer {
    /// Its flavour.
    pub dialect: Arc<dyn Dialect>,
    /// Its version, else the newest that is known.
    pub version: ServerVersion,
    /// How it is known.
    pub evidence: ServerEvidence,
}

/// How a server is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerEvidence {
    /// It said so.
    Server,
    /// The URL's scheme says so, and there is no server to ask.
    File,
    /// The URL's scheme says so, and the server does not answer.
    Scheme {
        /// Why it cannot be asked.
        reason: String,
    },
    /// The user said so, and no server was asked.
    Given,
    /// The user said so, beside a server of another kind.
    GivenBeside(&'static str),
}

impl Project {
    /// The server of the project's database. The URL's scheme decides if it cannot be asked.
    pub async fn server(&self) -> Result<ProjectServer, Error> {
        let url = self.settings().database_url()?.value;
        let dialect = registry::dialect_of(&url)?;
        let by_scheme = |evidence| ProjectServer {
            version: dialect.newest_version(),
            dialect,
            evidence,
        };
        Ok(match ask(&url).await {
            Ok(Some(ServerIdentity { dialect, version })) => ProjectServer {
                dialect,
                version,
                evidence: ServerEvidence::Server,
            },
            Ok(None) => by_scheme(ServerEvidence::File),
            Err(reason) => by_scheme(ServerEvidence::Scheme { reason }),
        })
    }
}

async fn ask(url: &DatabaseUrl) -> Result<Option<ServerIdentity>, String> {
    let driver = registry::driver_of(url).map_err(|error| error.to_string())?;
    driver.server(url).await.map_err(|error| match error {
        DriverError::Unreachable { reason, .. } | DriverError::Missing { reason, .. } => reason,
        other => other.to_string(),
    })
}

impl ProjectServer {
    /// A server that the user names.
    pub fn given(dialect: Arc<dyn Dialect>) -> Self {
        Self {
            version: dialect.newest_version(),
            dialect,
            evidence: ServerEvidence::Given,
        }
    }

    /// The same, where a server of another kind was asked.
    #[must_use]
    pub fn beside(self, asked: &Self) -> Self {
        Self {
            evidence: ServerEvidence::GivenBeside(asked.dialect.name()),
            ..self
        }
    }

    /// The same as a declared target.
    pub fn target(&self) -> DeclaredTarget {
        DeclaredTarget {
            dialect: self.dialect.clone(),
            version: self.version,
        }
    }
}

impl fmt::Display for ProjectServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { dialect, version, .. } = self;
        write!(formatter, "{} {version}", dialect.name())?;
        match &self.evidence {
            ServerEvidence::Server => formatter.write_str(" (the server says so)"),
            ServerEvidence::Given => formatter.write_str(" (--dialect; no server was asked for its version)"),
            ServerEvidence::GivenBeside(other) => {
                write!(formatter, " (--dialect; the database of the URL is {other})")
            }
            ServerEvidence::File => Ok(()),
            ServerEvidence::Scheme { reason } => write!(
                formatter,
                " (the URL's scheme says so; the server cannot be asked: {reason}. --dialect names another one)"
            ),
        }
    }
}
