//! The names that code uses, and where they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ruff_python_ast::visitor::{
    Visitor, walk_except_handler, walk_expr, walk_parameter, walk_pattern, walk_stmt,
};
use ruff_python_ast::{ExceptHandler, Expr, Identifier, Parameter, Pattern, Stmt};
use ruff_python_parser::parse_expression;
use ruff_text_size::{Ranged, TextRange};

/// The names that were found in a piece of code.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Each name and where it is written.
    pub sites: Vec<(String, Range<usize>)>,
    /// The names that the code binds in a way that no renaming follows.
    pub fixed: BTreeSet<String>,
    depth: usize,
}

impl Names {
    /// The names of a statement.
    pub fn of_statement(statement: &Stmt) -> Self {
        let mut names = Self::default();
        names.visit_stmt(statement);
        names
    }

    fn site(&mut self, name: &str, range: TextRange) {
        self.sites
            .push((name.to_owned(), range.start().to_usize()..range.end().to_usize()));
    }

    fn defined(&mut self, name: &Identifier) {
        if self.depth > 0 {
            self.fixed.insert(name.to_string());
        }
        self.site(name, name.range());
    }

    fn fix(&mut self, name: Option<&Identifier>) {
        self.fixed.extend(name.map(ToString::to_string));
    }
}

impl<'a> Visitor<'a> for Names {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.defined(&function.name),
            Stmt::ClassDef(class) => self.defined(&class.name),
            Stmt::Global(global) => {
                for name in &global.names {
                    self.site(name, name.range());
                }
            }
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.fix(alias.asname.as_ref().or(Some(&alias.name)));
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.fix(alias.asname.as_ref().or(Some(&alias.name)));
                }
            }
            _ => {}
        }
        self.depth += 1;
        walk_stmt(self, statement);
        self.depth -= 1;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression {
            self.site(&name.id, name.range());
        }
        walk_expr(self, expression);
    }

    fn visit_parameter(&mut self, parameter: &'a Parameter) {
        self.fix(Some(&parameter.name));
        walk_parameter(self, parameter);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(caught) = handler;
        self.fix(caught.name.as_ref());
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        match pattern {
            Pattern::MatchAs(captured) => self.fix(captured.name.as_ref()),
            Pattern::MatchStar(captured) => self.fix(captured.name.as_ref()),
            Pattern::MatchMapping(captured) => self.fix(captured.rest.as_ref()),
            _ => {}
        }
        walk_pattern(self, pattern);
    }
}

/// The names in an expression; `None` where it is none.
pub(super) fn names_in_expression(text: &str) -> Option<BTreeSet<String>> {
    let names = sites_in_expression(text)?;
    Some(names.into_iter().map(|(name, _)| name).collect())
}

/// An expression with other names.
pub(super) fn renamed_expression(text: &str, renames: &BTreeMap<String, String>) -> String {
    let sites = sites_in_expression(text).unwrap_or_default();
    renamed(text, &sites, renames)
}

/// A text whose names at these places are others.
pub(super) fn renamed(
    text: &str,
    sites: &[(String, Range<usize>)],
    renames: &BTreeMap<String, String>,
) -> String {
    let mut sites: Vec<_> = sites
        .iter()
        .filter(|(name, _)| renames.contains_key(name))
        .collect();
    sites.sort_by_key(|(_, range)| range.start);
    let (mut renamed, mut end) = (String::new(), 0);
    for (name, range) in sites {
        renamed.push_str(text.get(end..range.start).unwrap_or_default());
        renamed.push_str(renames.get(name).unwrap_or(name));
        end = range.end;
    }
    renamed + text.get(end..).unwrap_or_default()
}

fn sites_in_expression(text: &str) -> Option<Vec<(String, Range<usize>)>> {
    let parsed = parse_expression(text).ok()?;
    let mut names = Names::default();
    names.visit_expr(&parsed.syntax().body);
    Some(names.sites)
}
