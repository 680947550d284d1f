//! Which operations are joined, and which are not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod barriers;
mod pairs;
mod properties;
mod written;
