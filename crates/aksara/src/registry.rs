//! The databases: the one file that names dialect crates.
//!
//! A dialect is found by the name that settings and per-dialect SQL use, a driver by a URL's scheme. Names and schemes are
//! data of the flavours, which a driver gives. A database that is not built in (its feature is off) is an error that says so.

use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_dialect::Dialect;
#[cfg(feature = "drivers")]
use aksara_driver::{DatabaseUrl, Driver};
use aksara_schema::{DialectName, UnknownDialect};
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
        dialect: DialectName,
    },
}

impl Diagnose for RegistryError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::UnknownDialect(_) => Diagnosis::new(Code::DatabaseUnknownDialect)
                .advise(format!("the databases are: {}", DialectName::all().join(", "))),
            Self::NoDialect { .. } => Diagnosis::new(Code::DatabaseNoDriver)
                .advise("build the program with that database's feature"),
            Self::UnknownScheme { .. } => Diagnosis::new(Code::DatabaseUnknownScheme)
                .advise(format!("the schemes are: {}", schemes().join(", "))),
            Self::NoDriver { .. } => Diagnosis::new(Code::DatabaseNoDriver)
                .advise("build the program with that database's feature"),
        }
    }
}

/// The driver of a dialect; `None` where its feature is off.
#[cfg(feature = "drivers")]
macro_rules! driver {
    ($feature:literal, $driver:expr) => {{
        #[cfg(feature = $feature)]
        const DRIVER: Option<&dyn Driver> = Some(&$driver);
        #[cfg(not(feature = $feature))]
        const DRIVER: Option<&dyn Driver> = None;
        DRIVER
    }};
}

/// Every driver, with its feature.
#[cfg(feature = "drivers")]
static DRIVERS: &[Option<&dyn Driver>] = &[
    driver!("postgres", aksara_postgres::PostgresDriver),
    driver!("mysql", aksara_mysql::MysqlDriver),
    driver!("sqlite", aksara_sqlite::SqliteDriver),
];

#[cfg(all(feature = "drivers", feature = "mysql"))]
pub use aksara_mysql::MysqlConnection;
#[cfg(all(feature = "drivers", feature = "postgres"))]
pub use aksara_postgres::PostgresConnection;
#[cfg(all(feature = "drivers", feature = "sqlite"))]
pub use aksara_sqlite::SqliteConnection;

/// The URL of the default database: a file in the project's directory.
pub const DEFAULT_URL: &str = "sqlite:db.sqlite3";

/// The URL of the scratch database that needs no server.
pub const IN_MEMORY_URL: &str = "sqlite::memory:";

/// Every dialect that is built in.
///
/// ```
/// for dialect in aksara::registry::dialects() {
///     assert_eq!(aksara::registry::dialect(dialect.name())?.name(), dialect.name());
/// }
/// # Ok::<(), aksara::registry::RegistryError>(())
/// ```
pub fn dialects() -> Vec<Arc<dyn Dialect>> {
    let mut built: Vec<Arc<dyn Dialect>> = Vec::new();
    #[cfg(feature = "postgres")]
    built.extend(aksara_postgres::Postgres::all().map(shared));
    #[cfg(feature = "mysql")]
    built.extend(aksara_mysql::Mysql::all().map(shared));
    #[cfg(feature = "sqlite")]
    built.push(shared(aksara_sqlite::Sqlite));
    built
}

#[cfg(any(feature = "postgres", feature = "mysql", feature = "sqlite"))]
fn shared(dialect: impl Dialect + 'static) -> Arc<dyn Dialect> {
    Arc::new(dialect)
}

/// The dialect of this name, or of another common name of its database.
pub fn dialect(name: &str) -> Result<Arc<dyn Dialect>, RegistryError> {
    let name = DialectName::new(name)?;
    let mut dialects = dialects().into_iter();
    dialects
        .find(|dialect| dialect.name() == name.as_str())
        .ok_or(RegistryError::NoDialect { dialect: name })
}

/// The dialect of a URL's scheme. A server may turn out to be another flavour.
#[cfg(feature = "drivers")]
pub fn dialect_of(url: &DatabaseUrl) -> Result<Arc<dyn Dialect>, RegistryError> {
    let scheme = url.scheme();
    let mut dialects = dialects().into_iter();
    dialects
        .find(|dialect| dialect.product().schemes.contains(&scheme.as_str()))
        .ok_or_else(|| no_driver(url))
}

/// The driver of a URL's scheme.
#[cfg(feature = "drivers")]
pub fn driver_of(url: &DatabaseUrl) -> Result<&'static dyn Driver, RegistryError> {
    let scheme = url.scheme();
    drivers()
        .find(|driver| driver.takes(&scheme))
        .ok_or_else(|| no_driver(url))
}

#[cfg(feature = "drivers")]
fn drivers() -> impl Iterator<Item = &'static dyn Driver> {
    DRIVERS.iter().copied().flatten()
}

/// A scheme of no driver: the database is not built in, or the scheme is unknown.
#[cfg(feature = "drivers")]
fn no_driver(url: &DatabaseUrl) -> RegistryError {
    let (scheme, url) = (url.scheme(), url.masked());
    let name = DialectName::new(&scheme).ok();
    let built = |name: &DialectName| dialects().iter().any(|dialect| dialect.name() == name.as_str());
    match name.filter(|name| !built(name)) {
        Some(dialect) => RegistryError::NoDriver { url, dialect },
        None => RegistryError::UnknownScheme {
            url,
            suggestion: aksara_schema::nearest(&scheme, schemes()).map(str::to_owned),
            scheme,
        },
    }
}

/// The schemes of all databases that are built in.
fn schemes() -> Vec<&'static str> {
    dialects()
        .iter()
        .flat_map(|dialect| dialect.product().schemes)
        .copied()
        .collect()
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

#[cfg(feature = "project")]
#[cfg(test)]
mod tests {
    use aksara_dialect::{Capability, Feature, ServerVersion};

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
        let mut schemes = schemes();
        let count = schemes.len();
        schemes.sort_unstable();
        schemes.dedup();
        assert_eq!(schemes.len(), count);
        let mut names: Vec<&str> = dialects().iter().map(|dialect| dialect.name()).collect();
        names.sort_unstable();
        assert_eq!(DialectName::all(), names);
        // A scheme is a name of its database, so that a database that is not built in is known by it.
        for dialect in dialects() {
            for scheme in dialect.product().schemes {
                assert_eq!(DialectName::new(scheme).unwrap().as_str(), dialect.name());
            }
        }
    }

    #[test]
    fn every_feature_has_one_row_in_every_version() {
        for dialect in dialects() {
            let product = dialect.product();
            let bounds = product.capabilities.iter();
            let bounds = bounds.flat_map(|row| [Some(row.since), row.before]).flatten();
            for version in bounds.chain([product.versions.oldest, product.versions.newest]) {
                for feature in crate::features() {
                    let holds = |row: &&Capability| {
                        row.feature == *feature
                            && row.since <= version
                            && row.before.is_none_or(|before| version < before)
                    };
                    let rows = product.capabilities.iter().filter(holds);
                    assert_eq!(rows.count(), 1, "{feature} on {} {version}", product.name);
                }
            }
        }
    }

    #[test]
    fn a_version_is_refused_what_it_lacks_with_the_reason() {
        let product = dialect("postgres").unwrap().product();
        let reason = |major| {
            let version = ServerVersion::new(major, 0, 0);
            let demanded = product.demand(Feature::NullsNotDistinct, &version, "index `i`", "leave it out");
            demanded.err().map(|refusal| refusal.reason)
        };
        assert!(reason(14).unwrap().contains("from version 15"));
        assert!(reason(9).unwrap().contains("9.0.0 is older than 12.0.0"));
        assert_eq!(reason(18), None);
    }
}
