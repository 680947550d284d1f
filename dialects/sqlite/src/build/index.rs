//! Indexes. SQLite has its own way of keeping them: methods and included fields have no effect.

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{Index, IndexKey, IndexPart, NullsOrder, SortOrder, Table};

use super::column::collation;
use super::constraint::refuse_equal_nulls;
use crate::expression::{Place, identifier, spell};
use crate::physical;
use crate::refusal::refuse;

/// An index, of a field or of the table.
pub(super) fn build(table: &Table, index: &Index) -> Result<physical::Index, Unsupported> {
    let subject = format!("the index `{}` of `{}`", index.name, table.name);
    refuse_equal_nulls(index.nulls_not_distinct, &subject)?;
    let parts = index.parts.iter().map(|part| build_part(table, part, &subject));
    let condition = index.condition.as_ref();
    let condition = condition.map(|condition| spell(condition, table, Place::Row, &subject));
    Ok(physical::Index {
        name: index.name.to_string(),
        is_unique: index.unique,
        parts: parts.collect::<Result<_, _>>()?,
        condition: condition.transpose()?,
        written: None,
    })
}

/// An index that SQLite refuses, as far as it can be dropped.
pub(super) fn known(index: &Index) -> physical::Index {
    physical::Index {
        name: index.name.to_string(),
        is_unique: index.unique,
        parts: Vec::new(),
        condition: None,
        written: None,
    }
}

fn build_part(table: &Table, part: &IndexPart, subject: &str) -> Result<physical::IndexPart, Unsupported> {
    refuse_part(part, subject)?;
    let key = match &part.key {
        IndexKey::Field(field) => identifier(field.as_str()),
        IndexKey::Expression(expression) => format!("({})", spell(expression, table, Place::Row, subject)?),
    };
    Ok(physical::IndexPart {
        key,
        collation: collation(part.collation.as_deref(), subject)?,
        is_descending: part.order == SortOrder::Descending,
    })
}

fn refuse_part(part: &IndexPart, subject: &str) -> Result<(), Unsupported> {
    if let Some(class) = &part.operator_class {
        return Err(refuse(
            subject,
            Some(Feature::OperatorClass),
            format!("SQLite has no operator class `{class}`"),
            "leave the operator class out, or index an expression",
        ));
    }
    // NULLs are the smallest values, so this order is the index's own.
    let own_order = match part.order {
        SortOrder::Ascending => NullsOrder::First,
        SortOrder::Descending => NullsOrder::Last,
    };
    if part.nulls.is_none_or(|nulls| nulls == own_order) {
        return Ok(());
    }
    Err(refuse(
        subject,
        Some(Feature::IndexNullsOrder),
        "SQLite keeps NULLs before every value in an index, and after every value in a descending one",
        "leave the order of NULLs out",
    ))
}
