//! Settings that every session relies on, also that of a script: UTC, and the forms of values that are read back.

/// Statements that put a session back as it began: whoever acts, every setting, and no table that hides another one. A
/// role that ALTER ROLE sets, or options of the URL, come back as well
/// (<https://www.postgresql.org/docs/18/sql-reset.html>).
pub(crate) const RESTORATION: &[&str] = &[
    "RESET SESSION AUTHORIZATION",
    "RESET ROLE",
    "RESET ALL",
    "DISCARD TEMP",
];

/// Statements that prepare a session.
pub(crate) const SESSION: &[&str] = &[
    "SET TIME ZONE 'UTC'",
    "SET datestyle = 'ISO'",
    "SET intervalstyle = 'postgres'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET standard_conforming_strings = on",
    "SET client_min_messages = 'warning'",
];
