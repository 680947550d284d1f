//! Optimized and original histories lead to the same schema and are undone.

use aksara_generate::{self as generate, Names};
use aksara_operations::{Located, Migration, MigrationName, Operation, replay};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::Schema;
use proptest::prelude::*;

fn located(operations: &[Operation]) -> Vec<Located<Operation>> {
    operations.iter().cloned().map(Located::generated).collect()
}

fn described(operations: &[Located<Operation>]) -> String {
    let lines: Vec<String> = operations
        .iter()
        .map(|operation| operation.value.describe())
        .collect();
    lines.join("\n")
}

/// The schema after the operations, which are then undone.
fn there_and_back(operations: &[Located<Operation>], before: &Schema) -> Schema {
    let migration = |operations: Vec<Located<Operation>>| Migration {
        operations,
        ..Migration::new(MigrationName::new("0001_generated").unwrap())
    };
    let mut schema = before.clone();
    let replayed = replay(&migration(operations.to_vec()), &mut schema).unwrap();
    let after = schema.clone();
    replay(&migration(replayed.inverse().unwrap()), &mut schema).unwrap();
    assert_eq!(schema, *before);
    after
}

fn check(operations: &[Operation], before: &Schema, names: DerivedNames) -> Vec<Located<Operation>> {
    let original = located(operations);
    let optimized = optimize(original.clone(), before, names);
    assert_eq!(
        there_and_back(&optimized, before),
        there_and_back(&original, before)
    );
    assert!(optimized.len() <= original.len());
    let again = optimize(optimized.clone(), before, names);
    assert_eq!(
        described(&again),
        described(&optimized),
        "a second time, from {}",
        described(&original)
    );
    optimized
}

proptest! {
    #[test]
    fn optimized_histories_lead_to_the_same_schema_and_back(
        history in generate::history(30, Names::Hostile),
        split in any::<prop::sample::Index>(),
        kept in any::<bool>(),
    ) {
        let names = if kept { DerivedNames::Kept } else { DerivedNames::Anew };
        let (earlier, later) = history.operations.split_at(split.index(history.operations.len() + 1));
        let mut before = Schema::new();
        earlier.iter().for_each(|operation| drop(operation.apply(&mut before).unwrap()));
        check(later, &before, names);
    }
}
