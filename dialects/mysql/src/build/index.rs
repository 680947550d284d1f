//! Indexes and unique keys.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{
    self as schema, Constraint, ConstraintKind, FieldName, SortOrder, SqlExpression, Unique,
};

use super::{Builder, names};
use crate::index_method::IndexMethod;
use crate::limits::check_key;
use crate::name::object_name;
use crate::physical::{Index, IndexKey, IndexKind, IndexPart};

const NOT_NULL_INSTEAD: &str = "make the fields NOT NULL, with a value that stands for nothing";

impl Builder<'_> {
    pub(super) fn unique_constraint(&self, constraint: &Constraint) -> Result<Option<Index>, Unsupported> {
        let subject = self.subject("the constraint", constraint.name.as_str());
        match &constraint.kind {
            ConstraintKind::Unique(unique) => {
                let demanded = self.demand_unique(unique, &subject);
                self.accept(demanded, || ())?;
                Ok(Some(Index::over(
                    IndexKind::Unique,
                    object_name(&constraint.name),
                    names(&unique.fields),
                )))
            }
            ConstraintKind::Exclusion(_) => {
                let alternative = "check the condition in the program, or keep this constraint to PostgreSQL";
                let demanded = self
                    .server
                    .demand(Feature::ExclusionConstraint, &subject, alternative);
                self.accept(demanded, || ())?;
                Ok(None)
            }
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => Ok(None),
        }
    }

    fn demand_unique(&self, unique: &Unique, subject: &str) -> Result<(), Unsupported> {
        self.demand_not_deferrable(unique.deferrable, Feature::DeferrableUnique, subject)?;
        self.demand_when(
            unique.nulls_not_distinct,
            Feature::NullsNotDistinct,
            subject,
            NOT_NULL_INSTEAD,
        )?;
        check_key(
            self.fields(&unique.fields),
            self.table,
            Some(Feature::UniqueText),
            subject,
            self.server,
        )
    }

    pub(super) fn index(&self, index: &schema::Index) -> Result<Index, Unsupported> {
        self.accept(self.demanded_index(index), || known(index))
    }

    fn demanded_index(&self, index: &schema::Index) -> Result<Index, Unsupported> {
        let subject = self.subject("the index", index.name.as_str());
        let alternative = "make the index over all rows, or keep it to a database that has partial indexes";
        self.demand_when(
            index.condition.is_some(),
            Feature::PartialIndex,
            &subject,
            alternative,
        )?;
        self.demand_when(
            index.unique && index.nulls_not_distinct,
            Feature::NullsNotDistinct,
            &subject,
            NOT_NULL_INSTEAD,
        )?;
        let fields = index.parts.iter().filter_map(|part| part.key.as_field());
        let fields: Vec<FieldName> = fields.cloned().collect();
        let method = IndexMethod::of(index);
        if method.is_none() {
            check_key(
                self.fields(&fields),
                self.table,
                index.unique.then_some(Feature::UniqueText),
                &subject,
                self.server,
            )?;
        }
        let parts = index.parts.iter().map(|part| self.index_part(part, &subject));
        Ok(Index {
            parts: parts.collect::<Result<_, _>>()?,
            ..known(index)
        })
    }

    fn index_part(&self, part: &schema::IndexPart, subject: &str) -> Result<IndexPart, Unsupported> {
        let alternative = "give the field itself that collation";
        self.demand_when(
            part.collation.is_some(),
            Feature::IndexCollation,
            subject,
            alternative,
        )?;
        let key = match &part.key {
            schema::IndexKey::Field(field) => IndexKey::Column(field.to_string()),
            schema::IndexKey::Expression(expression) => {
                let alternative = "index a generated field that computes the expression";
                self.server
                    .demand(Feature::ExpressionIndex, subject, alternative)?;
                self.demand_uncounted_key(expression, subject)?;
                IndexKey::Expression(self.fixed_expression(expression, subject)?)
            }
        };
        let is_descending =
            part.order == SortOrder::Descending && self.server.ignored(Feature::DescendingIndex).is_none();
        Ok(IndexPart { key, is_descending })
    }

    /// No expression of an index may name a field that counts (3754).
    fn demand_uncounted_key(&self, expression: &SqlExpression, subject: &str) -> Result<(), Unsupported> {
        let named = expression.fields().into_iter();
        let mut fields = named.filter_map(|name| self.table.fields.get(name));
        match fields.find(|field| field.auto_increment) {
            None => Ok(()),
            Some(field) => Err(self.server.refuse(
                Some(Feature::ExpressionIndex),
                subject,
                format!(
                    "`{}` is AUTO_INCREMENT, and no expression of an index may name it",
                    field.name
                ),
                "index the field itself",
            )),
        }
    }
}

/// An index without its parts.
pub(super) fn known(index: &schema::Index) -> Index {
    Index {
        name: object_name(&index.name),
        kind: kind(index),
        parts: Vec::new(),
    }
}

fn kind(index: &schema::Index) -> IndexKind {
    match IndexMethod::of(index) {
        Some(IndexMethod::Fulltext) => IndexKind::Fulltext {
            parser: IndexMethod::parser(index).map(str::to_owned),
        },
        Some(IndexMethod::Spatial) => IndexKind::Spatial,
        None if index.unique => IndexKind::Unique,
        None => IndexKind::Plain,
    }
}
