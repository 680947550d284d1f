//! The executor on real SQLite databases: what it applies, undoes, refuses and leaves behind.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backfilling;
mod backward;
mod cancelled;
mod dying;
mod edited;
mod failure;
mod faked;
mod forward;
mod functions;
mod grouped;
mod journaled;
mod leases;
mod locked;
mod migrations;
mod without_rollback;
mod world;
