//! Settings that every connection relies on, set when it is opened.

use aksara_dialect::ServerVersion;
use aksara_driver::{DatabaseUrl, DriverError, Namespaces};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::refused;
use super::location::Location;
use super::pooling::PoolMode;
use super::waiting::Waiting;
use crate::flavour::Flavour;
use crate::flavours::flavour_of;
use crate::session::{RESTORATION, SESSION};

/// A limit to waiting for locks: a waiting ALTER TABLE holds up every reader that comes after it. A limit that the
/// user or the server has set stays.
const LOCK_TIMEOUT: &str =
    "SELECT set_config('lock_timeout', '10s', false) WHERE current_setting('lock_timeout') = '0'";

/// A query over the catalog takes some milliseconds, and compiling it took half a second
/// (<https://www.postgresql.org/docs/18/jit-decision.html>).
const NO_COMPILING: &str = "SET jit = off";

/// Takes away for one transaction what other clients may have left in a session.
const OTHERS_LEFT: &[&str] = &[
    "SET LOCAL SESSION AUTHORIZATION DEFAULT",
    "SET LOCAL role TO DEFAULT",
];

/// The facts of a session, in the order of [`Found`].
const FACTS: &str = "SELECT pg_backend_pid()::text AS fact UNION ALL SELECT current_setting('lock_timeout') UNION ALL \
    (SELECT CASE name WHEN 'application_name' THEN source || ' ' ELSE '' END || reset_val FROM pg_settings \
    WHERE name IN ('application_name', 'lock_timeout', 'search_path') ORDER BY name)";

/// The schemas of the search path that are there.
const PATH: &str = "SELECT unnest(current_schemas(false)) AS name";

/// The settings that a session begins with; or every transaction, where each may meet another session.
#[derive(Debug, Clone, Default)]
pub(super) struct Preparation {
    /// Whether they are for one transaction.
    pub(super) is_local: bool,
    /// Settings beside those that every connection relies on.
    pub(super) settings: Vec<(String, String)>,
}

impl Preparation {
    /// The statements.
    pub(super) fn text(&self) -> String {
        let mut statements: Vec<String> = Vec::new();
        if self.is_local {
            statements.extend(OTHERS_LEFT.iter().map(|statement| (*statement).to_owned()));
        }
        let scope = if self.is_local { "SET LOCAL " } else { "SET " };
        let own = SESSION.iter().chain([&NO_COMPILING]);
        statements.extend(own.map(|statement| statement.replacen("SET ", scope, 1)));
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
        for (name, value) in &self.settings {
            let (name, value) = (quoted(name), quoted(value));
            statements.push(format!("SELECT set_config({name}, {value}, {})", self.is_local));
        }
        if !self.is_local {
            statements.push(LOCK_TIMEOUT.to_owned());
        }
        statements.join("; ")
    }

    /// Prepares the session.
    pub(super) async fn carry_out(&self, client: &Client) -> Result<(), DriverError> {
        execute(client, &self.text()).await
    }

    /// Puts the session, or the rest of the transaction, back as it was prepared.
    pub(super) async fn restore(&self, client: &Client) -> Result<(), DriverError> {
        execute(client, &format!("{}; {}", RESTORATION.join("; "), self.text())).await
    }
}

/// A session, as it was found.
pub(super) struct Found {
    /// Its number on the server.
    pub(super) session: i64,
    /// The limit to waiting for locks.
    limit: String,
    /// The origin of the program's name, and the name that the session began with.
    named: String,
    /// The limit and the search path that it began with; what was set since does not count.
    first_limit: String,
    first_path: String,
    /// The settings that the program made before it lent the session.
    pub(super) programs: Vec<(String, String)>,
}

impl Found {
    /// Looks at a session.
    pub(super) async fn look(client: &Client) -> Result<Self, DriverError> {
        let mut facts = texts(client, FACTS).await?.into_iter();
        let mut fact = || facts.next().unwrap_or_default();
        Ok(Self {
            session: fact().parse().unwrap_or_default(),
            limit: fact(),
            named: fact(),
            first_limit: fact(),
            first_path: fact(),
            programs: Vec::new(),
        })
    }

    /// Whether it began with our startup message: then it is nobody else's.
    pub(super) fn is_own(&self, location: &Location) -> bool {
        let program = location.config.get_application_name().unwrap_or_default();
        location.sends_options && self.named.strip_prefix("client ") == Some(program)
    }

    /// The limit to waiting for locks. Of a session of many clients that counts which it began with: others may have left
    /// another one.
    pub(super) fn limit(&self, mode: PoolMode) -> &str {
        match mode {
            PoolMode::Session => &self.limit,
            PoolMode::Transaction => &self.first_limit,
        }
    }

    /// The settings that the session, or each transaction, begins with.
    pub(super) fn preparation(&self, location: &Location, mode: PoolMode) -> Preparation {
        let is_local = mode == PoolMode::Transaction;
        let mut settings = Vec::new();
        if is_local {
            let limit = Waiting::new(&self.first_limit).session().to_owned();
            settings.push(("search_path".to_owned(), self.first_path.clone()));
            settings.push(("lock_timeout".to_owned(), limit));
        }
        // A pooler may leave out what the startup message says.
        if is_local || !self.is_own(location) {
            settings.extend(location.settings());
        }
        // Those on which every connection relies are ours as long as it is lent.
        let programs = self.programs.iter().filter(|(name, _)| !is_relied_on(name));
        settings.extend(programs.cloned());
        Preparation { is_local, settings }
    }
}

/// Whether every connection sets this itself.
fn is_relied_on(name: &str) -> bool {
    let own = SESSION.iter().chain([&NO_COMPILING]);
    let mut names = own.filter_map(|statement| statement.strip_prefix("SET "));
    name.eq_ignore_ascii_case("TimeZone")
        || names.any(|set| set.split(' ').next() == Some(&name.to_lowercase()))
}

/// The schemas that names lead to.
pub(super) async fn namespaces(client: &Client, url: &DatabaseUrl) -> Result<Namespaces, DriverError> {
    let names = texts(client, PATH).await?;
    if let Some(namespaces) = Namespaces::path(names) {
        return Ok(namespaces);
    }
    let path = texts(client, "SHOW search_path").await?.concat();
    Err(DriverError::Unreachable {
        url: url.masked(),
        reason: format!("no schema of the search path exists: {path}"),
        hint: Some(
            "make one with CREATE SCHEMA, or name one that exists with ?schema=NAME in the URL".to_owned(),
        ),
        source: None,
    })
}

/// Whether a transaction is open. SAVEPOINT shows it: it is an error outside one, and another one in a failed one.
pub(super) async fn is_in_transaction(client: &Client) -> Result<bool, DriverError> {
    const PROBE: &str = "SAVEPOINT aksara_probe";
    match client.batch_execute(PROBE).await {
        Ok(()) => execute(client, "RELEASE SAVEPOINT aksara_probe")
            .await
            .map(|()| true),
        Err(error) if error.code() == Some(&SqlState::NO_ACTIVE_SQL_TRANSACTION) => Ok(false),
        Err(error) if error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION) => Ok(true),
        Err(error) => Err(refused(PROBE, error)),
    }
}

pub(super) async fn execute(client: &Client, sql: &str) -> Result<(), DriverError> {
    client
        .batch_execute(sql)
        .await
        .map_err(|error| refused(sql, error))
}

/// The first column of a query's rows.
pub(super) async fn texts(client: &Client, sql: &str) -> Result<Vec<String>, DriverError> {
    let messages = client.simple_query(sql).await;
    let messages = messages.map_err(|error| refused(sql, error))?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(rows.collect())
}

/// The flavour and version that a server says it is.
pub(super) async fn identify(client: &Client) -> Result<(&'static Flavour, ServerVersion), DriverError> {
    const VERSION: &str = "SELECT current_setting('server_version_num') || ' ' || version()";
    let text = texts(client, VERSION).await?.concat();
    let (number, name) = text.split_once(' ').unwrap_or_default();
    let flavour = flavour_of(name);
    let number = number.parse::<u32>().ok();
    let number = number.ok_or_else(|| DriverError::Refused {
        message: "the server does not tell its version as PostgreSQL does; only PostgreSQL itself is known"
            .to_owned(),
    })?;
    let version = ServerVersion::new(number / 10_000, number % 10_000, 0);
    let oldest = flavour.product.versions.oldest;
    if version >= oldest {
        Ok((flavour, version))
    } else {
        Err(DriverError::Refused {
            message: format!("the server is PostgreSQL {version}; {oldest} is the oldest that is known"),
        })
    }
}
