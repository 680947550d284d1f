//! Actions that have statements of their own.

use aksara_dialect::{Statement, TransactionMode};
use aksara_schema::{NullsOrder, SortOrder, TableName};
use sea_query::{Alias, PostgresQueryBuilder, Table};

use super::{Writer, alter_table, ddl, enum_type, in_namespace_of, names, reference, rows};
use crate::action::{Action, Building, FillReason};
use crate::physical::{Index, IndexKey, IndexPart};
use crate::renames::{Rename, RenameKind};
use crate::routine::ConcurrentIndex;

/// The statements of an action that is no clause of ALTER TABLE. `previous` is the one before it.
pub(super) fn statements(table: &TableName, action: &Action, previous: Option<&Action>) -> Vec<Statement> {
    let mut statements = match action {
        Action::CreateEnum(native) => vec![enum_type::create(native)],
        Action::RenameEnumValues { name, renames } => enum_type::rename_values(name, renames),
        Action::AddEnumValues {
            values_before,
            native,
        } => enum_type::add_values(values_before, native),
        Action::RebuildEnum { native, column } => vec![enum_type::rebuild(native, table, column)],
        Action::DropEnum(native) => vec![enum_type::drop(native)],
        Action::DropIndex { index, building } => vec![drop_index(table, index, *building)],
        Action::CreateIndex { index, building } => vec![create_index(table, index, *building)],
        Action::Rename(rename) => vec![Statement::sql(spell_rename(table, rename))],
        Action::FillNulls {
            column,
            value,
            reason,
        } => {
            let update = rows::fill_nulls(table, column, value).with_note(fill_note(*reason));
            let check = needs_checks(previous).then(|| Statement::sql(rows::CHECK_NOW));
            check.into_iter().chain([update]).collect()
        }
        Action::LookUp {
            column,
            passing,
            lookup,
        } => {
            let update = rows::look_up(table, column, passing, lookup);
            let update = update.with_note("takes each value from the row that the old one is of");
            let check = needs_checks(previous).then(|| Statement::sql(rows::CHECK_NOW));
            check.into_iter().chain([update]).collect()
        }
        Action::ContinueCounting { column } => vec![rows::continue_counting(table, column)],
        Action::WidenSequence { column, data_type } => {
            vec![rows::widen_sequence(table, column, &data_type.written)]
        }
        Action::SetTableComment(comment) => vec![comment_on_table(table, comment.as_deref())],
        Action::SetColumnComment { column, comment } => {
            vec![comment_on_column(table, column, comment.as_deref())]
        }
        Action::DropConstraint(_)
        | Action::DropColumn { .. }
        | Action::AddColumn(_)
        | Action::DropExpression { .. }
        | Action::DropIdentity { .. }
        | Action::SetType { .. }
        | Action::SetDefault { .. }
        | Action::SetNullability { .. }
        | Action::AddIdentity { .. }
        | Action::AddConstraint(_)
        | Action::DropPassing(_) => Vec::new(),
    };
    // The checks before the rows' own statement cost nothing beside it.
    let is_check = |statement: &Statement| statement.sql_texts() == [rows::CHECK_NOW];
    if let Some(own) = statements.iter_mut().find(|own| !is_check(own)) {
        own.cost = Some(action.cost());
    }
    statements
}

/// Whether pending checks are still to be made before rows change: ALTER TABLE refuses a table with such.
fn needs_checks(previous: Option<&Action>) -> bool {
    !matches!(previous, Some(Action::FillNulls { .. } | Action::LookUp { .. }))
}

fn fill_note(reason: FillReason) -> &'static str {
    match reason {
        FillReason::NewColumn => "fills the new field from each row",
        FillReason::Required => "fills NULLs before NOT NULL",
        FillReason::RequiredWithDefault => "fills NULLs with the default before NOT NULL",
    }
}

/// CREATE INDEX; a second run of a concurrent one finds the finished index there, and its routine drops an unfinished
/// one first.
pub(super) fn create_index(table: &TableName, index: &Index, building: Building) -> Statement {
    let is_concurrent = building == Building::Concurrent;
    let mut written = ddl()
        .word("CREATE")
        .when(index.is_unique, |ddl| ddl.word("UNIQUE"))
        .word("INDEX")
        .when(is_concurrent, |ddl| ddl.word("CONCURRENTLY IF NOT EXISTS"))
        .name(&index.name)
        .word("ON")
        .table(table);
    if let Some(method) = &index.method {
        written = written.word("USING").name(method);
    }
    written = written.list(index.parts.iter().map(spell_part));
    if !index.include.is_empty() {
        written = written.word("INCLUDE").list(names(&index.include));
    }
    written = written.when(index.is_nulls_not_distinct, |ddl| ddl.word("NULLS NOT DISTINCT"));
    if let Some(condition) = &index.condition {
        written = written.word("WHERE").fragment(condition);
    }
    let sql = written.finish();
    match building {
        Building::Plain => Statement::sql(sql),
        Building::Concurrent => {
            let index = Some(in_namespace_of(table, &index.name));
            alone(Statement::routine(ConcurrentIndex { index, sql }))
        }
    }
}

fn drop_index(table: &TableName, index: &Index, building: Building) -> Statement {
    let name = in_namespace_of(table, &index.name);
    let drop = ddl().word("DROP INDEX");
    match building {
        Building::Plain => Statement::sql(drop.fragment(&name).finish()),
        Building::Concurrent => {
            let sql = drop.word("CONCURRENTLY IF EXISTS").fragment(&name).finish();
            alone(Statement::sql(sql))
        }
    }
}

/// DROP INDEX of what a concurrent build left, by its quoted name.
#[cfg(feature = "driver")]
pub(crate) fn drop_unfinished_index(index: &str) -> String {
    let drop = ddl().word("DROP INDEX CONCURRENTLY IF EXISTS");
    drop.fragment(index).finish()
}

fn alone(statement: Statement) -> Statement {
    Statement {
        mode: TransactionMode::Own,
        ..statement
    }
}

fn spell_rename(table: &TableName, Rename { kind, old, new }: &Rename) -> String {
    match kind {
        RenameKind::Column => Table::alter()
            .table(reference(table))
            .rename_column(Alias::new(old), Alias::new(new))
            .to_string(PostgresQueryBuilder),
        RenameKind::Constraint => {
            let rename = alter_table(table).word("RENAME CONSTRAINT").name(old);
            rename.word("TO").name(new).finish()
        }
        RenameKind::Index => {
            let index = ddl().word("ALTER INDEX").fragment(&in_namespace_of(table, old));
            index.word("RENAME TO").name(new).finish()
        }
    }
}

pub(super) fn comment_on_table(table: &TableName, comment: Option<&str>) -> Statement {
    with_text(ddl().word("COMMENT ON TABLE").table(table), comment)
}

pub(super) fn comment_on_column(table: &TableName, column: &str, comment: Option<&str>) -> Statement {
    let column = format!("{}.{}", ddl().table(table).finish(), ddl().name(column).finish());
    with_text(ddl().word("COMMENT ON COLUMN").fragment(&column), comment)
}

fn with_text(written: Writer, comment: Option<&str>) -> Statement {
    let written = written.word("IS");
    Statement::sql(match comment {
        Some(comment) => written.text(comment).finish(),
        None => written.word("NULL").finish(),
    })
}

fn spell_part(part: &IndexPart) -> String {
    let mut written = match &part.key {
        IndexKey::Column(name) => ddl().name(name),
        IndexKey::Expression(sql) => ddl().list([sql.clone()]),
    };
    if let Some(collation) = &part.collation {
        written = written.word("COLLATE").name(collation);
    }
    if let Some(class) = &part.operator_class {
        written = written.name(class);
    }
    written = written.when(part.order == SortOrder::Descending, |ddl| ddl.word("DESC"));
    match part.nulls {
        Some(NullsOrder::First) => written.word("NULLS FIRST").finish(),
        Some(NullsOrder::Last) => written.word("NULLS LAST").finish(),
        None => written.finish(),
    }
}
