//! Statements of rows: sea-query's queries, except for the head of INSERT OR ABORT, which it has no word for.

use aksara_dialect::Ddl;
use sea_query::{Alias, Expr, ExprTrait, Query, SqliteQueryBuilder};

use crate::expression::identifier;
use crate::rebuild::Rebuild;

const SEQUENCE: &str = "sqlite_sequence";

/// `INSERT INTO new (…) SELECT … FROM old`. A conflict clause of the live table must not make rows go
/// (<https://www.sqlite.org/lang_conflict.html>).
pub(super) fn copy(rebuild: &Rebuild) -> String {
    let has_conflict = rebuild.after.clauses().any(|clause| clause.conflict().is_some());
    let head = if has_conflict {
        "INSERT OR ABORT INTO"
    } else {
        "INSERT INTO"
    };
    let mut select = Query::select();
    for copied in &rebuild.copied {
        select.expr(Expr::cust(copied.value.clone()));
    }
    select.from(Alias::new(&*rebuild.before.name));
    Ddl::new(SqliteQueryBuilder)
        .word(head)
        .name(&rebuild.temporary_name)
        .list(
            rebuild
                .copied
                .iter()
                .map(|copied| target(rebuild, &copied.column)),
        )
        .fragment(&select.to_string(SqliteQueryBuilder))
        .finish()
}

/// A rowid that is not a column of the table is not a name to quote.
fn target(rebuild: &Rebuild, column: &str) -> String {
    match rebuild.after.column(column) {
        Some(column) => column.written_name.clone(),
        None => column.to_owned(),
    }
}

/// Carries the mark of AUTOINCREMENT over to the new table.
pub(super) fn keep_mark(rebuild: &Rebuild) -> Vec<String> {
    let (old, new) = (&rebuild.before.name, &rebuild.temporary_name);
    let is = |name: &str| Expr::col(Alias::new("name")).eq(name);
    let mut select = Query::select();
    select
        .expr(Expr::val(new.as_str()))
        .column(Alias::new("seq"))
        .from(Alias::new(SEQUENCE))
        .and_where(is(old));
    let mut delete = Query::delete();
    delete.from_table(Alias::new(SEQUENCE)).and_where(is(new));
    let insert = Ddl::new(SqliteQueryBuilder)
        .word("INSERT INTO")
        .name(SEQUENCE)
        .list(["name", "seq"].map(identifier))
        .fragment(&select.to_string(SqliteQueryBuilder));
    vec![delete.to_string(SqliteQueryBuilder), insert.finish()]
}

/// Gives rows a value in a column: all of them, or those that hold NULL.
pub(super) fn update(table: &str, column: &str, value: &str, is_of_nulls: bool) -> String {
    let mut update = Query::update();
    update
        .table(Alias::new(table))
        .value(Alias::new(column), Expr::cust(value.to_owned()));
    if is_of_nulls {
        update.and_where(Expr::col(Alias::new(column)).is_null());
    }
    update.to_string(SqliteQueryBuilder)
}
