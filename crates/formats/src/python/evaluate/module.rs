//! A parsed module: its statements, and which of them binds which name.
//!
//! Code under `if TYPE_CHECKING:` and `try:` is read as if it were at the top. A name that code may change
//! (a loop, `.append(…)`) is bound as such, so that using it is an error and not a wrong value.

mod bindings;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use ruff_python_ast::name::Name;
use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

pub(crate) use bindings::{Binding, BindingKind};

use crate::python::{ClassReference, ErrorKind, FunctionReference, Place, PythonError, PythonSource};

/// A module's dotted path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModulePath(Arc<str>);

impl ModulePath {
    /// Takes a dotted path.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as shared text.
    pub(crate) fn into_text(self) -> Arc<str> {
        self.0
    }

    /// The parts between the dots.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.0.split('.')
    }

    /// The package that it is in.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('.').map(|(parent, _)| Self::new(parent))
    }

    /// A module or name in it.
    pub fn child(&self, name: &str) -> Self {
        Self([&*self.0, ".", name].concat().into())
    }

    /// The module of a file, and whether the file is a package's own.
    pub(crate) fn of_file(name: &str) -> (Self, bool) {
        let stem = name.strip_suffix(".py").unwrap_or(name);
        let mut segments: Vec<&str> = stem
            .split(['/', '\\'])
            .filter(|part| !matches!(*part, "" | "." | ".."))
            .collect();
        let is_package = segments.last() == Some(&"__init__");
        if is_package {
            segments.pop();
        }
        (Self::new(segments.join(".")), is_package)
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A parsed module.
pub struct Module {
    source: PythonSource,
    statements: Vec<Stmt>,
    bindings: HashMap<Name, Vec<Binding>>,
    stars: Vec<usize>,
}

/// The name alone: the statements would fill pages.
impl fmt::Debug for Module {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Module({})", self.source.name())
    }
}

impl Module {
    /// Parses a file.
    pub fn parse(source: PythonSource) -> Result<Arc<Self>, PythonError> {
        let parsed = ruff_python_parser::parse_module(source.text()).map_err(|error| {
            let place = source.place(error.location);
            place.error(ErrorKind::Syntax {
                message: error.error.to_string(),
            })
        })?;
        let statements = bindings::flatten(parsed.into_syntax().body);
        let (bindings, stars) = bindings::collect(&statements);
        Ok(Arc::new(Self {
            source,
            statements,
            bindings,
            stars,
        }))
    }

    /// The file.
    pub fn source(&self) -> &PythonSource {
        &self.source
    }

    /// The statements at the top, in order.
    pub fn statements(&self) -> &[Stmt] {
        &self.statements
    }

    /// The place of a node of this module.
    pub fn place(&self, node: &impl Ranged) -> Place {
        self.source.place(node.range())
    }

    /// The place of a range of this module.
    pub fn place_of(&self, range: TextRange) -> Place {
        self.source.place(range)
    }

    /// The place of the last statement that binds a name.
    pub(crate) fn place_of_name(&self, name: &str) -> Place {
        let statement = self
            .binding(name, None)
            .and_then(|binding| self.statements.get(binding.statement));
        self.place_of(statement.map(Ranged::range).unwrap_or_default())
    }

    /// The class statements at the top, in order.
    pub fn classes(self: &Arc<Self>) -> impl Iterator<Item = ClassReference> {
        let is_class = |(_, statement): &(usize, &Stmt)| statement.is_class_def_stmt();
        let classes = self.statements.iter().enumerate().filter(is_class);
        classes.map(|(statement, _)| ClassReference {
            module: self.clone(),
            statement,
        })
    }

    /// The names that are bound at the top.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.bindings.keys().map(Name::as_str).collect();
        names.sort_unstable();
        names
    }

    /// The binding of a name just before a statement, or at the module's end.
    pub(crate) fn binding(&self, name: &str, before: Option<usize>) -> Option<&Binding> {
        let bindings = self.bindings.get(name)?;
        let is_visible = |binding: &&Binding| before.is_none_or(|limit| binding.statement < limit);
        bindings.iter().rev().find(is_visible)
    }

    /// The statements `from … import *`, the last one first.
    pub(crate) fn star_imports(&self) -> impl Iterator<Item = &Stmt> {
        self.stars
            .iter()
            .rev()
            .filter_map(|statement| self.statements.get(*statement))
    }
}

impl ClassReference {
    /// The class statement.
    pub fn statement(&self) -> Option<&StmtClassDef> {
        self.module.statements.get(self.statement)?.as_class_def_stmt()
    }

    /// The class's name.
    pub fn name(&self) -> &str {
        self.statement().map_or("", |class| class.name.as_str())
    }

    /// The classes that it derives from, as written.
    pub fn bases(&self) -> &[Expr] {
        self.statement().map_or(&[], StmtClassDef::bases)
    }

    /// The dotted path of the class.
    pub fn path(&self) -> ModulePath {
        self.module.source.module().child(self.name())
    }

    /// The place of its name.
    pub fn place(&self) -> Place {
        let range = self
            .statement()
            .map(|class| class.name.range())
            .unwrap_or_default();
        self.module.place_of(range)
    }
}

/// Two references are equal where they are to the same statement of the same module.
impl PartialEq for ClassReference {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.module, &other.module) && self.statement == other.statement
    }
}

impl Eq for ClassReference {}

impl FunctionReference {
    /// The function statement.
    pub fn statement(&self) -> Option<&StmtFunctionDef> {
        self.module.statements.get(self.statement)?.as_function_def_stmt()
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        self.statement().map_or("", |function| function.name.as_str())
    }
}
