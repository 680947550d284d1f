//! Written text reads back to equal values: for arbitrary migrations, through the reader and Python's
//! grammar.

mod constants;
mod fields;
mod operations;
mod sql;
mod tables;

use aksara_operations::{Dependency, Located, Migration, MigrationName, OperationKind, PythonFunction};
use aksara_schema::{pluralize, snake_case};
use proptest::prelude::*;

use super::reference::ModelNames;
use super::{MigrationHeader, write_migration};
use crate::python::{NoModules, PythonError, PythonSource, migrations::read_migration};

/// The names of the functions that RunPython calls.
const FUNCTIONS: &[&str] = &["forward", "reverse", "größe"];

fn header() -> MigrationHeader {
    MigrationHeader {
        description: "x".to_owned(),
        generated_at: "2026-02-07T10:30:00".to_owned(),
        models: Vec::new(),
    }
}

/// Reads a text back, with the functions that a migration's author would have written above the class.
fn read(text: &str) -> Result<Migration, PythonError> {
    let functions: String = FUNCTIONS
        .iter()
        .map(|name| format!("\n\nasync def {name}(db):\n    pass\n"))
        .collect();
    let text = text.replacen(
        "\n\n\nclass Migration",
        &format!("\n{functions}\n\nclass Migration"),
        1,
    );
    read_migration(PythonSource::new("0002_x.py", text), &NoModules)
}

fn dependencies() -> BoxedStrategy<Vec<Located<Dependency>>> {
    let name = "[a-z0-9_]{1,12}".prop_map(|name| MigrationName::new(name).unwrap());
    let dependency = prop_oneof![
        name.clone().prop_map(Dependency::from),
        ("[a-z\"é]{1,5}", name).prop_map(|(label, name)| Dependency::labelled(label, name)),
    ];
    prop::collection::vec(dependency.prop_map(Located::generated), 0..3).boxed()
}

pub(super) fn migrations() -> BoxedStrategy<Migration> {
    let name = MigrationName::new("0002_x").unwrap();
    (
        dependencies(),
        dependencies(),
        prop::collection::vec(operations::operations(), 0..4),
    )
        .prop_map(move |(dependencies, replaces, operations)| Migration {
            name: name.clone(),
            dependencies,
            replaces,
            operations: operations.into_iter().map(Located::generated).collect(),
        })
        .boxed()
}

fn function(name: &str) -> PythonFunction {
    PythonFunction::Named(name.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_migration_reads_back_to_equal_values(migration in migrations()) {
        let text = write_migration(&migration, &header());
        let read = read(&text).map_err(|error| TestCaseError::fail(format!("{}: {error}\n{text}", error.origin())))?;
        prop_assert_eq!(&read, &migration, "{}", text);
        prop_assert_eq!(write_migration(&read, &header()), text);
    }

    #[test]
    fn a_table_is_named_so_that_it_is_found_again(table in "[a-zA-Z0-9_é]{1,12}") {
        let name = ModelNames::NONE.of(&table);
        prop_assert!(name == table || pluralize(&snake_case(&name)) == table, "{} → {}", table, name);
    }
}

/// Every kind of operation is generated.
#[test]
fn the_generator_knows_every_operation() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use strum::VariantArray;

    let (mut runner, operations) = (TestRunner::deterministic(), operations::operations());
    let mut missing: Vec<_> = OperationKind::VARIANTS.iter().collect();
    for _ in 0..500 {
        let operation = operations.new_tree(&mut runner).unwrap().current();
        missing.retain(|kind| **kind != OperationKind::from(&operation));
    }
    assert!(missing.is_empty(), "{missing:?}");
}
