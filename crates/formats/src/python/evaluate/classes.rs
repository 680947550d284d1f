//! Class bodies: constants, and enums with their members.

use std::sync::Arc;

use aksara_schema::nearest;
use ruff_python_ast::{Expr, Stmt, StmtClassDef};

use super::{Evaluator, Scope};
use crate::python::{
    Call, ClassReference, EnumClass, EnumMember, ErrorKind, Integer, Place, PythonError, Value, ValueKind,
};

/// Bases that make a class an enum.
const ENUM_BASES: &[&str] = &["enum.Enum", "enum.IntEnum", "enum.StrEnum"];

/// The base whose `auto()` is the member's name.
const TEXT_ENUM: &str = "enum.StrEnum";

/// The value of `auto()`.
const AUTO: &str = "enum.auto";

impl Evaluator<'_> {
    /// The classes that a class derives from.
    pub fn bases(&self, class: &ClassReference) -> Result<Vec<Value>, PythonError> {
        let scope = Scope::at(&class.module, class.statement);
        class
            .bases()
            .iter()
            .map(|base| self.evaluate(base, &scope))
            .collect()
    }

    /// Whether a class derives from one of these. A base that cannot be evaluated is none of them.
    fn has_base(&self, class: &ClassReference, paths: &[&str]) -> bool {
        self.library_bases(class)
            .iter()
            .any(|path| paths.contains(&&**path))
    }

    /// The libraries' classes that a class derives from. Each class is looked at once; one that derives from itself
    /// meets the empty list that replaces it meanwhile.
    fn library_bases(&self, class: &ClassReference) -> Arc<[Arc<str>]> {
        let key = (class.module.source().module().clone(), class.statement);
        if let Some(known) = self.library_bases.borrow().get(&key) {
            return known.clone();
        }
        self.library_bases
            .borrow_mut()
            .insert(key.clone(), Arc::default());
        let bases = self
            .deeper(&class.place(), || self.bases(class))
            .unwrap_or_default();
        let paths = bases.iter().flat_map(|base| match &base.kind {
            ValueKind::Symbol(path) => vec![path.clone()],
            ValueKind::Class(base) => self.library_bases(base).to_vec(),
            _ => Vec::new(),
        });
        let paths: Arc<[Arc<str>]> = paths.collect();
        self.library_bases.borrow_mut().insert(key, paths.clone());
        paths
    }

    fn enum_members(&self, class: &ClassReference) -> Result<Vec<EnumMember>, PythonError> {
        let Some(statement) = class.statement() else {
            return Ok(Vec::new());
        };
        let counts_names = self.has_base(class, &[TEXT_ENUM]);
        let mut members = Vec::<EnumMember>::new();
        for (position, name, expression) in
            assignments(statement).filter(|(_, name, _)| !name.starts_with('_'))
        {
            let mut value = self.evaluate(expression, &Scope::in_class(class, position))?;
            if matches!(&value.kind, ValueKind::Call(call) if &*call.path == AUTO) {
                value.kind = automatic(name, counts_names, members.last());
            }
            members.push(EnumMember {
                class: class.clone(),
                name: name.into(),
                value,
            });
        }
        Ok(members)
    }

    /// The value of a class's name: an enum with its members, or the class.
    pub(super) fn class_value(&self, class: ClassReference) -> Result<ValueKind, PythonError> {
        if self.has_base(&class, ENUM_BASES) {
            let members = self.enum_members(&class)?;
            Ok(ValueKind::Enum(Box::new(EnumClass { class, members })))
        } else {
            Ok(ValueKind::Class(class))
        }
    }

    /// `Class.name`: a constant in the class body.
    pub(super) fn class_member(
        &self,
        class: &ClassReference,
        name: &str,
        place: &Place,
    ) -> Result<Value, PythonError> {
        let length = class.statement().map_or(0, |statement| statement.body.len());
        let found = self.class_attribute_before(class, name, length)?;
        let known = || {
            class
                .statement()
                .into_iter()
                .flat_map(assignments)
                .map(|(_, name, _)| name)
        };
        let method = || has_method(class, name).then(|| callable(place));
        found
            .or_else(method)
            .ok_or_else(|| unknown(class, name, known(), place))
    }

    /// The constant of this name that is set in a class body before a statement.
    pub(super) fn class_attribute_before(
        &self,
        class: &ClassReference,
        name: &str,
        before: usize,
    ) -> Result<Option<Value>, PythonError> {
        let Some(statement) = class.statement() else {
            return Ok(None);
        };
        let found = assignments(statement)
            .filter(|(position, known, _)| *position < before && *known == name)
            .last();
        found
            .map(|(position, _, expression)| self.evaluate(expression, &Scope::in_class(class, position)))
            .transpose()
    }
}

impl EnumClass {
    /// `Color.RED` and `Color["RED"]`: the member of this name.
    pub(super) fn member(&self, name: &str, place: &Place) -> Result<Value, PythonError> {
        let known = || self.members.iter().map(|member| &*member.name);
        let found = self.members.iter().find(|member| *member.name == *name).cloned();
        let member = found.ok_or_else(|| unknown(&self.class, name, known(), place))?;
        Ok(Value::new(ValueKind::EnumMember(Box::new(member)), place.clone()))
    }

    /// `Color("red")`: the member of this value.
    pub(super) fn member_of_value(&self, call: &Call) -> Result<Value, PythonError> {
        let wanted = match (call.positional.as_slice(), call.keywords.as_slice()) {
            ([argument], []) => argument.value.clone()?,
            _ => {
                let what = format!("this call of {}", self.class.name());
                return Err(call.place.error(ErrorKind::NotData { what }));
            }
        };
        let found = self
            .members
            .iter()
            .find(|member| is_same_value(&member.value, &wanted))
            .cloned();
        let no_such = || {
            unknown(
                &self.class,
                wanted.place.text(),
                std::iter::empty(),
                &wanted.place,
            )
        };
        Ok(Value::new(
            ValueKind::EnumMember(Box::new(found.ok_or_else(no_such)?)),
            call.place.clone(),
        ))
    }
}

/// `name = value` in a class body, by the statement's position.
fn assignments(class: &StmtClassDef) -> impl Iterator<Item = (usize, &str, &Expr)> {
    class
        .body
        .iter()
        .enumerate()
        .filter_map(|(position, statement)| match statement {
            Stmt::Assign(assignment) => match assignment.targets.as_slice() {
                [Expr::Name(name)] => Some((position, name.id.as_str(), &*assignment.value)),
                _ => None,
            },
            Stmt::AnnAssign(assignment) => {
                let name = assignment.target.as_name_expr()?;
                Some((position, name.id.as_str(), assignment.value.as_deref()?))
            }
            _ => None,
        })
}

/// The value of `auto()`: the lower-case name in a StrEnum, else one more than the last.
fn automatic(name: &str, counts_names: bool, last: Option<&EnumMember>) -> ValueKind {
    match (counts_names, last.map(|member| &member.value.kind)) {
        (true, _) => ValueKind::Text(name.to_lowercase().into()),
        (false, Some(ValueKind::Integer(Integer::Small(number)))) => {
            ValueKind::Integer(Integer::Small(number.saturating_add(1)))
        }
        (false, _) => ValueKind::Integer(Integer::Small(1)),
    }
}

fn is_same_value(first: &Value, second: &Value) -> bool {
    match (&first.kind, &second.kind) {
        (ValueKind::Text(first), ValueKind::Text(second)) => first == second,
        (ValueKind::Integer(first), ValueKind::Integer(second)) => first == second,
        _ => false,
    }
}

fn unknown<'n>(
    class: &ClassReference,
    name: &str,
    known: impl Iterator<Item = &'n str>,
    place: &Place,
) -> PythonError {
    let suggestion = nearest(name, known).map(str::to_owned);
    let owner = format!("the class {}", class.name());
    place.error(ErrorKind::UnknownMember {
        owner,
        name: name.to_owned(),
        suggestion,
    })
}

/// Whether a class body defines a function of this name.
fn has_method(class: &ClassReference, name: &str) -> bool {
    let mut body = class
        .statement()
        .into_iter()
        .flat_map(|statement| &statement.body);
    body.any(|statement| matches!(statement, Stmt::FunctionDef(function) if function.name.as_str() == name))
}

fn callable(place: &Place) -> Value {
    Value::new(ValueKind::Callable(place.text().into()), place.clone())
}
