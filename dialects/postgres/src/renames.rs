//! Renames of columns, indexes and constraints, in an order in which no name is taken.

use aksara_dialect::{Cost, Lock};

use crate::action::ALONE;

/// A name that is given up for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rename {
    pub(crate) kind: RenameKind,
    pub(crate) old: String,
    pub(crate) new: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameKind {
    Column,
    Index,
    Constraint,
}

impl Rename {
    /// An index is renamed while others use its table.
    pub(crate) fn cost(&self) -> Cost {
        match self.kind {
            RenameKind::Column | RenameKind::Constraint => ALONE,
            RenameKind::Index => Cost {
                lock: Lock::Nobody,
                ..ALONE
            },
        }
    }
}

/// The renames in an order in which no name is taken when it is given; exchanged names pass through another.
pub(crate) fn ordered(mut waiting: Vec<Rename>) -> Vec<Rename> {
    let mut done = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = |rename: &Rename| waiting.iter().all(|other| other.old != rename.new);
        match waiting.iter().position(free) {
            Some(position) => done.push(waiting.remove(position)),
            None => {
                let passing = format!("aksara_renamed_{}", done.len());
                if let Some(first) = waiting.first_mut() {
                    let old = std::mem::replace(&mut first.old, passing.clone());
                    done.push(Rename {
                        kind: first.kind,
                        old,
                        new: passing,
                    });
                }
            }
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(pairs: &[(&str, &str)], expected: &[(&str, &str)]) {
        let owned = |(old, new): &(&str, &str)| Rename {
            kind: RenameKind::Index,
            old: (*old).to_owned(),
            new: (*new).to_owned(),
        };
        let ordered = ordered(pairs.iter().map(owned).collect());
        assert_eq!(ordered, expected.iter().map(owned).collect::<Vec<_>>());
    }

    #[test]
    fn a_name_is_given_only_when_it_is_free() {
        check(&[("a", "b"), ("b", "c")], &[("b", "c"), ("a", "b")]);
    }

    #[test]
    fn exchanged_names_pass_through_another() {
        let expected = [("a", "aksara_renamed_0"), ("b", "a"), ("aksara_renamed_0", "b")];
        check(&[("a", "b"), ("b", "a")], &expected);
    }
}
