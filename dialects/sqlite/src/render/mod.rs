//! Actions as SQL: the one place that writes statements of a schema change.

#[cfg(feature = "driver")]
mod row_counts;
mod rows;
mod table;

use aksara_dialect::{Ddl, Statement};
use aksara_schema::TableName;
use sea_query::SqliteQueryBuilder;

use crate::action::Action;
use crate::physical::Table;
use crate::rebuild::{Rebuild, RebuildStep};
use crate::renames::Rename;
use crate::routine::AlterNullability;

#[cfg(feature = "driver")]
pub(crate) use row_counts::NewRows;
#[cfg(feature = "driver")]
pub(crate) use table::clause_text;
pub(crate) use table::create_table;

/// The table and its indexes.
pub(crate) fn make_table(table: &Table) -> Vec<String> {
    let indexes = table
        .indexes
        .iter()
        .map(|index| table::create_index(index, &table.name));
    std::iter::once(create_table(table, &table.name))
        .chain(indexes)
        .collect()
}

/// Drops a table with its rows.
///
/// With foreign keys on, DROP TABLE first deletes every row, and a row that refers to another row of its own table
/// stops that (<https://sqlite.org/foreignkeys.html#fk_schemacommands>). Deferring foreign keys lets the rows go
/// together.
pub(crate) fn drop_table(table: &TableName, refers_to_itself: bool) -> Vec<Statement> {
    let drop = Statement::sql(drop(table.name())).destructive();
    if !refers_to_itself {
        return vec![drop];
    }
    vec![
        Statement::sql("PRAGMA defer_foreign_keys = ON").with_note("the rows refer to each other"),
        drop,
        Statement::sql("PRAGMA defer_foreign_keys = OFF"),
    ]
}

/// Renames a table. Triggers, views and foreign keys follow by themselves.
pub(crate) fn rename_table(old: &str, new: &str) -> String {
    alter(old).word("RENAME TO").name(new).finish()
}

/// Renames a column. Indexes, triggers, views and foreign keys follow by themselves.
pub(crate) fn rename_column(table: &str, (old, new): &Rename) -> String {
    let ddl = alter(table).word("RENAME COLUMN").name(old.as_str());
    ddl.word("TO").name(new.as_str()).finish()
}

/// The statements of an action that needs no rebuild; none of one that SQLite has no statement for.
pub(crate) fn native(action: &Action, table: &TableName) -> Vec<Statement> {
    let name = table.name();
    let sql = |sql: String| vec![Statement::sql(sql).costing(action.cost())];
    match action {
        Action::DropIndex(index) => sql(drop_index(&index.name)),
        Action::CreateIndex(index) => sql(table::create_index(index, name)),
        Action::DropConstraint { constraint, .. } => {
            let dropped = constraint.clause.name.iter();
            dropped
                .flat_map(|dropped| sql(alter(name).word("DROP CONSTRAINT").name(dropped).finish()))
                .collect()
        }
        Action::AddConstraint(constraint) => {
            let clause = table::constraint(&constraint.clause);
            sql(alter(name).word("ADD").fragment(&clause).finish())
        }
        Action::DropColumn(column) => {
            let drop = alter(name).word("DROP COLUMN").name(&column.name).finish();
            vec![Statement::sql(drop).costing(action.cost()).destructive()]
        }
        Action::AddColumn { column, fill } => {
            let mut add = sql(alter(name)
                .word("ADD COLUMN")
                .fragment(&table::column(column))
                .finish());
            let fill = fill.as_ref();
            add.extend(fill.map(|value| Statement::sql(rows::update(name, &column.name, value, false))));
            add
        }
        Action::SetNullability {
            column, clause, fill, ..
        } => {
            let word = if clause.is_some() {
                "SET NOT NULL"
            } else {
                "DROP NOT NULL"
            };
            set_nullability(action, table, column, fill.as_deref(), word)
        }
        Action::SetOptions(_)
        | Action::SetType { .. }
        | Action::SetClause { .. }
        | Action::ConvertValues { .. } => Vec::new(),
    }
}

/// Rows without a value get one first.
fn set_nullability(
    action: &Action,
    table: &TableName,
    column: &str,
    fill: Option<&str>,
    word: &'static str,
) -> Vec<Statement> {
    let name = table.name();
    let update = fill.map(|value| {
        Statement::sql(rows::update(name, column, value, true))
            .with_note("gives the default to rows without a value")
    });
    let sql = alter(name).word("ALTER COLUMN").name(column).word(word).finish();
    let set = Statement::routine(AlterNullability {
        table: table.clone(),
        column: column.to_owned(),
        sql,
    });
    let mut statements: Vec<Statement> = update.into_iter().chain([set]).collect();
    if let Some(first) = statements.first_mut() {
        first.cost = Some(action.cost());
    }
    statements
}

/// The statements of one step of a rebuild.
pub(crate) fn rebuild_step(rebuild: &Rebuild, step: RebuildStep<'_>) -> Vec<String> {
    let (table, temporary) = (rebuild.after.name.as_str(), rebuild.temporary_name.as_str());
    match step {
        RebuildStep::CreateTable => vec![create_table(&rebuild.after, temporary)],
        RebuildStep::CopyRows => vec![rows::copy(rebuild)],
        RebuildStep::KeepMark => rows::keep_mark(rebuild),
        RebuildStep::DropTable => vec![drop(&rebuild.before.name)],
        RebuildStep::RenameTable => vec![
            "PRAGMA legacy_alter_table = ON".to_owned(),
            rename_table(temporary, table),
            "PRAGMA legacy_alter_table = OFF".to_owned(),
        ],
        RebuildStep::CreateIndex(index) => vec![table::create_index(index, table)],
        RebuildStep::CreateTrigger(trigger) => vec![trigger.to_owned()],
    }
}

/// Statements that fail if a view or trigger makes no sense any more: a rename without `legacy_alter_table` resolves all
/// of them.
#[cfg(feature = "driver")]
pub(crate) const PROBE_DEPENDENTS: &str = "CREATE TABLE aksara_probe (a); \
    ALTER TABLE aksara_probe RENAME TO aksara_probed; DROP TABLE aksara_probed";

fn drop(table: &str) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("DROP TABLE")
        .name(table)
        .finish()
}

/// `DROP TRIGGER`
#[cfg(feature = "driver")]
pub(crate) fn drop_trigger(name: &str) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("DROP TRIGGER")
        .name(name)
        .finish()
}

fn drop_index(name: &str) -> String {
    Ddl::new(SqliteQueryBuilder)
        .word("DROP INDEX")
        .name(name)
        .finish()
}

fn alter(table: &str) -> Ddl<SqliteQueryBuilder> {
    Ddl::new(SqliteQueryBuilder).word("ALTER TABLE").name(table)
}
