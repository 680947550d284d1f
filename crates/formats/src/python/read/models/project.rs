//! The Python files of a project: which modules there are, and which of them are models by convention.

use std::io;
use std::path::{Path, PathBuf};

use aksara_schema::nearest;

use crate::python::{ModuleLoader, ModulePath};

/// The modules that are searched for models by default.
const DEFAULT_MODULES: &[&str] = &["app.models", "models", "src.models"];

/// Folders that hold no code of the project's own, beside those whose name begins with a dot.
const FOREIGN_FOLDERS: &[&str] = &[
    "__pycache__",
    "build",
    "dist",
    "env",
    "node_modules",
    "site-packages",
    "venv",
];

/// Folders below the project's directory are looked into no deeper than this.
const GREATEST_DEPTH: usize = 12;

/// The module that is used where none is named: `app.models`, `models` or `src.models`.
pub fn find_default_app(loader: &dyn ModuleLoader) -> io::Result<Option<ModulePath>> {
    for module in DEFAULT_MODULES.iter().map(|module| ModulePath::new(*module)) {
        if loader.load(&module)?.is_some() {
            return Ok(Some(module));
        }
    }
    Ok(None)
}

/// A Python file of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PythonFile {
    /// The module that it is.
    pub(super) module: ModulePath,
    /// Its path below the project's directory, with `/` between folders.
    pub(super) name: String,
    /// Its path.
    pub(super) path: PathBuf,
}

/// The project's files in the order of their modules. Folders that cannot be read are passed over: what
/// matters there is found by loading it.
pub(super) fn python_files(root: &Path) -> Vec<PythonFile> {
    let mut files = Vec::new();
    collect(root, "", 0, &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<PythonFile>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let file_name = entry.file_name();
        let Some(name) = file_name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let (path, shown) = (entry.path(), format!("{prefix}{name}"));
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && depth < GREATEST_DEPTH && !is_foreign(&path, name) {
            collect(&path, &format!("{shown}/"), depth + 1, files);
        } else if !is_folder && name.ends_with(".py") {
            let (module, _) = ModulePath::of_file(&shown);
            files.push(PythonFile {
                module,
                name: shown,
                path,
            });
        }
    }
}

/// Whether a folder holds other people's code: by its name, or because it is a virtual environment.
fn is_foreign(path: &Path, name: &str) -> bool {
    FOREIGN_FOLDERS.contains(&name) || path.join("pyvenv.cfg").exists()
}

/// The module that a name which leads nowhere was meant for: the same file as a path, one inside it, or the
/// nearest by spelling.
pub(super) fn suggest(written: &ModulePath, known: &[ModulePath]) -> Option<ModulePath> {
    let (as_path, _) = ModulePath::of_file(written.as_str());
    let inside = [written.child("models"), as_path.child("models")];
    let others = || known.iter().filter(|module| *module != written);
    let exact = std::iter::once(as_path)
        .chain(inside)
        .find(|module| others().any(|other| other == module));
    exact.or_else(|| nearest(written.as_str(), others().map(ModulePath::as_str)).map(ModulePath::new))
}
