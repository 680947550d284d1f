//! Reading: evaluated data as migrations, models and settings.

mod arguments;
pub(super) mod constraints;
mod convert;
pub(super) mod expressions;
pub mod fields;
pub(super) mod indexes;
pub mod migrations;
pub mod models;
mod other_tools;
mod settings;

pub use arguments::{Arguments, Parameter, ParameterKind, Signature};
pub use constraints::read_constraint;
pub use indexes::read_index;
pub use migrations::{MigrationReader, read_migration};
pub use settings::{Environment, Setting, Settings, read_settings};
