//! Physical tables as tables of the schema: in the words of models, for inspection, and in one form, for comparison.
//!
//! One query reads the catalog, for any number of tables. For a statement that is not understood, the pragmas say
//! what they know, with queries of its own, and the text is named beside the table. What the schema has no word for is
//! listed beside it by name; nothing makes reading fail.

#[cfg(feature = "driver")]
mod array_default;
mod compared;
#[cfg(feature = "driver")]
mod default;
#[cfg(feature = "driver")]
mod expression;
#[cfg(feature = "driver")]
mod field;
mod index;
#[cfg(feature = "driver")]
mod inspect;
#[cfg(feature = "driver")]
mod table;

pub(crate) use compared::compared;
#[cfg(feature = "driver")]
pub(crate) use inspect::inspect;
