//! `AlterField(model_name, name, field)`, and 0.7.2's forms that change one side of a field.

use aksara_schema::{Default, Field, SqlExpression};
use serde::{Deserialize, Serialize};

use super::TableReference;

/// Changes a field in place; its values are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterField {
    /// The table.
    pub table: TableReference,
    /// The field, as written.
    pub name: String,
    /// What to change.
    pub alteration: Alteration,
    /// How to compute the new value from the old row.
    pub using: Option<SqlExpression>,
    /// The same for the way back.
    pub reverse_using: Option<SqlExpression>,
}

/// What AlterField changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alteration {
    /// The whole field. Its name is ignored: RenameField renames.
    Replace(Box<Field>),
    /// The type alone (0.7.2's AlterFieldType); of the field given, only the type counts.
    Type(Box<Field>),
    /// Whether NULL is allowed (0.7.2's AlterFieldNull).
    Nullable(bool),
    /// The default (0.7.2's AlterFieldDefault).
    Default(Option<Default>),
}
