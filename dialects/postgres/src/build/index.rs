//! Indexes of a table and of its fields.

use aksara_dialect::{Feature, ServerVersion, Unsupported, quote_identifier};
use aksara_schema::{Index, IndexKey, IndexPart};
use sea_query::PostgresQueryBuilder;

use super::{names, object_subject};
use crate::capabilities::require;
use crate::expression::spell_written;
use crate::own_objects::fitting;
use crate::physical;

pub(super) fn build(index: &Index, version: &ServerVersion) -> Result<physical::Index, Unsupported> {
    let subject = object_subject("index", &index.name);
    if index.nulls_not_distinct {
        let alternative = "make the fields NOT NULL, or take NULLs as distinct";
        require(Feature::NullsNotDistinct, version, &subject, alternative)?;
    }
    let parts = index.parts.iter().map(|part| build_part(part, &subject));
    let condition = index.condition.as_ref();
    let condition = condition.map(|condition| spell_written(condition, &subject));
    Ok(physical::Index {
        parts: parts.collect::<Result<_, _>>()?,
        condition: condition.transpose()?,
        ..known(index)
    })
}

/// The index as far as it is known without a look at its expressions.
pub(super) fn known(index: &Index) -> physical::Index {
    physical::Index {
        name: fitting(&index.name),
        is_unique: index.unique,
        method: index.method.clone(),
        parts: Vec::new(),
        include: names(&index.include),
        is_nulls_not_distinct: index.nulls_not_distinct,
        condition: None,
        columns: names(index.fields()),
    }
}

fn build_part(part: &IndexPart, subject: &str) -> Result<physical::IndexPart, Unsupported> {
    Ok(physical::IndexPart {
        key: match &part.key {
            IndexKey::Field(field) => quote_identifier(&PostgresQueryBuilder, field.as_str()),
            IndexKey::Expression(expression) => format!("({})", spell_written(expression, subject)?),
        },
        collation: part.collation.clone(),
        operator_class: part.operator_class.clone(),
        order: part.order,
        nulls: part.nulls,
    })
}
