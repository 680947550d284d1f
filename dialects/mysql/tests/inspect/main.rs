//! Inspection of databases that others made: everything is a table, or named beside the tables, and nothing fails.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod cases;
mod made_by_others;
mod many_tables;
mod support;
