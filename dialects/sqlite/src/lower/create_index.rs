//! Indexes. SQLite has its own way of keeping them, so methods and included fields are said to have no effect.

use aksara_dialect::{Ddl, Feature, Unsupported};
use aksara_schema::{Field, FieldName, Index, IndexKey, IndexPart, NullsOrder, SortOrder, Table};
use sea_query::SqliteQueryBuilder;

use super::column::collation;
use super::constraint::refuse_equal_nulls;
use super::expression::{Place, identifier, spell};
use crate::refusal::refuse;

/// `CREATE INDEX` for every index of a table: the fields' own, then the named ones.
pub(crate) fn create_indexes(table: &Table) -> Result<Vec<String>, Unsupported> {
    let own = table
        .fields
        .values()
        .filter_map(|field| own_index(table, field))
        .map(Ok);
    own.chain(table.indexes.values().map(|index| create_index(table, index)))
        .collect()
}

/// `CREATE INDEX` for a named index.
pub(crate) fn create_index(table: &Table, index: &Index) -> Result<String, Unsupported> {
    let subject = format!("the index `{}` of `{}`", index.name, table.name);
    refuse_equal_nulls(index.nulls_not_distinct, &subject)?;
    let parts = index.parts.iter().map(|part| index_part(table, part, &subject));
    let parts: Vec<String> = parts.collect::<Result<_, _>>()?;
    let condition = index
        .condition
        .as_ref()
        .map(|condition| spell(condition, table, Place::Row, &subject));
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word(if index.unique {
            "CREATE UNIQUE INDEX"
        } else {
            "CREATE INDEX"
        })
        .name(index.name.as_str())
        .word("ON")
        .name(table.name.name())
        .list(parts);
    Ok(match condition.transpose()? {
        Some(condition) => ddl.word("WHERE").fragment(&condition).finish(),
        None => ddl.finish(),
    })
}

/// `CREATE INDEX` for a field's own index, where it has one.
pub(crate) fn own_index(table: &Table, field: &Field) -> Option<String> {
    let name = field.index.as_ref()?.0.as_ref()?;
    let ddl = Ddl::new(SqliteQueryBuilder)
        .word("CREATE INDEX")
        .name(name.as_str())
        .word("ON");
    let key: [&FieldName; 1] = [&field.name];
    Some(ddl.name(table.name.name()).fields(key).finish())
}

/// `DROP INDEX`
pub(crate) fn drop_index(name: &str) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("DROP INDEX")
        .name(name)
        .finish()
}

fn index_part(table: &Table, part: &IndexPart, subject: &str) -> Result<String, Unsupported> {
    refuse_part(part, subject)?;
    let key = match &part.key {
        IndexKey::Field(field) => identifier(field.as_str()),
        IndexKey::Expression(expression) => format!("({})", spell(expression, table, Place::Row, subject)?),
    };
    let collation = collation(part.collation.as_deref(), subject)?;
    let order = match part.order {
        SortOrder::Ascending => None,
        SortOrder::Descending => Some("DESC".to_owned()),
    };
    Ok([Some(key), collation, order]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" "))
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
    match part.nulls.is_none_or(|nulls| nulls == own_order) {
        true => Ok(()),
        false => Err(refuse(
            subject,
            Some(Feature::IndexNullsOrder),
            "SQLite keeps NULLs before every value in an index, and after every value in a descending one",
            "leave the order of NULLs out",
        )),
    }
}
