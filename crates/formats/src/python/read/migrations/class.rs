//! The class `Migration` of a migration file: where it is, and what its attributes say.

use std::sync::Arc;

use aksara_operations::{Dependency, Located, Migration, MigrationName};
use aksara_schema::nearest;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::TextRange;

use super::operations::read_operations;
use crate::python::evaluate::{Evaluator, Scope};
use crate::python::{ClassReference, ErrorKind, Module, Place, PythonError, Value, ValueKind, other_library};

/// The attributes that a migration has; the last two have no effect.
const ATTRIBUTES: &[&str] = &["dependencies", "replaces", "operations", "app_label", "internal"];

/// The class that the module's name `Migration` is bound to in the end.
pub(super) fn find(evaluator: &Evaluator, module: &Arc<Module>) -> Result<ClassReference, PythonError> {
    module
        .statements()
        .iter()
        .try_for_each(|statement| check_module_statement(statement, module))?;
    let start = module.place_of(TextRange::default());
    let class = evaluator.lookup("Migration", &start, &Scope::of_module(module))?;
    let Some(Value {
        kind: ValueKind::Class(class),
        ..
    }) = class
    else {
        let file = module.source().name().to_owned();
        let missing = start.error(ErrorKind::NoMigrationClass { file });
        return Err(of_other_tool(module).unwrap_or(missing));
    };
    check_bases(evaluator, &class).map_err(|error| of_other_tool(module).unwrap_or(error))?;
    Ok(class)
}

/// The error of a file that another tool wrote, where it is none of ours.
fn of_other_tool(module: &Module) -> Option<PythonError> {
    let tool = other_library::of_module(module)?;
    let file = module.source().name().to_owned();
    let start = module.place_of(TextRange::default());
    Some(start.error(ErrorKind::OtherTool { file, tool }))
}

/// The only base is the package's `Migration`, under whatever name.
fn check_bases(evaluator: &Evaluator, class: &ClassReference) -> Result<(), PythonError> {
    let bases = evaluator.bases(class)?;
    let is_base = |base: &Value| match &base.kind {
        ValueKind::Symbol(path) => path.starts_with("aksara.") && path.ends_with(".Migration"),
        _ => false,
    };
    match bases.as_slice() {
        [base] if is_base(base) => Ok(()),
        [base] => Err(base.wrong_type("the base of a migration", "`aksara.migrations.Migration`")),
        _ => {
            let (what, expected) = (
                "a migration".to_owned(),
                "a class with the base `aksara.migrations.Migration`".to_owned(),
            );
            let found = format!("a class with {} bases", bases.len());
            Err(class.place().error(ErrorKind::WrongType {
                what,
                expected,
                found,
            }))
        }
    }
}

/// Statements at the top of a migration could change the migration, so only definitions are allowed there.
fn check_module_statement(statement: &Stmt, module: &Module) -> Result<(), PythonError> {
    match statement {
        Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::FunctionDef(_) | Stmt::ClassDef(_) | Stmt::Pass(_) => {
            Ok(())
        }
        Stmt::TypeAlias(_) | Stmt::AnnAssign(_) => Ok(()),
        Stmt::Assign(assignment) if assignment.targets.iter().all(Expr::is_name_expr) => Ok(()),
        Stmt::AugAssign(assignment) if assignment.target.is_name_expr() => Ok(()),
        Stmt::Expr(expression) if expression.value.is_string_literal_expr() => Ok(()),
        other => Err(unexpected(module.place(other), "a migration file")),
    }
}

fn unexpected(place: Place, context: &'static str) -> PythonError {
    place.error(ErrorKind::UnexpectedStatement {
        what: "this statement".to_owned(),
        context,
    })
}

/// The migration that the class's body says.
pub(super) fn read(
    evaluator: &Evaluator,
    class: &ClassReference,
    name: MigrationName,
) -> Result<Migration, PythonError> {
    let mut migration = Migration::new(name);
    let mut seen = Vec::new();
    let body = class
        .statement()
        .map(|statement| statement.body.as_slice())
        .unwrap_or_default();
    for (position, statement) in body.iter().enumerate() {
        let Some((target, value)) = attribute(statement, class)? else {
            continue;
        };
        if is_constant(target) {
            continue;
        }
        if seen.contains(&target) {
            let duplicate = ErrorKind::Duplicate {
                what: "the attribute",
                name: target.to_owned(),
            };
            return Err(class.module.place(statement).error(duplicate));
        }
        seen.push(target);
        let value = evaluator.evaluate(value, &Scope::in_class(class, position))?;
        let place = class.module.place(statement);
        set(&mut migration, target, &value, &place)?;
    }
    Ok(migration)
}

/// `name = value` in the class's body; `None` for what says nothing.
fn attribute<'a>(
    statement: &'a Stmt,
    class: &ClassReference,
) -> Result<Option<(&'a str, &'a Expr)>, PythonError> {
    match statement {
        Stmt::Pass(_) => Ok(None),
        Stmt::Expr(expression)
            if expression.value.is_string_literal_expr() || expression.value.is_ellipsis_literal_expr() =>
        {
            Ok(None)
        }
        Stmt::Assign(assignment) => match assignment.targets.as_slice() {
            [Expr::Name(name)] => Ok(Some((&name.id, &assignment.value))),
            _ => Err(unexpected(class.module.place(statement), "a migration's class")),
        },
        Stmt::AnnAssign(assignment) => match (&*assignment.target, &assignment.value) {
            (Expr::Name(name), Some(value)) => Ok(Some((&name.id, value))),
            (_, None) => Ok(None),
            (_, Some(_)) => Err(unexpected(class.module.place(statement), "a migration's class")),
        },
        other => Err(unexpected(class.module.place(other), "a migration's class")),
    }
}

/// A name in capitals, or with an underscore before it, is a constant for the lines below.
fn is_constant(name: &str) -> bool {
    name.starts_with('_') || !name.chars().any(char::is_lowercase)
}

fn set(migration: &mut Migration, name: &str, value: &Value, place: &Place) -> Result<(), PythonError> {
    match name {
        "dependencies" => migration.dependencies = names(value, "a dependency", "`dependencies`")?,
        "replaces" => migration.replaces = names(value, "a replaced migration", "`replaces`")?,
        "operations" => migration.operations = read_operations(value, "`operations`")?,
        "app_label" => drop(value.text("`app_label`")?),
        "internal" => drop(value.boolean("`internal`")?),
        other => {
            return Err(place.error(ErrorKind::UnknownAttribute {
                class: "migration",
                name: other.to_owned(),
                suggestion: nearest(other, ATTRIBUTES.iter().copied()).map(str::to_owned),
                accepted: ATTRIBUTES.join(", "),
            }));
        }
    }
    Ok(())
}

fn names(value: &Value, what: &str, attribute: &str) -> Result<Vec<Located<Dependency>>, PythonError> {
    let items = value.items(attribute)?.iter();
    items
        .map(|item| Ok(Located::at(name(item, what)?, item.place.origin())))
        .collect()
}

/// `"0001_auto_initial"` or `("app", "0001_auto_initial")`
fn name(value: &Value, what: &str) -> Result<Dependency, PythonError> {
    match &value.kind {
        ValueKind::Tuple(_) | ValueKind::List(_) => {
            let (label, name) = value.pair(what, "a migration's name, or a tuple of label and name")?;
            Ok(Dependency::labelled(
                label.text(what)?,
                migration_name(name, what)?,
            ))
        }
        _ => migration_name(value, what).map(Dependency::from),
    }
}

fn migration_name(value: &Value, what: &str) -> Result<MigrationName, PythonError> {
    MigrationName::new(value.text(what)?).map_err(|error| value.invalid(what, error))
}
