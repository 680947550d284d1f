//! Checksums of migration files: they show that an applied migration was edited.
//!
//! The checksum is of the text in every format, and is the one that the Python package writes, so that a history
//! begun by either is understood by the other. Line endings do not count: a checkout may change them.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// The first 16 hex digits of the SHA-256 of a text whose line endings are LF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum(Arc<str>);

impl Checksum {
    /// The checksum of a migration's text.
    pub fn of(text: &str) -> Self {
        let digest = Sha256::digest(with_line_feeds(text).as_bytes());
        let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self(digits.into())
    }

    /// A checksum as the history keeps it.
    pub fn recorded(digits: impl Into<Arc<str>>) -> Self {
        Self(digits.into())
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::{assert_eq, assert_ne};

    #[test]
    fn checksum_is_that_of_the_python_package() {
        // hashlib.sha256(b"hello\n").hexdigest()[:16]
        assert_eq!(Checksum::of("hello\n").as_str(), "5891b5b522d5df08");
    }

    #[test]
    fn line_endings_do_not_count_and_everything_else_does() {
        let unix = Checksum::of("a\nb\n");
        for text in ["a\r\nb\r\n", "a\rb\r", "a\r\nb\n"] {
            assert_eq!(Checksum::of(text), unix, "{text:?}");
        }
        for text in ["a\nb", "a\n\nb\n", "a \nb\n"] {
            assert_ne!(Checksum::of(text), unix, "{text:?}");
        }
    }
}
