//! Inspection of live databases, whoever made them.
#![cfg(feature = "driver")]

mod constraints;
mod fields;
mod objects;
mod support;
