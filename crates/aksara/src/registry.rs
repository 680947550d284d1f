//! The databases: the one file that names dialect crates.
//!
//! A dialect is found by the name that settings and per-dialect SQL use, a driver by a URL's scheme. A
//! database that is not built in (its feature is off) is an error that says so.

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
                let schemes: Vec<&str> = schemes().collect();
                Diagnosis::new(Code::DatabaseUnknownScheme)
                    .advise(format!("the schemes are: {}", schemes.join(", ")))
            }
            Self::NoDriver { .. } => Diagnosis::new(Code::DatabaseNoDriver)
                .advise("build the program with that database's feature"),
        }
    }
}

/// A database.
struct Entry {
    /// The name of its dialect.
    name: &'static str,
    /// Its URL schemes.
    schemes: &'static [&'static str],
    /// Its crate, where that is built in.
    built: Option<Built>,
}

/// The crate of a database.
struct Built {
    dialect: fn() -> Arc<dyn Dialect>,
    driver: &'static dyn Driver,
}

/// A database whose crate is built with a feature.
macro_rules! entry {
    ($feature:tt: $name:literal, $schemes:expr, $dialect:expr, $driver:expr) => {
        Entry {
            name: $name,
            schemes: &$schemes,
            #[cfg(feature = $feature)]
            built: Some(Built {
                dialect: || Arc::new($dialect),
                driver: &$driver,
            }),
            #[cfg(not(feature = $feature))]
            built: None,
        }
    };
}

/// Every database: its feature, name, URL schemes, dialect and driver.
static DATABASES: &[Entry] = &[
    entry!(
        "postgres": "postgres",
        ["postgres", "postgresql"],
        aksara_postgres::Postgres,
        aksara_postgres::PostgresDriver
    ),
    entry!(
        "mysql": "mysql",
        ["mysql"],
        aksara_mysql::Flavour::Mysql,
        aksara_mysql::MysqlDriver
    ),
    entry!(
        "mysql": "mariadb",
        ["mariadb"],
        aksara_mysql::Flavour::Mariadb,
        aksara_mysql::MysqlDriver
    ),
    entry!(
        "sqlite": "sqlite",
        ["sqlite", "sqlite3"],
        aksara_sqlite::Sqlite,
        aksara_sqlite::SqliteDriver
    ),
];

/// The URL of the default database: a file in the project's directory.
pub const DEFAULT_URL: &str = "sqlite:db.sqlite3";

/// The URL of the scratch database that needs no server.
pub const IN_MEMORY_URL: &str = "sqlite::memory:";

/// Every dialect that is built in.
pub fn dialects() -> Vec<Arc<dyn Dialect>> {
    let built = DATABASES.iter().filter_map(|database| database.built.as_ref());
    built.map(|built| (built.dialect)()).collect()
}

/// The dialect of this name, or of another common name of its database.
pub fn dialect(name: &str) -> Result<Arc<dyn Dialect>, RegistryError> {
    let name = DialectName::new(name)?;
    let known = DATABASES.iter().find(|database| database.name == name.as_str());
    let built = known.and_then(|database| database.built.as_ref());
    built
        .map(|built| (built.dialect)())
        .ok_or(RegistryError::NoDialect { dialect: name })
}

/// The dialect of a URL's scheme. A server may turn out to be another flavour.
pub fn dialect_of(url: &DatabaseUrl) -> Result<Arc<dyn Dialect>, RegistryError> {
    dialect(database_of(url)?.name)
}

/// The driver of a URL's scheme.
pub fn driver_of(url: &DatabaseUrl) -> Result<&'static dyn Driver, RegistryError> {
    let database = database_of(url)?;
    let built = database.built.as_ref().map(|built| built.driver);
    built.ok_or_else(|| RegistryError::NoDriver {
        url: url.masked(),
        dialect: database.name,
    })
}

fn database_of(url: &DatabaseUrl) -> Result<&'static Entry, RegistryError> {
    let scheme = url.scheme();
    let known = DATABASES
        .iter()
        .find(|database| database.schemes.contains(&&*scheme));
    known.ok_or_else(|| RegistryError::UnknownScheme {
        url: url.masked(),
        suggestion: suggest(&scheme, schemes().collect()),
        scheme,
    })
}

/// The schemes of all databases.
fn schemes() -> impl Iterator<Item = &'static str> {
    DATABASES.iter().flat_map(|database| database.schemes).copied()
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
    fn unknown_databases_are_reported_without_the_password() {
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
    fn every_database_has_a_name_of_its_own_and_each_scheme_means_one() {
        let mut schemes: Vec<&str> = schemes().collect();
        let count = schemes.len();
        schemes.sort_unstable();
        schemes.dedup();
        assert_eq!(schemes.len(), count);
        for database in DATABASES {
            let dialect = dialect(database.name).unwrap();
            assert_eq!(dialect.name(), database.name);
            let driver = database.built.as_ref().unwrap().driver;
            let takes = |scheme: &&&str| driver.schemes().contains(*scheme);
            assert!(
                database.schemes.iter().all(|scheme| takes(&scheme)),
                "{}",
                database.name
            );
        }
        assert_eq!(DialectName::all().len(), DATABASES.len());
    }
}
