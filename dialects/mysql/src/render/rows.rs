//! UPDATE statements that a change of a table needs, as sea-query's queries.

use aksara_schema::TableName;
use sea_query::{Alias, Expr, ExprTrait, MysqlQueryBuilder, Query};

/// `UPDATE table SET column = value, …`, of rows without a value in one column alone where one is given.
///
/// The columns in `kept` are set to their own values, since the database would set them to the moment (ON UPDATE).
pub(super) fn update(
    table: &TableName,
    values: &[(&str, &str)],
    kept: &[&str],
    missing: Option<&str>,
) -> String {
    let mut update = Query::update();
    update.table(Alias::new(table.name()));
    for (column, value) in values {
        update.value(Alias::new(*column), Expr::cust((*value).to_owned()));
    }
    for column in kept {
        update.value(Alias::new(*column), Expr::col(Alias::new(*column)));
    }
    if let Some(column) = missing {
        update.and_where(Expr::col(Alias::new(column)).is_null());
    }
    update.to_string(MysqlQueryBuilder)
}
