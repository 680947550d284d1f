//! The driver against real files: URLs, errors, locks, interruption, WAL, adoption.
#![cfg(feature = "driver")]

mod connecting;
mod locking;
mod running;
mod support;
