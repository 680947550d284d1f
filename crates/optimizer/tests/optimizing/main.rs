//! Which operations are joined, which may change places, and which neither.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod barriers;
mod commuting;
mod pairs;
mod properties;
mod rows;
mod written;
