//! Every error code is given by some error: a page for a code that nothing gives would explain nothing.

use std::fs;
use std::path::Path;

use aksara_diagnostic::Code;

fn collect(folder: &Path, texts: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_list = path.ends_with("diagnostic/src/code.rs");
        if path.is_dir() && !path.ends_with("tests") {
            collect(&path, texts);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_list {
            texts.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_code_is_given_by_some_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = String::new();
    for folder in ["crates", "dialects"] {
        collect(&root.join(folder), &mut texts);
    }
    let is_used = |code: &Code| {
        let name = format!("Code::{code:?}");
        texts.match_indices(&name).any(|(position, _)| {
            let next = texts[position + name.len()..].chars().next();
            !next.is_some_and(char::is_alphanumeric)
        })
    };
    let unused: Vec<_> = Code::ALL.iter().filter(|code| !is_used(code)).collect();
    assert!(unused.is_empty(), "no error gives {unused:?}");
}
