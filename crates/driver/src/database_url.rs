//! Database URLs, and how they are shown: never with a password.

use std::fmt;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use percent_encoding::percent_decode_str;
use thiserror::Error;

/// A database URL as given. Its [`Display`](fmt::Display) and [`Debug`] mask the password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    text: String,
    scheme_end: usize,
}

/// A text that is not a database URL.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidDatabaseUrl {
    /// No scheme.
    #[error("the database URL has no scheme")]
    NoScheme,
}

impl Diagnose for InvalidDatabaseUrl {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::NoScheme => Diagnosis::new(Code::SettingsUrlScheme)
                .advise("write it like sqlite:app.db, postgres://user@host/name or mysql://user@host/name"),
        }
    }
}

impl DatabaseUrl {
    /// Takes a URL apart as far as its scheme; the driver reads the rest.
    pub fn parse(text: impl Into<String>) -> Result<Self, InvalidDatabaseUrl> {
        let text = text.into();
        let scheme_end = text.find(':').ok_or(InvalidDatabaseUrl::NoScheme)?;
        let valid = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
        if scheme_end > 0 && text[..scheme_end].chars().all(valid) {
            Ok(Self { text, scheme_end })
        } else {
            Err(InvalidDatabaseUrl::NoScheme)
        }
    }

    /// The scheme without a `+driver` suffix, in lower case: `postgresql+asyncpg://…` → `postgresql`.
    pub fn scheme(&self) -> String {
        let scheme = &self.text[..self.scheme_end];
        scheme.split('+').next().unwrap_or(scheme).to_lowercase()
    }

    /// The part after the scheme's colon.
    pub fn after_scheme(&self) -> &str {
        &self.text[self.scheme_end + 1..]
    }

    /// The whole URL, password included. For drivers alone.
    pub fn secret(&self) -> &str {
        &self.text
    }

    /// The URL with `***` for the password, in the user part and in the query.
    ///
    /// A password may hold any character, so that of a server's URL all up to the last `@` counts as it.
    pub fn masked(&self) -> String {
        let (scheme, rest) = self.text.split_at(self.scheme_end + 1);
        let rest = match rest.strip_prefix("//") {
            Some(place) if !self.is_file() || names_user(place) => format!("//{}", mask_place(place)),
            None if !self.is_file() => mask_to_at(&mask_query(rest)),
            Some(_) | None => mask_query(rest),
        };
        format!("{scheme}{rest}")
    }

    /// Whether it names a file and no server.
    fn is_file(&self) -> bool {
        self.scheme().starts_with("sqlite")
    }

    /// A text with the passwords of all URLs in it masked: a message may quote what a user wrote.
    pub fn mask_all(text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("://") {
            let (before, after) = rest.split_at(start + 3);
            let ends = |character: char| character.is_whitespace() || "'\"`<>".contains(character);
            let (place, next) = after.split_at(after.find(ends).unwrap_or(after.len()));
            masked.push_str(before);
            if place.contains('@') {
                masked.push_str(&mask_place(place));
            } else {
                masked.push_str(&mask_query(place));
            }
            rest = next;
        }
        masked + rest
    }

    /// Percent-decoded text.
    pub fn decode(text: &str) -> String {
        percent_decode_str(text).decode_utf8_lossy().into_owned()
    }
}

/// The text that replaces a secret.
pub(crate) const MASK: &str = "***";

/// Parts of the names of parameters that hold secrets.
const SECRETS: &[&str] = &["pass", "pwd", "secret", "token"];

/// Whether a file's path begins like the user of a server: a mistake that may hold a password.
fn names_user(place: &str) -> bool {
    let user = place.split_once(':').map(|(user, _)| user);
    user.is_some_and(|user| !user.is_empty() && !user.contains('/'))
}

/// Masks the password before the `@` and those of the query. An `@` of the query that follows another one may belong to
/// either: then all that follows the user is masked.
fn mask_place(place: &str) -> String {
    let (base, query) = place.split_once('?').unwrap_or((place, ""));
    match base.split_once(':') {
        Some((user, secret)) if query.contains('@') && secret.contains('@') => format!("{user}:{MASK}"),
        _ => mask_password(&mask_query(place)),
    }
}

/// Masks from `user:` to the last `@`. A port that is not a number may be a password whose host is missing.
fn mask_password(place: &str) -> String {
    let host_end = place
        .strip_prefix('[')
        .and_then(|rest| rest.find(']'))
        .unwrap_or(0);
    let Some(colon) = place[host_end..].find(':').map(|colon| colon + host_end) else {
        return place.to_owned();
    };
    let (user, secret) = place.split_at(colon + 1);
    match place.rfind('@') {
        Some(at) if at > colon => format!("{user}{MASK}{}", &place[at..]),
        Some(_) => place.to_owned(),
        None => {
            let port = secret.split([',', '/', '?']).next().unwrap_or_default();
            if port.chars().all(|digit| digit.is_ascii_digit()) {
                place.to_owned()
            } else {
                format!("{user}{MASK}")
            }
        }
    }
}

/// Masks all before the last `@` of a URL without slashes, which is none of ours.
fn mask_to_at(rest: &str) -> String {
    match rest.rfind('@') {
        Some(at) => format!("{MASK}{}", &rest[at..]),
        None => rest.to_owned(),
    }
}

/// Masks a secret of the query and all that follows it: an `&` may belong to either.
fn mask_query(rest: &str) -> String {
    let Some((base, query)) = rest.split_once('?') else {
        return rest.to_owned();
    };
    let mut masked: Vec<String> = Vec::new();
    for part in query.split('&') {
        match part.split_once('=') {
            Some((key, _)) if names_secret(key) => {
                masked.push(format!("{key}={MASK}"));
                break;
            }
            Some(_) | None => masked.push(part.to_owned()),
        }
    }
    format!("{base}?{}", masked.join("&"))
}

pub(crate) fn names_secret(key: &str) -> bool {
    let key = DatabaseUrl::decode(key).to_lowercase();
    SECRETS.iter().any(|secret| key.contains(secret))
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.masked())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DatabaseUrl({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn passwords_are_never_shown() {
        for (url, shown) in [
            ("postgres://me:se:cr/et@host/db", "postgres://me:***@host/db"),
            ("postgres://u:Slfk?x=y@host/db", "postgres://u:***@host/db"),
            (
                "mysql://u:a#b?c/d@e&f=g@host/db?ssl-mode=disabled",
                "mysql://u:***@host/db?ssl-mode=disabled",
            ),
            ("postgres://u:x?password=secret&y@host/db", "postgres://u:***"),
            (
                "mysql://me:p@secret/db?secret=b&password=c@host/name",
                "mysql://me:***",
            ),
            ("mysql://me:p@secret/db?colour=b&c@host/name", "mysql://me:***"),
            (
                "postgres://host:5432/db?user=u&password=secret@1&secret",
                "postgres://host:5432/db?user=u&password=***",
            ),
            (
                "mysql://host/db?user=u&password=se&cret=secret&more",
                "mysql://host/db?user=u&password=***",
            ),
            (
                "mysql://host/db?pass%77ord=secret",
                "mysql://host/db?pass%77ord=***",
            ),
            ("postgres://u:secret", "postgres://u:***"),
            ("postgres://u:secret/db", "postgres://u:***"),
            ("postgres://a:5432,b:5433/db", "postgres://a:5432,b:5433/db"),
            ("postgres://[::1]:5432/db", "postgres://[::1]:5432/db"),
            ("me:secret@host/db", "me:***@host/db"),
            ("mysql:me:secret@host/db", "mysql:***@host/db"),
            ("sqlite://me:secret@host/db", "sqlite://me:***@host/db"),
            ("sqlite:///data/a:b@c.db", "sqlite:///data/a:b@c.db"),
            (
                "postgresql+asyncpg://me:p%40ss@host:5432/db?sslmode=require",
                "postgresql+asyncpg://me:***@host:5432/db?sslmode=require",
            ),
            (
                "mysql://host/db?user=me&password=secret",
                "mysql://host/db?user=me&password=***",
            ),
            ("sqlite:a@b:c.db", "sqlite:a@b:c.db"),
            ("postgres://me@host/db", "postgres://me@host/db"),
        ] {
            let parsed = DatabaseUrl::parse(url).unwrap();
            assert_eq!(parsed.to_string(), shown);
            assert!(!format!("{parsed:?}").contains("secret"));
        }
    }

    #[test]
    fn urls_in_a_text_lose_their_passwords() {
        let text =
            "unexpected `postgres://u:se?c/r@et@host/db`, 'mysql://h/d?password=secret', https://a.b/c:d";
        let masked = "unexpected `postgres://u:***@host/db`, 'mysql://h/d?password=***', https://a.b/c:d";
        assert_eq!(DatabaseUrl::mask_all(text), masked);
    }

    #[test]
    fn a_text_without_scheme_is_refused() {
        for text in ["app.db", "://x", "", "my file:x"] {
            assert_eq!(DatabaseUrl::parse(text), Err(InvalidDatabaseUrl::NoScheme));
        }
    }
}
