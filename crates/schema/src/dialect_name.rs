//! The known databases: their names, for SQL, types or settings of one of them, and how they read SQL.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Serialize};
use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use thiserror::Error;

use crate::nearest;

/// The enum of all names, with everything that follows from their table.
macro_rules! dialects {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $others:expr, $words:expr;)*) => {
        /// A database's name in per-dialect SQL and settings: `postgres`, `mysql`, `mariadb` or `sqlite`.
        ///
        /// Other common names of a database are read as its name, so that a value has one spelling only.
        ///
        /// ```
        /// use aksara_schema::DialectName;
        ///
        /// assert_eq!(DialectName::new("PostgreSQL").unwrap().as_str(), "postgres");
        /// assert!(DialectName::new("oracle").is_err());
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum DialectName {
            $($(#[$doc])* $variant,)*
        }

        /// Every name, with other names of its database.
        const NAMES: &[(DialectName, &[&str])] = &[$((DialectName::$variant, &$others),)*];

        impl DialectName {
            /// The name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// How it reads expressions in its own words.
            pub(crate) const fn words(self) -> OwnWords {
                match self {
                    $(Self::$variant => $words,)*
                }
            }
        }
    };
}

// In the order of their names, as a lookup by name needs: the name, other names of the database, and how it reads
// expressions.
dialects! {
    /// MariaDB, which takes what is given for MySQL where it has nothing of its own.
    Mariadb = "mariadb", ["maria"], OwnWords::MYSQL;
    /// MySQL.
    Mysql = "mysql", ["mysql2"], OwnWords::MYSQL;
    /// PostgreSQL.
    Postgres = "postgres", ["postgresql", "pgsql", "psql", "pg"], OwnWords::POSTGRES;
    /// SQLite.
    Sqlite = "sqlite", ["sqlite3"], OwnWords::SQLITE;
}

/// A name that no known database has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no database `{written}`; {}", meant(*suggestion))]
pub struct UnknownDialect {
    /// As written.
    pub written: String,
    /// The nearest name.
    pub suggestion: Option<DialectName>,
}

/// How a database reads expressions in its own words.
pub(crate) struct OwnWords {
    /// Its grammar in the parser.
    pub(crate) grammar: &'static dyn Dialect,
    /// The quote of its names.
    pub(crate) quote: char,
    /// Whether letter case does not count even in quoted names.
    pub(crate) folds_quoted: bool,
}

impl OwnWords {
    const MYSQL: Self = Self {
        grammar: &MySqlDialect {},
        quote: '`',
        folds_quoted: true,
    };
    const POSTGRES: Self = Self {
        grammar: &PostgreSqlDialect {},
        quote: '"',
        folds_quoted: false,
    };
    const SQLITE: Self = Self {
        grammar: &SQLiteDialect {},
        quote: '"',
        folds_quoted: true,
    };
}

impl DialectName {
    /// Reads a name in any case. The part behind a `+`, a driver as in URLs of SQLAlchemy, does not count.
    pub fn new(written: impl AsRef<str>) -> Result<Self, UnknownDialect> {
        let written = written.as_ref();
        let lower = written.trim().to_lowercase();
        let name = lower.split('+').next().unwrap_or_default();
        named(name).ok_or_else(|| UnknownDialect {
            written: written.to_owned(),
            suggestion: suggestion(name),
        })
    }

    /// The names of all databases.
    pub fn all() -> Vec<&'static str> {
        NAMES.iter().map(|(dialect, _)| dialect.as_str()).collect()
    }
}

fn named(name: &str) -> Option<DialectName> {
    let is_named =
        |(dialect, others): &&(DialectName, &[&str])| dialect.as_str() == name || others.contains(&name);
    NAMES.iter().find(is_named).map(|(dialect, _)| *dialect)
}

/// The database one of whose names is nearest.
fn suggestion(written: &str) -> Option<DialectName> {
    let names = NAMES
        .iter()
        .flat_map(|(dialect, others)| [dialect.as_str()].into_iter().chain(others.iter().copied()));
    named(nearest(written, names)?)
}

fn meant(suggestion: Option<DialectName>) -> String {
    match suggestion {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}", DialectName::all().join(", ")),
    }
}

impl TryFrom<String> for DialectName {
    type Error = UnknownDialect;

    fn try_from(text: String) -> Result<Self, UnknownDialect> {
        Self::new(text)
    }
}

impl From<DialectName> for &'static str {
    fn from(name: DialectName) -> Self {
        name.as_str()
    }
}

/// The variants are in the order of their names, as a lookup by name needs.
impl Borrow<str> for DialectName {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for DialectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn common_names_are_read_as_the_name() {
        for (written, name) in [
            ("postgres", "postgres"),
            ("postgresql", "postgres"),
            ("PostgreSQL", "postgres"),
            ("pg", "postgres"),
            ("postgresql+asyncpg", "postgres"),
            ("MySQL", "mysql"),
            ("mysql+pymysql", "mysql"),
            ("MariaDB", "mariadb"),
            ("sqlite3", "sqlite"),
            (" SQLite ", "sqlite"),
        ] {
            assert_eq!(DialectName::new(written).unwrap().as_str(), name, "{written}");
        }
    }

    #[test]
    fn databases_are_ordered_by_their_names() {
        assert!(DialectName::all().is_sorted());
    }

    #[test]
    fn other_names_are_refused_with_the_nearest() {
        for (written, suggestion) in [
            ("postgre", Some("postgres")),
            ("posgresql", Some("postgres")),
            ("mysq", Some("mysql")),
            ("maria_db", Some("mariadb")),
            ("sqllite", Some("sqlite")),
            ("sqlite4", Some("sqlite")),
            ("oracle", None),
            ("", None),
        ] {
            let error = DialectName::new(written).unwrap_err();
            assert_eq!(error.suggestion.map(DialectName::as_str), suggestion, "{written}");
            let names = suggestion.unwrap_or("mariadb, mysql, postgres, sqlite");
            assert!(error.to_string().contains(names), "{error}");
        }
    }
}
