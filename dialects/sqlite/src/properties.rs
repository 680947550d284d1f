//! Properties of actions over generated tables and histories, and the rule that SQL of a schema change is written in
//! one place.

use std::path::Path;

use aksara_generate::{Names, history, schema};
use aksara_schema::{Schema, StorageType};
use aksara_suite::schema_sql_outside_render;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use crate::apply::apply;
use crate::build::build;
use crate::catalog::{read_index, read_table};
use crate::diff::{Hints, diff};
use crate::order::order;
use crate::physical::{Clause, Table};
use crate::renames;
use crate::render::{create_table, make_table};
use crate::table_change::TableChange;

/// The table without what SQLite does not compare: the order of columns and clauses, and how values are written.
fn compared(mut table: Table) -> Table {
    let by_text = |clause: &Clause| format!("{clause:?}");
    for column in &mut table.columns {
        column.clauses.sort_by_key(by_text);
        column.storage = StorageType::Binary;
    }
    table.columns.sort_by(|one, other| one.name.cmp(&other.name));
    table.constraints.sort_by_key(by_text);
    table.indexes.sort_by(|one, other| one.name.cmp(&other.name));
    table
}

/// Every two tables of a schema, under one name.
fn pairs(schema: &Schema) -> Vec<(&aksara_schema::Table, Table, Table)> {
    let tables = || {
        schema
            .tables()
            .filter_map(|table| Some((table, build(table).ok()?)))
    };
    let pairs = tables().flat_map(|(fields, before)| {
        tables().map(move |(_, after)| {
            let name = before.name.clone();
            (&**fields, before.clone(), Table { name, ..after })
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
        kept,
        ..Hints::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn actions_applied_to_one_table_make_the_other(schema in schema(25, Names::Hostile)) {
        for (fields, before, after) in pairs(&schema) {
            let actions = order(diff(&before, &after, &hints(&before, &after)).unwrap());
            let made = apply(&actions, &before, fields);
            prop_assert_eq!(compared(made), compared(after));
        }
    }

    #[test]
    fn the_actions_of_every_change_make_the_table_of_the_history(history in history(25, Names::Hostile)) {
        for (_, change) in history.alterations().iter().filter_map(|change| renames::split(change).ok()) {
            if let Ok(planned) = TableChange::of(&change) {
                let made = apply(&planned.actions, &planned.before, &change.before);
                prop_assert_eq!(compared(made), compared(planned.after));
            }
        }
    }

    #[test]
    fn a_table_that_is_written_is_read_back(schema in schema(25, Names::Hostile)) {
        for built in schema.tables().filter_map(|table| build(table).ok()) {
            let statements = make_table(&built);
            let read = read_table(&create_table(&built, &built.name)).map(|table| Table {
                indexes: statements[1..].iter().filter_map(|sql| read_index(sql)).collect(),
                ..table
            });
            let read = read.map(without_texts);
            prop_assert_eq!(read.map(compared), Some(compared(without_texts(built))));
        }
    }
}

/// The table as it would be if it had been built.
fn without_texts(mut table: Table) -> Table {
    for clause in table.clauses_mut() {
        clause.written = None;
    }
    for index in &mut table.indexes {
        index.written = None;
    }
    table
}

/// Sentences about statements, and temporary objects of a session, which are not part of a schema.
const OTHERS: &[&str] = &["capabilities.rs", "driver/kept.rs"];

#[test]
fn statements_of_a_schema_change_are_written_in_one_place() {
    let found = schema_sql_outside_render(Path::new(env!("CARGO_MANIFEST_DIR")), OTHERS);
    assert_eq!(found.unwrap(), Vec::<String>::new());
}
