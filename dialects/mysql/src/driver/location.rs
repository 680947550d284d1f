//! The meaning of a database URL: the server's place, who connects, to which database, how safely.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use aksara_driver::{DatabaseUrl, DriverError, ServerUrl, UnclearPassword, UrlParameter, unknown_parameter};
use strum::{Display, EnumString};

/// A database URL taken apart. It has no [`Debug`], since it holds the password.
#[derive(Clone)]
pub(super) struct Location {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) socket: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: String,
    pub(super) tls: TlsMode,
    pub(super) root_certificate: Option<PathBuf>,
    pub(super) connect_timeout: Duration,
    pub(super) lock_timeout: Option<Duration>,
    /// The SQL mode in place of the server's.
    pub(super) sql_mode: Option<String>,
}

/// How the connection is encrypted. If TLS is asked for, the server must prove who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "snake_case", ascii_case_insensitive)]
pub(super) enum TlsMode {
    /// Never.
    Disabled,
    /// If the server offers it, whoever it is: against listeners, not against impostors.
    Preferred,
    /// Always, with a certificate for this host from a known authority.
    #[strum(
        to_string = "verify_identity",
        serialize = "required",
        serialize = "verify-identity",
        serialize = "verify-full"
    )]
    VerifyIdentity,
    /// Always, with a certificate from a known authority, for whatever host.
    #[strum(to_string = "verify_ca", serialize = "verify-ca")]
    VerifyAuthority,
}

/// The parameters of a URL.
const PARAMETERS: &[UrlParameter] = &[
    UrlParameter::word("charset"),
    UrlParameter::word("connect-timeout"),
    UrlParameter::word("lock-timeout"),
    UrlParameter::text("password"),
    UrlParameter::text("socket"),
    UrlParameter::word("sql-mode"),
    UrlParameter::text("ssl-ca"),
    UrlParameter::word("ssl-mode"),
    UrlParameter::text("sslrootcert"),
    UrlParameter::word("sslmode"),
    UrlParameter::text("unix-socket"),
    UrlParameter::text("user"),
];

const NAME: &str = "the database's name at the end of the address, as in mysql://host/name,";

/// Other programs' names for them.
const MEANT: &[(&str, &str)] = &[
    ("ca", "`ssl-ca`"),
    ("characterencoding", "`charset`"),
    ("database", NAME),
    ("db", NAME),
    ("dbname", NAME),
    ("encoding", "`charset`"),
    ("name", NAME),
    ("pass", "`password`"),
    ("pwd", "`password`"),
    ("schema", NAME),
    ("searchpath", NAME),
    ("ssl", "`ssl-mode`"),
    ("sslcafile", "`ssl-ca`"),
    ("timeout", "`connect-timeout`"),
    ("timezone", "nothing: sessions run in UTC, which"),
    ("tls", "`ssl-mode`"),
    ("unixsocketpath", "`socket`"),
    ("username", "`user`"),
    ("usessl", "`ssl-mode`"),
];

const DEFAULT_PORT: u16 = 3306;
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A statement that waits longer for another's locks fails; MySQL's own patience for DDL is a year.
pub(super) const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(10);

impl Location {
    /// Reads `//user:password@host:port/name?key=value&…`.
    pub(super) fn read(url: &DatabaseUrl) -> Result<Self, DriverError> {
        let location = Self::read_server(url)?;
        if location.database.is_empty() {
            let reason = "the URL names no database; end it with /name".to_owned();
            Err(unreachable_url(url, reason))
        } else {
            Ok(location)
        }
    }

    /// The same, where the URL needs no database.
    pub(super) fn read_server(url: &DatabaseUrl) -> Result<Self, DriverError> {
        let invalid = |reason: String| unreachable_url(url, reason);
        if !url.after_scheme().starts_with("//") {
            return Err(invalid("two slashes follow the scheme".to_owned()));
        }
        let parts = ServerUrl::read(url, PARAMETERS).map_err(|error| unclear_url(url, error))?;
        let (host, port) = read_address(&parts.place).map_err(invalid)?;
        let mut location = Self {
            host,
            port,
            socket: None,
            user: parts.user,
            password: parts.password,
            database: parts.database,
            tls: TlsMode::Preferred,
            root_certificate: None,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            lock_timeout: None,
            sql_mode: None,
        };
        location.read_parameters(parts.parameters).map_err(invalid)?;
        Ok(location)
    }

    /// Whether both lead to one database, whoever connects.
    pub(super) fn is_same_database(&self, other: &Self) -> bool {
        self.place() == other.place() && self.database == other.database
    }

    /// The socket, else the host with its port; the machine itself has many names.
    fn place(&self) -> (String, Option<u16>) {
        match (&self.socket, self.host.as_str()) {
            (Some(socket), _) => (socket.clone(), None),
            (None, "127.0.0.1" | "::1") => ("localhost".to_owned(), Some(self.port)),
            (None, host) => (host.to_lowercase(), Some(self.port)),
        }
    }

    fn read_parameters(&mut self, parameters: Vec<(String, String)>) -> Result<(), String> {
        let mut mode = None;
        for (key, value) in parameters {
            match key.to_lowercase().replace('_', "-").as_str() {
                "user" => self.user = Some(value),
                "password" => self.password = Some(value),
                "socket" | "unix-socket" => self.socket = Some(value),
                "ssl-mode" | "sslmode" => mode = Some(read_mode(&value)?),
                "ssl-ca" | "sslrootcert" => self.root_certificate = Some(value.into()),
                "connect-timeout" => self.connect_timeout = read_seconds(&key, &value)?,
                "lock-timeout" => self.lock_timeout = Some(read_seconds(&key, &value)?),
                "sql-mode" => self.sql_mode = Some(value),
                "charset" if value.eq_ignore_ascii_case("utf8mb4") => {}
                "charset" => return Err(format!("charset={value} is not utf8mb4")),
                _ => return Err(unknown_parameter(&key, PARAMETERS, MEANT)),
            }
        }
        // Who names an authority wants it asked.
        let asks = self.root_certificate.is_some();
        self.tls = mode.unwrap_or(if asks {
            TlsMode::VerifyIdentity
        } else {
            TlsMode::Preferred
        });
        Ok(())
    }
}

/// A URL that cannot be understood.
pub(super) fn unreachable_url(url: &DatabaseUrl, reason: String) -> DriverError {
    DriverError::Unreachable {
        url: url.masked(),
        reason,
        hint: Some("write it like mysql://user:password@host:3306/name".to_owned()),
        source: None,
    }
}

/// A URL whose password cannot be distinguished from the rest.
fn unclear_url(url: &DatabaseUrl, error: UnclearPassword) -> DriverError {
    DriverError::Unreachable {
        url: url.masked(),
        reason: error.to_string(),
        hint: Some(UnclearPassword::ADVICE.to_owned()),
        source: None,
    }
}

/// `host`, `host:port`, `[::1]:port`; nothing is localhost.
fn read_address(address: &str) -> Result<(String, u16), String> {
    let (host, port) = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':').unwrap_or_default()),
        None => address.split_once(':').unwrap_or((address, "")),
    };
    let host = match host {
        "" => "localhost".to_owned(),
        host => DatabaseUrl::decode(host),
    };
    let port = match port {
        "" => DEFAULT_PORT,
        port => port
            .parse()
            .map_err(|_| "the port is no number from 1 to 65535".to_owned())?,
    };
    Ok((host, port))
}

fn read_mode(value: &str) -> Result<TlsMode, String> {
    TlsMode::from_str(value).map_err(|_| {
        format!("ssl-mode={value} is none of disabled, preferred, required, verify_ca and verify_identity")
    })
}

fn read_seconds(key: &str, value: &str) -> Result<Duration, String> {
    match value.parse() {
        Ok(seconds) if seconds > 0 => Ok(Duration::from_secs(seconds)),
        Ok(_) | Err(_) => Err(format!("{key}={value} is no number of seconds from 1")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn read(url: &str) -> Result<Location, DriverError> {
        Location::read(&DatabaseUrl::parse(url).unwrap())
    }

    #[test]
    fn a_url_is_taken_apart() {
        let location = read("mysql+pymysql://me:p@ss%2Fword@[::1]:3307/a%20b?connect_timeout=3").unwrap();
        assert_eq!((location.host.as_str(), location.port), ("::1", 3307));
        assert_eq!(location.user.as_deref(), Some("me"));
        assert_eq!(location.password.as_deref(), Some("p@ss/word"));
        assert_eq!(location.database, "a b");
        assert_eq!(location.connect_timeout, Duration::from_secs(3));
    }

    #[test]
    fn a_password_may_hold_what_divides_a_url() {
        for password in ["Slfk?x=y", "a#b", "a@b/c", "3306?a"] {
            let location = read(&format!("mysql://me:{password}@host/name?ssl-mode=disabled")).unwrap();
            assert_eq!(location.password.as_deref(), Some(password));
            assert_eq!(
                (location.host.as_str(), location.database.as_str()),
                ("host", "name")
            );
        }
    }

    #[test]
    fn one_database_has_many_urls() {
        let is_same = |left: &str, right: &str| read(left).unwrap().is_same_database(&read(right).unwrap());
        for (left, right, expected) in [
            (
                "mysql://a@localhost/app",
                "mariadb://b:x@127.0.0.1:3306/app?ssl-mode=disabled",
                true,
            ),
            ("mysql://a@db/app", "mysql+aiomysql://a@DB/app", true),
            ("mysql://a@db/app", "mysql://a@db/other", false),
            ("mysql://a@db/app", "mysql://a@db:3307/app", false),
        ] {
            assert_eq!(is_same(left, right), expected, "{left} {right}");
        }
    }

    #[test]
    fn tls_is_verified_where_it_is_asked_for() {
        for (query, mode) in [
            ("", TlsMode::Preferred),
            ("?ssl-mode=DISABLED", TlsMode::Disabled),
            ("?ssl-mode=required", TlsMode::VerifyIdentity),
            ("?ssl_ca=/ca.pem", TlsMode::VerifyIdentity),
            ("?ssl-ca=/ca.pem&ssl-mode=VERIFY_CA", TlsMode::VerifyAuthority),
        ] {
            assert_eq!(
                read(&format!("mysql://host/name{query}")).unwrap().tls,
                mode,
                "{query}"
            );
        }
    }

    #[test]
    fn an_unknown_parameter_names_the_one_that_is_meant() {
        for (query, meant) in [
            ("useSSL=true", "`ssl-mode` is meant"),
            ("schema=a", "at the end of the address"),
            ("connectTimeout=3", "`connect-timeout` is meant"),
            ("sokcet=/x", "`socket` is meant"),
            ("colour=red", "known are charset, "),
        ] {
            let error = read(&format!("mysql://host/name?{query}"))
                .err()
                .unwrap()
                .to_string();
            assert!(error.contains(meant), "{query}: {error}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused_without_the_password() {
        for url in [
            "mysql:name",
            "mysql://me:secret@host/",
            "mysql://me:secret@host:port/name",
            "mysql:me:secret@host/name",
            "mysql://me:secret/name",
            "mysql://me:p@secret/db?secret=b&password=c@host/name",
            "mysql://me:secret@host/name?ssl-mode=maybe",
            "mysql://me:secret@host/name?colour=red",
            "mysql://me:secret@host/name?charset=latin1",
        ] {
            let error = read(url).err().unwrap().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
