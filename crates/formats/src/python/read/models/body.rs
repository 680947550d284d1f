//! The body of a class: which assignments are fields, and which have nothing to do with the database.

use aksara_schema::nearest;
use indexmap::IndexMap;
use ruff_python_ast::{Expr, ExprCall, ExprName, Stmt};

use crate::python::evaluate::{Evaluator, Scope};
use crate::python::fields::{FIELD_CLASSES, field_class};
use crate::python::{Call, ClassReference, ErrorKind, Place, PythonError, Value, ValueKind};

/// The kind of a name in a class body.
#[derive(Debug, Clone)]
pub(super) enum Member {
    /// A field: its name and its call.
    Field { key: Value, value: Value },
    /// `name = None`, which takes an inherited field away.
    Nothing,
    /// A method, a constant, a manager.
    Other(Place),
}

/// The names of a class body, in the order of their first assignment.
pub(super) type Members = IndexMap<String, Member>;

/// Functions of Python's own whose result is not a field.
const PYTHON_FUNCTIONS: &[&str] = &[
    "classmethod",
    "enumerate",
    "len",
    "map",
    "max",
    "min",
    "property",
    "range",
    "sorted",
    "staticmethod",
    "sum",
    "type",
    "zip",
];

/// Reads a class body.
pub(super) fn members(class: &ClassReference, evaluator: &Evaluator<'_>) -> Result<Members, PythonError> {
    let mut members = Members::new();
    let Some(statement) = class.statement() else {
        return Ok(members);
    };
    let body = Body { class, evaluator };
    for (position, line) in statement.body.iter().enumerate() {
        if let Some((name, member)) = body.member(position, line)? {
            members.insert(name, member);
        }
    }
    Ok(members)
}

/// Whether a class body has fields, as far as it can be read.
pub(super) fn has_fields(class: &ClassReference, evaluator: &Evaluator<'_>) -> bool {
    let body = Body { class, evaluator };
    let lines = class.statement().map_or(&[][..], |statement| &statement.body);
    let is_field = |(position, line): (usize, &Stmt)| {
        matches!(body.member(position, line), Ok(Some((_, Member::Field { .. }))))
    };
    lines.iter().enumerate().any(is_field)
}

struct Body<'a, 'l> {
    class: &'a ClassReference,
    evaluator: &'a Evaluator<'l>,
}

type Named = (String, Member);

impl Body<'_, '_> {
    fn member(&self, position: usize, line: &Stmt) -> Result<Option<Named>, PythonError> {
        match line {
            Stmt::Assign(assignment) => match assignment.targets.as_slice() {
                [Expr::Name(name)] => self.assigned(position, name, &assignment.value).map(Some),
                _ if contains_call(&assignment.value) => Err(self.unexpected(line, "this assignment")),
                _ => Ok(None),
            },
            Stmt::AnnAssign(assignment) => match (&*assignment.target, &assignment.value) {
                (Expr::Name(name), Some(value)) => self.assigned(position, name, value).map(Some),
                _ => Ok(None),
            },
            Stmt::FunctionDef(function) => {
                let place = self.class.module.place(&function.name);
                Ok(Some((function.name.to_string(), Member::Other(place))))
            }
            Stmt::ClassDef(inner) => {
                let place = self.class.module.place(&inner.name);
                Ok(Some((inner.name.to_string(), Member::Other(place))))
            }
            Stmt::Pass(_) | Stmt::Import(_) | Stmt::ImportFrom(_) | Stmt::TypeAlias(_) => Ok(None),
            Stmt::Expr(expression) if !contains_call(&expression.value) => Ok(None),
            Stmt::If(conditional) if is_type_checking(&conditional.test) => Ok(None),
            other => Err(self.unexpected(other, "this statement")),
        }
    }

    fn unexpected(&self, line: &Stmt, what: &str) -> PythonError {
        let what = what.to_owned();
        let context = "a model, whose fields are assigned one by one";
        self.class
            .module
            .place(line)
            .error(ErrorKind::UnexpectedStatement { what, context })
    }

    fn assigned(&self, position: usize, name: &ExprName, value: &Expr) -> Result<Named, PythonError> {
        let text = name.id.to_string();
        let place = self.class.module.place(name);
        let is_own = text.starts_with("__") && text.ends_with("__");
        let member = match value {
            Expr::NoneLiteral(_) => Member::Nothing,
            _ if is_own || !self.may_be_field(value, position)? => Member::Other(place),
            _ => self.read(position, name, value)?,
        };
        Ok((text, member))
    }

    fn read(&self, position: usize, name: &ExprName, value: &Expr) -> Result<Member, PythonError> {
        let place = self.class.module.place(name);
        let evaluated = match self
            .evaluator
            .evaluate(value, &Scope::in_class(self.class, position))
        {
            Err(error) if value.is_name_expr() && is_unknown(&error) => return Ok(Member::Other(place)),
            other => other?,
        };
        let is_field = match &evaluated.kind {
            ValueKind::Call(call) => is_field(call)?,
            _ => false,
        };
        let key = Value::new(ValueKind::Text(name.id.as_str().into()), place.clone());
        Ok(if is_field {
            Member::Field {
                key,
                value: evaluated,
            }
        } else {
            Member::Other(place)
        })
    }

    /// Whether an expression can be a field: a name, an attribute, or a call of a function or class.
    fn may_be_field(&self, value: &Expr, position: usize) -> Result<bool, PythonError> {
        match value {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => Ok(true),
            Expr::Call(call) => self.may_give_field(call, position),
            Expr::If(conditional) => {
                Ok(contains_call(&conditional.body) || contains_call(&conditional.orelse))
            }
            _ => Ok(false),
        }
    }

    /// A method of a class or of a constant gives no field; a function or a class of a module may.
    fn may_give_field(&self, call: &ExprCall, position: usize) -> Result<bool, PythonError> {
        let scope = Scope::in_class(self.class, position);
        match &*call.func {
            Expr::Name(name) => {
                let is_bound = self.class.module.names().contains(&name.id.as_str());
                Ok(is_bound || !PYTHON_FUNCTIONS.contains(&name.id.as_str()))
            }
            Expr::Attribute(attribute) => match &*attribute.value {
                Expr::Name(_) | Expr::Attribute(_) => {
                    let owner = self.evaluator.evaluate(&attribute.value, &scope)?;
                    Ok(matches!(owner.kind, ValueKind::Symbol(_)))
                }
                _ => Ok(false),
            },
            _ => Ok(true),
        }
    }
}

/// Whether a call makes a field. One that only looks like it is an error.
fn is_field(call: &Call) -> Result<bool, PythonError> {
    match field_class(call) {
        Ok(_) => Ok(true),
        Err(error) if looks_like_field(call) => Err(error),
        Err(_) => Ok(false),
    }
}

/// Whether something unknown was most likely meant for a field.
fn looks_like_field(call: &Call) -> bool {
    let mut known = FIELD_CLASSES.iter().map(|class| class.signature.name);
    let name = call.name();
    let stem = name.strip_suffix("Field").unwrap_or(name);
    if call.is_of_package() {
        call.path.starts_with("aksara.fields.") || stem != name || nearest(name, known).is_some()
    } else {
        stem != name || known.any(|class| class == name)
    }
}

fn is_unknown(error: &PythonError) -> bool {
    matches!(
        error.kind(),
        ErrorKind::UnknownName { .. } | ErrorKind::UnknownMember { .. }
    )
}

fn contains_call(expression: &Expr) -> bool {
    ruff_python_ast::helpers::any_over_expr(expression, &Expr::is_call_expr)
}

/// `TYPE_CHECKING` or `typing.TYPE_CHECKING`, under which only annotations are.
fn is_type_checking(test: &Expr) -> bool {
    match test {
        Expr::Name(name) => name.id == "TYPE_CHECKING",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "TYPE_CHECKING",
        _ => false,
    }
}

/// The value that a statement assigns to this name.
pub(super) fn assigned_to<'a>(line: &'a Stmt, name: &str) -> Option<&'a Expr> {
    let (target, value) = match line {
        Stmt::Assign(assignment) => (assignment.targets.first()?, &*assignment.value),
        Stmt::AnnAssign(assignment) => (&*assignment.target, assignment.value.as_deref()?),
        _ => return None,
    };
    (target.as_name_expr()?.id == name).then_some(value)
}
