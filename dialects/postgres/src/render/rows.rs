//! Rows, their pending checks, and the sequences that count them.

use aksara_dialect::{REFERRED, Statement};
use aksara_operations::Lookup;
use aksara_schema::TableName;
use sea_query::{Alias, Expr, ExprTrait, Func, PostgresQueryBuilder, Query};

use super::block::{block, block_text, fill};
use super::{ddl, reference};
use crate::literal::quoted;

/// Makes the deferred checks of the transaction now: PostgreSQL refuses to alter a table with pending ones.
/// <https://www.postgresql.org/docs/current/sql-set-constraints.html>
pub(crate) const CHECK_NOW: &str = "SET CONSTRAINTS ALL IMMEDIATE";

const CHECK_NOW_ON: &str = include_str!("check_now_on.sql");
const DEFER_AGAIN: &str = include_str!("defer_again.sql");

/// The same for one table, by the constraints and triggers that the catalog has.
pub(crate) fn check_now_on(table: &TableName) -> String {
    block_text(&fill(CHECK_NOW_ON, &[("table_text", &table_text(table))]))
}

/// Puts off the checks again that are put off where nobody says otherwise.
pub(crate) fn defer_again() -> String {
    block_text(DEFER_AGAIN)
}

/// Gives the rows that hold NULL a value.
pub(super) fn fill_nulls(table: &TableName, column: &str, value: &str) -> Statement {
    let column = Alias::new(column);
    let mut update = Query::update();
    update
        .table(reference(table))
        .value(column.clone(), Expr::cust(value.to_owned()))
        .and_where(Expr::col(column).is_null());
    Statement::sql(update.to_string(PostgresQueryBuilder))
}

/// Puts the values that are looked up for a column into another one.
pub(super) fn look_up(table: &TableName, column: &str, passing: &str, lookup: &Lookup) -> Statement {
    let of = |table: &'static str, field: &str| Expr::col((Alias::new(table), Alias::new(field)));
    let own = match table.namespace() {
        Some(namespace) => Expr::col((
            Alias::new(namespace),
            Alias::new(table.name()),
            Alias::new(column),
        )),
        None => Expr::col((Alias::new(table.name()), Alias::new(column))),
    };
    let mut update = Query::update();
    update
        .table(reference(table))
        .value(Alias::new(passing), of(REFERRED, lookup.value.as_str()))
        .from(reference(&lookup.table).alias(Alias::new(REFERRED)))
        .and_where(of(REFERRED, lookup.key.as_str()).eq(own));
    Statement::sql(update.to_string(PostgresQueryBuilder))
}

/// A new identity continues after the greatest number there.
pub(super) fn continue_counting(table: &TableName, column: &str) -> Statement {
    let greatest = Expr::col(Alias::new(column)).max();
    let sequence = Func::cust("pg_get_serial_sequence")
        .arg(ddl().table(table).finish())
        .arg(column);
    let next = Func::coalesce([greatest, Expr::val(0)]);
    let set = Func::cust("setval")
        .arg(sequence)
        .arg(Expr::expr(next).add(1))
        .arg(false);
    let mut select = Query::select();
    select.expr(set).from(reference(table));
    Statement::sql(select.to_string(PostgresQueryBuilder))
}

/// An identity's sequence follows its column's type by itself, a serial's does not; one of nobody stays as it is.
pub(super) fn widen_sequence(table: &TableName, column: &str, data_type: &str) -> Statement {
    let sequence = format!(
        "pg_get_serial_sequence({}, {})",
        table_text(table),
        quoted(column)
    );
    let body = format!(
        "BEGIN IF {sequence} IS NOT NULL THEN \
         EXECUTE 'ALTER SEQUENCE ' || {sequence} || ' AS {data_type}'; END IF; END"
    );
    block(&body).with_note("gives the sequence its field's type")
}

/// The quoted name of a table as a text.
fn table_text(table: &TableName) -> String {
    quoted(&ddl().table(table).finish())
}
