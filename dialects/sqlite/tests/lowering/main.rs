//! Lowering, compiled from migrations as users write them and run on the bundled SQLite.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod altering;
mod converting;
mod creating;
mod normalizing;
mod refusing;
mod support;
mod trying;
