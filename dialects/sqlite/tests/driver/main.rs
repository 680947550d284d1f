//! The driver against real files: URLs, errors, locks, interruption, WAL, adoption.
#![cfg(feature = "driver")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod connecting;
mod locking;
mod running;
mod support;
