//! Inspection of databases that others made: everything is a table, or named beside the tables, and nothing fails.

mod cases;
mod made_by_others;
mod many_tables;
mod support;

use aksara_suite::{Failure, Tests};

/// The tests of these modules.
pub fn tests() -> Result<Tests, Failure> {
    Ok(Tests::default()
        .and(cases::tests()?)
        .and(made_by_others::tests())
        .and(many_tables::tests()))
}
