//! The requests of the bridge.

use aksara_driver::Value;

use crate::PythonRunError;
use crate::marshal::{Item, read};
use crate::values::read_values;

/// A message from the bridge.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Request {
    /// A line that was printed.
    Print { is_error: bool, line: String },
    /// Run a statement.
    Execute { sql: String, values: Vec<Value> },
    /// Run a statement for each row of values.
    ExecuteMany { sql: String, rows: Vec<Vec<Value>> },
    /// Give the rows of a query, or the first one.
    Fetch {
        sql: String,
        values: Vec<Value>,
        is_single: bool,
    },
    /// Read a query and give its first rows.
    Open {
        sql: String,
        values: Vec<Value>,
        batch: usize,
    },
    /// The next rows of a query that is open.
    Next { number: i64 },
    /// No more rows of it are wanted.
    Close { number: i64 },
    /// A block begins that is rolled back alone.
    BeginBlock,
    /// The innermost block ends: its changes stay, or are rolled back.
    EndBlock { keeps: bool },
    /// The function returned.
    Done,
    /// A file is loaded, and this is its text.
    Loaded { text: String },
    /// The user's code raised.
    Raised { report: String },
}

impl Request {
    /// The user's SQL, of a request that runs some.
    pub(crate) fn sql(&self) -> Option<&str> {
        match self {
            Self::Execute { sql, .. }
            | Self::ExecuteMany { sql, .. }
            | Self::Fetch { sql, .. }
            | Self::Open { sql, .. } => Some(sql),
            Self::Print { .. }
            | Self::Next { .. }
            | Self::Close { .. }
            | Self::BeginBlock
            | Self::EndBlock { .. }
            | Self::Done
            | Self::Loaded { .. }
            | Self::Raised { .. } => None,
        }
    }

    /// Reads a message.
    pub(crate) fn read(message: &[u8]) -> Result<Self, PythonRunError> {
        let Item::Sequence(items) = read(message)? else {
            return Err(unknown());
        };
        let mut items = items.into_iter();
        let Some(Item::Text(kind)) = items.next() else {
            return Err(unknown());
        };
        let rest: Vec<Item> = items.collect();
        match rest.len() {
            0 | 1 => Self::of_one(&kind, rest.into_iter().next()),
            _ => Self::of_several(&kind, rest),
        }
    }

    fn of_one(kind: &str, content: Option<Item>) -> Result<Self, PythonRunError> {
        Ok(match (kind, content) {
            ("next", Some(Item::Integer(number))) => Self::Next { number },
            ("close", Some(Item::Integer(number))) => Self::Close { number },
            ("begin", Some(Item::Boolean(_))) => Self::BeginBlock,
            ("end", Some(Item::Boolean(keeps))) => Self::EndBlock { keeps },
            ("done", None) => Self::Done,
            ("loaded", Some(Item::Text(text))) => Self::Loaded { text },
            ("raised", Some(Item::Text(report))) => Self::Raised { report },
            _ => return Err(unknown()),
        })
    }

    fn of_several(kind: &str, content: Vec<Item>) -> Result<Self, PythonRunError> {
        let mut content = content.into_iter();
        let parts = (content.next(), content.next(), content.next());
        Ok(match (kind, parts) {
            ("print", (Some(Item::Boolean(is_error)), Some(Item::Text(line)), None)) => {
                Self::Print { is_error, line }
            }
            ("execute", (Some(Item::Text(sql)), Some(Item::Sequence(values)), None)) => Self::Execute {
                sql,
                values: read_values(values)?,
            },
            ("many", (Some(Item::Text(sql)), Some(Item::Sequence(rows)), None)) => Self::ExecuteMany {
                sql,
                rows: rows.into_iter().map(read_row).collect::<Result<_, _>>()?,
            },
            (
                "fetch",
                (Some(Item::Text(sql)), Some(Item::Sequence(values)), Some(Item::Boolean(is_single))),
            ) => {
                let values = read_values(values)?;
                Self::Fetch {
                    sql,
                    values,
                    is_single,
                }
            }
            ("open", (Some(Item::Text(sql)), Some(Item::Sequence(values)), Some(Item::Integer(batch)))) => {
                let (values, batch) = (read_values(values)?, usize::try_from(batch).unwrap_or(1));
                Self::Open { sql, values, batch }
            }
            _ => return Err(unknown()),
        })
    }
}

fn read_row(row: Item) -> Result<Vec<Value>, PythonRunError> {
    match row {
        Item::Sequence(values) => read_values(values),
        _ => Err(unknown()),
    }
}

fn unknown() -> PythonRunError {
    PythonRunError::Message {
        reason: "a request of an unknown kind",
    }
}
