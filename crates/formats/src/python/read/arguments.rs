//! Signatures as data, and calls bound to them.
//!
//! One table of signatures says what an operation or field accepts, in which order and under which names. Binding a
//! call checks it against its signature as Python would, and names the nearest argument where one is misspelt.

use aksara_schema::nearest;

use crate::python::{Argument, Call, ErrorKind, Keyword, PythonError, Value, ValueKind};

/// The signature of a call.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// The name under which it is called.
    pub name: &'static str,
    /// The parameters in order, in groups so that signatures can share some.
    pub groups: &'static [&'static [Parameter]],
}

/// One parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its handling.
    pub kind: ParameterKind,
    /// Whether it is passed by keyword alone.
    pub keyword_only: bool,
}

/// The handling of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// It must be given.
    Required,
    /// It may be left out; `None` is as if it were.
    Optional,
    /// It has no effect on the database: it is accepted and dropped.
    Ignored,
    /// Another name of this parameter.
    AliasOf(&'static str),
}

impl Parameter {
    /// One that must be given.
    pub const fn required(name: &'static str) -> Self {
        Self {
            name,
            kind: ParameterKind::Required,
            keyword_only: false,
        }
    }

    /// One that may be left out.
    pub const fn optional(name: &'static str) -> Self {
        Self {
            name,
            kind: ParameterKind::Optional,
            keyword_only: false,
        }
    }

    /// One that may be left out and is passed by keyword.
    pub const fn keyword(name: &'static str) -> Self {
        Self {
            name,
            kind: ParameterKind::Optional,
            keyword_only: true,
        }
    }

    /// One that is dropped.
    pub const fn ignored(name: &'static str) -> Self {
        Self {
            name,
            kind: ParameterKind::Ignored,
            keyword_only: true,
        }
    }

    /// Another name for one.
    pub const fn alias(name: &'static str, of: &'static str) -> Self {
        Self {
            name,
            kind: ParameterKind::AliasOf(of),
            keyword_only: true,
        }
    }

    /// The name under which its value is kept.
    fn canonical_name(&self) -> &'static str {
        match self.kind {
            ParameterKind::AliasOf(name) => name,
            ParameterKind::Required | ParameterKind::Optional | ParameterKind::Ignored => self.name,
        }
    }
}

impl Signature {
    /// All parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    /// Binds a call's arguments to the parameters.
    pub fn bind<'c>(&self, call: &'c Call) -> Result<Arguments<'c>, PythonError> {
        let mut arguments = Arguments {
            callee: self.name,
            call,
            values: Vec::with_capacity(4),
        };
        self.bind_positional(&mut arguments)?;
        for keyword in &call.keywords {
            self.bind_keyword(&mut arguments, keyword)?;
        }
        let missing = self.parameters().find(|parameter| {
            parameter.kind == ParameterKind::Required && arguments.given(parameter.name).is_none()
        });
        match missing {
            None => Ok(arguments),
            Some(parameter) => Err(call.place.error(ErrorKind::MissingArgument {
                callee: self.name.to_owned(),
                argument: parameter.name.to_owned(),
            })),
        }
    }

    fn bind_positional<'c>(&self, arguments: &mut Arguments<'c>) -> Result<(), PythonError> {
        let mut parameters = self.parameters().filter(|parameter| !parameter.keyword_only);
        for argument in &arguments.call.positional {
            let Some(parameter) = parameters.next() else {
                return Err(argument.place.error(ErrorKind::TooManyArguments {
                    callee: self.name.to_owned(),
                    most: self
                        .parameters()
                        .filter(|parameter| !parameter.keyword_only)
                        .count(),
                    keywords: self.names(),
                }));
            };
            arguments.add(parameter, argument)?;
        }
        Ok(())
    }

    fn bind_keyword<'c>(
        &self,
        arguments: &mut Arguments<'c>,
        keyword: &'c Keyword,
    ) -> Result<(), PythonError> {
        let parameter = self
            .parameters()
            .find(|parameter| *parameter.name == *keyword.name);
        let Some(parameter) = parameter else {
            let known = self.parameters().map(|parameter| parameter.name);
            return Err(keyword.place.error(ErrorKind::UnknownKeyword {
                callee: self.name.to_owned(),
                name: keyword.name.to_string(),
                suggestion: nearest(&keyword.name, known).map(str::to_owned),
                accepted: self.names(),
            }));
        };
        arguments.add(parameter, &keyword.argument)
    }

    /// The parameters' names, without those that have no effect.
    fn names(&self) -> String {
        let effective = self
            .parameters()
            .filter(|parameter| matches!(parameter.kind, ParameterKind::Required | ParameterKind::Optional));
        effective
            .map(|parameter| parameter.name)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// A call's arguments under their parameters' names.
#[derive(Debug)]
pub struct Arguments<'c> {
    callee: &'static str,
    call: &'c Call,
    values: Vec<(&'static str, &'c Argument)>,
}

impl<'c> Arguments<'c> {
    fn add(&mut self, parameter: &'static Parameter, argument: &'c Argument) -> Result<(), PythonError> {
        let name = parameter.canonical_name();
        if self.given(name).is_some() {
            let (callee, repeated) = (self.callee.to_owned(), parameter.name.to_owned());
            return Err(argument.place.error(ErrorKind::RepeatedArgument {
                callee,
                argument: repeated,
            }));
        }
        self.values.push((name, argument));
        Ok(())
    }

    /// The argument as it is given, which must be.
    pub fn argument(&self, name: &str) -> Result<&'c Argument, PythonError> {
        self.given(name).ok_or_else(|| self.missing(name))
    }

    /// The argument as it is given, where it is, be it as `None`.
    pub fn given(&self, name: &str) -> Option<&'c Argument> {
        self.values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, argument)| *argument)
    }

    /// The call.
    pub fn call(&self) -> &'c Call {
        self.call
    }

    /// How errors name an argument.
    pub fn what(&self, name: &str) -> String {
        format!("`{name}` of `{}`", self.callee)
    }

    /// Whether the argument was given, be it as `None`.
    pub fn has(&self, name: &str) -> bool {
        self.given(name).is_some()
    }

    /// The argument's value; `None` where it is left out or is `None`.
    pub fn optional(&self, name: &str) -> Result<Option<&'c Value>, PythonError> {
        match self.given(name).map(|argument| argument.value.as_ref()) {
            None => Ok(None),
            Some(Err(error)) => Err(error.clone()),
            Some(Ok(Value {
                kind: ValueKind::None,
                ..
            })) => Ok(None),
            Some(Ok(value)) => Ok(Some(value)),
        }
    }

    /// The argument's value, which must be given.
    pub fn required(&self, name: &str) -> Result<&'c Value, PythonError> {
        self.argument(name)?.value.as_ref().map_err(PythonError::clone)
    }

    fn missing(&self, name: &str) -> PythonError {
        self.call.place.error(ErrorKind::MissingArgument {
            callee: self.callee.to_owned(),
            argument: name.to_owned(),
        })
    }

    /// A text that must be given.
    pub fn text(&self, name: &str) -> Result<&'c str, PythonError> {
        self.required(name)?.text(&self.what(name))
    }

    /// A text that may be left out.
    pub fn optional_text(&self, name: &str) -> Result<Option<&'c str>, PythonError> {
        self.optional(name)?
            .map(|value| value.text(&self.what(name)))
            .transpose()
    }

    /// True or false.
    pub fn boolean(&self, name: &str, default: bool) -> Result<bool, PythonError> {
        self.optional(name)?
            .map_or(Ok(default), |value| value.boolean(&self.what(name)))
    }

    /// The items of a list or tuple; none where it is left out.
    pub fn list(&self, name: &str) -> Result<&'c [Value], PythonError> {
        self.optional(name)?
            .map_or(Ok(&[]), |value| value.items(&self.what(name)))
    }

    /// The texts in a list or tuple; none where it is left out.
    pub fn texts(&self, name: &str) -> Result<Vec<&'c str>, PythonError> {
        let what = format!("each item of {}", self.what(name));
        self.list(name)?.iter().map(|item| item.text(&what)).collect()
    }
}
