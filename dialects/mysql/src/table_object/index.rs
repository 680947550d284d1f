//! Indexes and unique keys.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{
    Constraint, ConstraintKind, DerivedName, Field, FieldName, Index, IndexKey, IndexPart, SortOrder,
    SqlExpression, Unique,
};

use super::{ObjectKind, TableObject, Writer};
use crate::index_method::IndexMethod;
use crate::limits::check_key;
use crate::name::{frozen_name, object_name, quoted, quoted_list};

const NOT_NULL_INSTEAD: &str = "make the fields NOT NULL, with a value that stands for nothing";

impl Writer<'_> {
    pub(super) fn field_indexes(&self, field: &Field) -> Result<Vec<TableObject>, Unsupported> {
        let mut objects = Vec::new();
        if let Some(name) = &field.unique {
            let name = frozen_name(name, DerivedName::Unique, self.table, &field.name);
            check_key(
                [field],
                self.table,
                true,
                &self.subject("the unique key", &name),
                self.server,
            )?;
            objects.push(plain_index(UNIQUE_KEY, name, std::slice::from_ref(&field.name)));
        }
        if let Some(name) = &field.index {
            let name = frozen_name(name, DerivedName::Index, self.table, &field.name);
            check_key(
                [field],
                self.table,
                false,
                &self.subject("the index", &name),
                self.server,
            )?;
            objects.push(plain_index(KEY, name, std::slice::from_ref(&field.name)));
        }
        Ok(objects)
    }

    pub(super) fn unique_constraint(
        &self,
        constraint: &Constraint,
    ) -> Result<Option<TableObject>, Unsupported> {
        let subject = self.subject("the constraint", constraint.name.as_str());
        match &constraint.kind {
            ConstraintKind::Unique(unique) => self.unique(constraint, unique, &subject).map(Some),
            ConstraintKind::Exclusion(_) => {
                let alternative = "check the condition in the program, or keep this constraint to PostgreSQL";
                self.server
                    .demand(Feature::ExclusionConstraint, &subject, alternative)?;
                Ok(None)
            }
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => Ok(None),
        }
    }

    pub(super) fn unique(
        &self,
        constraint: &Constraint,
        unique: &Unique,
        subject: &str,
    ) -> Result<TableObject, Unsupported> {
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
            true,
            subject,
            self.server,
        )?;
        Ok(plain_index(
            UNIQUE_KEY,
            object_name(&constraint.name),
            &unique.fields,
        ))
    }

    pub(super) fn index(&self, index: &Index) -> Result<TableObject, Unsupported> {
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
        let fields: Vec<FieldName> = index.parts.iter().filter_map(field_of).cloned().collect();
        let method = IndexMethod::of(index);
        if method.is_none() {
            check_key(
                self.fields(&fields),
                self.table,
                index.unique,
                &subject,
                self.server,
            )?;
        }
        let parts = index
            .parts
            .iter()
            .map(|part| self.index_part(part, &subject))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(TableObject {
            kind: ObjectKind::Index,
            name: object_name(&index.name),
            head: match method {
                Some(method) => method.head(),
                None if index.unique => UNIQUE_KEY,
                None => KEY,
            },
            tail: format!("({}){}", parts.join(", "), parser_clause(index)),
            has_expression: index.parts.iter().any(|part| field_of(part).is_none()),
            fields: index.fields().into_iter().cloned().collect(),
            own_targets: Vec::new(),
            notes: self.index_notes(index),
        })
    }

    pub(super) fn index_part(&self, part: &IndexPart, subject: &str) -> Result<String, Unsupported> {
        let alternative = "give the field itself that collation";
        self.demand_when(
            part.collation.is_some(),
            Feature::IndexCollation,
            subject,
            alternative,
        )?;
        let key = match &part.key {
            IndexKey::Field(field) => quoted(field.as_str()),
            IndexKey::Expression(expression) => {
                let alternative = "index a generated field that computes the expression";
                self.server
                    .demand(Feature::ExpressionIndex, subject, alternative)?;
                self.demand_uncounted_key(expression, subject)?;
                format!("({})", self.fixed_expression(expression, subject)?)
            }
        };
        let is_descending =
            part.order == SortOrder::Descending && self.server.ignored(Feature::DescendingIndex).is_none();
        Ok(if is_descending { format!("{key} DESC") } else { key })
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

    pub(super) fn index_notes(&self, index: &Index) -> Vec<&'static str> {
        let any = |has: fn(&IndexPart) -> bool| index.parts.iter().any(has);
        let is_ignored_method = index.method.is_some() && IndexMethod::of(index).is_none();
        let asked = [
            (is_ignored_method, Feature::IndexMethod),
            (!index.include.is_empty(), Feature::CoveringIndex),
            (any(|part| part.nulls.is_some()), Feature::IndexNullsOrder),
            (any(|part| part.operator_class.is_some()), Feature::OperatorClass),
            (
                any(|part| part.order == SortOrder::Descending),
                Feature::DescendingIndex,
            ),
        ];
        asked
            .into_iter()
            .filter(|(asked, _)| *asked)
            .filter_map(|(_, feature)| self.server.ignored(feature))
            .collect()
    }
}

pub(super) const KEY: &str = "KEY";
const UNIQUE_KEY: &str = "UNIQUE KEY";

/// An index over whole fields.
pub(super) fn plain_index(head: &'static str, name: String, fields: &[FieldName]) -> TableObject {
    TableObject {
        kind: ObjectKind::Index,
        name,
        head,
        tail: quoted_list(fields),
        has_expression: false,
        fields: fields.to_vec(),
        own_targets: Vec::new(),
        notes: Vec::new(),
    }
}

fn parser_clause(index: &Index) -> String {
    let parser = IndexMethod::parser(index);
    parser.map_or(String::new(), |parser| format!(" WITH PARSER {}", quoted(parser)))
}

fn field_of(part: &IndexPart) -> Option<&FieldName> {
    match &part.key {
        IndexKey::Field(field) => Some(field),
        IndexKey::Expression(_) => None,
    }
}
