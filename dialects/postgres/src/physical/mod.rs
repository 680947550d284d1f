//! A table as PostgreSQL knows it: columns, keys, checks, indexes, comments.
//!
//! Expressions and defaults are PostgreSQL's text here. The keys and the CHECK of a field are constraints of the table,
//! and its index is an index of the table; the column's name is kept beside them, since they come and go with it.

mod constraint;
mod index;

use aksara_schema::{StorageType, TableName};

pub(crate) use constraint::{Constraint, ConstraintKind, ExclusionElement};
pub(crate) use index::{Index, IndexKey, IndexPart};

/// A table with its indexes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: TableName,
    pub(crate) columns: Vec<Column>,
    /// The primary key first, then those of the columns.
    pub(crate) constraints: Vec<Owned<Constraint>>,
    pub(crate) indexes: Vec<Owned<Index>>,
    pub(crate) comment: Option<String>,
}

/// A constraint or an index, and the column whose field has it, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owned<T> {
    pub(crate) column: Option<String>,
    pub(crate) object: T,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) data_type: DataType,
    pub(crate) collation: Option<String>,
    pub(crate) generated: Option<Generated>,
    /// Whether the database counts its values.
    pub(crate) is_identity: bool,
    /// The text after DEFAULT.
    pub(crate) default: Option<String>,
    pub(crate) is_required: bool,
    pub(crate) comment: Option<String>,
}

/// A type by its storage, and as statements write it. A native enum has its quoted name there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataType {
    pub(crate) storage: StorageType,
    pub(crate) written: String,
}

/// A type of its own that is a list of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NativeEnum {
    /// Quoted.
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// The value of a column that is computed from the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Generated {
    pub(crate) expression: String,
    pub(crate) is_stored: bool,
    /// The columns that it is computed from.
    pub(crate) columns: Vec<String>,
}

/// A constraint or an index.
pub(crate) trait Object: Clone + PartialEq {
    fn name(&self) -> &str;

    /// The same under another name.
    fn named(&self, name: &str) -> Self;

    /// Whether it is dropped with this column of its table.
    fn needs(&self, column: &str) -> bool;

    /// Whether it computes something from its columns.
    fn computes(&self) -> bool;
}

impl Table {
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl<T> Owned<T> {
    /// Of the table itself.
    pub(crate) fn by_table(object: T) -> Self {
        Self { column: None, object }
    }

    pub(crate) fn by_column(column: &str, object: T) -> Self {
        Self {
            column: Some(column.to_owned()),
            object,
        }
    }
}

impl DataType {
    /// Whether the database has the same type there. Of a native enum, that is its name.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self.native_enum(), other.native_enum()) {
            (Some(own), Some(other)) => own.name == other.name,
            (Some(_), None) | (None, Some(_)) => false,
            (None, None) => self.storage == other.storage,
        }
    }

    pub(crate) fn native_enum(&self) -> Option<NativeEnum> {
        let StorageType::Enum {
            values,
            native: Some(_),
        } = &self.storage
        else {
            return None;
        };
        Some(NativeEnum {
            name: self.written.clone(),
            values: values.clone(),
        })
    }
}

/// The native enum types of columns, each once.
pub(crate) fn native_enums<'a>(columns: impl Iterator<Item = &'a Column>) -> Vec<NativeEnum> {
    let mut types: Vec<NativeEnum> = Vec::new();
    for native in columns.filter_map(|column| column.data_type.native_enum()) {
        if types.iter().all(|known| known.name != native.name) {
            types.push(native);
        }
    }
    types
}
