//! COMMENT ON.

use aksara_dialect::Statement;
use aksara_schema::{Field, Table};

use super::ddl;

/// The comment of a table, or its removal.
pub(super) fn on_table(table: &Table) -> Statement {
    let written = ddl().word("COMMENT ON TABLE").table(&table.name).word("IS");
    Statement::sql(with_text(written, table.comment.as_deref()))
}

/// The comment of a field, or its removal.
pub(super) fn on_field(table: &Table, field: &Field) -> Statement {
    let column = format!(
        "{}.{}",
        ddl().table(&table.name).finish(),
        ddl().name(field.name.as_str()).finish()
    );
    let written = ddl().word("COMMENT ON COLUMN").fragment(&column).word("IS");
    Statement::sql(with_text(written, field.comment.as_deref()))
}

/// The comments of a table that is being made.
pub(super) fn on_new_table(table: &Table) -> Vec<Statement> {
    let own = table.comment.is_some().then(|| on_table(table));
    let fields = table.fields.values().filter(|field| field.comment.is_some());
    own.into_iter()
        .chain(fields.map(|field| on_field(table, field)))
        .collect()
}

fn with_text(written: aksara_dialect::Ddl<sea_query::PostgresQueryBuilder>, text: Option<&str>) -> String {
    match text {
        Some(text) => written.text(text).finish(),
        None => written.word("NULL").finish(),
    }
}
