//! The tests that need no server: golden SQL, properties.
//!
//! `cargo test -p aksara-postgres --all-features --test pure -- golden::tables` runs some; `-- --list` shows them all.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod properties;
mod splitting;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aksara_dialect::Dialect;
use aksara_postgres::POSTGRES;
use aksara_suite::{Failure, Tests, golden, run_tests, scenario_folder};

const FLAVOURS: &[&dyn Dialect] = &[&POSTGRES];

fn main() -> ExitCode {
    run_tests(tests)
}

fn tests() -> Result<Tests, Failure> {
    Ok(golden("golden", &scenario_folder(), &folder("golden"), FLAVOURS)?
        .and(golden(
            "golden_own",
            &folder("scenarios"),
            &folder("golden_own"),
            FLAVOURS,
        )?)
        .and(properties::tests())
        .and(splitting::tests()))
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}
