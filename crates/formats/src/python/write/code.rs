//! Python expressions as a tree.
//!
//! A name that comes from a module carries its [`Import`], so that the file's imports follow from what is
//! printed. How an expression is laid out on lines is in `layout`.

use std::collections::BTreeSet;

/// The import that a name needs at the top of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Import {
    Datetime,
    Uuid,
    Decimal,
    Operations,
    Fields,
}

/// A Python expression.
#[derive(Debug, Clone)]
pub(super) enum Code {
    /// A literal or a name that needs no import.
    Token(String),
    /// A text, as a literal that may be broken between words.
    Text(String),
    /// A name of a module.
    Imported { name: String, import: Import },
    /// `function(arguments)`
    Call {
        function: Box<Code>,
        arguments: Vec<Argument>,
        layout: Layout,
    },
    /// `[items]`
    List(Vec<Code>),
    /// `(items)`
    Tuple(Vec<Code>),
    /// `{key: value}`
    Dictionary(Vec<(Code, Code)>),
}

/// How a call is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// On one line where it fits.
    Flowing,
    /// One argument a line, always.
    Expanded,
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub(super) struct Argument {
    pub(super) keyword: Option<&'static str>,
    pub(super) value: Code,
    /// Lines above it, where arguments have lines of their own.
    pub(super) comment: Option<&'static [&'static str]>,
}

impl Argument {
    pub(super) fn positional(value: impl Into<Code>) -> Self {
        Self {
            keyword: None,
            value: value.into(),
            comment: None,
        }
    }

    pub(super) fn keyword(keyword: &'static str, value: impl Into<Code>) -> Self {
        Self {
            keyword: Some(keyword),
            value: value.into(),
            comment: None,
        }
    }

    /// The same with a comment above it.
    pub(super) fn with_comment(self, comment: Option<&'static [&'static str]>) -> Self {
        Self { comment, ..self }
    }

    /// `keyword=True` where it is so.
    pub(super) fn flag(keyword: &'static str, is_set: bool) -> Option<Self> {
        is_set.then(|| Self::keyword(keyword, true))
    }

    /// `keyword="text"` where there is a text.
    pub(super) fn text(keyword: &'static str, text: Option<&String>) -> Option<Self> {
        text.map(|text| Self::keyword(keyword, text.as_str()))
    }

    /// `keyword=[…]` where the list is not empty.
    pub(super) fn list(keyword: &'static str, items: Vec<Code>) -> Option<Self> {
        (!items.is_empty()).then(|| Self::keyword(keyword, Code::List(items)))
    }

    /// The value.
    pub(super) fn value(&self) -> &Code {
        &self.value
    }
}

impl From<bool> for Code {
    fn from(truth: bool) -> Self {
        Self::token(if truth { "True" } else { "False" })
    }
}

impl From<u32> for Code {
    fn from(number: u32) -> Self {
        Self::token(number.to_string())
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Code {
    pub(super) fn token(text: impl Into<String>) -> Self {
        Self::Token(text.into())
    }

    pub(super) fn imported(import: Import, name: impl Into<String>) -> Self {
        Self::Imported {
            name: name.into(),
            import,
        }
    }

    /// `function(arguments)` on one line where it fits.
    pub(super) fn call(function: Code, arguments: Vec<Argument>) -> Self {
        Self::Call {
            function: Box::new(function),
            arguments,
            layout: Layout::Flowing,
        }
    }

    /// `op.name(…)`, one argument a line.
    pub(super) fn operation(name: &str, arguments: impl IntoIterator<Item = Argument>) -> Self {
        let function = Box::new(Self::imported(Import::Operations, format!("op.{name}")));
        Self::Call {
            function,
            arguments: arguments.into_iter().collect(),
            layout: Layout::Expanded,
        }
    }

    /// The imports that the expression needs at the top of the file.
    pub(super) fn imports(&self) -> BTreeSet<Import> {
        match self {
            Self::Token(_) | Self::Text(_) => BTreeSet::new(),
            Self::Imported { import, .. } => BTreeSet::from([*import]),
            Self::Call {
                function, arguments, ..
            } => {
                let arguments = arguments.iter().map(|argument| &argument.value);
                std::iter::once(&**function)
                    .chain(arguments)
                    .flat_map(Self::imports)
                    .collect()
            }
            Self::List(items) | Self::Tuple(items) => items.iter().flat_map(Self::imports).collect(),
            Self::Dictionary(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key, value])
                .flat_map(Self::imports)
                .collect(),
        }
    }
}
