//! Functions of several migration files, brought together for one: with the imports, constants and helpers that they
//! use.
//!
//! A migration's functions are beside its class and in no value of it. A squash needs their text. Names that clash in
//! two files and is not the same gets the number of its file. Code that cannot be copied is named, to be written by
//! hand.

mod names;
mod pieces;

use std::collections::{BTreeMap, BTreeSet};

use aksara_operations::MigrationName;

use names::{names_in_expression, renamed_expression};
use pieces::{Piece, pieces_of};

/// The functions that a migration runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Functions<'a> {
    /// The migration.
    pub migration: &'a MigrationName,
    /// The text of its file; `None` where it is not Python file that can be read.
    pub text: Option<&'a str>,
    /// The functions, as the operations name them.
    pub wanted: Vec<&'a str>,
}

/// Functions for one file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CopiedFunctions {
    imports: Vec<String>,
    definitions: Vec<String>,
    /// How each function of a migration is called now.
    names: BTreeMap<(MigrationName, String), String>,
    /// Those that must be written by hand.
    pub by_hand: Vec<FunctionByHand>,
}

/// A function that could not be copied. A function that only raises replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionByHand {
    /// The migration that it is of.
    pub migration: MigrationName,
    /// How it is called there.
    pub function: String,
    /// The name of the function that replaces it.
    pub placeholder: String,
    /// Why it could not be carried.
    pub reason: String,
}

/// The names that a migration file has from its own imports.
const IMPORTED: &[(&str, &str)] = &[
    ("Migration", "from aksara.migrations import Migration"),
    ("op", "from aksara.migrations import operations as op"),
    ("fields", "from aksara import fields"),
    ("datetime", "import datetime"),
    ("uuid", "import uuid"),
    ("Decimal", "from decimal import Decimal"),
];

/// The line that a migration's class begins with.
const CLASS: &str = "\n\n\nclass Migration(Migration):";

/// Brings functions together.
pub fn copy_functions<'a>(files: impl IntoIterator<Item = Functions<'a>>) -> CopiedFunctions {
    let own = IMPORTED.iter();
    let mut copier = FunctionCopier {
        taken: own
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
        copied: CopiedFunctions::default(),
    };
    for file in files {
        copier.add(&file);
    }
    copier.copied
}

impl CopiedFunctions {
    /// How a function of a migration is called here.
    pub fn name_of(&self, migration: &MigrationName, function: &str) -> Option<&str> {
        let key = (migration.clone(), function.to_owned());
        self.names.get(&key).map(String::as_str)
    }

    /// The text of a migration file with the functions before its class.
    pub fn inserted_into(&self, file: &str) -> String {
        let Some((head, class)) = file.split_once(CLASS) else {
            return file.to_owned();
        };
        let mut lines: Vec<&str> = head.lines().collect();
        let (future, imports): (Vec<_>, Vec<_>) = self
            .imports
            .iter()
            .map(String::as_str)
            .filter(|import| !lines.contains(import))
            .partition(|import| import.starts_with("from __future__ "));
        let first = lines
            .iter()
            .position(|line| line.starts_with("import ") || line.starts_with("from "));
        lines.splice(first.unwrap_or(lines.len())..first.unwrap_or(lines.len()), future);
        lines.extend(imports);
        let definitions: String = self
            .definitions
            .iter()
            .map(|text| format!("\n\n\n{text}"))
            .collect();
        format!("{}{definitions}{CLASS}{class}", lines.join("\n"))
    }
}

struct FunctionCopier {
    /// The meaning of each name of the file.
    taken: BTreeMap<String, String>,
    copied: CopiedFunctions,
}

impl FunctionCopier {
    fn add(&mut self, file: &Functions<'_>) {
        let pieces = match file.text.map(pieces_of) {
            Some(Ok(pieces)) => pieces,
            Some(Err(reason)) => return self.all_by_hand(file, &reason),
            None => return self.all_by_hand(file, "its file cannot be read without running it"),
        };
        let mut roots = BTreeSet::new();
        for function in &file.wanted {
            match self.root_names(function, &pieces) {
                Ok(names) => {
                    self.copied
                        .names
                        .insert((file.migration.clone(), (*function).to_owned()), String::new());
                    roots.extend(names);
                }
                Err(reason) => self.by_hand(file.migration, function, reason),
            }
        }
        let needed = closure(&pieces, roots);
        match self.renames(file.migration, &needed) {
            Ok(renames) => {
                self.take(&needed, &renames);
                for function in &file.wanted {
                    let key = (file.migration.clone(), (*function).to_owned());
                    if let Some(name) = self.copied.names.get_mut(&key).filter(|name| name.is_empty()) {
                        *name = renamed_expression(function, &renames);
                    }
                }
            }
            Err(reason) => self.all_by_hand(file, &reason),
        }
    }

    /// The names of a function's expression, all of which the file must bind.
    fn root_names(&self, function: &str, pieces: &[Piece]) -> Result<BTreeSet<String>, String> {
        let names = names_in_expression(function).ok_or("it is not an expression that can be read")?;
        let needed = closure(pieces, names.clone());
        if needed.iter().any(|piece| piece.is_migration) {
            return Err("it needs the migration's class".to_owned());
        }
        let is_bound = |name: &&String| pieces.iter().any(|piece| piece.binds.contains(*name));
        match names.iter().find(|name| !is_bound(name)) {
            Some(name) => Err(format!("`{name}` is not defined in its file")),
            None => Ok(names),
        }
    }

    /// Other names for what has the name of something else in the file.
    fn renames(
        &self,
        migration: &MigrationName,
        needed: &[&Piece],
    ) -> Result<BTreeMap<String, String>, String> {
        let names: BTreeSet<&String> = needed.iter().flat_map(|piece| &piece.binds).collect();
        let mut other: BTreeSet<&String> = names
            .iter()
            .copied()
            .filter(|name| {
                self.taken
                    .get(*name)
                    .is_some_and(|text| *text != text_of(name, needed))
            })
            .collect();
        loop {
            let uses_other = |piece: &&&Piece| piece.uses.iter().any(|used| other.contains(used));
            let more: Vec<&String> = needed
                .iter()
                .filter(uses_other)
                .flat_map(|piece| &piece.binds)
                .filter(|name| self.taken.contains_key(*name) && !other.contains(name))
                .collect();
            if more.is_empty() {
                break;
            }
            other.extend(more);
        }
        let mut renames = BTreeMap::new();
        for name in other {
            if let Some(piece) = needed.iter().find(|piece| piece.fixed.contains(name)) {
                let bound = piece.binds.join(", ");
                return Err(format!(
                    "`{name}` has two meanings in `{bound}` and another one elsewhere"
                ));
            }
            let is_free = |new: &String| !self.taken.contains_key(new) && !names.contains(new);
            let number = migration.number().unwrap_or("other");
            let mut candidates = std::iter::once(format!("{name}_{number}"))
                .chain((2_u32..).map(|count| format!("{name}_{number}_{count}")));
            renames.extend(candidates.find(is_free).map(|new| (name.clone(), new)));
        }
        Ok(renames)
    }

    fn take(&mut self, needed: &[&Piece], renames: &BTreeMap<String, String>) {
        let new_name = |name: &String| renames.get(name).unwrap_or(name).clone();
        let mut made = BTreeMap::new();
        for piece in needed {
            let names: Vec<String> = piece.binds.iter().map(new_name).collect();
            let is_there = !names.is_empty() && names.iter().all(|name| self.taken.contains_key(name));
            let text = piece.renamed(renames);
            if is_there && !self.needs_import(&text) {
                continue;
            }
            if piece.is_import {
                if !self.copied.imports.contains(&text) {
                    self.copied.imports.push(text);
                }
            } else {
                self.copied.definitions.push(text);
            }
            for name in piece.binds.iter().filter(|name| !renames.contains_key(*name)) {
                made.insert(name.clone(), text_of(name, needed));
            }
            made.extend(renames.values().map(|name| (name.clone(), String::new())));
        }
        self.taken.extend(made);
    }

    /// Whether a line is one of the migration's own imports, which is written only if operations need it.
    fn needs_import(&self, text: &str) -> bool {
        let is_own = IMPORTED.iter().any(|(_, import)| *import == text);
        is_own && !self.copied.imports.iter().any(|import| import == text)
    }

    fn all_by_hand(&mut self, file: &Functions<'_>, reason: &str) {
        for function in &file.wanted {
            let key = (file.migration.clone(), (*function).to_owned());
            if self.copied.names.get(&key).is_none_or(String::is_empty) {
                self.by_hand(file.migration, function, reason.to_owned());
            }
        }
    }

    fn by_hand(&mut self, migration: &MigrationName, function: &str, reason: String) {
        let placeholder = format!("write_by_hand_{}", self.copied.by_hand.len() + 1);
        self.copied.definitions.push(format!(
            "def {placeholder}(connection):\n    {}",
            crate::python::write::raising(&format!("write this by hand: it is `{function}` of {migration}"))
        ));
        let key = (migration.clone(), function.to_owned());
        self.copied.names.insert(key, placeholder.clone());
        self.copied.by_hand.push(FunctionByHand {
            migration: migration.clone(),
            function: function.to_owned(),
            placeholder,
            reason,
        });
    }
}

/// The pieces that bind these names, and what those use in their turn, in the file's order.
fn closure(pieces: &[Piece], names: BTreeSet<String>) -> Vec<&Piece> {
    let mut wanted: Vec<String> = names.into_iter().collect();
    let mut seen: BTreeSet<String> = wanted.iter().cloned().collect();
    let mut positions = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        for (position, piece) in pieces.iter().enumerate() {
            if piece.binds.contains(&name) && positions.insert(position) {
                let new = piece.uses.iter().chain(&piece.binds);
                wanted.extend(new.filter(|used| seen.insert((*used).clone())).cloned());
            }
        }
    }
    let is_needed = |(position, piece): &(usize, &Piece)| {
        positions.contains(position) || (piece.is_always_needed && !positions.is_empty())
    };
    let needed = pieces.iter().enumerate().filter(is_needed);
    needed.map(|(_, piece)| piece).collect()
}

/// All that makes a name what it is.
fn text_of(name: &String, pieces: &[&Piece]) -> String {
    let texts = pieces.iter().filter(|piece| piece.binds.contains(name));
    texts
        .map(|piece| piece.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests;
