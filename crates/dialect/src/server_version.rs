//! A database server's version, as capabilities compare it.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Major, minor and patch; what a server leaves out is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerVersion {
    /// Major version.
    pub major: u32,
    /// Minor version.
    pub minor: u32,
    /// Patch.
    pub patch: u32,
}

/// A text that is not a version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a server version; write it like 15, 10.11 or 3.54.0")]
pub struct InvalidServerVersion(pub String);

impl ServerVersion {
    /// A version of three parts.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self { major, minor, patch }
    }
}

impl FromStr for ServerVersion {
    type Err = InvalidServerVersion;

    /// Reads the leading numbers: `15.18 (Debian …)`, `10.11.19-MariaDB`, `3.54.0`.
    fn from_str(text: &str) -> Result<Self, InvalidServerVersion> {
        let end = text
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(text.len());
        let mut parts = text[..end].split('.').map(str::parse::<u32>);
        let major = parts
            .next()
            .and_then(Result::ok)
            .ok_or_else(|| InvalidServerVersion(text.to_owned()))?;
        let mut next = || parts.next().and_then(Result::ok).unwrap_or(0);
        Ok(Self {
            major,
            minor: next(),
            patch: next(),
        })
    }
}

impl fmt::Display for ServerVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl aksara_diagnostic::Diagnose for InvalidServerVersion {
    fn diagnosis(&self) -> aksara_diagnostic::Diagnosis {
        aksara_diagnostic::Diagnosis::new(aksara_diagnostic::Code::SettingsInvalidVersion)
            .advise("write it like 15 or 10.11")
    }
}
