//! One database for each file of `cases/`, and beside it what inspection says of it.

use std::path::Path;

use aksara_suite::{Failure, InspectionCase, Tests, inspection_tests};
use tokio::runtime::Runtime;

use super::support::inspect;

/// A test for each case.
pub fn tests() -> Result<Tests, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/inspect/cases");
    inspection_tests("inspect::cases", &folder, check)
}

fn check(case: &InspectionCase) -> bool {
    let inspection = Runtime::new().unwrap().block_on(inspect(&case.sql));
    case.demand("sqlite", &inspection);
    true
}
