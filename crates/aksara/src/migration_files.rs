//! The files of a migrations directory: which of them are one migration.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_formats::sql::{FileNameProblem, PairKey, SqlDirection, looks_like_down, read_file_name};
use aksara_operations::{InvalidMigrationName, MigrationName};
use thiserror::Error;

use crate::directory::MigrationFormat;

/// A directory that cannot be read as migrations.
#[derive(Debug, Error)]
pub enum DirectoryError {
    /// There is none.
    #[error("no folder `{}` here", path.display())]
    Missing {
        /// The directory that was looked for.
        path: PathBuf,
    },
    /// It or one of its files cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The directory or file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file in another encoding.
    #[error("{} is not in UTF-8", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
    },
    /// A file whose stem cannot name a migration.
    #[error("{}: {source}", path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: InvalidMigrationName,
    },
    /// A migration in a format that is none.
    #[error("{} is not a migration: its ending is not .py or .sql", path.display())]
    Format {
        /// The file.
        path: PathBuf,
    },
    /// An SQL file that is not a migration, although its name looks like one.
    #[error("{} is not a migration: {source}", path.display())]
    FileName {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: FileNameProblem,
    },
    /// A folder with the files of one migration, as diesel and Prisma have it.
    #[error("{} is in a folder of its own, and would not be run", path.display())]
    Subfolder {
        /// The file.
        path: PathBuf,
    },
    /// The way back of a migration that is not there.
    #[error("{} reverts a migration that does not exist", path.display())]
    LonelyDown {
        /// The file.
        path: PathBuf,
        /// How the file of the way there could be called.
        expected: String,
    },
    /// Two files of one migration.
    #[error("{} and {} have the same migration name", first.display(), second.display())]
    SameName {
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
}

impl Diagnose for DirectoryError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::Missing { .. } => with(
                Code::FilesNoDirectory,
                "the first migration makes it:\n  aksara makemigrations\nsettings for a new project:\n  aksara init\n\
                 another folder: --migrations-dir, AKSARA_MIGRATIONS_DIR or [tool.aksara]",
            ),
            Self::Unreadable { .. } => Diagnosis::new(Code::FilesUnreadable),
            Self::Encoding { .. } => with(Code::FilesEncoding, "save it in that encoding"),
            Self::Name { .. } => with(Code::FilesMigrationName, "rename the file"),
            Self::Format { .. } => with(Code::FilesFormat, "move it to another directory"),
            Self::FileName { source, .. } => source.diagnosis(),
            Self::Subfolder { .. } => with(
                Code::FilesOtherTool,
                "move the files of each folder into the migrations directory, named FOLDER.up.sql and FOLDER.down.sql",
            ),
            Self::LonelyDown { expected, .. } => Diagnosis::new(Code::FilesLonelyDown).advise(format!(
                "name the file that it reverts {expected}, or remove this file"
            )),
            Self::SameName { .. } => with(Code::FilesSameName, "rename one of them"),
        }
    }
}

/// The files of one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MigrationFiles {
    /// Its name.
    pub name: MigrationName,
    /// The file, or that of the way there.
    pub path: PathBuf,
    /// The file of the way back, where that is another one.
    pub down: Option<PathBuf>,
}

/// A file, and what its name says.
struct NamedFile {
    path: PathBuf,
    name: MigrationName,
    pair: Option<PairKey>,
    way: SqlDirection,
}

/// The migrations of a directory, in the order of their names. A file that begins with `_` or `.` is none.
pub(crate) fn migration_files(path: &Path) -> Result<Vec<MigrationFiles>, DirectoryError> {
    grouped(listed(path)?)
}

/// The migrations of these files, in the order of their names.
pub(crate) fn grouped(mut paths: Vec<PathBuf>) -> Result<Vec<MigrationFiles>, DirectoryError> {
    paths.sort();
    let stems: Vec<String> = paths.iter().map(|path| stem(path)).collect();
    let stems: BTreeSet<&str> = stems.iter().map(String::as_str).collect();
    let named: Vec<NamedFile> = paths
        .into_iter()
        .map(|path| named(path, &stems))
        .collect::<Result<_, _>>()?;
    let (down, up): (Vec<NamedFile>, Vec<NamedFile>) =
        named.into_iter().partition(|file| file.way == SqlDirection::Down);
    let mut backward = by_pair(down)?;
    let mut migrations: Vec<MigrationFiles> = up
        .into_iter()
        .map(|file| MigrationFiles {
            down: file
                .pair
                .and_then(|pair| backward.remove(&pair))
                .map(|file| file.path),
            name: file.name,
            path: file.path,
        })
        .collect();
    if let Some((pair, file)) = backward.into_iter().next() {
        return Err(DirectoryError::LonelyDown {
            expected: expected(&pair, &file),
            path: file.path,
        });
    }
    migrations.sort_by(|left, right| left.name.cmp(&right.name));
    match migrations.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(DirectoryError::SameName {
            first: pair[0].path.clone(),
            second: pair[1].path.clone(),
        }),
        None => Ok(migrations),
    }
}

/// Whether a directory holds migrations; one that is not there holds none.
pub(crate) fn has_migration_files(path: &Path) -> Result<bool, DirectoryError> {
    let unreadable = |source| DirectoryError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let items = match std::fs::read_dir(path) {
        Ok(items) => items,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(false);
        }
        Err(source) => return Err(unreadable(source)),
    };
    for item in items {
        let item = item.map_err(unreadable)?.path();
        if !is_hidden(&item) && format_of(&item).is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The format of a file, by its extension.
pub(crate) fn format_of(path: &Path) -> Option<MigrationFormat> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "py" => Some(MigrationFormat::Python),
        "sql" => Some(MigrationFormat::Sql),
        _ => None,
    }
}

/// The files that diesel and Prisma have in the folder of a migration.
const IN_SUBFOLDERS: &[&str] = &["up.sql", "down.sql", "migration.sql"];

/// The files in a format of migrations.
fn listed(path: &Path) -> Result<Vec<PathBuf>, DirectoryError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => DirectoryError::Missing {
            path: path.to_owned(),
        },
        _ => DirectoryError::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    let mut files = Vec::new();
    for item in std::fs::read_dir(path).map_err(unreadable)? {
        let item = item.map_err(unreadable)?;
        let is_file = item.file_type().is_ok_and(|kind| kind.is_file());
        let item = item.path();
        // Whether a file has such files in it need not be asked.
        let mut inside = IN_SUBFOLDERS
            .iter()
            .filter(|_| !is_file)
            .map(|name| item.join(name));
        if let Some(path) = inside.find(|path| path.is_file()).filter(|_| !is_hidden(&item)) {
            return Err(DirectoryError::Subfolder { path });
        }
        match (format_of(&item), is_other_format(&item)) {
            _ if is_hidden(&item) => {}
            (Some(_), _) => files.push(item),
            (None, true) => return Err(DirectoryError::Format { path: item }),
            (None, false) => {}
        }
    }
    Ok(files)
}

/// Reads a file's name; `stems` are those of all files.
fn named(path: PathBuf, stems: &BTreeSet<&str>) -> Result<NamedFile, DirectoryError> {
    let stem = stem(&path);
    let is_sql = format_of(&path) == Some(MigrationFormat::Sql);
    let problem = |source| DirectoryError::FileName {
        path: path.clone(),
        source,
    };
    let (text, pair, way) = if is_sql {
        let name = read_file_name(&stem).map_err(problem)?;
        (name.migration, Some(name.pair), name.way)
    } else {
        (stem.clone(), None, SqlDirection::Up)
    };
    if is_sql && way == SqlDirection::Up && text == stem && looks_like_down(&stem, stems) {
        return Err(problem(FileNameProblem::LooksLikeDown));
    }
    match MigrationName::new(text) {
        Ok(name) => Ok(NamedFile {
            path,
            name,
            pair,
            way,
        }),
        Err(source) => Err(DirectoryError::Name { path, source }),
    }
}

fn by_pair(files: Vec<NamedFile>) -> Result<BTreeMap<PairKey, NamedFile>, DirectoryError> {
    let mut found: BTreeMap<PairKey, NamedFile> = BTreeMap::new();
    for file in files {
        let Some(pair) = file.pair.clone() else { continue };
        if let Some(first) = found.get(&pair) {
            return Err(DirectoryError::SameName {
                first: first.path.clone(),
                second: file.path,
            });
        }
        found.insert(pair, file);
    }
    Ok(found)
}

/// How the file of the way there could be called.
fn expected(pair: &PairKey, down: &NamedFile) -> String {
    match pair {
        PairKey::Name(name) => format!("{name}.up.sql"),
        PairKey::Version(_) => format!("V{}.sql", stem(&down.path).trim_start_matches('U')),
    }
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(['_', '.'])
}

/// Formats of models that are none of migrations.
fn is_other_format(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("toml" | "json"))
}
