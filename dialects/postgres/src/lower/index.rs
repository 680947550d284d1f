//! Indexes: made and dropped within the transaction, or concurrently outside it.

use aksara_dialect::{Feature, Routine, ServerVersion, Statement, TransactionMode, Unsupported};
use aksara_schema::{Index, IndexKey, IndexPart, NullsOrder, ObjectName, SortOrder, Table, TableName};

use super::{ddl, in_namespace_of};
use crate::capabilities::require;
use crate::expression::spell_written;
use crate::own_objects::fitting;

/// Whether writers wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Building {
    /// Within the transaction; writers wait.
    Plain,
    /// Outside it; writers go on.
    Concurrent,
}

/// CREATE INDEX.
pub(super) fn create(
    table: &Table,
    index: &Index,
    building: Building,
    version: &ServerVersion,
) -> Result<Statement, Unsupported> {
    let subject = format!("index `{}`", index.name);
    let parts = index.parts.iter().map(|part| spell_part(part, &subject));
    let parts = parts.collect::<Result<Vec<_>, _>>()?;
    let mut written = ddl()
        .word("CREATE")
        .when(index.unique, |ddl| ddl.word("UNIQUE"))
        .word("INDEX")
        // A second run finds the finished index there; the routine drops an unfinished one first.
        .when(building == Building::Concurrent, |ddl| {
            ddl.word("CONCURRENTLY IF NOT EXISTS")
        })
        .name(&fitting(&index.name))
        .word("ON")
        .table(&table.name);
    if let Some(method) = &index.method {
        written = written.word("USING").name(method);
    }
    written = written.list(parts);
    if !index.include.is_empty() {
        written = written.word("INCLUDE").fields(&index.include);
    }
    if index.nulls_not_distinct {
        require(
            Feature::NullsNotDistinct,
            version,
            &subject,
            "make the fields NOT NULL, or take NULLs as distinct",
        )?;
        written = written.word("NULLS NOT DISTINCT");
    }
    if let Some(condition) = &index.condition {
        written = written
            .word("WHERE")
            .fragment(&spell_written(condition, &subject)?);
    }
    Ok(in_mode(table, index, building, written.finish()))
}

/// DROP INDEX.
pub(super) fn drop(table: &Table, index: &Index, building: Building) -> Statement {
    let concurrently = building == Building::Concurrent;
    let sql = ddl()
        .word("DROP INDEX")
        .when(concurrently, |ddl| ddl.word("CONCURRENTLY IF EXISTS"))
        .fragment(&qualified(&table.name, &index.name))
        .finish();
    match building {
        Building::Plain => Statement::sql(sql),
        Building::Concurrent => Statement {
            mode: TransactionMode::Own,
            ..Statement::sql(sql)
        },
    }
}

/// ALTER INDEX … RENAME.
pub(super) fn rename(table: &TableName, old: &str, new: &str) -> Statement {
    let written = ddl().word("ALTER INDEX").fragment(&in_namespace_of(table, old));
    Statement::sql(written.word("RENAME TO").name(new).finish())
}

fn qualified(table: &TableName, index: &ObjectName) -> String {
    in_namespace_of(table, &fitting(index))
}

fn in_mode(table: &Table, index: &Index, building: Building, sql: String) -> Statement {
    match building {
        Building::Plain => Statement::sql(sql),
        Building::Concurrent => {
            let routine = Routine::BuildIndexConcurrently {
                index: Some(qualified(&table.name, &index.name)),
                sql,
            };
            Statement {
                mode: TransactionMode::Own,
                ..Statement::routine(routine)
            }
        }
    }
}

fn spell_part(part: &IndexPart, subject: &str) -> Result<String, Unsupported> {
    let mut written = match &part.key {
        IndexKey::Field(field) => ddl().name(field.as_str()),
        IndexKey::Expression(expression) => ddl().list([spell_written(expression, subject)?]),
    };
    if let Some(collation) = &part.collation {
        written = written.word("COLLATE").name(collation);
    }
    if let Some(class) = &part.operator_class {
        written = written.name(class);
    }
    written = written.when(part.order == SortOrder::Descending, |ddl| ddl.word("DESC"));
    Ok(match part.nulls {
        Some(NullsOrder::First) => written.word("NULLS FIRST"),
        Some(NullsOrder::Last) => written.word("NULLS LAST"),
        None => written,
    }
    .finish())
}
