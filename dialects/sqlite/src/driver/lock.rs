//! The lock that keeps other runners out: an operating system's lock on a file beside the database.
//!
//! It dies with the process, unlike a row. The file is removed when the lock is given back, and since another
//! runner may have opened it before, a lock counts only where its file still is the one of that name.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use aksara_driver::DriverError;

const SUFFIX: &str = ".aksara-lock";

/// A lock that is held. Dropping it gives it back.
#[derive(Debug)]
pub(super) struct RunnerLock {
    file: File,
    path: PathBuf,
}

impl RunnerLock {
    /// Tries once to take the lock of a database; `None` where another runner has it.
    pub(super) fn try_take(database: &Path) -> Result<Option<Self>, DriverError> {
        let path = lock_path(database);
        let taken = loop {
            let file = open(&path).map_err(|cause| cannot_lock(&path, &cause))?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => break None,
                Err(TryLockError::Error(cause)) => return Err(cannot_lock(&path, &cause)),
                Ok(()) if is_current(&file, &path) => break Some(file),
                Ok(()) => {}
            }
        };
        Ok(taken.map(|file| Self { file, path }))
    }
}

impl Drop for RunnerLock {
    /// Removes the file while the lock is held: who opened it before finds that it is not current any more.
    fn drop(&mut self) {
        if CAN_REMOVE_OPEN_FILES {
            let _ = std::fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(SUFFIX);
    PathBuf::from(name)
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn cannot_lock(path: &Path, cause: &io::Error) -> DriverError {
    DriverError::ReadOnly {
        message: format!(
            "the lock file {} cannot be made: {cause}; make its folder writable, SQLite needs to write its journal \
             there too",
            path.display()
        ),
    }
}

#[cfg(unix)]
const CAN_REMOVE_OPEN_FILES: bool = true;
#[cfg(not(unix))]
const CAN_REMOVE_OPEN_FILES: bool = false;

/// Whether the open file is the one that the path names now.
#[cfg(unix)]
fn is_current(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// If the file is never removed, it always is.
#[cfg(not(unix))]
fn is_current(_: &File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("app.db");
        (folder, database)
    }

    #[test]
    fn one_runner_at_a_time_holds_the_lock() {
        let (_folder, database) = database();
        let first = RunnerLock::try_take(&database).unwrap();
        assert!(first.is_some());
        assert!(RunnerLock::try_take(&database).unwrap().is_none());
        drop(first);
        assert!(RunnerLock::try_take(&database).unwrap().is_some());
    }

    #[test]
    fn no_file_is_left_behind() {
        let (folder, database) = database();
        drop(RunnerLock::try_take(&database).unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_left_by_a_crash_is_no_obstacle() {
        let (_folder, database) = database();
        std::fs::write(lock_path(&database), "").unwrap();
        assert!(RunnerLock::try_take(&database).unwrap().is_some());
    }

    #[test]
    fn many_runners_never_hold_it_together() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let (_folder, database) = database();
        let (holders, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let run = || {
            while taken.load(Ordering::SeqCst) < 200 {
                if let Some(lock) = RunnerLock::try_take(&database).unwrap() {
                    assert_eq!(holders.fetch_add(1, Ordering::SeqCst), 0);
                    taken.fetch_add(1, Ordering::SeqCst);
                    holders.fetch_sub(1, Ordering::SeqCst);
                    drop(lock);
                }
            }
        };
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(run))));
    }

    #[test]
    fn a_place_that_cannot_hold_the_file_is_reported() {
        let (folder, _) = database();
        let error = RunnerLock::try_take(&folder.path().join("missing/app.db")).unwrap_err();
        assert!(
            error.to_string().contains("app.db.aksara-lock cannot be made"),
            "{error}"
        );
    }
}
