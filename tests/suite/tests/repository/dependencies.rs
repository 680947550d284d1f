//! Every dependency is used: a package whose name is in no file of the crate is built for nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::metadata::{packages, rust_files};

/// The words of the code; comments do not count.
fn words(folders: &[PathBuf]) -> BTreeSet<String> {
    let files = folders.iter().flat_map(|folder| rust_files(folder));
    let mut words = BTreeSet::new();
    for (_, text) in files {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let parts = line.split(|character: char| !character.is_alphanumeric() && character != '_');
            words.extend(parts.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    words
}

/// The names of dependencies of a kind that no word is.
fn unused(package: &Value, kind: &str, words: &BTreeSet<String>) -> Vec<String> {
    let dependencies = package["dependencies"].as_array().unwrap().iter();
    let of_kind = dependencies.filter(|dependency| dependency["kind"].as_str().unwrap_or("normal") == kind);
    let names = of_kind.map(|dependency| {
        let name = dependency["rename"].as_str().or(dependency["name"].as_str());
        name.unwrap().replace('-', "_")
    });
    names.filter(|name| !words.contains(name)).collect()
}

#[test]
fn every_dependency_is_used() {
    let mut found = Vec::new();
    for package in packages() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap()).to_owned();
        let folder = manifest.parent().unwrap();
        // Programs and tests may be anywhere.
        let targets = package["targets"].as_array().unwrap().iter();
        let sources = targets.map(|target| Path::new(target["src_path"].as_str().unwrap()));
        let mut folders: Vec<PathBuf> = sources
            .map(|source| source.parent().unwrap().canonicalize().unwrap())
            .filter(|source| !source.starts_with(folder))
            .collect();
        folders.push(folder.to_owned());
        let (code, everything) = (words(&[folder.join("src")]), words(&folders));
        let name = package["name"].as_str().unwrap();
        let all = [
            ("normal", unused(&package, "normal", &code)),
            ("dev", unused(&package, "dev", &everything)),
        ];
        let all = all.iter().filter(|(_, names)| !names.is_empty());
        found.extend(all.map(|(kind, names)| format!("{name}, {kind}: {}", names.join(", "))));
    }
    assert!(
        found.is_empty(),
        "dependencies that nothing uses:\n{}",
        found.join("\n")
    );
}
