//! Opening a database file, and saying why one cannot be opened and what to do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use aksara_driver::{DatabaseUrl, DriverError};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::message;
use super::location::{InvalidLocation, Location, Mode};
use crate::dialect::FOREIGN_KEYS_ON;

/// How long a statement waits for another connection's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An open database and its file, symbolic links followed.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) file: Option<PathBuf>,
}

/// Opens the database of a URL: foreign keys enforced, waiting for locks a few seconds.
pub(super) fn open(url: &DatabaseUrl) -> Result<Opened, DriverError> {
    match locate(url)? {
        Location::Memory => open_in_memory(url),
        Location::File {
            path,
            mode,
            perhaps_relative,
        } => open_file(&path, mode).map_err(|obstacle| {
            obstacle
                .with_relative(perhaps_relative.as_deref())
                .unreachable(url)
        }),
    }
}

fn open_in_memory(url: &DatabaseUrl) -> Result<Opened, DriverError> {
    let connection = Connection::open_in_memory().map_err(|error| refused(url, &error))?;
    configure(&connection).map_err(|error| refused(url, &error))?;
    Ok(Opened {
        connection,
        file: None,
    })
}

/// Whether the URL names a file that is not there. A file that can never be opened is an error.
pub(super) fn is_missing_file(url: &DatabaseUrl) -> Result<bool, DriverError> {
    match locate(url)? {
        Location::Memory => Ok(false),
        Location::File {
            path,
            perhaps_relative,
            ..
        } => match look(&path) {
            Ok(()) => Ok(!path.exists()),
            Err(obstacle) => Err(obstacle
                .with_relative(perhaps_relative.as_deref())
                .unreachable(url)),
        },
    }
}

/// Whether two URLs name one file. A database in memory is its connection's alone.
pub(super) fn is_same_file(left: &DatabaseUrl, right: &DatabaseUrl) -> Result<bool, DriverError> {
    let file = |url: &DatabaseUrl| match locate_scratch(url)? {
        Location::Memory => Ok(None),
        Location::File { path, .. } => Ok(Some(path.canonicalize().or_else(|_| std::path::absolute(&path)))),
    };
    match (file(left)?, file(right)?) {
        (Some(Ok(left)), Some(Ok(right))) => Ok(left == right),
        _ => Ok(false),
    }
}

/// Opens a scratch database, which is in memory; a file is refused.
pub(super) fn open_scratch(url: &DatabaseUrl) -> Result<Opened, DriverError> {
    match locate_scratch(url)? {
        Location::Memory => open_in_memory(url),
        Location::File { .. } => Err(DriverError::Unreachable {
            url: url.masked(),
            reason: "a scratch database of SQLite is in memory".to_owned(),
            hint: Some("leave the scratch URL out, or write sqlite::memory:".to_owned()),
            source: None,
        }),
    }
}

/// A URL for scratch databases needs no name: they are in memory.
fn locate_scratch(url: &DatabaseUrl) -> Result<Location, DriverError> {
    match Location::parse(url) {
        Err(InvalidLocation::NoPath) => Ok(Location::Memory),
        located => located.map_err(|invalid| unreachable(url, &invalid)),
    }
}

fn locate(url: &DatabaseUrl) -> Result<Location, DriverError> {
    Location::parse(url).map_err(|invalid| unreachable(url, &invalid))
}

fn unreachable(url: &DatabaseUrl, invalid: &InvalidLocation) -> DriverError {
    DriverError::Unreachable {
        url: url.masked(),
        reason: invalid.to_string(),
        hint: Some(invalid.hint()),
        source: None,
    }
}

/// Why a file cannot be opened.
struct Obstacle {
    reason: String,
    hint: Option<String>,
    error: Option<rusqlite::Error>,
}

impl Obstacle {
    fn new(reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            hint: Some(hint.into()),
            error: None,
        }
    }

    /// Three slashes may have been meant as a relative path, as SQLAlchemy writes it.
    fn with_relative(self, relative: Option<&Path>) -> Self {
        match relative.filter(|path| folder(path).is_dir()) {
            Some(path) => Self {
                hint: Some(format!(
                    "three slashes start an absolute path; for a path from the working directory, write sqlite:{}",
                    path.display()
                )),
                ..self
            },
            None => self,
        }
    }

    fn unreachable(self, url: &DatabaseUrl) -> DriverError {
        match self.error.as_ref().and_then(rusqlite::Error::sqlite_error_code) {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                DriverError::Locked { message: self.reason }
            }
            _ => DriverError::Unreachable {
                url: url.masked(),
                reason: self.reason,
                hint: self.hint,
                source: self.error.map(|error| Box::new(error) as _),
            },
        }
    }
}

fn open_file(path: &Path, mode: Mode) -> Result<Opened, Obstacle> {
    look(path)?;
    if mode != Mode::Rwc && !path.exists() {
        let hint = format!("mode={mode} never creates a file; check the path, or leave the mode out");
        return Err(Obstacle::new("the file does not exist", hint));
    }
    let connection = Connection::open_with_flags(path, flags(mode)).map_err(|error| explain(path, error))?;
    configure(&connection).map_err(|error| explain(path, error))?;
    let file = path
        .canonicalize()
        .map_err(|error| Obstacle::new(error.to_string(), "check the path"))?;
    Ok(Opened {
        connection,
        file: Some(file),
    })
}

/// Checks the file system before SQLite, whose own messages are all the same.
fn look(path: &Path) -> Result<(), Obstacle> {
    let folder = folder(path);
    if path.is_dir() {
        Err(Obstacle::new("it is a directory", "name a file in it"))
    } else if !folder.exists() {
        let reason = format!("the folder {} does not exist", folder.display());
        Err(Obstacle::new(
            reason,
            format!("create it first: mkdir -p {}", folder.display()),
        ))
    } else if !folder.is_dir() {
        let reason = format!("{} is not a folder", folder.display());
        Err(Obstacle::new(reason, "check the path"))
    } else {
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

fn flags(mode: Mode) -> OpenFlags {
    let access = match mode {
        Mode::Ro => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Mode::Rw => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Rwc => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Memory => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_MEMORY,
    };
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Prepares the session. Reading the schema's version reads the file's header, which opening alone does not.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.execute_batch(FOREIGN_KEYS_ON)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn explain(path: &Path, error: rusqlite::Error) -> Obstacle {
    let (reason, hint) = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => (
            "the file is not an SQLite database, or it is encrypted".to_owned(),
            Some("check the path; nothing was written to the file".to_owned()),
        ),
        Some(ErrorCode::DatabaseCorrupt) => (
            "the file is damaged".to_owned(),
            Some("restore a backup, or try the command .recover of the sqlite3 shell".to_owned()),
        ),
        Some(ErrorCode::CannotOpen) => (operating_system_reason(path, &error), None),
        _ => (message(&error), None),
    };
    Obstacle {
        reason,
        hint,
        error: Some(error),
    }
}

/// SQLite says "unable to open database file" for every reason.
fn operating_system_reason(path: &Path, error: &rusqlite::Error) -> String {
    match std::fs::OpenOptions::new().read(true).open(path) {
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            format!(
                "the file does not exist and cannot be created in {}",
                folder(path).display()
            )
        }
        Err(cause) => cause.to_string(),
        Ok(_) => message(error),
    }
}

fn refused(url: &DatabaseUrl, error: &rusqlite::Error) -> DriverError {
    DriverError::Unreachable {
        url: url.masked(),
        reason: message(error),
        hint: None,
        source: None,
    }
}
