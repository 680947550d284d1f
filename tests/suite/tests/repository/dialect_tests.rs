//! The tests of dialects are run by their own programs, which know no `#[test]`: such a function would never run.

use super::metadata::{root, rust_files};

#[test]
fn the_tests_of_dialects_are_listed_by_their_modules() {
    let attributes = ["#[test]", "#[tokio::test"];
    let mut forgotten = Vec::new();
    for dialect in std::fs::read_dir(root().join("dialects")).unwrap() {
        let files = rust_files(&dialect.unwrap().path().join("tests"));
        let has_attribute = |text: &str| attributes.iter().any(|attribute| text.contains(attribute));
        forgotten.extend(files.into_iter().filter(|(_, text)| has_attribute(text)));
    }
    let files: Vec<_> = forgotten.iter().map(|(file, _)| file).collect();
    assert!(
        files.is_empty(),
        "list them in `aksara_suite::tests![…]`: {files:?}"
    );
}
