//! Inspection of databases that others made: everything is a table, or named beside the tables, and nothing fails.

mod cases;
mod counting_proxy;
mod many_tables;
mod support;

use aksara_suite::{Failure, Tests};

/// The tests of these modules.
pub fn tests() -> Result<Tests, Failure> {
    Ok(Tests::default().and(cases::tests()?).and(many_tables::tests()))
}
