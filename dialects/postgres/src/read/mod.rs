//! Physical tables as tables of the schema: in the words of models, for inspection, and in one form, for comparison.

mod array_text;
mod casts;
mod catalog_text;
mod compared;
mod constants;
mod counting;
mod defaults;
#[cfg(feature = "driver")]
mod domains;
#[cfg(feature = "driver")]
mod inspect;
#[cfg(feature = "driver")]
mod logical;
mod table;

pub(crate) use compared::compared;
#[cfg(feature = "driver")]
pub(crate) use defaults::own_text;
#[cfg(feature = "driver")]
pub(crate) use inspect::inspect;
