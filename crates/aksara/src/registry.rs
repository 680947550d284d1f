//! The databases: the one file that names dialect crates.
//!
//! A dialect is found by the name that settings and per-dialect SQL use, a driver by a URL's scheme. Whatever is
//! not built in (a feature that is off) is an error that says so.

use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_dialect::Dialect;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_schema::{DialectName, UnknownDialect, nearest};
use thiserror::Error;

/// A database that is not known or not built in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegistryError {
    /// No dialect of this name.
    #[error(transparent)]
    UnknownDialect(#[from] UnknownDialect),
    /// A dialect that this program was built without.
    #[error("this program was built without the feature for {dialect}")]
    NoDialect {
        /// The dialect's name.
        dialect: DialectName,
    },
    /// No driver for this scheme.
    #[error(
        "{url}: no database has the URL scheme `{scheme}`{}",
        did_you_mean(suggestion)
    )]
    UnknownScheme {
        /// The URL without its password.
        url: String,
        /// Its scheme.
        scheme: String,
        /// The nearest scheme.
        suggestion: Option<String>,
    },
    /// A database that this program was built without.
    #[error("{url}: this program was built without the feature that connects to {dialect}")]
    NoDriver {
        /// The URL without its password.
        url: String,
        /// The dialect's name.
        dialect: &'static str,
    },
}

impl Diagnose for RegistryError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::UnknownDialect(_) => Diagnosis::new(Code::DatabaseUnknownDialect)
                .advise(format!("the databases are: {}", DialectName::all().join(", "))),
            Self::NoDialect { .. } => Diagnosis::new(Code::DatabaseNoDriver)
                .advise("build the program with that database's feature"),
            Self::UnknownScheme { .. } => {
                let schemes: Vec<&str> = SCHEMES.iter().map(|(scheme, _)| *scheme).collect();
                Diagnosis::new(Code::DatabaseUnknownScheme)
                    .advise(format!("the schemes are: {}", schemes.join(", ")))
            }
            Self::NoDriver { .. } => Diagnosis::new(Code::DatabaseNoDriver)
                .advise("build the program with that database's feature"),
        }
    }
}

/// A URL scheme and the dialect that it stands for.
const SCHEMES: [(&str, &str); 6] = [
    ("sqlite", "sqlite"),
    ("sqlite3", "sqlite"),
    ("postgres", "postgres"),
    ("postgresql", "postgres"),
    ("mysql", "mysql"),
    ("mariadb", "mariadb"),
];

/// Every dialect that is built in.
pub fn dialects() -> Vec<Arc<dyn Dialect>> {
    vec![
        #[cfg(feature = "postgres")]
        Arc::new(aksara_postgres::Postgres),
        #[cfg(feature = "mysql")]
        Arc::new(aksara_mysql::Flavour::Mysql),
        #[cfg(feature = "mysql")]
        Arc::new(aksara_mysql::Flavour::Mariadb),
        #[cfg(feature = "sqlite")]
        Arc::new(aksara_sqlite::Sqlite),
    ]
}

/// The dialect of this name, or of another common name of its database.
pub fn dialect(name: &str) -> Result<Arc<dyn Dialect>, RegistryError> {
    let name = DialectName::new(name)?;
    dialects()
        .into_iter()
        .find(|dialect| dialect.name() == name.as_str())
        .ok_or(RegistryError::NoDialect { dialect: name })
}

/// The dialect of a URL's scheme. A server may turn out to be another flavour.
pub fn dialect_of(url: &DatabaseUrl) -> Result<Arc<dyn Dialect>, RegistryError> {
    dialect(dialect_name(url)?)
}

/// The driver of a URL's scheme.
pub fn driver_of(url: &DatabaseUrl) -> Result<&'static dyn Driver, RegistryError> {
    let dialect = dialect_name(url)?;
    let scheme = url.scheme();
    let no_driver = || RegistryError::NoDriver {
        url: url.masked(),
        dialect,
    };
    drivers()
        .into_iter()
        .find(|driver| driver.schemes().contains(&&*scheme))
        .ok_or_else(no_driver)
}

fn drivers() -> Vec<&'static dyn Driver> {
    vec![
        #[cfg(feature = "postgres")]
        &aksara_postgres::PostgresDriver,
        #[cfg(feature = "mysql")]
        &aksara_mysql::MysqlDriver,
        #[cfg(feature = "sqlite")]
        &aksara_sqlite::SqliteDriver,
    ]
}

fn dialect_name(url: &DatabaseUrl) -> Result<&'static str, RegistryError> {
    let scheme = url.scheme();
    let known = SCHEMES.iter().find(|(name, _)| *name == scheme);
    known
        .map(|(_, dialect)| *dialect)
        .ok_or_else(|| RegistryError::UnknownScheme {
            url: url.masked(),
            suggestion: suggest(&scheme, SCHEMES.iter().map(|(name, _)| *name).collect()),
            scheme,
        })
}

fn suggest(written: &str, names: Vec<&'static str>) -> Option<String> {
    nearest(written, names).map(str::to_owned)
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> DatabaseUrl {
        DatabaseUrl::parse(text).unwrap()
    }

    #[test]
    fn schemes_lead_to_dialects() {
        for (text, name) in [
            ("sqlite:app.db", "sqlite"),
            ("postgres://host/db", "postgres"),
            ("postgresql+asyncpg://host/db", "postgres"),
            ("mysql+aiomysql://host/db", "mysql"),
            ("mariadb://host/db", "mariadb"),
        ] {
            assert_eq!(dialect_of(&url(text)).unwrap().name(), name);
        }
    }

    #[test]
    fn unknown_databases_are_told_without_the_password() {
        let error = driver_of(&url("postgre://me:secret@host/db"))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("did you mean `postgres`?") && !error.contains("secret"),
            "{error}"
        );
        let error = dialect("posgres").unwrap_err().to_string();
        assert!(error.contains("did you mean `postgres`?"), "{error}");
    }

    #[test]
    fn every_dialect_is_named_once_and_each_driver_takes_known_schemes() {
        let mut names: Vec<DialectName> = dialects()
            .iter()
            .map(|dialect| DialectName::new(dialect.name()).unwrap())
            .collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), dialects().len());
        for scheme in drivers().iter().flat_map(|driver| driver.schemes()) {
            assert!(SCHEMES.iter().any(|(name, _)| name == scheme), "{scheme}");
        }
    }
}
