//! Applied migrations whose file has another name now.
//!
//! A migration is known by its file's name, so that a renamed file would run a second time. Its text gives it away: it
//! has the checksum of a row whose file is missing, or would have it with one name in it (a dependency) as it was before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use aksara_operations::{InvalidMigrationName, MigrationName};
use thiserror::Error;

use crate::meaning::meaning_of;
use crate::{AppliedMigration, Checksum, MigrationEntry, MigrationSource};

/// An applied migration whose file has another name now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedMigration {
    /// Its name in the history.
    pub old_name: String,
    /// The migration as the source has it.
    pub entry: MigrationEntry,
}

/// A rename to accept: `OLD:NEW`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedRename {
    /// The name in the history.
    pub old_name: MigrationName,
    /// The name of the file now.
    pub new_name: MigrationName,
}

/// A text that says no rename.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidRename {
    /// Without a colon.
    #[error("`{0}` is not a rename; write the old name and the new one as OLD:NEW")]
    NoPair(String),
    /// Something that is no migration's name.
    #[error(transparent)]
    Name(#[from] InvalidMigrationName),
}

/// Recognizes renamed files.
pub(crate) struct Recognition<'a> {
    source: &'a dyn MigrationSource,
    /// The rows whose file is missing.
    missing: Vec<&'a AppliedMigration>,
    /// The migrations that are not applied.
    new: Vec<&'a MigrationEntry>,
    /// Every name of a migration that is or was.
    names: BTreeSet<&'a str>,
    /// The renames so far: old names by the new ones.
    renames: BTreeMap<&'a str, &'a str>,
}

impl<'a> Recognition<'a> {
    /// Compares the files that are new with the rows whose file is missing. The renames are known ones.
    pub fn new(
        source: &'a dyn MigrationSource,
        history: &'a [AppliedMigration],
        renames: &'a [AcceptedRename],
    ) -> Self {
        let renames: BTreeMap<&str, &str> = renames
            .iter()
            .map(|rename| (rename.new_name.as_str(), rename.old_name.as_str()))
            .collect();
        let files: BTreeSet<&str> = source.entries().iter().map(|entry| entry.name.as_str()).collect();
        let rows: BTreeSet<&str> = history.iter().map(|row| row.name.as_str()).collect();
        let is_missing = |row: &&AppliedMigration| {
            let is_known = renames.values().any(|old| *old == row.name);
            !files.contains(row.name.as_str()) && !row.is_external() && !is_known
        };
        let is_new = |entry: &&MigrationEntry| {
            !rows.contains(entry.name.as_str()) && !renames.contains_key(entry.name.as_str())
        };
        Self {
            source,
            missing: history.iter().filter(is_missing).collect(),
            new: source.entries().iter().filter(is_new).collect(),
            names: files.union(&rows).copied().collect(),
            renames,
        }
    }

    /// The files that were renamed, beside those that are known. One rename may let another be recognized, which depends
    /// on it.
    pub fn find(&mut self) -> Vec<RenamedMigration> {
        let mut found = Vec::new();
        while let Some((row, entry)) = self.next() {
            self.missing.retain(|other| other.name != row.name);
            self.new.retain(|other| other.name != entry.name);
            self.renames.insert(entry.name.as_str(), row.name.as_str());
            found.push(RenamedMigration {
                old_name: row.name.clone(),
                entry: entry.clone(),
            });
        }
        found
    }

    /// Whether a migration's text would be the one of a row, were it not for the renames of what it depends on.
    pub fn follows(&self, entry: &MigrationEntry, row: &AppliedMigration) -> bool {
        if self.renames.is_empty() {
            return false;
        }
        let text = self.text_before(entry);
        text.is_some_and(|text| self.is_text_of(entry, &text, row))
    }

    /// Whether a migration runs what was applied, however its text is laid out now.
    pub fn runs_the_same(&self, entry: &MigrationEntry, row: &AppliedMigration) -> bool {
        row.meaning
            .as_ref()
            .is_some_and(|meaning| *meaning == meaning_of(self.source, entry))
    }

    /// Whether a text of a migration is the one of a row, or runs the same.
    fn is_text_of(&self, entry: &MigrationEntry, text: &str, row: &AppliedMigration) -> bool {
        let runs_the_same = |meaning: &Checksum| *meaning == self.source.meaning(entry, text);
        row.checksum == Some(Checksum::of(text)) || row.meaning.as_ref().is_some_and(runs_the_same)
    }

    /// Whether a migration's text is the one of a row, as far as that can be known.
    pub fn is_same(&self, entry: &MigrationEntry, row: &AppliedMigration) -> bool {
        row.checksum
            .as_ref()
            .is_none_or(|checksum| self.checksums(entry).contains(checksum.as_str()))
            || self.ran_the_same(entry, row)
    }

    /// Whether a migration, with the renames taken back, runs what was applied.
    fn ran_the_same(&self, entry: &MigrationEntry, row: &AppliedMigration) -> bool {
        let text = self.text_before(entry);
        row.meaning.is_some() && text.is_some_and(|text| self.is_text_of(entry, &text, row))
    }

    fn next(&self) -> Option<(&'a AppliedMigration, &'a MigrationEntry)> {
        if self.missing.is_empty() {
            return None;
        }
        self.new.iter().find_map(|entry| {
            let checksums = self.checksums(entry);
            let has_one = |row: &&&AppliedMigration| {
                let recorded = row.checksum.as_ref();
                recorded.is_some_and(|checksum| checksums.contains(checksum.as_str()))
                    || self.ran_the_same(entry, row)
            };
            Some((*self.missing.iter().find(has_one)?, *entry))
        })
    }

    /// The checksums that a migration may have had under another name: as it is, with the renames taken back, and with
    /// one more name in it another one.
    fn checksums(&self, entry: &MigrationEntry) -> BTreeSet<String> {
        let mut checksums = BTreeSet::from([entry.checksum.as_str().to_owned()]);
        let Some(text) = self.text_before(entry) else {
            return checksums;
        };
        checksums.insert(Checksum::of(&text).as_str().to_owned());
        let written = words(&text)
            .into_iter()
            .filter(|word| self.names.contains(&text[word.clone()]));
        for word in written {
            for name in self.names.iter().filter(|name| **name != &text[word.clone()]) {
                let other = format!("{}{name}{}", &text[..word.start], &text[word.end..]);
                checksums.insert(Checksum::of(&other).as_str().to_owned());
            }
        }
        checksums
    }

    /// A migration's text as it was before the renames.
    fn text_before(&self, entry: &MigrationEntry) -> Option<String> {
        let text = self.source.text(entry)?;
        let mut before = String::with_capacity(text.len());
        let mut end = 0;
        for word in words(text) {
            if let Some(old_name) = self.renames.get(&text[word.clone()]) {
                before.push_str(&text[end..word.start]);
                before.push_str(old_name);
                end = word.end;
            }
        }
        before.push_str(&text[end..]);
        Some(before)
    }
}

/// The words of a text that could be names of migrations, without the dots around them.
fn words(text: &str) -> Vec<Range<usize>> {
    let is_between = |character: char| !(character.is_alphanumeric() || "_-.".contains(character));
    let mut start = 0;
    let words = text.split_inclusive(is_between).map(|piece| {
        let word = piece.trim_end_matches(is_between).trim_end_matches('.');
        let dots = word.len() - word.trim_start_matches('.').len();
        let range = start + dots..start + word.len();
        start += piece.len();
        range
    });
    words.filter(|word| !word.is_empty()).collect()
}

impl FromStr for AcceptedRename {
    type Err = InvalidRename;

    fn from_str(text: &str) -> Result<Self, InvalidRename> {
        let pair = text
            .split_once(':')
            .ok_or_else(|| InvalidRename::NoPair(text.to_owned()))?;
        Ok(Self {
            old_name: MigrationName::new(pair.0)?,
            new_name: MigrationName::new(pair.1)?,
        })
    }
}

impl RenamedMigration {
    /// The flag that accepts it.
    pub fn flag(&self) -> String {
        format!("--accept-renamed {}:{}", self.old_name, self.entry.name)
    }
}

/// `0002_a is migrations/0002_b.py now`
impl fmt::Display for RenamedMigration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is {} now", self.old_name, self.entry.file)
    }
}
