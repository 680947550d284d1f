//! Migrations that come with the Python package and not with the project.
//!
//! A project of that package may depend on them, and its database has their rows in the history. Their files are
//! not ours to read, so they count as met.

use aksara_operations::{Dependency, MigrationName};

/// How the names of the package's own migrations begin in the history.
const NAME_PREFIXES: [&str; 2] = ["aksara_contrib_auth_migrations_", "aksara_core_migrations_"];

/// The labels under which a project's file depends on them.
const LABELS: [&str; 2] = ["auth", "core"];

/// Whether a name in the history is that of a migration of the package itself.
pub fn is_external(name: &MigrationName) -> bool {
    NAME_PREFIXES
        .iter()
        .any(|prefix| name.as_str().starts_with(prefix))
}

/// Whether a dependency that is not a file of the project is met by the package.
pub(crate) fn is_met_externally(dependency: &Dependency) -> bool {
    is_external(&dependency.name)
        || dependency
            .label
            .as_deref()
            .is_some_and(|label| LABELS.contains(&label))
}
