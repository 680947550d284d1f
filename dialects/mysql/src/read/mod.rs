//! Physical tables as tables of the schema: in the words of models, for inspection, and in one form, for comparison.

mod checked;
mod compared;
mod constant;
mod default;
mod expression;
mod field;
#[cfg(feature = "driver")]
mod inspect;
#[cfg(feature = "driver")]
mod models;
mod normal;
mod table;
mod text;

pub(crate) use compared::compared;
#[cfg(feature = "driver")]
pub(crate) use inspect::inspect;
#[cfg(all(test, feature = "driver"))]
pub(crate) use models::read_model;
pub(crate) use table::read_moment;
