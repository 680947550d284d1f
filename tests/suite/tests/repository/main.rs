//! Tests of the repository as a whole.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod codes;
mod database_names;
mod dependencies;
mod dialect_tests;
mod differences;
mod features;
mod layers;
mod links;
mod metadata;
