//! Migrations that were written against an older head than a database has.

use std::collections::BTreeSet;

use aksara_operations::MigrationName;
use petgraph::visit::Dfs;
use thiserror::Error;

use crate::MigrationGraph;

/// A migration that is not applied, beside applied ones that it does not build on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{migration} was written against an older head than the database has: it is applied out of order, after {}",
    list(after)
)]
pub struct OutOfOrder {
    /// The migration.
    pub migration: MigrationName,
    /// The last of the applied ones that it does not depend on, in canonical order.
    pub after: Vec<MigrationName>,
}

fn list(names: &[MigrationName]) -> String {
    let names: Vec<&str> = names.iter().map(MigrationName::as_str).collect();
    names.join(", ")
}

impl MigrationGraph {
    /// The migrations that are not applied and were written when others, which are, were not there; in canonical order.
    pub fn out_of_order(&self, applied: &[MigrationName]) -> Vec<OutOfOrder> {
        let known: BTreeSet<&MigrationName> = applied.iter().collect();
        let is_applied = |name: &MigrationName| known.contains(name);
        let ends = self.order.iter().filter(|node| {
            let mut children = self.children(**node);
            let continues = children.any(|child| is_applied(&self.graph[child].migration.name));
            is_applied(&self.graph[**node].migration.name) && !continues
        });
        let mut found: Vec<OutOfOrder> = Vec::new();
        for end in ends {
            let mut reached = Dfs::new(&self.graph, *end);
            while reached.next(&self.graph).is_some() {}
            let beside = self
                .order
                .iter()
                .filter(|node| !reached.discovered.contains(node.index()));
            let names = beside.map(|node| &self.graph[*node].migration.name);
            for name in names.filter(|name| !is_applied(name)) {
                let end = self.graph[*end].migration.name.clone();
                match found.iter_mut().find(|other| other.migration == *name) {
                    Some(other) => other.after.push(end),
                    None => found.push(OutOfOrder {
                        migration: name.clone(),
                        after: vec![end],
                    }),
                }
            }
        }
        let place = |name: &MigrationName| {
            self.order
                .iter()
                .position(|node| self.graph[*node].migration.name == *name)
        };
        found.sort_by_cached_key(|stray| place(&stray.migration));
        found
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use crate::testing::{build, names};

    const BRANCHES: &[&str] = &[
        "0001_a",
        "0002_b: 0001_a",
        "0002_c: 0001_a",
        "0003_d: 0002_c",
        "0004_m: 0002_b 0003_d",
    ];

    fn check(applied: &str, expected: &[&str]) {
        let found = build(BRANCHES).unwrap().out_of_order(&names(applied));
        let line = |stray: &super::OutOfOrder| {
            let after: Vec<&str> = stray.after.iter().map(|name| name.as_str()).collect();
            format!("{} after {}", stray.migration, after.join(" "))
        };
        assert_eq!(found.iter().map(line).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_branch_beside_what_is_applied_is_out_of_order() {
        check("0001_a 0002_b", &["0002_c after 0002_b", "0003_d after 0002_b"]);
        check("0001_a 0002_c", &["0002_b after 0002_c"]);
        check("0001_a 0002_c 0003_d", &["0002_b after 0003_d"]);
        check("0001_a 0002_b 0002_c", &["0003_d after 0002_b"]);
    }

    #[test]
    fn what_builds_on_all_that_is_applied_is_in_order() {
        check("", &[]);
        check("0001_a", &[]);
        check("0001_a 0002_b 0002_c 0003_d", &[]);
        check("0001_a 0002_b 0002_c 0003_d 0004_m", &[]);
    }
}
