//! A program that only compiles: no driver, no async runtime and no parser of Python is built for it.

use std::collections::BTreeSet;
use std::process::Command;

/// The crates of a program with these features.
fn crates(features: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "tree",
            "--offline",
            "--package",
            "aksara",
            "--edges",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--no-default-features", "--features", features])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo is there, since it runs this test");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn assert_without(features: &str, absent: &[&str]) {
    let crates = crates(features);
    let found: Vec<&str> = absent
        .iter()
        .copied()
        .filter(|name| crates.contains(*name))
        .collect();
    assert!(found.is_empty(), "{features}: {found:?}");
}

#[test]
fn a_compiler_has_no_driver_no_runtime_and_no_parser() {
    let absent = [
        "tokio",
        "futures",
        "rusqlite",
        "tokio-postgres",
        "mysql_async",
        "url",
        "ruff_python_parser",
        "aksara-driver",
        "aksara-executor",
        "aksara-formats",
    ];
    assert_without("sqlite,postgres,mysql", &absent);
    assert!(crates("sqlite,postgres,mysql").contains("aksara-postgres"));
}

#[test]
fn one_database_brings_no_other_driver() {
    let absent = [
        "tokio-postgres",
        "mysql_async",
        "rustls",
        "ruff_python_parser",
        "aksara-mysql",
        "aksara-postgres",
    ];
    assert_without("sqlite,drivers", &absent);
    assert!(crates("sqlite,drivers").contains("rusqlite"));
}
