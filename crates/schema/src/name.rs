//! Names of tables, fields, indexes and constraints: one type for each, so that they cannot be mixed up.
//!
//! A name is any text that every database can quote: not empty and without NUL. Limits of length belong to
//! the dialects, since a table name that is too long is an error of that database alone.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A name that no database could quote.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidName {
    /// The name has no characters.
    #[error("a name must not be empty")]
    Empty,
    /// The name holds a NUL character.
    #[error("the name {0:?} holds a NUL character, which no database can store")]
    Nul(String),
}

fn checked(text: String) -> Result<Arc<str>, InvalidName> {
    match text {
        text if text.is_empty() => Err(InvalidName::Empty),
        text if text.contains('\0') => Err(InvalidName::Nul(text)),
        text => Ok(text.into()),
    }
}

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks that the text can be quoted by every database.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidName> {
                checked(text.into()).map(Self)
            }

            /// The name as it was written, unquoted.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = InvalidName;

            fn try_from(text: &str) -> Result<Self, InvalidName> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;

            fn try_from(text: String) -> Result<Self, InvalidName> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.as_str().to_owned()
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

name_type!(
    /// A field's name, which is its column's name in the database.
    FieldName
);
name_type!(
    /// The name of an index or a constraint.
    ObjectName
);
name_type!(
    /// One part of a table's name: its namespace or its own name.
    TableNamePart
);

/// A table's name, with its namespace (a PostgreSQL schema) where one was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TableName {
    namespace: Option<TableNamePart>,
    name: TableNamePart,
}

impl TableName {
    /// Reads `name` or `namespace.name`. [`whole`](Self::whole) takes a name that holds a dot itself.
    ///
    /// ```
    /// use aksara_schema::TableName;
    ///
    /// let posts = TableName::new("blog.posts")?;
    /// assert_eq!((posts.namespace(), posts.name()), (Some("blog"), "posts"));
    /// assert_eq!(posts, TableName::try_from("blog.posts")?);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidName> {
        let text = name.into();
        match text.split_once('.') {
            Some((namespace, name)) => Self::qualified(namespace, name),
            None => Self::whole(text),
        }
    }

    /// A table in the connection's default namespace. The text is taken whole, dots included, as a catalog has it.
    ///
    /// ```
    /// # use aksara_schema::TableName;
    /// assert_eq!(TableName::whole("2024.posts")?.namespace(), None);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    pub fn whole(name: impl Into<String>) -> Result<Self, InvalidName> {
        Ok(Self {
            namespace: None,
            name: TableNamePart::new(name)?,
        })
    }

    /// A table in the given namespace.
    pub fn qualified(namespace: impl Into<String>, name: impl Into<String>) -> Result<Self, InvalidName> {
        Ok(Self {
            namespace: Some(TableNamePart::new(namespace)?),
            name: TableNamePart::new(name)?,
        })
    }

    /// The namespace, where the name has one.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_ref().map(TableNamePart::as_str)
    }

    /// The table's own name, without namespace.
    pub fn name(&self) -> &str {
        self.name.as_str()
    }

    /// The same namespace with another name.
    pub fn with_name(&self, name: impl Into<String>) -> Result<Self, InvalidName> {
        Ok(Self {
            namespace: self.namespace.clone(),
            name: TableNamePart::new(name)?,
        })
    }
}

impl TryFrom<String> for TableName {
    type Error = InvalidName;

    /// Reads `namespace.name` or `name`.
    fn try_from(text: String) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl TryFrom<&str> for TableName {
    type Error = InvalidName;

    /// Reads `namespace.name` or `name`.
    fn try_from(text: &str) -> Result<Self, InvalidName> {
        Self::new(text)
    }
}

impl From<TableName> for String {
    fn from(name: TableName) -> Self {
        name.to_string()
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace() {
            Some(namespace) => write!(formatter, "{namespace}.{}", self.name()),
            None => formatter.write_str(self.name()),
        }
    }
}
