//! New files: each whole or not at all, never over another one, and taken back together where what follows fails.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::Error;

/// The files and folders that were made so far.
#[derive(Debug, Default)]
pub struct NewFiles {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl NewFiles {
    /// Writes a file. The folders that it needs are made.
    pub fn write(&mut self, path: &Path, text: &str) -> Result<(), Error> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => Error::FileExists {
                path: path.to_owned(),
            },
            _ => Error::Write {
                path: path.to_owned(),
                source,
            },
        };
        let folder = folder_of(path);
        self.make_folder(folder).map_err(failed)?;
        let mut file = new_file(folder).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.persist_noclobber(path)
            .map_err(|error| failed(error.error))?;
        self.files.push(path.to_owned());
        Ok(())
    }

    /// Removes what was made: the files, and the folders that are empty then.
    pub fn take_back(self) {
        // The failure before is what the user must hear of; a file that cannot be removed is seen by the next run.
        for file in self.files.iter().rev() {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    fn make_folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .collect();
        fs::create_dir_all(folder)?;
        self.folders.extend(missing.into_iter().rev().map(Path::to_owned));
        Ok(())
    }
}

/// Exchanges a file's text: whole or not at all.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source: io::Error| Error::Write {
        path: path.to_owned(),
        source,
    };
    let mut file = new_file(folder_of(path)).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The folder of a file, as it can be opened.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// A temporary file that will have the permissions of any new file.
#[cfg(unix)]
fn new_file(directory: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(".aksara-")
        .permissions(permissions)
        .tempfile_in(directory)
}

/// A temporary file in the directory.
#[cfg(not(unix))]
fn new_file(directory: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".aksara-").tempfile_in(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_taken_back_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("app")).unwrap();
        fs::write(path("app/kept.py"), "kept").unwrap();
        let mut files = NewFiles::default();
        files.write(&path("app/models.py"), "new").unwrap();
        files.write(&path("a/b/models.py"), "new").unwrap();
        let refused = files.write(&path("app/kept.py"), "other");
        assert!(matches!(refused, Err(Error::FileExists { .. })));
        assert_eq!(fs::read_to_string(path("a/b/models.py")).unwrap(), "new");
        files.take_back();
        assert!(!path("a").exists() && !path("app/models.py").exists());
        assert_eq!(fs::read_to_string(path("app/kept.py")).unwrap(), "kept");
    }
}
