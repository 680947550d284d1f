//! Inspection of databases that others made: everything is a table, or named beside the tables, and nothing fails.
#![cfg(feature = "driver")]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod cases;
mod counting_proxy;
mod many_tables;
mod support;
