//! The result of evaluating an expression: data, with its place.
//!
//! Calls of operations and fields stay calls; what they mean is decided by who reads them. Whatever cannot be data
//! (a lambda, a function, a name of a library) is a value too, so that a default can be known as a callable.

use std::fmt;
use std::sync::Arc;

use aksara_schema::DecimalText;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use uuid::Uuid;

use crate::python::{Module, Place, PythonError};

/// A value and where it was written.
#[derive(Debug, Clone)]
pub struct Value {
    /// The value.
    pub kind: ValueKind,
    /// The place.
    pub place: Place,
}

/// A value.
#[derive(Debug, Clone)]
pub enum ValueKind {
    /// `None`
    None,
    /// `True`, `False`
    Boolean(bool),
    /// A whole number of any size.
    Integer(Integer),
    /// A number with a point or exponent.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// `Decimal("1.50")`
    Decimal(DecimalText),
    /// `datetime.date(…)`
    Date(NaiveDate),
    /// `datetime.time(…)`
    Time(NaiveTime),
    /// `datetime.datetime(…)`, in UTC.
    DateTime(DateTime<Utc>),
    /// `datetime.timedelta(…)`, in microseconds.
    Duration(i64),
    /// `uuid.UUID("…")`
    Uuid(Uuid),
    /// `[…]`
    List(Vec<Value>),
    /// `(…)`
    Tuple(Vec<Value>),
    /// `{…}` without keys.
    Set(Vec<Value>),
    /// `{…: …}`, in the order written.
    Dictionary(Vec<(Value, Value)>),
    /// `Color.RED`
    EnumMember(Box<EnumMember>),
    /// An enum of the project, with its members.
    Enum(Box<EnumClass>),
    /// Any other class of the project.
    Class(ClassReference),
    /// A function of the project.
    Function(FunctionReference),
    /// A callable that only the program can run (a lambda), as written.
    Callable(Arc<str>),
    /// A module, or a name of a library, by its dotted path (`uuid.uuid4`, `builtins.list`).
    Symbol(Arc<str>),
    /// A call of an operation, a field or whatever else is not known as data.
    Call(Box<Call>),
}

/// A whole number of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Integer {
    /// One that fits.
    Small(i64),
    /// One that does not, as decimal digits with an optional minus.
    Big(Arc<str>),
}

impl fmt::Display for Integer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(number) => number.fmt(formatter),
            Self::Big(digits) => formatter.write_str(digits),
        }
    }
}

/// An enum.
#[derive(Debug, Clone)]
pub struct EnumClass {
    /// The enum's class.
    pub class: ClassReference,
    /// Its members in order.
    pub members: Vec<EnumMember>,
}

/// A member of an enum.
#[derive(Debug, Clone)]
pub struct EnumMember {
    /// The enum's class.
    pub class: ClassReference,
    /// The member's name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Value,
}

/// A class statement at the top of a module of the project.
#[derive(Debug, Clone)]
pub struct ClassReference {
    /// The module.
    pub module: Arc<Module>,
    /// Which of its statements.
    pub statement: usize,
}

/// A function statement at the top of a module of the project.
#[derive(Debug, Clone)]
pub struct FunctionReference {
    /// The module.
    pub module: Arc<Module>,
    /// Which of its statements.
    pub statement: usize,
}

/// A call with evaluated arguments.
#[derive(Debug, Clone)]
pub struct Call {
    /// The dotted path of what is called, imports and aliases resolved (`aksara.migrations.operations.AddField`).
    pub path: Arc<str>,
    /// Arguments without a name.
    pub positional: Vec<Argument>,
    /// Arguments with a name, in the order written.
    pub keywords: Vec<Keyword>,
    /// The place of the whole call.
    pub place: Place,
}

/// An argument. One that could not be evaluated is an error only where it is used, since some have no effect.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The value.
    pub value: Result<Value, PythonError>,
    /// Its place.
    pub place: Place,
}

/// An argument with a name.
#[derive(Debug, Clone)]
pub struct Keyword {
    /// The name.
    pub name: Arc<str>,
    /// The place of the name and the value.
    pub place: Place,
    /// The value.
    pub argument: Argument,
}

impl Call {
    /// The last part of the path: the operation's or field's own name.
    pub fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    /// Whether it calls something of the `aksara` package.
    pub fn is_of_package(&self) -> bool {
        self.path.starts_with("aksara.")
    }

    /// Whether an argument of this name is given.
    pub fn has_keyword(&self, name: &str) -> bool {
        self.keywords.iter().any(|keyword| &*keyword.name == name)
    }
}

impl Value {
    /// A value at a place.
    pub fn new(kind: ValueKind, place: Place) -> Self {
        Self { kind, place }
    }

    /// The value behind an enum member, and any other value itself.
    pub fn data(&self) -> &Value {
        match &self.kind {
            ValueKind::EnumMember(member) => member.value.data(),
            _ => self,
        }
    }

    /// Its words in error messages.
    pub fn describe(&self) -> String {
        match &self.kind {
            ValueKind::None => "None".to_owned(),
            ValueKind::Boolean(true) => "True".to_owned(),
            ValueKind::Boolean(false) => "False".to_owned(),
            ValueKind::Integer(number) => format!("the number {number}"),
            ValueKind::Float(number) => format!("the number {number}"),
            ValueKind::Text(text) => format!("the text {text:?}"),
            ValueKind::Bytes(_) => "bytes".to_owned(),
            ValueKind::Decimal(decimal) => format!("the decimal {decimal}"),
            ValueKind::Date(_) => "a date".to_owned(),
            ValueKind::Time(_) => "a time".to_owned(),
            ValueKind::DateTime(_) => "a datetime".to_owned(),
            ValueKind::Duration(_) => "a timedelta".to_owned(),
            ValueKind::Uuid(_) => "a UUID".to_owned(),
            ValueKind::List(_) => "a list".to_owned(),
            ValueKind::Tuple(_) => "a tuple".to_owned(),
            ValueKind::Set(_) => "a set".to_owned(),
            ValueKind::Dictionary(_) => "a dict".to_owned(),
            ValueKind::EnumMember(member) => format!("the enum member {}", member.name),
            ValueKind::Enum(class) => format!("the enum {}", class.class.name()),
            ValueKind::Class(class) => format!("the class {}", class.name()),
            ValueKind::Function(function) => format!("the function {}", function.name()),
            ValueKind::Callable(_) => "a lambda".to_owned(),
            ValueKind::Symbol(path) => format!("`{path}`"),
            ValueKind::Call(call) => format!("a call of `{}`", call.name()),
        }
    }
}
