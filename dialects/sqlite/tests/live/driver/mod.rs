//! The driver against real files: URLs, errors, locks, interruption, WAL, adoption.

mod connecting;
mod locking;
mod running;
mod support;

use aksara_suite::Tests;

/// The tests of these modules.
pub fn tests() -> Tests {
    Tests::default()
        .and(connecting::tests())
        .and(locking::tests())
        .and(running::tests())
}
