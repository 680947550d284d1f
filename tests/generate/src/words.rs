//! Words that one kind of database alone understands, for what stands in a schema in the database's own naming.

use aksara_schema::StorageType;

/// What a database calls its collations and its kinds of indexes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words {
    /// Collations of a field or an index.
    pub collations: &'static [&'static str],
    /// Character sets of a table, each with one of its collations.
    pub charsets: &'static [(&'static str, &'static str)],
    /// Indexes that are not the usual one.
    pub indexes: &'static [IndexWords],
}

/// An index over one field of certain types.
#[derive(Debug, Clone, Copy)]
pub struct IndexWords {
    /// The access method, where it is not the usual one.
    pub method: Option<&'static str>,
    /// The operator class, where it is not the type's own.
    pub operator_class: Option<&'static str>,
    /// Whether it takes values of this type.
    pub takes: fn(&StorageType) -> bool,
}
