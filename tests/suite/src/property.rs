//! Properties that every dialect has, whatever the history: shown for generated ones, without a database.

use std::cell::RefCell;
use std::collections::BTreeMap;

use aksara_dialect::{Coalescing, CompileError, Dialect, ServerVersion, Unsupported, compile};
use aksara_generate::{History, Names, history};
use aksara_operations::{Change, Located, Operation};
use aksara_schema::Schema;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::Failure;
use crate::failure::failed;

/// Operations of a history at most.
const LENGTH: usize = 25;

/// Out of so many compilations of single operations, at most one may be refused.
const REFUSED_ONE_IN: usize = 3;

/// Every operation of generated histories, alone and all together, forward and back, compiles for the newest version of a
/// dialect or is refused with an alternative; and nearly all independent ones compile.
pub fn check_compilations(dialect: &dyn Dialect) -> Result<(), String> {
    let config = Config {
        failure_persistence: None,
        ..Config::default()
    };
    let total = RefCell::new(Compilations::default());
    let check = |history: History| {
        let version = dialect.newest_version();
        let compiled = compile_history(&history.operations, dialect, &version);
        let compiled = compiled.map_err(|failure| TestCaseError::fail(failure.to_string()))?;
        let sum = total.take();
        total.replace(sum.and(compiled));
        Ok(())
    };
    TestRunner::new(config)
        .run(&history(LENGTH, Names::Hostile), check)
        .map_err(|error| error.to_string())?;
    total.into_inner().demand_few_refusals()
}

/// How many operations compiled, and how many were refused, by the feature or else the reason.
#[derive(Debug, Default)]
struct Compilations {
    compiled: usize,
    refused: BTreeMap<String, usize>,
}

impl Compilations {
    fn count(&mut self, refusal: Option<Unsupported>) {
        match refusal {
            None => self.compiled += 1,
            Some(refusal) => {
                let feature = refusal.feature.map(|feature| feature.to_string());
                *self.refused.entry(feature.unwrap_or(refusal.reason)).or_default() += 1;
            }
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.compiled += other.compiled;
        for (reason, count) in other.refused {
            *self.refused.entry(reason).or_default() += count;
        }
        self
    }

    fn demand_few_refusals(&self) -> Result<(), String> {
        let refused: usize = self.refused.values().sum();
        let total = self.compiled + refused;
        if total > 0 && refused * REFUSED_ONE_IN <= total {
            Ok(())
        } else {
            Err(format!(
                "{refused} of {total} compilations are refused, more than one in {REFUSED_ONE_IN}: {:#?}",
                self.refused
            ))
        }
    }
}

fn compile_history(
    operations: &[Operation],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<Compilations, Failure> {
    let mut schema = Schema::new();
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    let mut compilations = Compilations::default();
    for operation in operations {
        let change = operation.apply(&mut schema).map_err(failed("applying"))?;
        let undone = undo(&change, &schema)?;
        let there = [Located::generated(change)];
        compilations.count(refusal(&schema, &there, dialect, version)?);
        compilations.count(refusal(&schema, &undone, dialect, version)?);
        forward.extend(there);
        backward.splice(0..0, undone);
    }
    refusal(&schema, &forward, dialect, version)?;
    refusal(&schema, &backward, dialect, version)?;
    Ok(compilations)
}

/// Normalizing a second time changes nothing.
pub fn normalizes_once(
    schema: &Schema,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<(), Failure> {
    let once = dialect.normalize(schema, version);
    if dialect.normalize(&once, version) == once {
        Ok(())
    } else {
        Err(Failure::new("normalizing twice is not normalizing once"))
    }
}

fn undo(change: &Change, schema: &Schema) -> Result<Vec<Located<Change>>, Failure> {
    let aksara_operations::Inverse::Operations { operations, .. } = &change.inverse else {
        return Ok(Vec::new());
    };
    let mut schema = schema.clone();
    let apply = |operation: &Operation| operation.apply(&mut schema).map(Located::generated);
    operations
        .iter()
        .map(apply)
        .collect::<Result<_, _>>()
        .map_err(failed("undoing"))
}

/// Why changes do not compile; an error where no alternative is given.
fn refusal(
    schema: &Schema,
    changes: &[Located<Change>],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<Option<Unsupported>, Failure> {
    match compile(schema, changes, Coalescing::On, dialect, version) {
        Ok(_) => Ok(None),
        Err(CompileError::Unsupported(error)) if error.alternative.is_empty() => {
            Err(Failure::new(format!("{error}: no alternative is given")))
        }
        Err(CompileError::Unsupported(error)) => Ok(Some(error)),
        Err(error @ CompileError::Unfilled { .. }) => Err(Failure::new(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_that_refuses_everything_fails() {
        let refused = |count| Compilations {
            compiled: 100,
            refused: BTreeMap::from([("add_field".to_owned(), count)]),
        };
        assert!(refused(50).demand_few_refusals().is_ok());
        assert!(
            refused(51)
                .demand_few_refusals()
                .unwrap_err()
                .contains("add_field")
        );
        assert!(Compilations::default().demand_few_refusals().is_err());
    }
}
