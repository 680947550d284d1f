//! Exchanging the operations of a migration file for others, with all else in it as it is.
//!
//! An operation that stays keeps its own text, and the comment above an operation stays above it.

use std::collections::BTreeSet;
use std::ops::Range;

use aksara_operations::{Located, Operation};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;
use thiserror::Error;

use super::code::Import;
use super::operation::operation;
use super::reference::{KnownModels, ModelNames};
use super::{OWN_IMPORTS, STANDARD_IMPORTS};

/// Why a file cannot be given other operations.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RewriteError {
    /// The text is not Python, or has no class `Migration`.
    #[error("it has no class `Migration` with `operations`")]
    NoOperations,
    /// The file computes its operations.
    #[error("its `operations` are not one list with one call for each operation")]
    Computed,
}

/// The text of a file that had the operations `before`, each at its place in the text, with these.
pub fn rewrite_operations(
    text: &str,
    before: &[Located<Operation>],
    operations: &[Located<Operation>],
    models: &[String],
) -> Result<String, RewriteError> {
    let file = File::read(text, before)?;
    let known = KnownModels::of(models);
    let mut needed = BTreeSet::new();
    let mut list = "[\n".to_owned();
    for operation in operations {
        let origin = operation
            .origin
            .as_ref()
            .and_then(|origin| file.position(&origin.span));
        if let Some(position) = origin {
            list.push_str(&file.comment_above(position));
        }
        let kept = origin.filter(|position| before[*position].value == operation.value);
        let written = match kept {
            Some(position) => text[file.elements[position].clone()].to_owned() + ",\n",
            None => {
                let code = self::operation(&operation.value, ModelNames(&known));
                needed.extend(code.imports());
                code.render_item("", ITEM_DEPTH) + ",\n"
            }
        };
        list.push_str(&INDENT.repeat(ITEM_DEPTH));
        list.push_str(&written);
    }
    list.push_str(&INDENT.repeat(ITEM_DEPTH - 1));
    list.push(']');
    let mut rewritten = text.to_owned();
    rewritten.replace_range(file.list, &list);
    rewritten.insert_str(file.after_imports, &missing_imports(text, &needed));
    Ok(rewritten)
}

const INDENT: &str = "    ";

/// The indentation of an operation in a file.
const ITEM_DEPTH: usize = 2;

/// The place of a file's operations.
struct File<'a> {
    text: &'a str,
    /// The list, with its brackets.
    list: Range<usize>,
    /// Each operation.
    elements: Vec<Range<usize>>,
    /// The place for another import.
    after_imports: usize,
}

impl<'a> File<'a> {
    fn read(text: &'a str, before: &[Located<Operation>]) -> Result<Self, RewriteError> {
        let parsed = ruff_python_parser::parse_module(text).map_err(|_| RewriteError::NoOperations)?;
        let body = parsed.into_syntax().body;
        let operations = body
            .iter()
            .find_map(operations_of)
            .ok_or(RewriteError::NoOperations)?;
        let Expr::List(list) = operations else {
            return Err(RewriteError::Computed);
        };
        let elements: Vec<Range<usize>> = list
            .elts
            .iter()
            .map(|element| element.range().to_std_range())
            .collect();
        let spans = before
            .iter()
            .map(|operation| Some(operation.origin.as_ref()?.span.clone()));
        if !spans.eq(elements.iter().cloned().map(Some)) {
            return Err(RewriteError::Computed);
        }
        let imports = body.iter().filter(|statement| is_import(statement));
        let last = imports
            .last()
            .or_else(|| body.first().filter(|first| is_docstring(first)));
        let end = last.map_or(0, |statement| statement.range().to_std_range().end);
        let after_imports = text[end..].find('\n').map_or(text.len(), |line| end + line + 1);
        Ok(Self {
            text,
            list: list.range().to_std_range(),
            elements,
            after_imports,
        })
    }

    fn position(&self, span: &Range<usize>) -> Option<usize> {
        self.elements.iter().position(|element| element == span)
    }

    /// The comments on lines of their own between an operation and the one before it.
    fn comment_above(&self, position: usize) -> String {
        let start = match position.checked_sub(1) {
            Some(before) => self.elements[before].end,
            None => self.list.start + 1,
        };
        let between = &self.text[start..self.elements[position].start];
        let lines = between
            .lines()
            .skip(1)
            .map(str::trim)
            .filter(|line| line.starts_with('#'));
        lines
            .map(|line| format!("{}{line}\n", INDENT.repeat(ITEM_DEPTH)))
            .collect()
    }
}

/// The operations of the class `Migration`.
fn operations_of(statement: &Stmt) -> Option<&Expr> {
    let Stmt::ClassDef(class) = statement else {
        return None;
    };
    let is_operations = |target: &Expr| matches!(target, Expr::Name(name) if name.id == "operations");
    let value = |statement: &'_ Stmt| match statement {
        Stmt::Assign(assignment) => assignment.targets.iter().all(is_operations).then_some(()),
        Stmt::AnnAssign(assignment) => is_operations(&assignment.target).then_some(()),
        _ => None,
    };
    let found = class.body.iter().find(|statement| value(statement).is_some())?;
    match found {
        Stmt::Assign(assignment) if class.name.as_str() == "Migration" => Some(&assignment.value),
        Stmt::AnnAssign(assignment) if class.name.as_str() == "Migration" => assignment.value.as_deref(),
        _ => None,
    }
}

fn is_import(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Import(_) | Stmt::ImportFrom(_))
}

fn is_docstring(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Expr(expression) if expression.value.is_string_literal_expr())
}

/// The lines of imports that the file does not have yet.
fn missing_imports(text: &str, needed: &BTreeSet<Import>) -> String {
    let tables = STANDARD_IMPORTS.iter().chain(OWN_IMPORTS);
    let is_missing = |line: &&str| !text.lines().any(|there| there.trim_end() == *line);
    let lines = tables
        .filter(|(import, _)| needed.contains(import))
        .map(|(_, line)| *line);
    lines.filter(is_missing).map(|line| format!("{line}\n")).collect()
}
