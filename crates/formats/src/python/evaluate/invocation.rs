//! Calls: of constructors that give data, of helper functions and enums, and of all else, which stay calls.

use std::sync::Arc;

use ruff_python_ast::{Expr, ExprCall};

use super::{Evaluator, Scope, constructors};
use crate::python::{Argument, Call, ErrorKind, Keyword, Place, PythonError, Value, ValueKind};

/// Calls that give a callable.
const CALLABLE_MAKERS: &[&str] = &["functools.partial"];

impl Evaluator<'_> {
    /// The value of a call.
    pub(super) fn invoke(&self, expression: &ExprCall, scope: &Scope) -> Result<Value, PythonError> {
        let place = scope.module.place(expression);
        let callee = self.evaluate(&expression.func, scope)?;
        match &callee.kind {
            ValueKind::Symbol(path) if CALLABLE_MAKERS.contains(&&**path) => {
                Ok(Value::new(ValueKind::Callable(place.text().into()), place))
            }
            ValueKind::Symbol(path) => self.call_library(self.arguments(path.clone(), expression, scope)?),
            ValueKind::Function(function) => {
                let call = self.arguments(function.name().into(), expression, scope)?;
                self.call_function(function, &call)
            }
            ValueKind::Enum(class) => {
                class.member_of_value(&self.arguments(class.class.name().into(), expression, scope)?)
            }
            ValueKind::Class(class) => {
                let call = self.arguments(class.path().as_str().into(), expression, scope)?;
                Ok(Value::new(ValueKind::Call(Box::new(call)), place))
            }
            _ => Err(place.error(ErrorKind::NotData {
                what: format!("a call of {}", callee.describe()),
            })),
        }
    }

    fn call_library(&self, call: Call) -> Result<Value, PythonError> {
        let place = call.place.clone();
        let kind = match &*call.path {
            _ if call.is_of_package() => ValueKind::Call(Box::new(call)),
            "os.getenv" | "os.environ.get" => return self.variable_of_call(&call),
            path => match constructors::find(path) {
                Some(construct) => construct(&call)?,
                None => ValueKind::Call(Box::new(call)),
            },
        };
        Ok(Value::new(kind, place))
    }

    fn arguments(&self, path: Arc<str>, expression: &ExprCall, scope: &Scope) -> Result<Call, PythonError> {
        let arguments = &expression.arguments;
        let place = scope.module.place(expression);
        let mut positional = Vec::with_capacity(arguments.args.len());
        for argument in &arguments.args {
            match argument {
                Expr::Starred(_) => {
                    let unpacked = self.elements(std::slice::from_ref(argument), scope)?;
                    positional.extend(unpacked.into_iter().map(Argument::of));
                }
                other => positional.push(self.argument(other, scope)),
            }
        }
        let mut keywords = Vec::with_capacity(arguments.keywords.len());
        for keyword in &arguments.keywords {
            match &keyword.arg {
                Some(name) => keywords.push(Keyword {
                    name: name.as_str().into(),
                    place: scope.module.place(keyword),
                    argument: self.argument(&keyword.value, scope),
                }),
                None => keywords.extend(self.unpacked_keywords(&keyword.value, scope)?),
            }
        }
        Ok(Call {
            path,
            positional,
            keywords,
            place,
        })
    }

    fn argument(&self, expression: &Expr, scope: &Scope) -> Argument {
        Argument {
            value: self.evaluate(expression, scope),
            place: scope.module.place(expression),
        }
    }

    fn unpacked_keywords(&self, expression: &Expr, scope: &Scope) -> Result<Vec<Keyword>, PythonError> {
        let items = self.unpacked_items(expression, scope)?;
        let keyword = |(name, value): (Value, Value)| {
            let text = name.text("the name of an argument")?.into();
            Ok(Keyword {
                name: text,
                place: name.place.clone(),
                argument: Argument::of(value),
            })
        };
        items.into_iter().map(keyword).collect()
    }

    fn variable_of_call(&self, call: &Call) -> Result<Value, PythonError> {
        let arguments = constructors::ENVIRONMENT_VARIABLE.bind(call)?;
        let fallback = match arguments.optional("default")? {
            Some(value) => value.clone(),
            None => Value::new(ValueKind::None, call.place.clone()),
        };
        self.variable(arguments.required("key")?, Some(fallback), &call.place)
    }

    /// An environment variable, where this evaluator knows the environment.
    pub(super) fn variable(
        &self,
        name: &Value,
        fallback: Option<Value>,
        place: &Place,
    ) -> Result<Value, PythonError> {
        let name = name.text("the name of an environment variable")?;
        let Some(environment) = self.environment else {
            return Err(place.error(ErrorKind::NotData {
                what: format!("the environment variable `{name}`"),
            }));
        };
        match (environment(name), fallback) {
            (Some(text), _) => Ok(Value::new(ValueKind::Text(text.into()), place.clone())),
            (None, Some(fallback)) => Ok(fallback),
            (None, None) => Err(place.error(ErrorKind::UnsetVariable {
                name: name.to_owned(),
            })),
        }
    }
}

impl Argument {
    fn of(value: Value) -> Self {
        Self {
            place: value.place.clone(),
            value: Ok(value),
        }
    }
}
