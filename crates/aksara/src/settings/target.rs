//! The databases that a project declares it must run on: `postgres:15,mysql,sqlite`.

use std::sync::Arc;

use aksara_dialect::{Dialect, ServerVersion};

use super::error::InvalidTarget;
use crate::registry;

/// A database and the version to compile for.
#[derive(Debug, Clone)]
pub struct DeclaredTarget {
    /// The database.
    pub dialect: Arc<dyn Dialect>,
    /// The version that was written, else the newest known.
    pub version: ServerVersion,
}

impl DeclaredTarget {
    /// Reads `name` or `name:version`.
    pub fn parse(text: &str) -> Result<Self, InvalidTarget> {
        let (name, version) = match text.split_once(':') {
            Some((name, version)) => (name, Some(version.trim().parse()?)),
            None => (text, None),
        };
        let dialect = registry::dialect(name.trim())?;
        Ok(Self {
            version: version.unwrap_or_else(|| dialect.newest_version()),
            dialect,
        })
    }
}
