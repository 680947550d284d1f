//! The source of the modules that a file imports.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::python::{ModulePath, PythonSource};

/// Gives the text of the project's own modules. A module that it does not have is taken for a library.
pub trait ModuleLoader {
    /// The module's file; `None` where the project has no such module.
    fn load(&self, module: &ModulePath) -> io::Result<Option<PythonSource>>;
}

/// A project of one file: every import is a library.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoModules;

impl ModuleLoader for NoModules {
    fn load(&self, _: &ModulePath) -> io::Result<Option<PythonSource>> {
        Ok(None)
    }
}

/// The modules under a project's directory: `app.models` is `app/models.py` or `app/models/__init__.py`.
#[derive(Debug, Clone)]
pub struct ProjectFiles {
    root: PathBuf,
}

impl ProjectFiles {
    /// The project in this directory.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Reads a file; its module follows from where it is in the project.
    ///
    /// The name that errors show is the path as given.
    pub fn read(&self, path: &Path) -> io::Result<PythonSource> {
        let text = std::fs::read_to_string(path)?;
        let name: Arc<str> = path.to_string_lossy().into();
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let (module, is_package) = ModulePath::of_file(&inside.to_string_lossy());
        Ok(PythonSource::of_module(name, text, module, is_package))
    }
}

impl ProjectFiles {
    /// A file's path as errors show it: relative to the user's directory, if the project is below it.
    fn shown<'a>(&self, path: &'a Path) -> &'a Path {
        if self.root.starts_with("..") {
            path
        } else {
            path.strip_prefix(&self.root).unwrap_or(path)
        }
    }
}

impl ModuleLoader for ProjectFiles {
    fn load(&self, module: &ModulePath) -> io::Result<Option<PythonSource>> {
        let base = module
            .segments()
            .fold(self.root.clone(), |path, segment| path.join(segment));
        for (path, is_package) in [
            (base.join("__init__.py"), true),
            (base.with_extension("py"), false),
        ] {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    return Ok(Some(PythonSource::of_module(
                        self.shown(&path).to_string_lossy().into_owned(),
                        text,
                        module.clone(),
                        is_package,
                    )));
                }
                Err(error) if is_absence(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}

/// Whether the error says that there is no such file, as opposed to one that cannot be read.
fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn project() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("app/models")).unwrap();
        fs::write(folder.path().join("app/constants.py"), "A = 1").unwrap();
        fs::write(folder.path().join("app/models/__init__.py"), "B = 2").unwrap();
        folder
    }

    #[test]
    fn a_module_is_a_file_or_a_package() {
        let folder = project();
        let files = ProjectFiles::new(folder.path());
        let load = |module: &str| files.load(&ModulePath::new(module)).unwrap();
        assert_eq!(
            load("app.constants")
                .map(|source| source.name().to_owned())
                .as_deref(),
            Some("app/constants.py")
        );
        assert_eq!(
            load("app.models").and_then(|source| source.package()),
            Some(ModulePath::new("app.models"))
        );
        assert!(load("app").is_none() && load("uuid").is_none() && load("app.constants.A").is_none());
    }

    #[test]
    fn a_file_that_is_not_text_is_an_error_and_not_an_absence() {
        let folder = project();
        fs::write(folder.path().join("bad.py"), [0xff, 0xfe]).unwrap();
        assert!(
            ProjectFiles::new(folder.path())
                .load(&ModulePath::new("bad"))
                .is_err()
        );
    }
}
