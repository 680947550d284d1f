//! Files of other libraries: models of their ORMs, and migrations of their tools.
//!
//! Who tries this program on a project of Django or SQLAlchemy names such a file first. It is recognized by what it
//! imports, so that the message says what it is, and where to begin instead.

use ruff_python_ast::Stmt;

use super::Module;

/// The modules that are imported, and the libraries that they are of.
const LIBRARIES: &[(&str, &str)] = &[
    ("alembic", "Alembic"),
    ("django", "Django"),
    ("flask_sqlalchemy", "SQLAlchemy"),
    ("peewee", "Peewee"),
    ("pony", "Pony"),
    ("sqlalchemy", "SQLAlchemy"),
    ("sqlmodel", "SQLModel"),
    ("tortoise", "Tortoise"),
    ("yoyo", "yoyo"),
];

/// The first library of others that a module imports.
pub(super) fn of_module(module: &Module) -> Option<&'static str> {
    let roots = module.statements().iter().flat_map(roots);
    let mut libraries = roots.filter_map(|root| {
        let known = LIBRARIES.iter().find(|(imported, _)| *imported == root);
        known.map(|(_, library)| *library)
    });
    libraries.next()
}

/// The packages that a statement imports from.
fn roots(statement: &Stmt) -> Vec<&str> {
    let paths: Vec<&str> = match statement {
        Stmt::Import(import) => import.names.iter().map(|alias| alias.name.as_str()).collect(),
        Stmt::ImportFrom(import) if import.level == 0 => {
            let module = import.module.as_ref();
            module.into_iter().map(|module| module.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let root = |path: &'_ str| path.find('.').unwrap_or(path.len());
    paths.into_iter().map(|path| &path[..root(path)]).collect()
}
