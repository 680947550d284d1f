//! The target of a run of `migrate`.

use aksara_operations::MigrationName;

use crate::graph::nearest_name;
use crate::{GraphError, MigrationGraph};

/// The state of a database that is aimed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Every migration is applied.
    Latest,
    /// This migration and what it needs are applied, and nothing that needs it.
    Migration(MigrationName),
    /// No migration is applied.
    Zero,
}

/// The word for [`Target::Zero`].
const ZERO: &str = "zero";

/// The word for [`Target::Latest`].
pub const HEAD: &str = "head";

impl MigrationGraph {
    /// The target that a text means: `zero`, `head`, a migration's name, the number of exactly one, or the beginning of exactly
    /// one.
    pub fn resolve_target(&self, written: &str) -> Result<Target, GraphError> {
        match written {
            ZERO => return Ok(Target::Zero),
            HEAD => return Ok(Target::Latest),
            _ => {}
        }
        let begins = |name: &&MigrationName| !written.is_empty() && name.as_str().starts_with(written);
        let names = self.names();
        let candidates: Vec<&MigrationName> = names.iter().copied().filter(begins).collect();
        let exact = candidates.iter().find(|name| name.as_str() == written);
        let numbered: Vec<_> = candidates
            .iter()
            .filter(|name| name.number() == Some(written))
            .collect();
        let exact = exact.or(match numbered.as_slice() {
            [name] => Some(*name),
            _ => None,
        });
        match (exact, candidates.as_slice()) {
            (Some(name), _) | (None, [name]) => Ok(Target::Migration(MigrationName::clone(name))),
            (None, []) => Err(GraphError::UnknownTarget {
                written: written.to_owned(),
                suggestion: nearest_name(written, names.into_iter()),
            }),
            (None, _) => Err(GraphError::AmbiguousTarget {
                written: written.to_owned(),
                candidates: candidates.into_iter().cloned().collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::testing::{build, name};

    fn check(written: &str, expected: Result<Target, &str>) {
        let graph = build(&["0001_initial", "0002_a", "0002_ab", "0003_merge"]).unwrap();
        assert_eq!(
            graph.resolve_target(written).map_err(|error| error.to_string()),
            expected.map_err(str::to_owned)
        );
    }

    #[test]
    fn a_target_is_zero_a_name_or_a_unique_beginning() {
        check("zero", Ok(Target::Zero));
        check("0001", Ok(Target::Migration(name("0001_initial"))));
        check("0003_merge", Ok(Target::Migration(name("0003_merge"))));
    }

    #[test]
    fn a_whole_name_wins_over_a_longer_one() {
        check("0002_a", Ok(Target::Migration(name("0002_a"))));
    }

    #[test]
    fn a_whole_number_wins_over_a_longer_one() {
        let graph = build(&["1_a", "10_b", "11_c"]).unwrap();
        assert_eq!(graph.resolve_target("1"), Ok(Target::Migration(name("1_a"))));
    }

    #[test]
    fn unclear_targets_are_refused() {
        check(
            "0002",
            Err("several migrations begin with `0002`: 0002_a, 0002_ab"),
        );
        check(
            "0003_marge",
            Err("no migration begins with `0003_marge`; did you mean `0003_merge`?"),
        );
        check("", Err("no migration begins with ``"));
    }
}
