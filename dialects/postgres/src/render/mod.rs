//! Actions as SQL: the one place that writes statements of a schema change.

mod block;
mod clause;
mod constraint;
mod enum_type;
mod rows;
mod statement;
mod table;

use aksara_dialect::{Cost, Ddl, Statement};
use aksara_schema::TableName;
use sea_query::{Alias, IntoTableRef, PostgresQueryBuilder, TableRef};

use crate::action::Action;

pub(crate) use rows::{CHECK_NOW, check_now_on, defer_again};
#[cfg(feature = "driver")]
pub(crate) use statement::drop_unfinished_index;
pub(crate) use table::{drop_table, make_table, move_table, rename_table};

type Writer = Ddl<PostgresQueryBuilder>;

/// The statements of a change. Adjacent actions that ALTER TABLE has clauses for are one statement: PostgreSQL runs its
/// clauses in passes (drop, change types, add columns, add constraints), so their order there does not count.
pub(crate) fn change_table(table: &TableName, actions: &[Action]) -> Vec<Statement> {
    let mut statements = Vec::new();
    let mut group: Vec<&Action> = Vec::new();
    let mut previous = None;
    for action in actions {
        let has_clauses = !clause::clauses(action).is_empty();
        if !has_clauses || group.iter().any(|earlier| must_come_later(action, earlier)) {
            statements.extend(alter(table, &std::mem::take(&mut group)));
        }
        if has_clauses {
            group.push(action);
        } else {
            statements.extend(statement::statements(table, action, previous));
        }
        previous = Some(action);
    }
    statements.extend(alter(table, &group));
    statements
}

/// The value of the rows of a new column is its first default, which one statement would not have. As long as a column
/// counts, it takes the types of whole numbers alone. And a column that others take their values from is dropped before types
/// change.
/// <https://www.postgresql.org/docs/current/sql-createtable.html>
fn must_come_later(action: &Action, earlier: &Action) -> bool {
    match (action, earlier) {
        (Action::SetDefault { column, .. }, Action::AddColumn(added)) => *column == added.name,
        (Action::SetType { column, .. }, Action::DropIdentity { column: counted }) => column == counted,
        (Action::DropPassing(_), Action::SetType { .. }) => true,
        _ => false,
    }
}

/// One ALTER TABLE.
fn alter(table: &TableName, group: &[&Action]) -> Option<Statement> {
    let clauses: Vec<String> = group.iter().flat_map(|action| clause::clauses(action)).collect();
    let cost = group.iter().map(|action| action.cost()).reduce(Cost::and)?;
    let sql = alter_table(table).fragment(&clauses.join(", ")).finish();
    let statement = Statement::sql(sql).costing(cost);
    let drops_values = |action: &&Action| {
        matches!(
            action,
            Action::DropColumn {
                comes_back: false,
                ..
            }
        )
    };
    Some(if group.iter().any(drops_values) {
        statement.destructive()
    } else {
        statement
    })
}

fn ddl() -> Writer {
    Ddl::new(PostgresQueryBuilder)
}

fn alter_table(table: &TableName) -> Writer {
    ddl().word("ALTER TABLE").table(table)
}

fn names(names: &[String]) -> Vec<String> {
    names.iter().map(|name| ddl().name(name).finish()).collect()
}

/// The quoted name of an index or constraint, with the namespace of its table, where it always is.
fn in_namespace_of(table: &TableName, name: &str) -> String {
    let name = ddl().name(name).finish();
    match table.namespace() {
        Some(namespace) => format!("{}.{name}", ddl().name(namespace).finish()),
        None => name,
    }
}

/// A table's name as sea-query's builders take it.
fn reference(table: &TableName) -> TableRef {
    let name = Alias::new(table.name());
    match table.namespace() {
        Some(namespace) => (Alias::new(namespace), name).into_table_ref(),
        None => name.into_table_ref(),
    }
}
