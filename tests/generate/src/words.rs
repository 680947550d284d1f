//! Words that one kind of database alone understands, for the parts of a schema in the database's own words.

use aksara_schema::{DialectName, Field, FieldType, Literal, StorageType};

/// A database's names of its types, its collations and its kinds of indexes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Words {
    /// Types that no other database has.
    pub types: &'static [TypeWords],
    /// Collations of a field or an index.
    pub collations: &'static [&'static str],
    /// Character sets of a table, each with one of its collations.
    pub charsets: &'static [(&'static str, &'static str)],
    /// Indexes that are not the usual one.
    pub indexes: &'static [IndexWords],
}

/// A type of the database's own.
#[derive(Debug, Clone, Copy)]
pub struct TypeWords {
    /// The dialect that spells it.
    pub dialect: DialectName,
    /// Its spelling.
    pub spelling: &'static str,
    /// The value of a number from 0 to 4.
    pub value: fn(u32) -> Literal,
}

/// An index over one field of certain types.
#[derive(Debug, Clone, Copy)]
pub struct IndexWords {
    /// The access method, where it is not the usual one.
    pub method: Option<&'static str>,
    /// The operator class, where it is not the type's own.
    pub operator_class: Option<&'static str>,
    /// Whether it takes the field's values.
    pub takes: fn(&Field) -> bool,
}

impl Words {
    /// The value of this number, of a type of the database's own.
    pub(crate) fn value(self, storage: &StorageType, number: u32) -> Option<Literal> {
        let own = self.find(storage)?;
        Some((own.value)(number))
    }

    /// The value of this number as a text.
    pub(crate) fn text(self, storage: &StorageType, number: u32) -> Option<String> {
        self.find(storage)?.text(number)
    }

    fn find(self, storage: &StorageType) -> Option<&'static TypeWords> {
        let mut types = self.types.iter();
        types.find(|own| own.field_type().storage() == *storage)
    }
}

impl TypeWords {
    /// The type itself.
    pub fn field_type(&self) -> FieldType {
        FieldType::Opaque {
            dialect: self.dialect,
            spelling: self.spelling.to_owned(),
        }
    }

    /// The value as a text that becomes it; `None` where no text does.
    pub fn text(&self, number: u32) -> Option<String> {
        match (self.value)(number) {
            Literal::String(text) => Some(text),
            Literal::Integer(number) => Some(number.to_string()),
            _ => None,
        }
    }
}
