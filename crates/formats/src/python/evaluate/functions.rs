//! Helper functions: a call of a function whose body returns an expression has the value of that expression.

use std::sync::Arc;

use ruff_python_ast::{Expr, ParameterWithDefault, Parameters, Stmt, StmtFunctionDef};

use super::{Evaluator, Scope};
use crate::python::{
    Argument, Call, ErrorKind, FunctionReference, Keyword, Place, PythonError, Value, ValueKind,
};

type Locals = Vec<(Arc<str>, Value)>;

impl Evaluator<'_> {
    /// The value that a function returns for these arguments.
    pub(super) fn call_function(
        &self,
        function: &FunctionReference,
        call: &Call,
    ) -> Result<Value, PythonError> {
        let Some(statement) = function.statement() else {
            return Err(call.place.error(ErrorKind::NotData {
                what: format!("a call of `{}`", function.name()),
            }));
        };
        if statement.is_async || !statement.decorator_list.is_empty() {
            let what = format!("a call of the async or decorated function `{}`", function.name());
            return Err(call.place.error(ErrorKind::NotData { what }));
        }
        let locals = self.bind_parameters(function, statement, call)?;
        self.returned(function, statement, locals)
    }

    fn returned(
        &self,
        function: &FunctionReference,
        statement: &StmtFunctionDef,
        mut locals: Locals,
    ) -> Result<Value, PythonError> {
        let module = &function.module;
        for line in &statement.body {
            match line {
                Stmt::Return(result) => {
                    let nothing = || Value::new(ValueKind::None, module.place(result));
                    let scope = Scope::in_function(module, &locals);
                    return result
                        .value
                        .as_ref()
                        .map_or_else(|| Ok(nothing()), |value| self.evaluate(value, &scope));
                }
                Stmt::Assign(assignment) => match assignment.targets.as_slice() {
                    [Expr::Name(name)] => {
                        let value = self.evaluate(&assignment.value, &Scope::in_function(module, &locals))?;
                        locals.push((name.id.as_str().into(), value));
                    }
                    _ => return Err(unexpected(module.place(line))),
                },
                Stmt::Expr(expression) if expression.value.is_string_literal_expr() => {}
                Stmt::Pass(_) => {}
                _ => return Err(unexpected(module.place(line))),
            }
        }
        Ok(Value::new(ValueKind::None, module.place(&statement.name)))
    }

    fn bind_parameters(
        &self,
        function: &FunctionReference,
        statement: &StmtFunctionDef,
        call: &Call,
    ) -> Result<Locals, PythonError> {
        let parameters = &statement.parameters;
        let mut binder = Binder {
            name: function.name(),
            place: &call.place,
            locals: Locals::new(),
        };
        let rest = binder.positional(parameters, &call.positional)?;
        if let Some(parameter) = &parameters.vararg {
            let values = rest
                .iter()
                .map(|argument| argument.value.clone())
                .collect::<Result<_, _>>()?;
            let tuple = Value::new(ValueKind::Tuple(values), call.place.clone());
            binder.locals.push((parameter.name.as_str().into(), tuple));
        }
        let rest = binder.keywords(parameters, &call.keywords)?;
        if let Some(parameter) = &parameters.kwarg {
            binder
                .locals
                .push((parameter.name.as_str().into(), dictionary(&rest, &call.place)?));
        }
        for parameter in parameters.iter_non_variadic_params() {
            if !binder.has(parameter.name()) {
                let default = parameter.default().ok_or_else(|| binder.missing(parameter))?;
                let scope = Scope::at(&function.module, function.statement);
                binder
                    .locals
                    .push((parameter.name().as_str().into(), self.evaluate(default, &scope)?));
            }
        }
        Ok(binder.locals)
    }
}

/// Arguments on their way to a function's parameters.
struct Binder<'c> {
    name: &'c str,
    place: &'c Place,
    locals: Locals,
}

impl<'c> Binder<'c> {
    fn has(&self, name: &str) -> bool {
        self.locals.iter().any(|(known, _)| **known == *name)
    }

    fn missing(&self, parameter: &ParameterWithDefault) -> PythonError {
        let (callee, argument) = (self.name.to_owned(), parameter.name().to_string());
        self.place.error(ErrorKind::MissingArgument { callee, argument })
    }

    /// Binds what it can, and gives the rest where the function takes `*args`.
    fn positional(
        &mut self,
        parameters: &Parameters,
        arguments: &'c [Argument],
    ) -> Result<&'c [Argument], PythonError> {
        let named: Vec<_> = parameters.posonlyargs.iter().chain(&parameters.args).collect();
        let (bound, rest) = arguments.split_at(named.len().min(arguments.len()));
        if let (Some(extra), None) = (rest.first(), &parameters.vararg) {
            return Err(extra.place.error(ErrorKind::TooManyArguments {
                callee: self.name.to_owned(),
                most: named.len(),
                keywords: parameters
                    .kwonlyargs
                    .iter()
                    .map(|parameter| parameter.name().as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            }));
        }
        for (parameter, argument) in named.iter().zip(bound) {
            self.locals
                .push((parameter.name().as_str().into(), argument.value.clone()?));
        }
        Ok(rest)
    }

    /// Binds what it can, and gives the rest where the function takes `**kwargs`.
    fn keywords(
        &mut self,
        parameters: &Parameters,
        keywords: &'c [Keyword],
    ) -> Result<Vec<&'c Keyword>, PythonError> {
        let mut rest = Vec::new();
        for keyword in keywords {
            let mut named = parameters.args.iter().chain(&parameters.kwonlyargs);
            let (callee, name) = (self.name.to_owned(), keyword.name.to_string());
            if named.any(|parameter| parameter.name().as_str() == &*keyword.name) {
                if self.has(&name) {
                    let argument = name;
                    return Err(keyword
                        .place
                        .error(ErrorKind::RepeatedArgument { callee, argument }));
                }
                let value = keyword.argument.value.clone()?;
                self.locals.push((keyword.name.clone(), value));
            } else if parameters.kwarg.is_some() {
                rest.push(keyword);
            } else {
                return Err(unknown_keyword(callee, name, keyword, parameters));
            }
        }
        Ok(rest)
    }
}

fn unknown_keyword(callee: String, name: String, keyword: &Keyword, parameters: &Parameters) -> PythonError {
    let known: Vec<_> = parameters
        .iter_non_variadic_params()
        .map(|parameter| parameter.name().as_str())
        .collect();
    let suggestion = aksara_schema::nearest(&name, known.iter().copied()).map(str::to_owned);
    keyword.place.error(ErrorKind::UnknownKeyword {
        callee,
        name,
        suggestion,
        accepted: known.join(", "),
    })
}

fn dictionary(keywords: &[&Keyword], place: &Place) -> Result<Value, PythonError> {
    let item = |keyword: &&Keyword| {
        let name = Value::new(ValueKind::Text(keyword.name.clone()), keyword.place.clone());
        Ok((name, keyword.argument.value.clone()?))
    };
    let items = keywords.iter().map(item).collect::<Result<_, PythonError>>()?;
    Ok(Value::new(ValueKind::Dictionary(items), place.clone()))
}

fn unexpected(place: Place) -> PythonError {
    place.error(ErrorKind::UnexpectedStatement {
        what: "this statement".to_owned(),
        context: "a helper function, which may set names and return an expression",
    })
}
