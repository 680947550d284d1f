//! What every session relies on, also that of a script: UTC, and the forms of values that are read back.

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
