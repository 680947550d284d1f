//! The fields that a foreign key can refer to, which databases see differently.

/// The demand on fields that foreign keys refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// A primary key, unique constraint or unique index over exactly these fields, in any order.
    UniqueSet,
    /// Any key or index that begins with these fields in this order.
    LeadingIndex,
}
