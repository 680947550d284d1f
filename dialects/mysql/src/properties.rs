//! Properties of actions over generated tables and histories, for both flavours, and the rule that SQL of a schema change
//! is written in one place.

use std::path::Path;

use aksara_generate::{Names, history, schema};
use aksara_operations::{AlterHints, AlterTable, FieldMapping};
use aksara_schema::{FieldName, Schema, StorageType, Table as Fields};
use aksara_suite::schema_sql_outside_render;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use crate::action::Action;
use crate::apply::apply;
use crate::build::build;
use crate::flavour::Server;
use crate::flavours::FLAVOURS;
use crate::physical::Table;
use crate::read::{compared as in_one_form, read_model};
use crate::table_change::TableChange;

/// All flavours in their newest versions.
fn servers() -> impl Iterator<Item = Server> {
    FLAVOURS
        .iter()
        .map(|flavour| Server::new(flavour, &flavour.product.versions.newest))
}

/// The table without what these servers do not compare: the order of its parts, and how values are written.
fn compared(mut table: Table) -> Table {
    for column in &mut table.columns {
        column.storage = StorageType::Binary;
    }
    table.columns.sort_by(|one, other| one.name.cmp(&other.name));
    table
        .objects
        .sort_by_key(|object| (object.kind(), object.name().to_owned()));
    table
}

/// Every two tables of a schema as a change of one, whose columns of both are kept.
fn changes_between(schema: &Schema) -> Vec<AlterTable> {
    let pairs = schema
        .tables()
        .flat_map(|before| schema.tables().map(move |after| (before, after)));
    let changes = pairs.map(|(before, after)| {
        let after = Fields {
            name: before.name.clone(),
            ..Fields::clone(after)
        };
        let kept = after
            .fields
            .keys()
            .filter(|name| before.fields.contains_key(*name));
        AlterTable {
            before: before.clone(),
            fields: FieldMapping(
                kept.map(|name: &FieldName| (name.clone(), name.clone()))
                    .collect(),
            ),
            after: after.into(),
            is_referenced: false,
            hints: AlterHints::default(),
        }
    });
    changes.collect()
}

/// The table that the actions of a change make, and the one that they must make; nothing of a change that is refused.
fn made_and_wanted(change: &AlterTable, server: Server) -> Option<(Table, Table)> {
    let planned = TableChange::of(change, server).ok()?;
    let actions: Vec<Action> = planned
        .actions()
        .ok()?
        .into_iter()
        .map(|timed| timed.action)
        .collect();
    let made = apply(&actions, &planned.before);
    Some((compared(made), compared(planned.after)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn actions_applied_to_one_table_make_the_other(schema in schema(25, Names::Hostile)) {
        for change in changes_between(&schema) {
            for server in servers() {
                if let Some((made, wanted)) = made_and_wanted(&change, server) {
                    prop_assert_eq!(made, wanted);
                }
            }
        }
    }

    #[test]
    fn the_actions_of_every_change_make_the_table_of_the_history(history in history(25, Names::Hostile)) {
        for change in history.alterations() {
            for server in servers() {
                if let Some((made, wanted)) = made_and_wanted(&change, server) {
                    prop_assert_eq!(made, wanted);
                }
            }
        }
    }

    #[test]
    fn a_table_in_the_words_of_models_is_the_same_table(schema in schema(25, Names::Hostile)) {
        for (table, server) in schema.tables().flat_map(|table| servers().map(move |server| (table, server))) {
            if let Ok(built) = build(table, server) {
                let read = read_model(&built, server).unwrap();
                prop_assert_eq!(in_one_form(&read, server), in_one_form(table, server));
            }
        }
    }
}

/// Sentences about statements, temporary objects of a session, scratch databases, and statements that make objects of
/// others, which no migration changes.
const OTHERS: &[&str] = &[
    "capabilities/common.rs",
    "flavours",
    "driver/mysql_driver.rs",
    "catalog/check.rs",
    "catalog/created.rs",
    "catalog/exact_default.rs",
    "catalog/exact_values.rs",
    "catalog/index.rs",
    "catalog/objects.rs",
    "catalog/table.rs",
    "lower/run_sql.rs",
];

#[test]
fn statements_of_a_schema_change_are_written_in_one_place() {
    let found = schema_sql_outside_render(Path::new(env!("CARGO_MANIFEST_DIR")), OTHERS);
    assert_eq!(found.unwrap(), Vec::<String>::new());
}
