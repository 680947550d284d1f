//! The database that an SQLite URL names: a file or memory, and whether it may be written or created.
//!
//! `sqlite:PATH` and `sqlite://PATH` are relative to the working directory, `sqlite:///PATH` is absolute,
//! `sqlite::memory:` is not a file. Reading a URL touches no file.

use std::path::{Path, PathBuf};

use aksara_driver::DatabaseUrl;
use aksara_schema::nearest;
use percent_encoding::percent_decode_str;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};
use thiserror::Error;

/// The place of a database, and the way to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    /// Gone with the connection.
    Memory,
    /// A file.
    File {
        /// As the URL has it, decoded.
        path: PathBuf,
        /// The allowed access.
        mode: Mode,
        /// The path without its leading slash, where three slashes may have been meant as a relative path.
        perhaps_relative: Option<PathBuf>,
    },
}

/// `?mode=`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Mode {
    /// Read alone.
    Ro,
    /// Read and write what exists.
    Rw,
    /// Read and write, and create where it is missing.
    #[default]
    Rwc,
    /// In memory, with any path.
    Memory,
}

/// A URL that names no database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum InvalidLocation {
    #[error("the URL names no file")]
    NoPath,
    #[error("the path holds a NUL character or is not UTF-8")]
    NotText,
    #[error("{value:?} is not a mode")]
    UnknownMode { value: String },
    #[error("{name:?} is not a parameter of an SQLite URL")]
    UnknownParameter {
        name: String,
        suggestion: Option<&'static str>,
    },
}

const MEMORY: &str = ":memory:";
const MODE: &str = "mode";

impl Location {
    /// Reads a URL whose scheme is ours.
    pub(super) fn parse(url: &DatabaseUrl) -> Result<Self, InvalidLocation> {
        let (path, query) = url
            .after_scheme()
            .split_once('?')
            .unwrap_or((url.after_scheme(), ""));
        let mode = read_mode(query)?;
        let path = decode(path.strip_prefix("//").unwrap_or(path))?;
        match path.trim_start_matches('/') {
            _ if mode == Mode::Memory => Ok(Self::Memory),
            MEMORY => Ok(Self::Memory),
            "" => Err(InvalidLocation::NoPath),
            relative => Ok(Self::File {
                path: PathBuf::from(single_leading_slash(&path)),
                mode,
                perhaps_relative: has_three_slashes(url).then(|| PathBuf::from(relative)),
            }),
        }
    }
}

/// The URL of the same database where its relative path is meant below a folder. A URL that names no file stays as it
/// is.
pub(super) fn below(folder: &Path, url: &DatabaseUrl) -> DatabaseUrl {
    let path = match Location::parse(url) {
        Ok(Location::File { path, .. }) if path.is_relative() => folder.join(path),
        Ok(Location::File { .. } | Location::Memory) | Err(_) => return url.clone(),
    };
    let query = url.after_scheme().split_once('?').map(|(_, query)| query);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let text = format!("{}:{}{query}", url.scheme(), encoded(&path));
    DatabaseUrl::parse(text).unwrap_or_else(|_| url.clone())
}

/// A path as a URL has it: `%`, `?` and `#` mean something there.
fn encoded(path: &Path) -> String {
    path.to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23")
}

impl InvalidLocation {
    /// The advice.
    pub(super) fn hint(&self) -> String {
        match self {
            Self::NoPath => "write sqlite:app.db for a file, or sqlite::memory:".to_owned(),
            Self::NotText => "percent-encode the path's bytes as UTF-8".to_owned(),
            Self::UnknownMode { .. } => {
                let modes: Vec<&str> = Mode::VARIANTS.iter().map(Into::into).collect();
                format!("the modes are {}", modes.join(", "))
            }
            Self::UnknownParameter {
                suggestion: Some(name),
                ..
            } => format!("did you mean {name}?"),
            Self::UnknownParameter { suggestion: None, .. } => {
                "the only parameter is mode; a question mark of the path itself is written %3F".to_owned()
            }
        }
    }
}

fn read_mode(query: &str) -> Result<Mode, InvalidLocation> {
    let mut mode = Mode::default();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name != MODE {
            let suggestion = nearest(name, [MODE]);
            return Err(InvalidLocation::UnknownParameter {
                name: name.to_owned(),
                suggestion,
            });
        }
        mode = value.parse().map_err(|_| InvalidLocation::UnknownMode {
            value: value.to_owned(),
        })?;
    }
    Ok(mode)
}

fn decode(text: &str) -> Result<String, InvalidLocation> {
    let decoded = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| InvalidLocation::NotText)?;
    if decoded.contains('\0') {
        Err(InvalidLocation::NotText)
    } else {
        Ok(decoded.into_owned())
    }
}

/// `sqlite:////data/app.db`, as some other tools write an absolute path, is `/data/app.db` too.
fn single_leading_slash(path: &str) -> &str {
    match path.trim_start_matches('/') {
        rest if rest.len() < path.len() => &path[path.len() - rest.len() - 1..],
        rest => rest,
    }
}

fn has_three_slashes(url: &DatabaseUrl) -> bool {
    let slashes = url
        .after_scheme()
        .bytes()
        .take_while(|byte| *byte == b'/')
        .count();
    slashes == 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn parse(url: &str) -> Result<Location, InvalidLocation> {
        Location::parse(&DatabaseUrl::parse(url).unwrap())
    }

    fn check_file(url: &str, expected: &str, expected_mode: Mode) {
        match parse(url) {
            Ok(Location::File { path, mode, .. }) => {
                assert_eq!((path.to_str(), mode), (Some(expected), expected_mode), "{url}");
            }
            other => panic!("{url}: {other:?}"),
        }
    }

    #[test]
    fn paths_are_relative_unless_three_slashes_or_one_alone_start_them() {
        check_file("sqlite:app.db", "app.db", Mode::Rwc);
        check_file("sqlite://app.db", "app.db", Mode::Rwc);
        check_file("sqlite://data/app.db", "data/app.db", Mode::Rwc);
        check_file("sqlite:../app.db", "../app.db", Mode::Rwc);
        check_file("sqlite:/data/app.db", "/data/app.db", Mode::Rwc);
        check_file("sqlite:///data/app.db", "/data/app.db", Mode::Rwc);
        check_file("sqlite:////data/app.db", "/data/app.db", Mode::Rwc);
        check_file("sqlite+aiosqlite:///data/app.db", "/data/app.db", Mode::Rwc);
    }

    #[test]
    fn paths_are_percent_decoded() {
        check_file("sqlite:my files/a%20b.db", "my files/a b.db", Mode::Rwc);
        check_file("sqlite:what%3F.db?mode=ro", "what?.db", Mode::Ro);
        check_file("sqlite:100%.db", "100%.db", Mode::Rwc);
        check_file("sqlite:gr%C3%B6%C3%9Fe#1.db", "größe#1.db", Mode::Rwc);
    }

    #[test]
    fn modes_are_read() {
        check_file("sqlite:a.db?mode=ro", "a.db", Mode::Ro);
        check_file("sqlite:a.db?mode=rw", "a.db", Mode::Rw);
        check_file("sqlite:a.db?", "a.db", Mode::Rwc);
        assert_eq!(parse("sqlite:a.db?mode=memory"), Ok(Location::Memory));
    }

    #[test]
    fn memory_is_no_file() {
        for url in ["sqlite::memory:", "sqlite://:memory:", "sqlite:///:memory:"] {
            assert_eq!(parse(url), Ok(Location::Memory), "{url}");
        }
    }

    #[test]
    fn three_slashes_remember_the_relative_path() {
        let relative = |url: &str| match parse(url) {
            Ok(Location::File { perhaps_relative, .. }) => perhaps_relative,
            other => panic!("{url}: {other:?}"),
        };
        assert_eq!(relative("sqlite:///app.db"), Some(PathBuf::from("app.db")));
        assert_eq!(relative("sqlite:///./app.db"), Some(PathBuf::from("./app.db")));
        assert_eq!(relative("sqlite:/app.db"), None);
        assert_eq!(relative("sqlite:////app.db"), None);
    }

    #[test]
    fn what_names_no_database_says_what_to_write() {
        for (url, error, hint) in [
            ("sqlite:", "the URL names no file", "sqlite::memory:"),
            ("sqlite:///", "the URL names no file", "sqlite:app.db"),
            (
                "sqlite:a%00.db",
                "the path holds a NUL character or is not UTF-8",
                "UTF-8",
            ),
            (
                "sqlite:%FF.db",
                "the path holds a NUL character or is not UTF-8",
                "UTF-8",
            ),
            (
                "sqlite:a.db?mode=rx",
                "\"rx\" is not a mode",
                "ro, rw, rwc, memory",
            ),
            (
                "sqlite:a.db?mod=ro",
                "\"mod\" is not a parameter of an SQLite URL",
                "did you mean mode?",
            ),
            (
                "sqlite:a.db?cache=shared",
                "\"cache\" is not a parameter of an SQLite URL",
                "%3F",
            ),
        ] {
            let refused = parse(url).unwrap_err();
            assert_eq!(refused.to_string(), error, "{url}");
            assert!(refused.hint().contains(hint), "{url}: {}", refused.hint());
        }
    }
}
