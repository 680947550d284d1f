//! The checksum by which an edit of an applied migration is noticed.
//!
//! It is of the file's text, whatever its format, and does not see how lines end.

use sha2::{Digest, Sha256};

/// Hex digits that the history keeps.
const DIGITS: usize = 16;

/// The first 16 hex digits of the SHA-256 of the text, with CRLF and CR turned into LF.
///
/// ```
/// use aksara_formats::checksum;
/// assert_eq!(checksum("a\r\nb\r"), checksum("a\nb\n"));
/// assert_eq!(checksum(""), "e3b0c44298fc1c14");
/// ```
pub fn checksum(text: &str) -> String {
    let mut hash = Sha256::new();
    let mut lines = text.split('\r');
    hash.update(lines.next().unwrap_or_default());
    for line in lines {
        if !line.starts_with('\n') {
            hash.update("\n");
        }
        hash.update(line);
    }
    hash.finalize()
        .iter()
        .take(DIGITS / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_do_not_count_and_everything_else_does() {
        for same in ["a\nb\n\nc", "a\r\nb\r\n\r\nc", "a\rb\r\rc", "a\r\nb\n\rc"] {
            assert_eq!(checksum(same), checksum("a\nb\n\nc"), "{same:?}");
        }
        assert_ne!(checksum("a\nb"), checksum("a\n\nb"));
        assert_ne!(checksum("a"), checksum("a\n"));
    }
}
