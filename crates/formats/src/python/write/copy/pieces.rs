//! The pieces of a migration file: its statements at the top, and each import by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ruff_python_ast::{Alias, Expr, Stmt, StmtImportFrom};
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

use super::names::{Names, renamed};

/// A statement at the top of a file, or one name of an import.
#[derive(Debug)]
pub(super) struct Piece {
    /// Its text, with the comments above it.
    pub text: String,
    /// The names that it binds.
    pub binds: Vec<String>,
    /// The names that it uses.
    pub uses: BTreeSet<String>,
    /// The names in it that no renaming follows.
    pub fixed: BTreeSet<String>,
    /// Whether it is an import.
    pub is_import: bool,
    /// Whether it is the migration itself.
    pub is_migration: bool,
    /// Whether it may bind any name, or changes how the file is read.
    pub is_always_needed: bool,
    sites: Vec<(String, Range<usize>)>,
    /// The imported name, which may differ from the local one.
    source: Option<String>,
}

/// The pieces of a file in order; the error is why there are none.
pub(super) fn pieces_of(text: &str) -> Result<Vec<Piece>, String> {
    let parsed =
        parse_module(text).map_err(|error| format!("its file is not valid Python: {}", error.error))?;
    let mut pieces = Vec::new();
    for statement in &parsed.syntax().body {
        match statement {
            Stmt::Import(import) => pieces.extend(import.names.iter().map(imported)),
            Stmt::ImportFrom(import) => {
                pieces.extend(import.names.iter().map(|alias| imported_from(import, alias)));
            }
            Stmt::Expr(_) | Stmt::Pass(_) => {}
            other => pieces.push(defined(other, text)),
        }
    }
    Ok(pieces)
}

impl Piece {
    /// Its text with other names.
    pub fn renamed(&self, renames: &BTreeMap<String, String>) -> String {
        match (&self.source, self.binds.first()) {
            (Some(source), Some(name)) if renames.contains_key(name) => {
                format!("{source} as {}", renames.get(name).unwrap_or(name))
            }
            _ => renamed(&self.text, &self.sites, renames),
        }
    }

    fn import(source: String, written: &str, alias: &Alias) -> Self {
        let text = match &alias.asname {
            Some(name) if name.as_str() != alias.name.as_str() => format!("{source} as {name}"),
            Some(_) | None => source.clone(),
        };
        let bound = alias.asname.as_ref().map_or(written, |name| name.as_str());
        Self {
            text,
            binds: vec![bound.to_owned()],
            uses: BTreeSet::new(),
            fixed: BTreeSet::new(),
            is_import: true,
            is_migration: false,
            is_always_needed: false,
            sites: Vec::new(),
            source: Some(source),
        }
    }
}

/// `import a.b` binds `a`.
fn imported(alias: &Alias) -> Piece {
    let name = alias.name.as_str();
    let first = name.split('.').next().unwrap_or(name);
    let mut piece = Piece::import(format!("import {name}"), first, alias);
    if alias.asname.is_none() && first != name {
        piece.fixed.insert(first.to_owned());
    }
    piece
}

fn imported_from(import: &StmtImportFrom, alias: &Alias) -> Piece {
    let module = import.module.as_ref().map_or("", |module| module.as_str());
    let dots = ".".repeat(usize::try_from(import.level).unwrap_or_default());
    let source = format!("from {dots}{module} import {}", alias.name);
    let mut piece = Piece::import(source, &alias.name, alias);
    piece.is_always_needed = module == "__future__" || alias.name.as_str() == "*";
    if piece.is_always_needed {
        piece.binds.clear();
    }
    piece
}

fn defined(statement: &Stmt, file: &str) -> Piece {
    let names = Names::of_statement(statement);
    let range = statement.range();
    let start = with_comments(file, range.start().to_usize());
    let end = range.end().to_usize();
    let mut binds = bound(statement);
    if binds.is_empty() {
        // A block binds the names in it.
        binds = names.sites.iter().map(|(name, _)| name.clone()).collect();
    }
    let is_migration = matches!(statement, Stmt::ClassDef(class) if class.name.as_str() == "Migration");
    let moved = |(name, range): (String, Range<usize>)| (name, range.start - start..range.end - start);
    Piece {
        text: file.get(start..end).unwrap_or_default().to_owned(),
        binds,
        uses: names.sites.iter().map(|(name, _)| name.clone()).collect(),
        fixed: names.fixed,
        is_import: false,
        is_migration,
        is_always_needed: false,
        sites: names.sites.into_iter().map(moved).collect(),
        source: None,
    }
}

/// The names that a statement binds, where it is not a block.
fn bound(statement: &Stmt) -> Vec<String> {
    let name = |target: &Expr| target.as_name_expr().map(|name| name.id.to_string());
    match statement {
        Stmt::FunctionDef(function) => vec![function.name.to_string()],
        Stmt::ClassDef(class) => vec![class.name.to_string()],
        Stmt::Assign(assignment) => assignment.targets.iter().filter_map(name).collect(),
        Stmt::AnnAssign(assignment) => name(&assignment.target).into_iter().collect(),
        Stmt::AugAssign(assignment) => name(&assignment.target).into_iter().collect(),
        Stmt::TypeAlias(alias) => name(&alias.name).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The start of the comments right above.
fn with_comments(file: &str, start: usize) -> usize {
    let mut first = start;
    for line in file.get(..start).unwrap_or_default().split_inclusive('\n').rev() {
        if !line.starts_with('#') {
            break;
        }
        first -= line.len();
    }
    first
}
