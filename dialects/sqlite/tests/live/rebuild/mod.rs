//! Rebuilds of live tables: what they keep, what they change, what they refuse.

mod changing;
mod keeping;
mod refusing;
mod support;

use aksara_suite::Tests;

/// The tests of these modules.
pub fn tests() -> Tests {
    Tests::default()
        .and(changing::tests())
        .and(keeping::tests())
        .and(refusing::tests())
}
