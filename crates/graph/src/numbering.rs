//! How the next migration's file is called.

use std::fmt;

use aksara_operations::{InvalidMigrationName, MigrationName, slug};
use thiserror::Error;

use crate::MigrationGraph;

/// The number that a new migration's name begins with, written with at least four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MigrationNumber(u32);

/// The part after the number, chosen by a user or the autodetector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameSuffix(String);

/// A text that cannot be part of a file's name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{written:?} cannot name a migration: it needs letters or digits, at most {} of them",
    NameSuffix::LIMIT
)]
pub struct InvalidSuffix {
    /// As written.
    pub written: String,
}

impl NameSuffix {
    /// The greatest length: with number and extension the name still fits the history and every file system.
    pub const LIMIT: usize = 200;

    /// Makes a part of a file's name that is allowed everywhere: a text that is one stays as it is, another becomes its
    /// words in lower case, `Add bio` → `add_bio`, with letters of other scripts as Latin ones.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSuffix> {
        let written = text.into();
        if is_allowed(&written) {
            return Ok(Self(written));
        }
        let slug = slug(&written);
        if is_allowed(&slug) {
            Ok(Self(slug))
        } else {
            Err(InvalidSuffix { written })
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl MigrationNumber {
    /// `NNNN_auto_suffix`
    pub fn auto(self, suffix: &NameSuffix) -> Result<MigrationName, InvalidMigrationName> {
        MigrationName::new(format!("{self}_auto_{}", suffix.0))
    }

    /// `NNNN_merge`
    pub fn merge(self) -> Result<MigrationName, InvalidMigrationName> {
        MigrationName::new(format!("{self}_merge"))
    }

    /// The number after this one.
    #[must_use]
    pub fn following(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// One more than the greatest number among the names, else than their count where none has a number.
    pub fn after<'a>(names: impl IntoIterator<Item = &'a MigrationName>) -> Self {
        let numbers: Vec<Option<u32>> = names.into_iter().map(number_of).collect();
        let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let greatest = numbers.into_iter().flatten().max().unwrap_or(count);
        Self(greatest.saturating_add(1))
    }
}

impl fmt::Display for MigrationNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.0)
    }
}

impl MigrationGraph {
    /// The number of the next migration.
    pub fn next_number(&self) -> MigrationNumber {
        MigrationNumber::after(self.squashes.names())
    }
}

/// The digits that a date begins with, as in `20240101120000`.
const DATE_DIGITS: usize = 8;

/// The number of a numbered name; a timestamp is none.
fn number_of(name: &MigrationName) -> Option<u32> {
    name.number()
        .filter(|digits| digits.trim_start_matches('0').len() < DATE_DIGITS)?
        .parse()
        .ok()
}

fn is_allowed(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !text.is_empty() && text.len() <= NameSuffix::LIMIT && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::testing::names;

    fn check_number(existing: &str, expected: &str) {
        assert_eq!(MigrationNumber::after(&names(existing)).to_string(), expected);
    }

    #[test]
    fn the_number_follows_the_greatest_else_the_count() {
        check_number("", "0001");
        check_number("0001_a 0007_b 0003_c", "0008");
        check_number("20240101_120000_a 20240102_120000_b", "0003");
        check_number("20240101_120000_a 0001_b", "0002");
        check_number("9999_a", "10000");
        check_number("9999_a 10000_b", "10001");
        check_number("initial", "0002");
        check_number("2_a 10_b", "0011");
        check_number("000001_a 000012_b", "0013");
        check_number("V1__a V1_5__b V3__c", "0004");
        check_number("20240101_a 3_b", "0004");
    }

    #[test]
    fn names_are_made_of_number_and_suffix() {
        let number = MigrationNumber::after(&names("0001_a"));
        let suffix = NameSuffix::new("add_email").unwrap();
        assert_eq!(number.auto(&suffix).unwrap().as_str(), "0002_auto_add_email");
        assert_eq!(number.merge().unwrap().as_str(), "0002_merge");
    }

    #[test]
    fn hostile_suffixes_are_refused_with_what_is_allowed() {
        for (written, expected) in [
            ("Add_Email", Some("Add_Email")),
            ("", None),
            ("../evil", Some("evil")),
            ("Add email", Some("add_email")),
            ("a\"; import os #", Some("a_import_os")),
            ("a\nb", Some("a_b")),
            ("naïve Füße", Some("naive_fusse")),
            ("добавить имя", Some("dobavit_imia")),
            ("con.py\0", Some("con_py")),
            ("…", None),
            (&"x".repeat(201), None),
        ] {
            let suffix = NameSuffix::new(written).ok();
            assert_eq!(suffix.as_ref().map(NameSuffix::as_str), expected, "{written:?}");
        }
    }
}
