//! Unique keys: the values of a table that no two rows share, by whatever means the database keeps them apart.

use std::fmt;

use crate::{
    ConstraintKind, Exclusion, ExclusionElement, Field, FieldName, Index, IndexKey, IndexPart, ObjectName,
    SqlExpression, Table,
};

/// A field or an expression, and how its values are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedKey {
    /// The field or the expression.
    pub key: IndexKey,
    /// The collation, where it is another one than that of the values.
    pub collation: Option<String>,
}

/// An index or constraint that keeps values unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UniqueObject {
    /// An index.
    Index(ObjectName),
    /// A constraint that excludes equal values.
    Exclusion(ObjectName),
}

/// The values that no two rows share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueKey<'a> {
    /// The fields and expressions, compared together.
    pub keys: Vec<ComparedKey>,
    /// The rows that it is about; without it, all of them.
    pub condition: Option<&'a SqlExpression>,
    /// Whether NULLs are equal.
    pub nulls_not_distinct: bool,
    /// The index or constraint, where its fields alone do not say it.
    pub object: Option<UniqueObject>,
    /// Whether values are equal in a query exactly where they are equal here.
    pub is_usual_equality: bool,
}

impl Table {
    /// Each primary key, unique field, constraint and index, and each exclusion constraint that excludes equal values.
    ///
    /// ```
    /// use aksara_schema::{FieldName, Table};
    ///
    /// fn is_unique(table: &Table, field: &FieldName) -> bool {
    ///     table.unique_keys().iter().any(|key| key.is_alone(field))
    /// }
    /// ```
    pub fn unique_keys(&self) -> Vec<UniqueKey<'_>> {
        let own = self.fields.values().filter(|field| field.unique.is_some());
        let own = own.map(|field: &Field| UniqueKey::of_fields([&field.name], false));
        let of_constraint = |(name, kind)| UniqueKey::of_constraint(name, kind);
        let constraints = self.constraints.values();
        let constraints = constraints.map(|constraint| (&constraint.name, &constraint.kind));
        let key = UniqueKey::of_fields(self.primary_key(), false);
        own.chain(constraints.filter_map(of_constraint))
            .chain(self.indexes.values().filter_map(UniqueKey::of_index))
            .chain([key])
            .filter(|key| !key.keys.is_empty())
            .collect()
    }
}

/// `` the index `name`, which is unique ``.
impl fmt::Display for UniqueObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(name) => write!(formatter, "the index `{name}`, which is unique"),
            Self::Exclusion(name) => {
                write!(formatter, "the constraint `{name}`, which excludes equal values")
            }
        }
    }
}

impl ComparedKey {
    /// A field, compared as its type is.
    pub fn field(name: &FieldName) -> Self {
        Self::plain(IndexKey::Field(name.clone()))
    }

    fn plain(key: IndexKey) -> Self {
        Self { key, collation: None }
    }

    fn of_part(part: &IndexPart) -> Self {
        Self {
            key: part.key.clone(),
            collation: part.collation.clone(),
        }
    }

    /// The fields that it names.
    pub fn fields(&self) -> Vec<&FieldName> {
        match &self.key {
            IndexKey::Field(name) => vec![name],
            IndexKey::Expression(expression) => expression.fields(),
        }
    }

    /// Follows the rename of a field.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        match &mut self.key {
            IndexKey::Field(name) if name == old => *name = new.clone(),
            IndexKey::Field(_) => {}
            IndexKey::Expression(expression) => expression.rename_field(old, new),
        }
    }

    /// The name, if it is a field.
    pub fn as_field(&self) -> Option<&FieldName> {
        self.key.as_field()
    }
}

/// The names of the operator classes that hold the same values equal as the type does.
const USUAL_CLASSES: &[&str] = &["_pattern_ops", "_ops"];

/// The ending of the operator classes that compare how values are stored.
const IMAGE_CLASSES: &str = "_image_ops";

fn is_usual_class(class: &str) -> bool {
    !class.ends_with(IMAGE_CLASSES) && USUAL_CLASSES.iter().any(|usual| class.ends_with(usual))
}

impl<'a> UniqueKey<'a> {
    fn of_fields<'b>(fields: impl IntoIterator<Item = &'b FieldName>, nulls_not_distinct: bool) -> Self {
        Self {
            keys: fields.into_iter().map(ComparedKey::field).collect(),
            condition: None,
            nulls_not_distinct,
            object: None,
            is_usual_equality: true,
        }
    }

    fn of_constraint(name: &ObjectName, kind: &'a ConstraintKind) -> Option<Self> {
        match kind {
            ConstraintKind::Unique(unique) => {
                Some(Self::of_fields(&unique.fields, unique.nulls_not_distinct))
            }
            ConstraintKind::Exclusion(exclusion) => Self::of_exclusion(name, exclusion),
            ConstraintKind::ForeignKey(_) | ConstraintKind::Check(_) => None,
        }
    }

    /// PostgreSQL's exclusion of equal values is a unique key.
    fn of_exclusion(name: &ObjectName, exclusion: &'a Exclusion) -> Option<Self> {
        let excludes_equal = |element: &ExclusionElement| element.operator == "=";
        let key = |element: &ExclusionElement| match element.expression.as_field() {
            Some(field) => IndexKey::Field(field.clone()),
            None => IndexKey::Expression(SqlExpression::PerDialect(element.expression.texts().clone())),
        };
        let keys = || exclusion.elements.iter().map(key).map(ComparedKey::plain);
        exclusion.elements.iter().all(excludes_equal).then(|| Self {
            keys: keys().collect(),
            condition: exclusion.condition.as_ref(),
            nulls_not_distinct: false,
            object: Some(UniqueObject::Exclusion(name.clone())),
            is_usual_equality: true,
        })
    }

    fn of_index(index: &'a Index) -> Option<Self> {
        let mut classes = index
            .parts
            .iter()
            .filter_map(|part| part.operator_class.as_deref());
        let keys: Vec<ComparedKey> = index.parts.iter().map(ComparedKey::of_part).collect();
        let is_plain = |compared: &ComparedKey| compared.as_field().is_some() && compared.collation.is_none();
        let needs_name = index.condition.is_some() || !keys.iter().all(is_plain);
        index.unique.then_some(Self {
            keys,
            condition: index.condition.as_ref(),
            nulls_not_distinct: index.nulls_not_distinct,
            object: needs_name.then(|| UniqueObject::Index(index.name.clone())),
            is_usual_equality: classes.all(is_usual_class),
        })
    }

    /// The fields that are compared, alone or in expressions.
    pub fn fields(&self) -> Vec<&FieldName> {
        self.keys.iter().flat_map(ComparedKey::fields).collect()
    }

    /// Whether the field alone tells all rows apart.
    pub fn is_alone(&self, field: &FieldName) -> bool {
        self.condition.is_none()
            && self.keys.len() == 1
            && self.keys.iter().all(|key| key.as_field() == Some(field))
    }
}
