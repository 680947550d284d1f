//! The tests that need no server: golden SQL, properties.
//!
//! `cargo test -p aksara-mysql --all-features --test pure -- golden::tables` runs some; `-- --list` shows them all.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod properties;
mod splitting;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aksara_mysql::Mysql;
use aksara_suite::{Failure, Tests, golden, run_tests, scenario_folder};

fn main() -> ExitCode {
    run_tests(tests)
}

fn tests() -> Result<Tests, Failure> {
    Ok(
        golden("golden", &scenario_folder(), &folder("golden"), Mysql::all())?
            .and(golden(
                "golden_own",
                &folder("scenarios"),
                &folder("golden_own"),
                Mysql::all(),
            )?)
            .and(properties::tests())
            .and(splitting::tests()),
    )
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}
