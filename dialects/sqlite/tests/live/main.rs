//! The tests on real files: the conformance suite, capabilities, the driver, inspection, rebuilds.
//!
//! `cargo test -p aksara-sqlite --all-features --test live -- sqlite::scenarios::tables` runs some; `-- --list` shows them all.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod capabilities;
mod driver;
mod inspect;
mod rebuild;
mod target;

use std::process::ExitCode;

use aksara_suite::{Failure, Tests, conformance, run_tests};

fn main() -> ExitCode {
    run_tests(tests)
}

fn tests() -> Result<Tests, Failure> {
    Ok(conformance(&target::SQLITE, None)?
        .and(target::tests())
        .and(capabilities::tests())
        .and(driver::tests())
        .and(inspect::tests()?)
        .and(rebuild::tests()))
}
