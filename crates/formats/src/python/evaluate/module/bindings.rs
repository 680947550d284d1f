//! Which statement binds which name.

use std::collections::HashMap;

use ruff_python_ast::name::Name;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtIf, StmtImport, StmtImportFrom, StmtTry, Suite};

/// A name bound by one statement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Binding {
    /// Which statement of the module.
    pub statement: usize,
    /// How it binds the name.
    pub kind: BindingKind,
}

/// How a statement binds a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BindingKind {
    /// `name = value`
    Value,
    /// `name += value`
    Augmented,
    /// `class name: …`
    Class,
    /// `def name(…): …`
    Function,
    /// `import …`, by the position of the alias.
    Import(usize),
    /// `from … import …`, by the position of the alias.
    ImportFrom(usize),
    /// Something that would have to be run.
    Computed,
}

type Bindings = HashMap<Name, Vec<Binding>>;

/// Takes the statements under `if TYPE_CHECKING:` and `try:` up to the top.
pub(super) fn flatten(suite: Suite) -> Vec<Stmt> {
    let mut statements = Vec::with_capacity(suite.len());
    for statement in suite {
        match statement {
            Stmt::If(conditional) if is_type_checking(&conditional.test) => {
                flatten_if(conditional, &mut statements)
            }
            Stmt::Try(attempt) => flatten_try(attempt, &mut statements),
            other => statements.push(other),
        }
    }
    statements
}

fn flatten_if(conditional: StmtIf, statements: &mut Vec<Stmt>) {
    statements.extend(flatten(conditional.body));
    for clause in conditional.elif_else_clauses {
        statements.extend(flatten(clause.body));
    }
}

fn flatten_try(attempt: StmtTry, statements: &mut Vec<Stmt>) {
    for suite in [attempt.body, attempt.orelse, attempt.finalbody] {
        statements.extend(flatten(suite));
    }
}

/// `TYPE_CHECKING` or `typing.TYPE_CHECKING`
fn is_type_checking(test: &Expr) -> bool {
    match test {
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}

/// The bindings of every name, in order, and the statements that import everything.
pub(super) fn collect(statements: &[Stmt]) -> (Bindings, Vec<usize>) {
    let mut collector = Collector {
        statement: 0,
        bindings: Bindings::new(),
        stars: Vec::new(),
    };
    for (position, statement) in statements.iter().enumerate() {
        collector.statement = position;
        collector.bind(statement);
    }
    (collector.bindings, collector.stars)
}

struct Collector {
    statement: usize,
    bindings: Bindings,
    stars: Vec<usize>,
}

impl Collector {
    fn add(&mut self, name: &Name, kind: BindingKind) {
        let binding = Binding {
            statement: self.statement,
            kind,
        };
        self.bindings.entry(name.clone()).or_default().push(binding);
    }

    fn bind(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(assignment) => {
                assignment
                    .targets
                    .iter()
                    .for_each(|target| self.target(target, BindingKind::Value));
            }
            Stmt::AnnAssign(assignment) if assignment.value.is_some() => {
                self.target(&assignment.target, BindingKind::Value);
            }
            Stmt::AnnAssign(_) | Stmt::Pass(_) => {}
            Stmt::AugAssign(assignment) => self.target(&assignment.target, BindingKind::Augmented),
            Stmt::ClassDef(class) => self.add(&class.name.id, BindingKind::Class),
            Stmt::FunctionDef(function) => self.add(&function.name.id, BindingKind::Function),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            other => self.visit_stmt(other),
        }
    }

    /// A plain name is bound; what a tuple, an attribute or an item of it belongs to is computed.
    fn target(&mut self, target: &Expr, kind: BindingKind) {
        match target {
            Expr::Name(name) => self.add(&name.id, kind),
            Expr::Attribute(attribute) => self.target(&attribute.value, BindingKind::Computed),
            Expr::Subscript(subscript) => self.target(&subscript.value, BindingKind::Computed),
            Expr::Starred(starred) => self.target(&starred.value, BindingKind::Computed),
            Expr::Tuple(tuple) => tuple
                .elts
                .iter()
                .for_each(|element| self.target(element, BindingKind::Computed)),
            Expr::List(list) => list
                .elts
                .iter()
                .for_each(|element| self.target(element, BindingKind::Computed)),
            _ => {}
        }
    }

    fn import(&mut self, import: &StmtImport) {
        for (position, alias) in import.names.iter().enumerate() {
            let first = alias.name.id.split('.').next().unwrap_or_default();
            let name = alias
                .asname
                .as_ref()
                .map_or_else(|| Name::new(first), |name| name.id.clone());
            self.add(&name, BindingKind::Import(position));
        }
    }

    fn import_from(&mut self, import: &StmtImportFrom) {
        for (position, alias) in import.names.iter().enumerate() {
            match (alias.name.as_str(), &alias.asname) {
                ("*", _) => self.stars.push(self.statement),
                (_, Some(name)) => self.add(&name.id, BindingKind::ImportFrom(position)),
                (_, None) => self.add(&alias.name.id, BindingKind::ImportFrom(position)),
            }
        }
    }

    /// A method called on a name may change it; a module's function does not change the module.
    fn expression(&mut self, expression: &Expr) {
        if let Expr::Call(call) = expression
            && let Expr::Attribute(method) = &*call.func
            && !self.is_module(&method.value)
        {
            self.target(&method.value, BindingKind::Computed);
        }
    }

    fn is_module(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Name(name) => self
                .bindings
                .get(&name.id)
                .and_then(|bindings| bindings.last())
                .is_some_and(|binding| matches!(binding.kind, BindingKind::Import(_))),
            Expr::Attribute(attribute) => self.is_module(&attribute.value),
            _ => false,
        }
    }
}

/// Statements that run: whatever they bind or may change is computed.
impl<'a> StatementVisitor<'a> for Collector {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Assign(assignment) => {
                assignment
                    .targets
                    .iter()
                    .for_each(|target| self.target(target, BindingKind::Computed));
            }
            Stmt::AnnAssign(assignment) => self.target(&assignment.target, BindingKind::Computed),
            Stmt::AugAssign(assignment) => self.target(&assignment.target, BindingKind::Computed),
            Stmt::Delete(delete) => {
                delete
                    .targets
                    .iter()
                    .for_each(|target| self.target(target, BindingKind::Computed));
            }
            Stmt::ClassDef(class) => self.add(&class.name.id, BindingKind::Computed),
            Stmt::FunctionDef(function) => self.add(&function.name.id, BindingKind::Computed),
            Stmt::Import(import) => self.import(import),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Expr(expression) => self.expression(&expression.value),
            Stmt::For(repetition) => {
                self.target(&repetition.target, BindingKind::Computed);
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }
}
