//! Queries that count the rows which a new table refuses.

use sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, SqliteQueryBuilder};

use crate::physical::Clause;
use crate::rebuild::Rebuild;

/// The rows that a new table may refuse: those that the copy gives, or those in the new table itself.
pub(crate) enum NewRows<'a> {
    Copied(&'a Rebuild),
    Table(&'a str),
}

impl NewRows<'_> {
    /// Counts the rows without a value in a column.
    pub(crate) fn count_nulls(&self, column: &str) -> String {
        self.count(Expr::col(Alias::new(column)).is_null())
    }

    /// Counts the rows for which a check is false.
    pub(crate) fn count_violations(&self, clause: &Clause) -> Option<String> {
        let expression = clause.expression()?;
        Some(self.count(Expr::cust(format!("NOT ({expression})"))))
    }

    /// Counts the values of these columns that more than one row has.
    pub(crate) fn count_duplicates(&self, columns: &[&str]) -> String {
        let mut groups = self.select();
        groups.expr(Expr::val(1));
        for column in columns {
            let column = || Expr::col(Alias::new(*column));
            groups.and_where(column().is_not_null()).add_group_by([column()]);
        }
        groups.and_having(Expr::cust("count(*) > 1"));
        let mut count = Query::select();
        count
            .expr(Expr::cust("count(*)"))
            .from_subquery(groups, Alias::new("groups"));
        count.to_string(SqliteQueryBuilder)
    }

    fn count(&self, condition: SimpleExpr) -> String {
        let mut count = self.select();
        count.expr(Expr::cust("count(*)")).and_where(condition);
        count.to_string(SqliteQueryBuilder)
    }

    fn select(&self) -> SelectStatement {
        let mut select = Query::select();
        match self {
            Self::Table(name) => select.from(Alias::new(*name)),
            Self::Copied(rebuild) => {
                let mut rows = Query::select();
                for copied in &rebuild.copied {
                    rows.expr_as(Expr::cust(copied.value.clone()), Alias::new(&*copied.column));
                }
                rows.from(Alias::new(&*rebuild.before.name));
                select.from_subquery(rows, Alias::new("copied"))
            }
        };
        select
    }
}
