//! The error of the Python front end: what is wrong, where, and what would be accepted instead.

use std::error::Error;
use std::fmt::{self, Display};
use std::io;
use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::Origin;

use super::Place;

/// The accepted data, for the help of every error about computing.
const ACCEPTED: &str = "files are read as data and never run; accepted are literals, lists, tuples, dicts, names bound to \
                        constants, `+`, f-strings, enums, Decimal, dates, UUIDs and functions that return an expression";

/// Something in a Python file that cannot be read.
#[derive(Clone)]
pub struct PythonError(Arc<Report>);

struct Report {
    kind: ErrorKind,
    place: Place,
}

/// The problem.
#[derive(Debug, thiserror::Error)]
pub enum ErrorKind {
    /// Not Python.
    #[error("this is not valid Python: {message}")]
    Syntax {
        /// The parser's message.
        message: String,
    },
    /// A name that nothing binds.
    #[error("nothing in this file defines `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownName {
        /// As written.
        name: String,
        /// The nearest name.
        suggestion: Option<String>,
    },
    /// A module, class or enum without this member.
    #[error("{owner} has no `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownMember {
        /// The attribute.
        owner: String,
        /// As written.
        name: String,
        /// The nearest member.
        suggestion: Option<String>,
    },
    /// Code that computes.
    #[error("{what} would have to be run to know its value")]
    NotData {
        /// The value that was found.
        what: String,
    },
    /// A name of a library whose value cannot be known.
    #[error("the value of `{path}` is not known: its module is not part of the project")]
    OutsideProject {
        /// Its dotted path.
        path: String,
    },
    /// A statement that has no place there.
    #[error("{what} is not allowed in {context}")]
    UnexpectedStatement {
        /// The statement.
        what: String,
        /// Its place.
        context: &'static str,
    },
    /// No such operation.
    #[error("there is no operation `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownOperation {
        /// As written.
        name: String,
        /// The nearest operation.
        suggestion: Option<String>,
        /// All of them.
        known: String,
    },
    /// No such field class.
    #[error("there is no field `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownField {
        /// As written.
        name: String,
        /// The nearest field class.
        suggestion: Option<String>,
        /// All of them.
        known: String,
    },
    /// No such keyword argument.
    #[error("`{callee}` has no argument `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownKeyword {
        /// The function or class.
        callee: String,
        /// As written.
        name: String,
        /// The nearest argument.
        suggestion: Option<String>,
        /// All of them.
        accepted: String,
    },
    /// An attribute that a class body of this kind does not have.
    #[error("a {class} has no attribute `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownAttribute {
        /// The kind of class.
        class: &'static str,
        /// As written.
        name: String,
        /// The nearest attribute.
        suggestion: Option<String>,
        /// All of them.
        accepted: String,
    },
    /// A required argument is not there.
    #[error("`{callee}` needs the argument `{argument}`")]
    MissingArgument {
        /// The function or class.
        callee: String,
        /// The missing part.
        argument: String,
    },
    /// More positional arguments than there can be.
    #[error("`{callee}` takes {most} positional arguments at most")]
    TooManyArguments {
        /// The function or class.
        callee: String,
        /// How many it takes.
        most: usize,
        /// The arguments that it takes by keyword.
        keywords: String,
    },
    /// The same argument twice.
    #[error("the argument `{argument}` is given twice to `{callee}`")]
    RepeatedArgument {
        /// The function or class.
        callee: String,
        /// The argument.
        argument: String,
    },
    /// A value of another type than is needed.
    #[error("{what} must be {expected}, not {found}")]
    WrongType {
        /// Its purpose.
        what: String,
        /// The needed value.
        expected: String,
        /// The value that was found.
        found: String,
    },
    /// A value outside its range.
    #[error("{what} is {found}: {allowed}")]
    OutOfRange {
        /// Its purpose.
        what: String,
        /// The value.
        found: String,
        /// The allowed values.
        allowed: String,
    },
    /// Values that exclude each other.
    #[error("{message}")]
    Contradiction {
        /// The contradiction.
        message: String,
        /// Advice.
        advice: String,
    },
    /// A text that cannot be the name or value it is for.
    #[error("{what}: {reason}")]
    InvalidValue {
        /// Its purpose.
        what: String,
        /// Why not.
        reason: String,
    },
    /// The same thing defined twice.
    #[error("{what} `{name}` is defined twice")]
    Duplicate {
        /// Its kind.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A migration file without its class.
    #[error("{file} has no class `Migration`")]
    NoMigrationClass {
        /// The file.
        file: String,
    },
    /// A migration of another tool.
    #[error("{file} is a migration of {tool}")]
    OtherTool {
        /// The file.
        file: String,
        /// The tool.
        tool: &'static str,
    },
    /// A module of the project that does not exist.
    #[error("the project has no module `{module}`")]
    UnknownModule {
        /// Its dotted path.
        module: String,
    },
    /// A module of the project that cannot be read.
    #[error("the module `{module}` cannot be read")]
    UnreadableModule {
        /// Its dotted path.
        module: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A model whose base is outside the project and not known.
    #[error("the class `{class}` derives from `{base}`, which is neither in the project nor a known base")]
    UnknownBase {
        /// The class.
        class: String,
        /// Its base.
        base: String,
        /// All bases that are known.
        known: String,
    },
    /// Bases whose order contradicts itself.
    #[error("the bases of the class `{class}` have no consistent order")]
    InconsistentBases {
        /// The class.
        class: String,
    },
    /// A relation to a model that is not there.
    #[error("there is no model `{name}`{}", did_you_mean(suggestion.as_deref()))]
    UnknownModel {
        /// As written.
        name: String,
        /// The nearest model.
        suggestion: Option<String>,
        /// All of them.
        known: String,
    },
    /// A relation that two models of the same name could be meant by.
    #[error("`{name}` may be any of {candidates}")]
    AmbiguousModel {
        /// As written.
        name: String,
        /// The models of this name, with their modules.
        candidates: String,
    },
    /// Two models with one table.
    #[error("the table `{table}` belongs to {other} already")]
    SameTable {
        /// The table.
        table: String,
        /// The other model and its place.
        other: String,
    },
    /// A model that does not fit the others.
    #[error(transparent)]
    Unfit(aksara_operations::OperationError),
    /// An environment variable without value or fallback.
    #[error("the environment variable `{name}` is not set")]
    UnsetVariable {
        /// Its name.
        name: String,
    },
    /// Definitions that refer to each other without end, or nest too deeply.
    #[error("`{what}` refers to itself, or nests too deeply")]
    TooDeep {
        /// The thing that was read.
        what: String,
    },
}

/// `; did you mean …?`, or nothing.
fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

impl PythonError {
    /// An error at a place.
    pub fn new(kind: ErrorKind, place: Place) -> Self {
        Self(Arc::new(Report { kind, place }))
    }

    /// The problem.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The place.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// The place, as operations hold it.
    pub fn origin(&self) -> Origin {
        self.0.place.origin()
    }
}

/// The message; `{error:#}` begins with the place, which [`PythonError::origin`] gives too.
impl Display for PythonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if formatter.alternate() {
            write!(formatter, "{}: {}", self.origin(), self.0.kind)
        } else {
            self.0.kind.fmt(formatter)
        }
    }
}

/// The place and the message: `unwrap` shows both, and nothing else of the file.
impl fmt::Debug for PythonError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PythonError({self:#})")
    }
}

impl Error for PythonError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.kind.source()
    }
}

impl Diagnose for PythonError {
    fn diagnosis(&self) -> Diagnosis {
        self.0.kind.diagnosis().at(Some(&self.origin()))
    }
}

impl ErrorKind {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Syntax { .. } => Diagnosis::new(Code::PythonSyntax),
            Self::UnknownName { .. } => {
                Diagnosis::new(Code::PythonUnknownName).advise("define it above, or import it")
            }
            Self::UnknownMember { .. } => Diagnosis::new(Code::PythonUnknownMember),
            Self::NotData { .. } => Diagnosis::new(Code::PythonNotData).advise(ACCEPTED),
            Self::OutsideProject { .. } => Diagnosis::new(Code::PythonOutsideProject)
                .advise("write the value itself; for a default that the program calls, write `lambda: …`"),
            Self::UnexpectedStatement { .. } => {
                Diagnosis::new(Code::PythonUnexpectedStatement).advise(ACCEPTED)
            }
            Self::UnknownOperation { known, .. } => {
                Diagnosis::new(Code::PythonUnknownOperation).advise(format!("operations: {known}"))
            }
            Self::UnknownField { known, .. } => {
                Diagnosis::new(Code::PythonUnknownField).advise(format!("fields: {known}"))
            }
            Self::UnknownKeyword { accepted, callee, .. } => {
                Diagnosis::new(Code::PythonUnknownKeyword).advise(format!("`{callee}` accepts: {accepted}"))
            }
            Self::UnknownAttribute { accepted, class, .. } => {
                Diagnosis::new(Code::PythonUnknownAttribute).advise(format!("a {class} has: {accepted}"))
            }
            Self::MissingArgument { .. } => Diagnosis::new(Code::PythonMissingArgument),
            Self::TooManyArguments { keywords, .. } => Diagnosis::new(Code::PythonTooManyArguments)
                .advise(format!("pass the others by keyword: {keywords}")),
            Self::RepeatedArgument { .. } => Diagnosis::new(Code::PythonRepeatedArgument),
            Self::WrongType { .. } => Diagnosis::new(Code::PythonWrongType),
            Self::OutOfRange { .. } => Diagnosis::new(Code::PythonOutOfRange),
            Self::Contradiction { advice, .. } => {
                Diagnosis::new(Code::PythonContradiction).advise(advice.as_str())
            }
            Self::InvalidValue { .. } => Diagnosis::new(Code::PythonInvalidValue),
            Self::Duplicate { .. } => Diagnosis::new(Code::PythonDuplicate),
            Self::NoMigrationClass { .. } => Diagnosis::new(Code::PythonNoMigrationClass).advise(
                "write `from aksara.migrations import Migration` and `class Migration(Migration): …`",
            ),
            Self::OtherTool { tool, .. } => Diagnosis::new(Code::FilesOtherTool).advise(format!(
                "leave the migrations of {tool} where they are, and begin with the tables of the database, in another \
                 folder:\n  aksara inspect --baseline --output tables.py --migrations-dir steps"
            )),
            Self::UnknownModule { .. } => Diagnosis::new(Code::PythonUnknownModule),
            Self::UnreadableModule { .. } => Diagnosis::new(Code::PythonUnreadableModule),
            Self::UnknownBase { known, .. } => Diagnosis::new(Code::PythonUnknownBase).advise(format!(
                "its fields cannot be known; known bases outside the project: {known}"
            )),
            Self::InconsistentBases { .. } => Diagnosis::new(Code::PythonInconsistentBases),
            Self::UnknownModel { known, .. } => {
                Diagnosis::new(Code::PythonUnknownModel).advise(format!("models: {known}"))
            }
            Self::AmbiguousModel { .. } => {
                Diagnosis::new(Code::PythonAmbiguousModel).advise("write the module before the name")
            }
            Self::SameTable { .. } => Diagnosis::new(Code::PythonSameTable)
                .advise("give one of them another `table_name` in its `Meta`"),
            Self::Unfit(error) => Diagnosis {
                code: Code::PythonUnfitModel,
                ..error.diagnosis()
            },
            Self::UnsetVariable { name, .. } => Diagnosis::new(Code::PythonUnsetVariable).advise(format!(
                "set it, or give a fallback: `os.environ.get(\"{name}\", …)`"
            )),
            Self::TooDeep { .. } => Diagnosis::new(Code::PythonTooDeep),
        }
    }
}
