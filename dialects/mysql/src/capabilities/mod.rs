//! The capabilities that all flavours share, and the rows that a flavour's own are made of.

mod algorithms;
mod common;

pub(crate) use aksara_dialect::capabilities;

pub(crate) use algorithms::{Algorithm, Choice, Work, choice};
pub(crate) use common::COMMON;
