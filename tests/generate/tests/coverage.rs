//! The coverage of histories: keys, foreign keys, indexes, constraints and types of every kind, and rows that meet
//! them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use aksara_generate::{self as generate, Names, rows};
use aksara_schema::{
    ConstraintKind, Default, Deferrable, FieldType, IndexKey, Literal, ReferentialAction, Schema, Table,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use strum::VariantArray;

const HISTORIES: usize = 600;

fn histories() -> Vec<generate::History> {
    let mut runner = TestRunner::deterministic();
    let strategy = generate::history(20, Names::Plain);
    (0..HISTORIES)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// The parts of a table, each as a word.
fn parts(table: &Table, schema: &Schema) -> Vec<String> {
    let mut parts = vec![format!("key of {}", table.primary_key().len())];
    if table.fields.contains_key("source_id") && table.fields.contains_key("target_id") {
        parts.push("join table".to_owned());
    }
    for (_, key) in table.foreign_keys() {
        parts.push(format!("foreign key of {}", key.fields.len()));
        parts.push(format!("on delete {}", key.on_delete));
        parts.push(format!("on update {}", key.on_update));
        parts.push(format!("foreign key {:?}", key.deferrable));
        if key.target_fields.iter().collect::<Vec<_>>() != schema.table(&key.table).unwrap().primary_key() {
            parts.push("foreign key to a unique field".to_owned());
        }
        if key.table == table.name {
            parts.push("self-reference".to_owned());
        }
        let target = schema.table(&key.table).unwrap();
        if key.table != table.name && target.referred_tables().any(|name| *name == table.name) {
            parts.push("cycle".to_owned());
        }
    }
    for constraint in table.constraints.values() {
        parts.push(match &constraint.kind {
            ConstraintKind::Unique(unique) if unique.nulls_not_distinct => "unique NULLs".to_owned(),
            ConstraintKind::Unique(unique) => format!("unique {:?}", unique.deferrable),
            ConstraintKind::Check(_) => "check".to_owned(),
            ConstraintKind::ForeignKey(_) => "named foreign key".to_owned(),
            ConstraintKind::Exclusion(_) => "exclusion".to_owned(),
        });
    }
    for index in table.indexes.values() {
        let is_expression = |key: &IndexKey| matches!(key, IndexKey::Expression(_));
        let kinds = [
            ("unique index", index.unique),
            ("partial index", index.condition.is_some()),
            ("covering index", !index.include.is_empty()),
            (
                "index on an expression",
                index.parts.iter().any(|part| is_expression(&part.key)),
            ),
            (
                "order of NULLs",
                index.parts.iter().any(|part| part.nulls.is_some()),
            ),
        ];
        parts.extend(
            kinds
                .iter()
                .filter(|(_, has)| *has)
                .map(|(kind, _)| (*kind).to_owned()),
        );
    }
    for field in table.fields.values() {
        let kinds = [
            ("generated", field.generated.is_some()),
            ("counting", field.auto_increment),
            (
                "computed default",
                matches!(field.default, Some(Default::Expression(_))),
            ),
            (
                "native enum",
                matches!(field.field_type, FieldType::Enum { native: Some(_), .. }),
            ),
            ("own unique", field.unique.is_some()),
            ("own index", field.index.is_some()),
            ("comment", field.comment.is_some()),
        ];
        parts.extend(
            kinds
                .iter()
                .filter(|(_, has)| *has)
                .map(|(kind, _)| (*kind).to_owned()),
        );
    }
    parts
}

#[test]
fn histories_reach_every_kind_of_object() {
    let found: BTreeSet<String> = histories()
        .iter()
        .flat_map(|history| {
            let tables = history.schema.tables();
            tables
                .flat_map(|table| parts(table, &history.schema))
                .collect::<Vec<_>>()
        })
        .collect();
    let actions = ReferentialAction::VARIANTS;
    let deletes = actions.iter().map(|action| format!("on delete {action}"));
    let updates = actions.iter().map(|action| format!("on update {action}"));
    let deferrable = [
        Deferrable::Never,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ];
    let keys = deferrable.iter().map(|when| format!("foreign key {when:?}"));
    let uniques = deferrable.iter().map(|when| format!("unique {when:?}"));
    let others = "key of 1|key of 2|foreign key of 1|foreign key of 2|self-reference|cycle|unique NULLs|check|\
                  named foreign key|exclusion|unique index|partial index|covering index|index on an expression|\
                  order of NULLs|join table|foreign key to a unique field|generated|counting|computed default|native enum|own unique|own index|comment";
    let others = others.split('|').map(str::to_owned);
    let wanted = deletes.chain(updates).chain(keys).chain(uniques).chain(others);
    let missing: Vec<String> = wanted.filter(|part| !found.contains(part)).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn rows_refer_to_rows_that_are_there_and_differ_in_their_keys() {
    let mut count = 0;
    for history in histories() {
        let mut schema = Schema::new();
        for (operation, decisions) in history.operations.iter().zip(&history.decisions) {
            let made = rows(&mut decisions.clone(), history.words, &schema, operation);
            let mut keys: BTreeMap<String, Vec<Vec<&Literal>>> = BTreeMap::new();
            for (position, row) in made.iter().enumerate() {
                let table = schema.table(&row.table).unwrap();
                let key: Vec<&Literal> = table
                    .primary_key()
                    .iter()
                    .map(|name| &row.values[*name])
                    .collect();
                let others = keys.entry(row.table.to_string()).or_default();
                assert!(
                    key.is_empty() || !others.contains(&key),
                    "{operation:?}: {key:?} twice"
                );
                others.push(key);
                for (_, foreign) in table.foreign_keys() {
                    let values: Vec<&Literal> = foreign.fields.iter().map(|name| &row.values[name]).collect();
                    let is_free = values.contains(&&Literal::Null);
                    let earlier = made[..=position].iter().filter(|row| row.table == foreign.table);
                    let mut targets = earlier.map(|row| {
                        let fields = foreign.target_fields.iter();
                        fields.map(|name| &row.values[name]).collect::<Vec<_>>()
                    });
                    let is_there = targets.any(|target| target == values);
                    assert!(
                        is_free || is_there,
                        "{operation:?}: {values:?} in `{}`",
                        foreign.table
                    );
                }
            }
            count += made.len();
            operation.apply(&mut schema).unwrap();
        }
    }
    assert!(count > 5_000, "{count}");
}

#[test]
fn edits_say_every_word() {
    let mut runner = TestRunner::deterministic();
    let strategy = generate::edited(15, 8, Names::Hostile);
    // A collation is a word of a certain database.
    let mut missing: Vec<&str> = generate::edit_words().filter(|word| *word != "collate").collect();
    // Another type or word changes what is drawn, and some words need a table that is rare.
    for _ in 0..5 * HISTORIES {
        let said = strategy.new_tree(&mut runner).unwrap().current().said;
        missing.retain(|word| !said.contains(word));
        if missing.is_empty() {
            break;
        }
    }
    assert_eq!(missing, Vec::<&str>::new());
}
