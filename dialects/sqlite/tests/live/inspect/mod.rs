//! Inspection of live databases, whoever made them.

mod cases;
mod constraints;
mod fields;
mod objects;
mod support;

use aksara_suite::{Failure, Tests};

/// The tests of these modules.
pub fn tests() -> Result<Tests, Failure> {
    Ok(Tests::default()
        .and(cases::tests()?)
        .and(constraints::tests())
        .and(fields::tests())
        .and(objects::tests()))
}
