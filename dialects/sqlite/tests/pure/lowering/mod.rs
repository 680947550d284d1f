//! Lowering, compiled from migrations as users write them and run on the bundled SQLite.

mod altering;
mod converting;
mod creating;
mod normalizing;
mod refusing;
mod support;
mod trying;

use aksara_suite::Tests;

/// The tests of these modules.
pub fn tests() -> Tests {
    Tests::default()
        .and(altering::tests())
        .and(converting::tests())
        .and(creating::tests())
        .and(normalizing::tests())
        .and(refusing::tests())
        .and(trying::tests())
}
