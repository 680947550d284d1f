//! The tests on real servers: the conformance suite, capabilities, the driver, inspection.
//!
//! `cargo test -p aksara-mysql --all-features --test live -- mysql::scenarios::tables` runs some; `-- --list` shows them all.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod capabilities;
mod costs;
mod driver;
mod inspect;
mod target;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aksara_suite::{Failure, Tests, conformance, run_tests};

fn main() -> ExitCode {
    run_tests(tests)
}

fn tests() -> Result<Tests, Failure> {
    Ok(conformance(&target::MYSQL, Some(&own_scenarios()))?
        .and(conformance(&target::MARIADB, Some(&own_scenarios()))?)
        .and(target::tests())
        .and(capabilities::tests())
        .and(costs::tests())
        .and(driver::tests())
        .and(inspect::tests()?))
}

fn own_scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios")
}
