//! Rebuilds of live tables: what they keep, what they change, what they refuse.
#![cfg(feature = "driver")]

mod changing;
mod keeping;
mod refusing;
mod support;
