//! Texts of the catalog → values: defaults, expressions, constants.

mod array_text;
mod casts;
mod constants;
mod defaults;

pub(crate) use defaults::{expression, read_default};
