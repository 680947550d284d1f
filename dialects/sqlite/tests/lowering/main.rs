//! Lowering, compiled from migrations as users write them and run on the bundled SQLite.

mod altering;
mod converting;
mod creating;
mod normalizing;
mod refusing;
mod support;
