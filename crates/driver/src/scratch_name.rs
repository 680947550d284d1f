//! Names of scratch databases: unique, recognizable to whoever finds one, and safe to write without quotes.

use std::fmt;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The beginning of every scratch database's name.
const PREFIX: &str = "aksara_scratch";

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// The name of a database that is made to be thrown away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScratchName(String);

impl ScratchName {
    /// A name that no other process and no other call gives.
    pub fn unique() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        Self(format!(
            "{PREFIX}_{}_{:x}_{number}",
            process::id(),
            since.as_nanos()
        ))
    }

    /// The name: letters of the lower case, digits and underscores.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ScratchName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_fit_every_database() {
        let (first, second) = (ScratchName::unique(), ScratchName::unique());
        assert_ne!(first, second);
        let is_safe = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
        assert!(
            first
                .as_str()
                .chars()
                .all(|character| is_safe(character) || character == '_')
        );
        assert!(first.as_str().len() <= 63);
    }
}
