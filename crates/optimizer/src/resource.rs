//! The things that operations can contend for: tables, their parts, and names.

use std::cmp::Ordering;
use std::fmt;

use aksara_schema::{Field, FieldName, FieldType, ObjectName, TableName};

/// A part of a schema. Names that differ by case alone are one, since they are on some databases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Resource {
    /// That a table is there under this name.
    Table(Folded),
    /// Its comment and options.
    Options(Folded),
    /// Which fields are its primary key, and their order.
    PrimaryKey(Folded),
    /// One of its fields: definition and values.
    Field(Folded, Folded),
    /// All of its fields, since raw text may name any.
    EveryField(Folded),
    /// A native enum type with its values. Tables may share one, with the same values.
    EnumType(Folded, Vec<String>),
    /// A name of an index, a constraint or a table: some databases have one namespace for all.
    Name(Folded),
}

/// A name that is compared without regard to case.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    written: String,
    folded: String,
}

impl Resource {
    pub(crate) fn table(name: &TableName) -> Self {
        Self::Table(Folded::new(name))
    }

    pub(crate) fn options(table: &TableName) -> Self {
        Self::Options(Folded::new(table))
    }

    pub(crate) fn primary_key(table: &TableName) -> Self {
        Self::PrimaryKey(Folded::new(table))
    }

    pub(crate) fn field(table: &TableName, field: &FieldName) -> Self {
        Self::Field(Folded::new(table), Folded::new(field))
    }

    pub(crate) fn every_field(table: &TableName) -> Self {
        Self::EveryField(Folded::new(table))
    }

    pub(crate) fn name(name: &ObjectName) -> Self {
        Self::Name(Folded::new(name))
    }

    pub(crate) fn name_of_table(table: &TableName) -> Self {
        Self::Name(Folded::new(table.name()))
    }

    /// The native enum type of a field.
    pub(crate) fn enum_type(field: &Field) -> Option<Self> {
        match &field.field_type {
            FieldType::Enum {
                values,
                native: Some(name),
            } => Some(Self::EnumType(Folded::new(name), values.clone())),
            _ => None,
        }
    }

    /// Whether the two have something in common.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::EveryField(table), Self::Field(of, _)) | (Self::Field(of, _), Self::EveryField(table)) => {
                table == of
            }
            (Self::EnumType(name, values), Self::EnumType(other, others)) => {
                name == other && values != others
            }
            (one, other) => one == other,
        }
    }

    /// All fields of the table that a field is of.
    pub(crate) fn every_field_of_its_table(&self) -> Option<Self> {
        match self {
            Self::Field(table, _) => Some(Self::EveryField(table.clone())),
            Self::Table(_)
            | Self::Options(_)
            | Self::PrimaryKey(_)
            | Self::EveryField(_)
            | Self::EnumType(..)
            | Self::Name(_) => None,
        }
    }

    /// The table that it is a part of; a name is of none.
    pub(crate) fn table_name(&self) -> Option<&Folded> {
        match self {
            Self::Table(table)
            | Self::Options(table)
            | Self::PrimaryKey(table)
            | Self::Field(table, _)
            | Self::EveryField(table) => Some(table),
            Self::EnumType(..) | Self::Name(_) => None,
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write!(formatter, "the table `{table}`"),
            Self::Options(table) => write!(formatter, "the options of `{table}`"),
            Self::PrimaryKey(table) => write!(formatter, "the primary key of `{table}`"),
            Self::Field(table, field) => write!(formatter, "`{table}.{field}`"),
            Self::EveryField(table) => write!(formatter, "the fields of `{table}`"),
            Self::EnumType(name, _) => write!(formatter, "the enum type `{name}`"),
            Self::Name(name) => write!(formatter, "the name `{name}`"),
        }
    }
}

impl Folded {
    pub(crate) fn new(name: impl fmt::Display) -> Self {
        let written = name.to_string();
        Self {
            folded: written.to_lowercase(),
            written,
        }
    }
}

impl PartialEq for Folded {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for Folded {}

impl PartialOrd for Folded {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Folded {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl fmt::Display for Folded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.written)
    }
}
