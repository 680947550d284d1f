//! Dependencies between the crates of the workspace point one way, as `crates/ARCHITECTURE.md` draws it.

use std::collections::{BTreeMap, BTreeSet};

use super::metadata::packages;

/// The direct dependencies that each crate may have within the workspace.
const LAYERS: &[(&str, &[&str])] = &[
    ("aksara-schema", &[]),
    ("aksara-diagnostic", &[]),
    ("aksara-operations", &["diagnostic", "schema"]),
    ("aksara-graph", &["diagnostic", "operations", "schema"]),
    ("aksara-optimizer", &["operations", "schema"]),
    ("aksara-autodetector", &["diagnostic", "operations", "schema"]),
    ("aksara-dialect", &["diagnostic", "operations", "schema"]),
    ("aksara-formats", &["diagnostic", "operations", "schema"]),
    (
        "aksara-driver",
        &["diagnostic", "dialect", "operations", "schema"],
    ),
    (
        "aksara-executor",
        &["diagnostic", "dialect", "driver", "graph", "operations", "schema"],
    ),
    (
        "aksara-verify",
        &[
            "diagnostic",
            "autodetector",
            "dialect",
            "driver",
            "executor",
            "graph",
            "operations",
            "schema",
        ],
    ),
    (
        "aksara-python-runner",
        &["dialect", "driver", "executor", "schema"],
    ),
    ("aksara-sqlite", &["dialect", "driver", "operations", "schema"]),
    ("aksara-postgres", &["dialect", "driver", "operations", "schema"]),
    ("aksara-mysql", &["dialect", "driver", "operations", "schema"]),
    ("aksara-generate", &["dialect", "operations", "schema"]),
    (
        "aksara-suite",
        &[
            "autodetector",
            "diagnostic",
            "dialect",
            "driver",
            "executor",
            "formats",
            "generate",
            "graph",
            "operations",
            "optimizer",
            "schema",
            "verify",
        ],
    ),
];

/// Crates that the dialects' drivers alone may bring in.
const DRIVERS: &[&str] = &["rusqlite", "tokio-postgres", "mysql_async"];

/// Normal dependencies of each workspace crate: the required ones, and the optional ones.
type Dependencies = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

fn dependencies() -> Dependencies {
    let named = |package: &serde_json::Value| package["name"].as_str().unwrap().to_owned();
    let packages = packages();
    packages
        .iter()
        .map(|package| (named(package), normal_dependencies(package)))
        .collect()
}

fn normal_dependencies(package: &serde_json::Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let all = package["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|dependency| dependency["kind"].is_null());
    let (optional, required): (Vec<_>, Vec<_>) = all.partition(|dependency| dependency["optional"] == true);
    let names = |list: Vec<&serde_json::Value>| {
        list.into_iter()
            .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
            .collect()
    };
    (names(required), names(optional))
}

#[test]
fn dependencies_point_one_way() {
    let dependencies = dependencies();
    for (name, allowed) in LAYERS {
        let (required, optional) = &dependencies[*name];
        let allowed: BTreeSet<String> = allowed.iter().map(|layer| format!("aksara-{layer}")).collect();
        let used: BTreeSet<String> = required
            .union(optional)
            .filter(|used| used.starts_with("aksara"))
            .cloned()
            .collect();
        assert!(
            used.is_subset(&allowed),
            "{name} depends on {:?}",
            used.difference(&allowed)
        );
    }
}

#[test]
fn a_program_that_only_compiles_sql_builds_no_driver() {
    for (name, (required, _)) in dependencies() {
        let drivers: Vec<_> = DRIVERS
            .iter()
            .filter(|driver| required.contains(**driver))
            .collect();
        let may = name == "aksara-benches";
        assert!(may || drivers.is_empty(), "{name} always builds {drivers:?}");
    }
}

#[test]
fn only_the_library_and_the_tests_name_a_dialect() {
    let dialects = ["aksara-sqlite", "aksara-postgres", "aksara-mysql"].map(str::to_owned);
    for (name, (required, optional)) in dependencies() {
        let names_one = dialects
            .iter()
            .any(|dialect| required.contains(dialect) || optional.contains(dialect));
        let may = ["aksara", "aksara-benches"].contains(&name.as_str());
        assert!(may || !names_one, "{name} names a dialect");
    }
}
