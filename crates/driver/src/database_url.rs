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

/// A text that is no database URL.
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
        match scheme_end > 0 && text[..scheme_end].chars().all(valid) {
            true => Ok(Self { text, scheme_end }),
            false => Err(InvalidDatabaseUrl::NoScheme),
        }
    }

    /// The scheme without a `+driver` suffix, in lower case: `postgresql+asyncpg://…` → `postgresql`.
    pub fn scheme(&self) -> String {
        let scheme = &self.text[..self.scheme_end];
        scheme.split('+').next().unwrap_or(scheme).to_lowercase()
    }

    /// What follows the scheme's colon.
    pub fn after_scheme(&self) -> &str {
        &self.text[self.scheme_end + 1..]
    }

    /// The whole URL, password included. For drivers alone.
    pub fn secret(&self) -> &str {
        &self.text
    }

    /// The URL with `***` for the password, in the user part and in the query.
    pub fn masked(&self) -> String {
        let masked = mask_user_part(&self.text);
        mask_query(&masked)
    }

    /// Percent-decoded text.
    pub fn decode(text: &str) -> String {
        percent_decode_str(text).decode_utf8_lossy().into_owned()
    }
}

fn mask_user_part(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    // A password may itself hold an unescaped slash: the last @ before the query decides.
    let query = rest.find('?').unwrap_or(rest.len());
    let Some(at) = rest[..query]
        .rfind('@')
        .filter(|at| *at < authority_end || rest[..*at].contains(':'))
    else {
        return url.to_owned();
    };
    match rest[..at].split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:***{}", &rest[at..]),
        None => url.to_owned(),
    }
}

fn mask_query(url: &str) -> String {
    let Some((base, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let parts: Vec<String> = query
        .split('&')
        .map(|part| match part.split_once('=') {
            Some((key, _)) if key.to_lowercase().contains("password") => format!("{key}=***"),
            _ => part.to_owned(),
        })
        .collect();
    format!("{base}?{}", parts.join("&"))
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
    fn a_text_without_scheme_is_refused() {
        for text in ["app.db", "://x", "", "my file:x"] {
            assert_eq!(DatabaseUrl::parse(text), Err(InvalidDatabaseUrl::NoScheme));
        }
    }
}
