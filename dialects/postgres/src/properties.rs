//! Properties of actions over generated tables and histories, and the rule that SQL of a schema change is written in
//! one place.

use std::path::Path;

use aksara_generate::{Names, history, schema};
use aksara_schema::Schema;
use aksara_suite::schema_sql_outside_render;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use crate::apply::apply;
use crate::build::build;
use crate::diff::{Hints, diff};
use crate::flavour::Server;
use crate::flavours::POSTGRES;
use crate::order::order;
use crate::physical::{Owned, Table};
use crate::table_change::TableChange;

/// PostgreSQL in its newest version.
fn server() -> Server {
    Server::new(&POSTGRES, &POSTGRES.product.versions.newest)
}

/// The table without what PostgreSQL does not compare: the order of columns and objects, and whose objects they are.
fn compared(mut table: Table) -> Table {
    fn sorted<T: Clone>(objects: Vec<Owned<T>>, name: impl Fn(&T) -> String) -> Vec<Owned<T>> {
        let mut objects: Vec<Owned<T>> = objects
            .into_iter()
            .map(|known| Owned::by_table(known.object))
            .collect();
        objects.sort_by_key(|known| name(&known.object));
        objects
    }
    table.columns.sort_by(|one, other| one.name.cmp(&other.name));
    table.constraints = sorted(table.constraints, |constraint| constraint.name.clone());
    table.indexes = sorted(table.indexes, |index| index.name.clone());
    for column in &mut table.columns {
        column.data_type.written.clear();
    }
    table
}

/// Every two tables of a schema, under one name.
fn pairs(schema: &Schema) -> Vec<(Table, Table)> {
    let built = schema.tables().filter_map(|table| build(table, server()).ok());
    let tables: Vec<Table> = built.collect();
    let pairs = tables.iter().flat_map(|before| {
        tables.iter().map(move |after| {
            let name = before.name.clone();
            (
                before.clone(),
                Table {
                    name,
                    ..after.clone()
                },
            )
        })
    });
    pairs.collect()
}

/// The columns that both have are kept, and their values computed, so that no conversion is missing.
fn hints(before: &Table, after: &Table) -> Hints {
    let names = after.columns.iter().map(|column| column.name.clone());
    let kept: Vec<String> = names.filter(|name| before.column(name).is_some()).collect();
    Hints {
        computed: kept
            .iter()
            .map(|name| (name.clone(), "NULL".to_owned()))
            .collect(),
        kept: kept.into_iter().map(|name| (name.clone(), name)).collect(),
        ..Hints::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn actions_applied_to_one_table_make_the_other(schema in schema(25, Names::Hostile)) {
        for (before, after) in pairs(&schema) {
            let hints = hints(&before, &after);
            // A virtual field cannot keep its values.
            if let Ok(actions) = diff(&before, &after, &hints, server()) {
                prop_assert_eq!(compared(apply(&order(actions), &before)), compared(after));
            }
        }
    }

    #[test]
    fn the_actions_of_every_change_make_the_table_of_the_history(history in history(25, Names::Hostile)) {
        for change in history.alterations() {
            if let Ok(planned) = TableChange::of(&change, server()) {
                let made = apply(&planned.actions, &planned.before);
                prop_assert_eq!(compared(made), compared(planned.after));
            }
        }
    }
}

/// Sentences about statements, databases, and words of the user's own statements.
const OTHERS: &[&str] = &[
    "flavours",
    "catalog/objects.rs",
    "driver/postgres_driver.rs",
    "user_sql/mod.rs",
];

#[test]
fn statements_of_a_schema_change_are_written_in_one_place() {
    let found = schema_sql_outside_render(Path::new(env!("CARGO_MANIFEST_DIR")), OTHERS);
    assert_eq!(found.unwrap(), Vec::<String>::new());
}
