//! The URL of a server, taken apart: who connects, where to, to which database, with which parameters.
//!
//! A password should be percent-encoded, and often is not. Each `@` may be the one that ends it. The reading that RFC
//! 3986 gives is taken where it makes sense, another one where that is the only one that does. Nothing here is shown:
//! a part of a URL may turn out to be a part of a password.

use thiserror::Error;

use crate::DatabaseUrl;
use crate::database_url::{MASK, names_secret};

/// A server's URL, taken apart. It has no [`Debug`], since it holds the password.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerUrl {
    /// Who connects.
    pub user: Option<String>,
    /// The password of the part before the `@`.
    pub password: Option<String>,
    /// The hosts with their ports, as they are written.
    pub place: String,
    /// The database; empty where none is named.
    pub database: String,
    /// The parameters, in order.
    pub parameters: Vec<(String, String)>,
}

/// A parameter that a database's URLs may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UrlParameter {
    /// Its name; `-` and `_` are the same.
    pub name: &'static str,
    /// The values that it may hold.
    pub value: ParameterValue,
}

/// The values that a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterValue {
    /// Any text, also one with an `@`.
    Text,
    /// A number or a word.
    Word,
}

/// A URL that could be read in more than one way, or in none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("its password holds a character that also separates the parts of a URL, so its end is unclear")]
pub struct UnclearPassword;

impl UnclearPassword {
    /// Advice.
    pub const ADVICE: &'static str = "percent-encode the password: write % as %25, ? as %3F, # as %23, @ as %40, \
                                      / as %2F and & as %26; the same goes for an @ in a parameter";
}

impl UrlParameter {
    /// A parameter that takes any text.
    pub const fn text(name: &'static str) -> Self {
        let value = ParameterValue::Text;
        Self { name, value }
    }

    /// A parameter that takes a number or a word.
    pub const fn word(name: &'static str) -> Self {
        let value = ParameterValue::Word;
        Self { name, value }
    }

    fn is_named(&self, name: &str) -> bool {
        self.name.replace('_', "-") == name.to_lowercase().replace('_', "-")
    }
}

/// One way to read a URL.
#[derive(Clone, Copy)]
struct Reading<'a> {
    credentials: Option<&'a str>,
    place: &'a str,
    database: Option<&'a str>,
    query: Option<&'a str>,
}

/// How much sense a reading makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plausibility {
    /// All of it is allowed there.
    Full,
    /// All but the name of a parameter.
    UnknownParameter,
    /// None.
    Nonsense,
}

impl ServerUrl {
    /// Takes a URL apart, for a database whose URLs may have these parameters.
    pub fn read(url: &DatabaseUrl, known: &[UrlParameter]) -> Result<Self, UnclearPassword> {
        let rest = url.after_scheme();
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let mut read = choose(rest, known)?.decoded();
        read.hide_parts_of_secrets(known);
        Ok(read)
    }

    /// A parameter behind a secret one that is not known may be a part of the secret: its name is not shown.
    fn hide_parts_of_secrets(&mut self, known: &[UrlParameter]) {
        let is_secret = |(name, _): &(String, String)| names_secret(name);
        let first = self.parameters.iter().position(is_secret);
        let behind = first.map_or(self.parameters.len(), |first| first + 1);
        for (name, _) in &mut self.parameters[behind..] {
            if !known.iter().any(|parameter| parameter.is_named(name)) {
                MASK.clone_into(name);
            }
        }
    }
}

fn choose<'a>(rest: &'a str, known: &[UrlParameter]) -> Result<Reading<'a>, UnclearPassword> {
    let authority = &rest[..rest.find(['/', '?']).unwrap_or(rest.len())];
    let end_of_password = authority.rfind('@');
    let standard = Reading::new(rest, end_of_password);
    let mut others = rest
        .match_indices('@')
        .filter(|(at, _)| end_of_password.is_none_or(|end| *at > end))
        .map(|(at, _)| Reading::new(rest, Some(at)))
        .peekable();
    if others.peek().is_none() {
        return Ok(standard);
    }
    let others: Vec<_> = others
        .filter(|reading| reading.has_password() && reading.sense(known) == Plausibility::Full)
        .collect();
    let is_weak = standard.credentials.is_none();
    match (standard.sense(known), others.as_slice()) {
        (Plausibility::Full, []) => Ok(standard),
        (Plausibility::Full, _) if !is_weak || standard.database.is_some() => Ok(standard),
        (Plausibility::UnknownParameter, [only]) if is_weak => Ok(*only),
        (Plausibility::Nonsense, [only]) => Ok(*only),
        (Plausibility::Full | Plausibility::UnknownParameter | Plausibility::Nonsense, _) => {
            Err(UnclearPassword)
        }
    }
}

impl<'a> Reading<'a> {
    fn new(rest: &'a str, end_of_password: Option<usize>) -> Self {
        let (credentials, rest) = match end_of_password {
            Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
            None => (None, rest),
        };
        let (address, query) = match rest.split_once('?') {
            Some((address, query)) => (address, Some(query)),
            None => (rest, None),
        };
        let (place, database) = match address.split_once('/') {
            Some((place, database)) => (place, Some(database).filter(|name| !name.is_empty())),
            None => (address, None),
        };
        Self {
            credentials,
            place,
            database,
            query,
        }
    }

    /// Whether it has a user, whose name holds none of the characters in question, and a password.
    fn has_password(&self) -> bool {
        let credentials = self.credentials.and_then(|text| text.split_once(':'));
        credentials.is_some_and(|(user, _)| !user.is_empty() && !user.contains(['/', '?', '#', '@']))
    }

    fn sense(&self, known: &[UrlParameter]) -> Plausibility {
        let is_named = self.database.is_none_or(|name| !name.contains(['/', '@', '#']));
        if !self.place.split(',').all(is_address) || !is_named {
            return Plausibility::Nonsense;
        }
        let senses = self
            .pairs()
            .map(|(key, value)| parameter_sense(key, value, known));
        senses.fold(Plausibility::Full, Plausibility::and)
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let parts = self.query.unwrap_or_default().split('&');
        parts
            .filter(|part| !part.is_empty())
            .map(|part| match part.split_once('=') {
                Some((key, value)) => (key, Some(value)),
                None => (part, None),
            })
    }

    fn decoded(&self) -> ServerUrl {
        let (user, password) = match self.credentials.map(|text| text.split_once(':').ok_or(text)) {
            Some(Ok((user, password))) => (Some(user), Some(password)),
            Some(Err(user)) => (Some(user), None),
            None => (None, None),
        };
        let decoded = |text: &str| DatabaseUrl::decode(text);
        let pair = |(key, value): (&str, Option<&str>)| (decoded(key), decoded(value.unwrap_or_default()));
        ServerUrl {
            user: user.filter(|user| !user.is_empty()).map(decoded),
            password: password.map(decoded),
            place: self.place.to_owned(),
            database: self.database.map(decoded).unwrap_or_default(),
            parameters: self.pairs().map(pair).collect(),
        }
    }
}

impl Plausibility {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nonsense, _) | (_, Self::Nonsense) => Self::Nonsense,
            (Self::UnknownParameter, _) | (_, Self::UnknownParameter) => Self::UnknownParameter,
            (Self::Full, Self::Full) => Self::Full,
        }
    }
}

fn parameter_sense(key: &str, value: Option<&str>, known: &[UrlParameter]) -> Plausibility {
    let known = known.iter().find(|parameter| parameter.is_named(key));
    let divides = |text: &str| text.contains(['@', '#']);
    match (known.map(|parameter| parameter.value), value) {
        (_, None) => Plausibility::Nonsense,
        (Some(ParameterValue::Text), Some(_)) => Plausibility::Full,
        (Some(ParameterValue::Word), Some(value)) if !divides(value) => Plausibility::Full,
        (None, Some(value)) if !divides(key) && !divides(value) => Plausibility::UnknownParameter,
        (Some(ParameterValue::Word) | None, Some(_)) => Plausibility::Nonsense,
    }
}

/// `host`, `host:port`, `[::1]:port`, or nothing.
fn is_address(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':').unwrap_or(rest)),
        None => match text.split_once(':') {
            Some((_, "")) => return false,
            Some((host, port)) => (host, port),
            None => (text, ""),
        },
    };
    let is_host = !host.contains(['@', '#', '?', ' ']);
    is_host && port.chars().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const KNOWN: &[UrlParameter] = &[
        UrlParameter::text("user"),
        UrlParameter::text("application_name"),
        UrlParameter::word("sslmode"),
    ];

    fn read(url: &str) -> Result<ServerUrl, UnclearPassword> {
        ServerUrl::read(&DatabaseUrl::parse(url).unwrap(), KNOWN)
    }

    #[test]
    fn passwords_that_are_not_encoded_are_read_where_their_end_is_detectable() {
        for password in [
            "plain",
            "Slfk?x=y",
            "a@b",
            "a/b",
            "a#b",
            "a:b",
            "p@ss/word",
            "p@ss/wo?rd",
            "5432?x=y",
            "1/2?x=y",
            "12/a?b",
            "a/b@c?d#e&f",
            "a?sslmode=x",
            "1@2/3",
            "?",
            "#",
            "/",
            "@",
            "a?b@c/d",
            "x?y=z&sslmode=require",
            "1?2",
            "p%40ss",
        ] {
            for (place, database, query) in [
                ("host", "db", ""),
                ("host:5432", "db", "?sslmode=require"),
                ("[::1]:5432", "db", ""),
                ("host", "", ""),
            ] {
                let url = format!("postgres://me:{password}@{place}/{database}{query}");
                let url = read(&url).unwrap_or_else(|error| panic!("{url}: {error}"));
                assert_eq!(url.user.as_deref(), Some("me"), "{password}");
                assert_eq!(url.password, Some(DatabaseUrl::decode(password)));
                assert_eq!(
                    (url.place.as_str(), url.database.as_str()),
                    (place, database),
                    "{password}"
                );
                assert_eq!(url.parameters.len(), usize::from(!query.is_empty()), "{password}");
            }
        }
    }

    #[test]
    fn an_at_sign_in_a_parameter_is_no_end_of_a_password() {
        for (text, user, host) in [
            ("postgres://me:x@host/db?application_name=a@b", Some("me"), "host"),
            (
                "postgres://host:5432/db?user=me@corp&sslmode=require",
                None,
                "host:5432",
            ),
            ("postgres://me@host/db?application_name=a@b", Some("me"), "host"),
            ("postgres://host?user=me@corp", None, "host"),
        ] {
            let url = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((url.user.as_deref(), url.place.as_str()), (user, host), "{text}");
        }
    }

    #[test]
    fn an_end_that_is_unclear_is_an_error() {
        for text in [
            "postgres://me:5432?user=y@host/db",
            "postgres://me:p@ss/wd?a=b&application_name=c@host/db",
            "postgres://me:p@ss/db?pool=5&application_name=a@b",
        ] {
            assert!(read(text) == Err(UnclearPassword), "{text}");
        }
    }
}
