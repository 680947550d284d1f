//! Inspection of live databases, whoever made them.
#![cfg(feature = "driver")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod cases;
mod constraints;
mod fields;
mod objects;
mod support;
