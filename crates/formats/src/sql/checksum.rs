//! Shows whether a section was edited since it was generated.

use sha2::{Digest, Sha256};

/// The bytes of the digest that are written.
const LENGTH: usize = 8;

/// The first 16 hex digits of the SHA-256 of a section's text. Line endings and the white space around do not count.
pub(super) fn checksum(sql: &str) -> String {
    let lines: Vec<&str> = sql.trim().lines().collect();
    let digest = Sha256::digest(lines.join("\n").as_bytes());
    digest
        .iter()
        .take(LENGTH)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
