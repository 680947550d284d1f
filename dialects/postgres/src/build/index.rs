//! Indexes of a table and of its fields.

use aksara_dialect::Unsupported;
use aksara_schema::{Index, IndexKey, IndexPart};

use super::features::demand_index;
use super::{names, object_subject};
use crate::expression::{spell, spell_written};
use crate::flavour::{Flavour, Server};
use crate::own_objects::fitting;
use crate::physical;

/// Refuses an index that PostgreSQL, or this version of it, cannot have.
pub(super) fn check(index: &Index, server: Server) -> Result<(), Unsupported> {
    let subject = object_subject("index", &index.name);
    demand_index(index, &subject, server)?;
    let keys = index.parts.iter().filter_map(|part| match &part.key {
        IndexKey::Field(_) => None,
        IndexKey::Expression(expression) => Some(expression),
    });
    let mut expressions = keys.chain(&index.condition);
    expressions.try_for_each(|expression| spell_written(expression, &subject, server.flavour).map(drop))
}

pub(super) fn build(index: &Index, flavour: &Flavour) -> physical::Index {
    physical::Index {
        name: fitting(&index.name),
        is_unique: index.unique,
        method: index.method.clone(),
        parts: index.parts.iter().map(|part| build_part(part, flavour)).collect(),
        include: names(&index.include),
        is_nulls_not_distinct: index.nulls_not_distinct,
        condition: index.condition.as_ref().map(|one| spell(one, flavour)),
        columns: names(index.fields()),
    }
}

fn build_part(part: &IndexPart, flavour: &Flavour) -> physical::IndexPart {
    physical::IndexPart {
        key: match &part.key {
            IndexKey::Field(field) => physical::IndexKey::Column(field.to_string()),
            IndexKey::Expression(expression) => physical::IndexKey::Expression(spell(expression, flavour)),
        },
        collation: part.collation.clone(),
        operator_class: part.operator_class.clone(),
        order: part.order,
        nulls: part.nulls,
    }
}
