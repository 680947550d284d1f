//! A migration's name and the order of names: a number counts as a number, `2_x` before `10_x`.

use std::cmp::Ordering;
use std::fmt;
use std::iter::from_fn;
use std::sync::Arc;

use deunicode::deunicode;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A migration's name: the stem of its file. It alone identifies the migration.
///
/// Names are ordered by their numbers, then by their letters.
///
/// ```
/// use aksara_operations::MigrationName;
///
/// let name = |text: &str| MigrationName::new(text).unwrap();
/// assert!(name("2_posts") < name("10_tags"));
/// assert!(name("V2__posts") < name("V10__tags"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MigrationName(Arc<str>);

/// A text that cannot name a migration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} cannot name a migration: use letters, digits and underscores, at most 255")]
pub struct InvalidMigrationName(pub String);

/// A part of a name, as names are ordered.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'a> {
    /// The end of the version: 1 is before 1.1.
    EndOfVersion,
    /// How many digits a number has without leading zeros, and these digits.
    Number(usize, &'a str),
    /// The text between numbers.
    Text(&'a str),
}

impl MigrationName {
    /// Checks that the text can be a file's stem and a history row's name.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidMigrationName> {
        let text = text.into();
        let allowed = |character: char| character.is_alphanumeric() || "_-.".contains(character);
        let valid =
            !text.is_empty() && text.len() <= 255 && !text.starts_with('.') && text.chars().all(allowed);
        if valid {
            Ok(Self(text.into()))
        } else {
            Err(InvalidMigrationName(text))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits of the number that the name begins with; Flyway writes a `V` before it.
    pub fn number(&self) -> Option<&str> {
        let (version, _) = split_version(&self.0)?;
        Some(leading_digits(version))
    }
}

/// The words of a text in lower-case ASCII, joined by underscores. Letters of other scripts are written in Latin ones.
pub fn slug(text: &str) -> String {
    let latin = deunicode(text).to_lowercase();
    let words = latin.split(|character: char| !character.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

impl Ord for MigrationName {
    fn cmp(&self, other: &Self) -> Ordering {
        // Most are compared to find the same one.
        if self.0 == other.0 {
            return Ordering::Equal;
        }
        let by_parts = parts(&self.0).cmp(parts(&other.0));
        by_parts.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for MigrationName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for MigrationName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for MigrationName {
    type Error = InvalidMigrationName;

    fn try_from(text: String) -> Result<Self, InvalidMigrationName> {
        Self::new(text)
    }
}

impl From<MigrationName> for String {
    fn from(name: MigrationName) -> Self {
        name.0.to_string()
    }
}

/// The parts of a name, the version first.
fn parts(name: &str) -> impl Iterator<Item = Part<'_>> {
    let (version, rest) = split_version(name).unwrap_or(("", name));
    let numbers = version
        .split(['.', '_'])
        .filter(|digits| !digits.is_empty())
        .map(number);
    let end = (!version.is_empty()).then_some(Part::EndOfVersion);
    numbers.chain(end).chain(texts_and_numbers(rest))
}

/// The version that a name begins with, and the rest. `V1_2__x` is Flyway's version 1.2; elsewhere an underscore ends the
/// version.
fn split_version(name: &str) -> Option<(&str, &str)> {
    let flyway = name
        .strip_prefix(['V', 'v'])
        .and_then(|name| name.split_once("__"))
        .filter(|(version, _)| is_version(version, &['.', '_']));
    if flyway.is_some() {
        return flyway;
    }
    let end = name
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(name.len());
    let version = name[..end].trim_end_matches('.');
    is_version(version, &['.']).then(|| name.split_at(version.len()))
}

fn is_version(text: &str, separators: &[char]) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split(separators).all(is_number)
}

fn texts_and_numbers(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    from_fn(move || {
        let digits = leading_digits(rest);
        let end = if digits.is_empty() {
            rest.find(|character: char| character.is_ascii_digit())
                .unwrap_or(rest.len())
        } else {
            digits.len()
        };
        let (part, after) = rest.split_at(end);
        rest = after;
        match (part.is_empty(), digits.is_empty()) {
            (true, _) => None,
            (false, true) => Some(Part::Text(part)),
            (false, false) => Some(number(part)),
        }
    })
}

fn number(digits: &str) -> Part<'_> {
    let digits = digits.trim_start_matches('0');
    Part::Number(digits.len(), digits)
}

fn leading_digits(text: &str) -> &str {
    let end = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check_order(names: &str) {
        let names: Vec<MigrationName> = names
            .split_whitespace()
            .map(|name| MigrationName::new(name).unwrap())
            .collect();
        let mut sorted: Vec<MigrationName> = names.iter().rev().cloned().collect();
        sorted.sort();
        assert_eq!(sorted, names);
    }

    #[test]
    fn numbers_count_as_numbers() {
        check_order("0001_a 0002_b 0002_c 0010_a");
        check_order("1_a 2_x 10_x 100_x");
        check_order("9999_a 10000_a");
        check_order("0001_a 20240101_a 20240101120000_a");
        check_order("20240101_090000_a 20240101_120000_a");
        check_order("001_b 2_a");
        check_order("step2 step10");
        check_order("initial part2_x part10_x");
        check_order("99999999999999999999998_a 99999999999999999999999_a 100000000000000000000000_a");
    }

    #[test]
    fn versions_of_flyway_are_numbers_with_points() {
        check_order("V1__a V1_1__a V1.2__a V1_10__a V2__x V10__x");
        check_order("V1__a 0002_auto_b V3__c");
        check_order("1_x 1.1_x 1.10_x 2_x");
    }

    #[test]
    fn names_that_differ_are_never_equal() {
        check_order("001_a 01_a 1_a");
        check_order("V1.1__a V1_1__a");
    }

    #[test]
    fn the_number_is_what_the_name_begins_with() {
        for (name, number) in [
            ("0001_a", Some("0001")),
            ("V12__a", Some("12")),
            ("V1_2__a", Some("1")),
            ("2024.1_a", Some("2024")),
            ("initial", None),
            ("view2", None),
        ] {
            assert_eq!(MigrationName::new(name).unwrap().number(), number, "{name}");
        }
    }
}
