//! Properties of replay: every generated operation is undone exactly by its inverse.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use aksara_generate::{self as generate, Names};
use aksara_operations::{Inverse, Located, Migration, MigrationName, Operation, OperationKind, replay};
use aksara_schema::Schema;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use strum::VariantArray;

fn undo(schema: &mut Schema, inverse: Inverse) {
    let Inverse::Operations { operations, .. } = inverse else {
        panic!("generated operations are reversible")
    };
    for operation in operations {
        operation
            .apply(schema)
            .unwrap_or_else(|error| panic!("{operation:?}: {error}"));
    }
}

proptest! {
    #[test]
    fn apply_then_invert_is_identity(history in generate::history(30, Names::Hostile)) {
        let mut schema = Schema::new();
        for operation in &history.operations {
            let before = schema.clone();
            let change = operation.apply(&mut schema).unwrap();
            let after = schema.clone();
            undo(&mut schema, change.inverse);
            prop_assert_eq!(&schema, &before, "{:?}", operation);
            schema = after;
        }
    }

    #[test]
    fn a_whole_migration_is_undone(history in generate::history(30, Names::Plain)) {
        let mut migration = Migration::new(MigrationName::new("0001_generated").unwrap());
        migration.operations = history.operations.into_iter().map(Located::generated).collect();
        let mut schema = Schema::new();
        let replayed = replay(&migration, &mut schema).unwrap();
        prop_assert_eq!(&schema, &history.schema);
        let mut back = Migration::new(MigrationName::new("back").unwrap());
        back.operations = replayed.inverse().unwrap();
        replay(&back, &mut schema).unwrap();
        prop_assert_eq!(schema, Schema::new());
    }
}

#[test]
fn histories_use_every_kind_of_operation() {
    let mut runner = TestRunner::deterministic();
    let strategy = generate::history(30, Names::Plain);
    let mut used = BTreeSet::new();
    for _ in 0..300 {
        let history = strategy.new_tree(&mut runner).unwrap().current();
        used.extend(history.operations.iter().map(Operation::name));
    }
    // The user's own code, and the operations around it, are written by hand in the scenarios.
    let own = ["Backfill", "RunPython", "RunSql", "SeparateDatabaseAndState"];
    let every = OperationKind::VARIANTS.iter().map(<&str>::from);
    let missing: Vec<&str> = every
        .filter(|kind| !used.contains(kind) && !own.contains(kind))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}
