//! A URL → where the server is and how TLS is used, with libpq's parameters and meanings.
//! <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING>

use std::path::PathBuf;
use std::time::Duration;

use aksara_dialect::quote_identifier;
use aksara_driver::{DatabaseUrl, DriverError, ServerUrl, UnclearPassword, UrlParameter, unknown_parameter};
use sea_query::PostgresQueryBuilder;
use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, Host, TargetSessionAttrs};

use super::pooling::{POOL_MODES, PoolMode};

/// How long a server may take to answer where the URL says nothing.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The port of a server if the URL gives none.
const DEFAULT_PORT: u16 = 5432;

/// The place of a database, and how its server is trusted.
#[derive(Debug, Clone)]
pub(super) struct Location {
    /// Address, user and password, without anything on TLS.
    pub(super) config: Config,
    /// How TLS is used.
    pub(super) ssl_mode: SslMode,
    /// The certificates of the authorities that are trusted, in a PEM file.
    pub(super) root_certificate: Option<PathBuf>,
    /// Settings for the startup message, as the server reads them.
    pub(super) options: String,
    /// Whether the startup message holds them. Not every pooler takes such a message.
    pub(super) sends_options: bool,
    /// How a pooler between gives out its sessions, where that is known.
    pub(super) pool_mode: Option<PoolMode>,
    /// The search path for names, beside what `options` says of it.
    search_path: Option<String>,
}

/// libpq's sslmode. <https://www.postgresql.org/docs/current/libpq-ssl.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum SslMode {
    /// Without TLS.
    Disable,
    /// Without TLS, else with.
    Allow,
    /// With TLS, else without.
    #[default]
    Prefer,
    /// With TLS; the certificate is verified only where a root certificate is given.
    Require,
    /// With TLS and a certificate of a trusted authority.
    VerifyCa,
    /// The same, for the server's own name.
    VerifyFull,
}

/// The parameters of a URL.
const PARAMETERS: &[UrlParameter] = &[
    UrlParameter::text("application_name"),
    UrlParameter::word("channel_binding"),
    UrlParameter::word("connect_timeout"),
    UrlParameter::text("database"),
    UrlParameter::text("dbname"),
    UrlParameter::text("host"),
    UrlParameter::word("hostaddr"),
    UrlParameter::text("options"),
    UrlParameter::text("password"),
    UrlParameter::word("pool_mode"),
    UrlParameter::word("port"),
    UrlParameter::text("schema"),
    UrlParameter::text("search_path"),
    UrlParameter::word("ssl"),
    UrlParameter::word("sslmode"),
    UrlParameter::text("sslrootcert"),
    UrlParameter::word("target_session_attrs"),
    UrlParameter::text("user"),
];

/// Other programs' names for them.
const MEANT: &[(&str, &str)] = &[
    ("appname", "`application_name`"),
    ("ca", "`sslrootcert`"),
    ("cafile", "`sslrootcert`"),
    ("currentschema", "`schema`"),
    ("db", "`dbname`"),
    ("defaultschema", "`schema`"),
    ("encrypt", "`sslmode`"),
    ("locktimeout", "`options=-c%20lock_timeout%3D…`"),
    ("pass", "`password`"),
    ("pgbouncer", "`pool_mode=transaction`"),
    ("pooling", "`pool_mode`"),
    ("poolmode", "`pool_mode`"),
    ("pwd", "`password`"),
    ("schemas", "`search_path`"),
    ("sslca", "`sslrootcert`"),
    ("statementtimeout", "`options=-c%20statement_timeout%3D…`"),
    ("timeout", "`connect_timeout`"),
    ("timezone", "nothing: sessions run in UTC, which"),
    ("tls", "`sslmode`"),
    ("username", "`user`"),
    ("usessl", "`sslmode`"),
];

const SSL_MODES: &[(&str, SslMode)] = &[
    ("disable", SslMode::Disable),
    ("allow", SslMode::Allow),
    ("prefer", SslMode::Prefer),
    ("require", SslMode::Require),
    ("verify-ca", SslMode::VerifyCa),
    ("verify-full", SslMode::VerifyFull),
];

/// How a URL is written.
const FORM: &str = "write it like postgres://user:password@host:5432/name?sslmode=verify-full";

impl Location {
    /// Reads a URL; a parameter that is not understood is an error, never ignored.
    pub(super) fn parse(url: &DatabaseUrl) -> Result<Self, DriverError> {
        let mut location = Self {
            config: Config::new(),
            ssl_mode: SslMode::default(),
            root_certificate: None,
            options: String::new(),
            sends_options: true,
            pool_mode: None,
            search_path: None,
        };
        location.config.connect_timeout(CONNECT_TIMEOUT);
        location.config.application_name("aksara");
        let unreadable = |reason: String, hint: &str| DriverError::Unreachable {
            url: url.masked(),
            reason,
            hint: Some(hint.to_owned()),
            source: None,
        };
        let parts = ServerUrl::read(url, PARAMETERS)
            .map_err(|error| unreadable(error.to_string(), UnclearPassword::ADVICE))?;
        location.take(&parts).map_err(|reason| unreadable(reason, FORM))?;
        Ok(location)
    }

    /// Whether both lead to one database, whoever connects.
    pub(super) fn is_same_database(&self, other: &Self) -> bool {
        self.places().iter().any(|place| other.places().contains(place))
            && self.database() == other.database()
    }

    /// Makes the session begin with this search path instead of the URL's.
    pub(super) fn set_search_path(&mut self, path: &str) {
        let is_special = |character: char| character.is_whitespace() || character == '\\';
        let separator = if self.options.is_empty() { "" } else { " " };
        self.options.push_str(separator);
        self.options.push_str("-c search_path=");
        for character in path.chars() {
            if is_special(character) {
                self.options.push('\\');
            }
            self.options.push(character);
        }
    }

    /// The settings in `options`, each `-c name=value` or `--name=value`, for poolers that take no options.
    pub(super) fn settings(&self) -> Vec<(String, String)> {
        let mut words = vec![String::new()];
        let mut characters = self.options.chars();
        while let Some(character) = characters.next() {
            match character {
                '\\' => push(&mut words, characters.next()),
                character if character.is_whitespace() => words.push(String::new()),
                character => push(&mut words, Some(character)),
            }
        }
        words.iter().filter_map(|word| assignment(word)).collect()
    }

    /// Every host with its port; an address counts as a host.
    fn places(&self) -> Vec<(String, u16)> {
        let hosts = self.config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => own_host(name),
            Host::Unix(path) => path.display().to_string(),
        });
        let addresses = self
            .config
            .get_hostaddrs()
            .iter()
            .map(|address| own_host(&address.to_string()));
        let ports = self.config.get_ports();
        let port = |position: usize| ports.get(position).or(ports.first()).copied();
        let all = hosts.chain(addresses).enumerate();
        all.map(|(position, host)| (host, port(position).unwrap_or(DEFAULT_PORT)))
            .collect()
    }

    /// As in libpq, a database that is not named has the user's name.
    fn database(&self) -> Option<&str> {
        self.config.get_dbname().or(self.config.get_user())
    }

    fn take(&mut self, parts: &ServerUrl) -> Result<(), String> {
        if let Some(user) = &parts.user {
            self.config.user(user);
        }
        if let Some(password) = &parts.password {
            self.config.password(password);
        }
        for host in parts.place.split(',').filter(|host| !host.is_empty()) {
            self.read_host(host)?;
        }
        if !parts.database.is_empty() {
            self.config.dbname(&parts.database);
        }
        for (key, value) in &parts.parameters {
            self.set(key, value)?;
        }
        self.complete();
        Ok(())
    }

    /// `host`, `host:port`, `[::1]:port`, or a percent-encoded socket directory.
    fn read_host(&mut self, text: &str) -> Result<(), String> {
        let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, rest)) => (address, rest.strip_prefix(':')),
            None => text
                .split_once(':')
                .map_or((text, None), |(host, port)| (host, Some(port))),
        };
        self.config.host(DatabaseUrl::decode(host));
        // A text that is no number may be a password whose host is missing, and is not shown.
        match port.map(str::parse) {
            Some(Ok(port)) => drop(self.config.port(port)),
            Some(Err(_)) => return Err("the port is no number from 1 to 65535".to_owned()),
            None => {}
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "host" => drop(self.config.host(value)),
            "hostaddr" => drop(self.config.hostaddr(parsed(key, value)?)),
            "port" => drop(self.config.port(parsed(key, value)?)),
            "user" => drop(self.config.user(value)),
            "password" => drop(self.config.password(value)),
            "dbname" | "database" => drop(self.config.dbname(value)),
            "application_name" => drop(self.config.application_name(value)),
            "options" => value.clone_into(&mut self.options),
            "schema" => self.search_path = Some(quote_identifier(&PostgresQueryBuilder, value)),
            "search_path" => self.search_path = Some(value.to_owned()),
            "connect_timeout" => self.set_timeout(parsed(key, value)?),
            "pool_mode" => self.pool_mode = Some(one_of(key, value, POOL_MODES)?),
            "sslmode" | "ssl" => self.ssl_mode = one_of("sslmode", value, SSL_MODES)?,
            "sslrootcert" => self.root_certificate = Some(PathBuf::from(value)).filter(|_| value != "system"),
            "channel_binding" => drop(self.config.channel_binding(channel_binding(value)?)),
            "target_session_attrs" => drop(self.config.target_session_attrs(session_attributes(value)?)),
            unknown => return Err(unknown_parameter(unknown, PARAMETERS, MEANT)),
        }
        Ok(())
    }

    /// As in libpq, 0 waits for ever.
    fn set_timeout(&mut self, seconds: u64) {
        let forever = Duration::from_secs(u64::from(u32::MAX));
        self.config.connect_timeout(if seconds == 0 {
            forever
        } else {
            Duration::from_secs(seconds)
        });
    }

    fn complete(&mut self) {
        if let Some(path) = self.search_path.take() {
            self.set_search_path(&path);
        }
        if self.config.get_hosts().is_empty() && self.config.get_hostaddrs().is_empty() {
            self.config.host("localhost");
        }
        if self.config.get_user().is_none() {
            let user = std::env::var("PGUSER").or_else(|_| std::env::var("USER"));
            self.config.user(user.unwrap_or_else(|_| "postgres".to_owned()));
        }
        if self.config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            self.config.password(password);
        }
        if self.ssl_mode == SslMode::Require && self.root_certificate.is_some() {
            self.ssl_mode = SslMode::VerifyCa;
        }
    }
}

fn push(words: &mut [String], character: Option<char>) {
    if let Some(word) = words.last_mut() {
        word.extend(character);
    }
}

/// A setting of a server's options (<https://www.postgresql.org/docs/18/runtime-config-short.html>, `-c`).
fn assignment(word: &str) -> Option<(String, String)> {
    let word = word
        .strip_prefix("--")
        .or(word.strip_prefix("-c"))
        .unwrap_or(word);
    let (name, value) = word.split_once('=')?;
    Some((name.replace('-', "_"), value.to_owned()))
}

/// One name for the machine itself, however it is spelled.
fn own_host(host: &str) -> String {
    match host {
        "127.0.0.1" | "::1" => "localhost".to_owned(),
        host => host.to_lowercase(),
    }
}

fn parsed<T: std::str::FromStr>(key: &str, value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| format!("`{key}={value}` is not understood"))
}

/// The meaning of a word of a list.
fn one_of<T: Copy>(key: &str, value: &str, words: &[(&str, T)]) -> Result<T, String> {
    let known = words.iter().find(|(word, _)| *word == value);
    known.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        format!("`{key}={value}` is none of {}", words.join(", "))
    })
}

fn channel_binding(value: &str) -> Result<ChannelBinding, String> {
    match value {
        "disable" => Ok(ChannelBinding::Disable),
        "prefer" => Ok(ChannelBinding::Prefer),
        "require" => Ok(ChannelBinding::Require),
        _ => Err(format!(
            "`channel_binding={value}` is none of disable, prefer, require"
        )),
    }
}

fn session_attributes(value: &str) -> Result<TargetSessionAttrs, String> {
    match value {
        "any" => Ok(TargetSessionAttrs::Any),
        "read-write" => Ok(TargetSessionAttrs::ReadWrite),
        "read-only" => Ok(TargetSessionAttrs::ReadOnly),
        _ => Err(format!(
            "`target_session_attrs={value}` is none of any, read-write, read-only"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn parse(url: &str) -> Result<Location, DriverError> {
        Location::parse(&DatabaseUrl::parse(url).unwrap())
    }

    fn check(
        url: &str,
        host: Host,
        port: Option<u16>,
        user: &str,
        password: Option<&str>,
        database: Option<&str>,
    ) {
        let config = parse(url).unwrap().config;
        assert_eq!(config.get_hosts(), [host], "{url}");
        assert_eq!(config.get_ports().first().copied(), port, "{url}");
        assert_eq!(config.get_user(), Some(user), "{url}");
        assert_eq!(config.get_password(), password.map(str::as_bytes), "{url}");
        assert_eq!(config.get_dbname(), database, "{url}");
    }

    #[test]
    fn addresses_are_read_as_libpq_reads_them() {
        let tcp = |host: &str| Host::Tcp(host.to_owned());
        let socket = || Host::Unix(PathBuf::from("/run/pg"));
        check(
            "postgres://me:p%40s@db:5433/app",
            tcp("db"),
            Some(5433),
            "me",
            Some("p@s"),
            Some("app"),
        );
        check(
            "postgresql+asyncpg://me:a/b@c@db/app",
            tcp("db"),
            None,
            "me",
            Some("a/b@c"),
            Some("app"),
        );
        check(
            "postgres://me:Slfk?x=y@db/app",
            tcp("db"),
            None,
            "me",
            Some("Slfk?x=y"),
            Some("app"),
        );
        check(
            "postgres://me@[::1]:1/app",
            tcp("::1"),
            Some(1),
            "me",
            None,
            Some("app"),
        );
        check(
            "postgres://me@%2Frun%2Fpg/app",
            socket(),
            None,
            "me",
            None,
            Some("app"),
        );
        check(
            "postgres:///app?host=/run/pg&user=me&password=x",
            socket(),
            None,
            "me",
            Some("x"),
            Some("app"),
        );
    }

    #[test]
    fn one_database_has_many_urls() {
        let is_same = |left: &str, right: &str| parse(left).unwrap().is_same_database(&parse(right).unwrap());
        for (left, right, expected) in [
            (
                "postgres://a@localhost/app",
                "postgresql+asyncpg://b:x@127.0.0.1:5432/app?sslmode=disable",
                true,
            ),
            ("postgres://a@db/app", "postgres://a@DB:5432/?dbname=app", true),
            ("postgres://a@db/app", "postgres://a@db/other", false),
            ("postgres://a@db/app", "postgres://a@db:5433/app", false),
            ("postgres://a@db/app", "postgres://a@other/app", false),
        ] {
            assert_eq!(is_same(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn schemas_become_the_search_path() {
        for (query, expected) in [
            ("schema=tenant2", r#"-c search_path="tenant2""#),
            ("schema=My%20App", r#"-c search_path="My\ App""#),
            (
                "search_path=tenant2,%20public",
                r"-c search_path=tenant2,\ public",
            ),
            (
                "schema=b&options=-c%20geqo%3Doff",
                r#"-c geqo=off -c search_path="b""#,
            ),
        ] {
            let location = parse(&format!("postgres://me@db/app?{query}")).unwrap();
            assert_eq!(location.options, expected, "{query}");
        }
    }

    #[test]
    fn settings_in_options_are_read_for_poolers_that_take_none() {
        let location = parse(
            r"postgres://me@db/app?options=-c%20geqo%3Doff%20-cjit%3Don%20--work-mem%3D1MB&schema=a%20b",
        )
        .unwrap();
        let found = location.settings();
        let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(
            found,
            [
                ("geqo", "off"),
                ("jit", "on"),
                ("work_mem", "1MB"),
                ("search_path", "\"a b\"")
            ]
        );
    }

    #[test]
    fn an_unknown_parameter_names_the_one_that_is_meant() {
        for (query, meant) in [
            ("currentSchema=a", "`schema` is meant"),
            ("searchpath=a", "`search_path` is meant"),
            ("ssl-mode=require", "`sslmode` is meant"),
            ("connectTimeout=3", "`connect_timeout` is meant"),
            ("shema=a", "`schema` is meant"),
            ("pgbouncer=true", "`pool_mode=transaction` is meant"),
            ("colour=red", "known are application_name, "),
        ] {
            let error = parse(&format!("postgres://me@db/app?{query}"))
                .unwrap_err()
                .to_string();
            assert!(error.contains(meant), "{query}: {error}");
        }
    }

    #[test]
    fn sslmode_is_libpqs() {
        let mode = |query: &str| parse(&format!("postgres://me@db/app{query}")).unwrap().ssl_mode;
        assert_eq!(mode(""), SslMode::Prefer);
        assert_eq!(mode("?ssl=require"), SslMode::Require);
        assert_eq!(mode("?sslmode=require&sslrootcert=/ca.pem"), SslMode::VerifyCa);
        assert_eq!(
            mode("?sslmode=verify-full&sslrootcert=system"),
            SslMode::VerifyFull
        );
    }

    #[test]
    fn what_is_not_understood_is_an_error_without_the_password() {
        for url in [
            "postgres://me:secret",
            "postgres://me:secret/db",
            "postgres://me:p@secret/db?secret=b&application_name=c@host/db",
        ] {
            let error = parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        }
        for query in [
            "sslmode=yes",
            "pool_size=5",
            "sslmoda=disable",
            "port=x",
            "connect_timeout=-1",
        ] {
            let error = parse(&format!("postgres://me:secret@db/app?{query}"))
                .unwrap_err()
                .to_string();
            assert!(!error.contains("secret"), "{error}");
            assert!(error.contains(query.split('=').next().unwrap()), "{error}");
        }
    }
}
