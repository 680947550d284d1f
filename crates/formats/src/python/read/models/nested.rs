//! Models in places where only running the file would show whether they exist: under `if`, in a loop, in
//! `with`.

use ruff_python_ast::statement_visitor::{StatementVisitor, walk_body, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use std::sync::Arc;

use super::bases::KnownBase;
use super::lineage::Lineage;
use crate::python::evaluate::{Evaluator, Scope};
use crate::python::{ErrorKind, Module, PythonError, ValueKind};

/// Refuses models that are not at the top of their module.
pub(super) fn refuse(module: &Arc<Module>, evaluator: &Evaluator<'_>) -> Result<(), PythonError> {
    for (position, statement) in module.statements().iter().enumerate() {
        let mut classes = Classes(Vec::new());
        match statement {
            Stmt::ClassDef(_) | Stmt::FunctionDef(_) => continue,
            other => walk_stmt(&mut classes, other),
        }
        let scope = Scope::at(module, position);
        let is_model =
            |class: &&&StmtClassDef| class.bases().iter().any(|base| is_model(base, &scope, evaluator));
        if let Some(class) = classes.0.iter().find(is_model) {
            let what = format!("the model `{}` under a condition or in a block", class.name);
            let context = "a module, whose models are at the top";
            return Err(module
                .place(&class.name)
                .error(ErrorKind::UnexpectedStatement { what, context }));
        }
    }
    Ok(())
}

fn is_model(base: &Expr, scope: &Scope<'_>, evaluator: &Evaluator<'_>) -> bool {
    match evaluator.evaluate(base, scope).map(|value| value.kind) {
        Ok(ValueKind::Symbol(path)) => KnownBase::find(&path).is_some_and(KnownBase::is_model),
        Ok(ValueKind::Class(class)) => Lineage::of(&class, evaluator).is_ok_and(|lineage| lineage.is_model()),
        Ok(_) | Err(_) => false,
    }
}

/// The classes inside a statement, but not inside functions or other classes.
struct Classes<'a>(Vec<&'a StmtClassDef>);

impl<'a> StatementVisitor<'a> for Classes<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::ClassDef(class) => self.0.push(class),
            Stmt::FunctionDef(_) => {}
            other => walk_stmt(self, other),
        }
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        walk_body(self, body);
    }
}
