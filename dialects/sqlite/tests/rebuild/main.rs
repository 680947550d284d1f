//! Rebuilds of live tables: what they keep, what they change, what they refuse.
#![cfg(feature = "driver")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod changing;
mod keeping;
mod refusing;
mod support;
