//! Snapshots of texts, in files beside the tests.

use std::path::Path;

/// Compares a text with its file in a folder, and panics where they differ.
pub fn assert_snapshot(folder: &Path, name: &str, text: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The file of a snapshot.
pub(crate) fn snapshot_file(folder: &Path, name: &str) -> std::path::PathBuf {
    folder.join(format!("{name}.snap"))
}
