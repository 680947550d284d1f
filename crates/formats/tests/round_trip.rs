//! Every written text reads back to equal values.

use aksara_formats::python::write::{MigrationHeader, write_migration};
use aksara_formats::python::{NoModules, PythonSource, read_migration};
use aksara_generate::{self as generate, Names};
use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation};
use proptest::prelude::*;

fn header() -> MigrationHeader {
    MigrationHeader {
        description: "generated".to_owned(),
        generated_at: "2026-01-01T00:00:00".to_owned(),
        models: Vec::new(),
    }
}

/// The migration that is read from what is written of this one.
fn written_and_read(migration: &Migration) -> Result<Migration, TestCaseError> {
    let text = write_migration(migration, &header());
    let source = PythonSource::new("0002_generated.py", text.clone());
    let read = read_migration(source, &NoModules);
    read.map_err(|error| TestCaseError::fail(format!("{}: {error}\n{text}", error.origin())))
}

fn migration(operations: Vec<Operation>) -> Migration {
    let name = |text: &str| MigrationName::new(text).expect("a valid name");
    let mut migration = Migration::new(name("0002_generated"));
    migration.dependencies = vec![
        Located::generated(Dependency::from(name("0001_initial"))),
        Located::generated(Dependency::labelled("auth", name("0001_initial"))),
    ];
    migration.operations = operations.into_iter().map(Located::generated).collect();
    migration
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_migration_reads_back(history in generate::history(20, Names::Plain)) {
        let migration = migration(history.operations);
        prop_assert_eq!(&written_and_read(&migration)?, &migration);
    }

    #[test]
    fn a_migration_with_hostile_names_reads_back(history in generate::history(20, Names::Hostile)) {
        let migration = migration(history.operations);
        prop_assert_eq!(&written_and_read(&migration)?, &migration);
    }

    /// A file with a piece cut out is read or refused, and where it is refused the place is in the file.
    #[test]
    fn a_damaged_migration_is_read_or_refused(
        history in generate::history(10, Names::Hostile),
        start in any::<prop::sample::Index>(),
        length in 1_usize..40,
    ) {
        let text: Vec<char> = write_migration(&migration(history.operations), &header()).chars().collect();
        let start = start.index(text.len());
        let damaged: String = text[..start].iter().chain(text.iter().skip(start + length)).collect();
        if let Err(error) = read_migration(PythonSource::new("0002_generated.py", damaged.clone()), &NoModules) {
            let span = error.origin().span;
            prop_assert!(span.start <= span.end && span.end <= damaged.len(), "{span:?}\n{damaged}");
        }
    }
}
