//! A field: a column as models and operations name it, with its logical type.

use serde::{Deserialize, Serialize};

use crate::{
    Default, Deferrable, FieldName, FieldOptions, FieldType, FrozenName, NotCompared, ReferentialAction,
    SqlExpression, TableName,
};

/// One field of a table. `name` is the column's name.
///
/// As written in a model or operation, the frozen names and a foreign key's type are empty; replay fills them in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The column's name, by which operations know the field.
    pub name: FieldName,
    /// The logical type.
    pub field_type: FieldType,
    /// Whether NULL is allowed. A primary key never allows it.
    pub nullable: bool,
    /// Whether the field is (part of) the primary key.
    pub primary_key: bool,
    /// Whether the database counts up (an identity, AUTO_INCREMENT or rowid).
    pub auto_increment: bool,
    /// The value that the database fills in.
    pub default: Option<Default>,
    /// A UNIQUE constraint on this field alone, under this name.
    pub unique: Option<FrozenName>,
    /// A plain index on this field alone (`db_index`), under this name.
    pub index: Option<FrozenName>,
    /// The foreign key on this field alone.
    pub reference: Option<Reference>,
    /// Computed from other fields of the row.
    pub generated: Option<Generated>,
    /// Collation, in the database's own naming.
    pub collation: Option<String>,
    /// Comment kept by the database.
    pub comment: Option<String>,
    /// Options that some databases have.
    #[serde(default, skip_serializing_if = "FieldOptions::is_empty")]
    pub options: FieldOptions,
    /// The name of the CHECK that a type brings along (positive numbers, an enum's values, …).
    pub type_check: FrozenName,
    /// The attribute's name in the model, where it is not the column's (`db_column`, a foreign key).
    pub attribute: NotCompared<Option<FieldName>>,
    /// A default that only the program can call (`uuid.uuid4`, `list`), as written.
    pub callable: NotCompared<Option<String>>,
    /// `auto_now`: the program sets the field at every save. The database sees CURRENT_TIMESTAMP alone.
    pub auto_now: NotCompared<bool>,
}

/// The foreign key of one field. Its target is always one field of another (or the same) table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The table referred to; as written, it may be a model's name, which replay resolves.
    pub table: TableName,
    /// The field referred to; as written, `None` is the target's primary key, which replay fills in.
    pub field: Option<FieldName>,
    /// The action on this row when the target is deleted.
    pub on_delete: ReferentialAction,
    /// The action on this row when the target's key changes.
    pub on_update: ReferentialAction,
    /// When the database checks it.
    pub deferrable: Deferrable,
    /// The constraint's name.
    pub constraint: FrozenName,
}

/// How a generated field is computed and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// The expression that computes the value.
    pub expression: SqlExpression,
    /// Kept in the row, or computed at each read.
    pub storage: GeneratedStorage,
}

/// Whether a generated field's value is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeneratedStorage {
    /// Written with the row.
    Stored,
    /// Computed when read.
    Virtual,
}

impl Field {
    /// A required field of the given type and nothing else.
    pub fn new(name: FieldName, field_type: FieldType) -> Self {
        Self {
            name,
            field_type,
            nullable: false,
            primary_key: false,
            auto_increment: false,
            default: None,
            unique: None,
            index: None,
            reference: None,
            generated: None,
            collation: None,
            comment: None,
            options: FieldOptions::default(),
            type_check: NotCompared(None),
            attribute: NotCompared(None),
            callable: NotCompared(None),
            auto_now: NotCompared(false),
        }
    }

    /// Whether the database refuses NULL.
    pub fn is_required(&self) -> bool {
        !self.nullable || self.primary_key
    }

    /// Whether every row must bring a value: the field is required, and the database has none to give.
    pub fn needs_value(&self) -> bool {
        self.is_required() && self.default.is_none() && self.generated.is_none() && !self.auto_increment
    }
}
