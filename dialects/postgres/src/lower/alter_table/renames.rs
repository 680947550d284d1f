//! Renames of fields and indexes; each is a statement of its own.

use std::fmt::Display;

use aksara_dialect::{FieldChange, Statement};

use super::{Alteration, Script};
use crate::lower::{ddl, index};
use crate::own_objects::fitting;

impl Alteration<'_> {
    pub(super) fn add_renames(&self, script: &mut Script) {
        let is_here = |changed: &&FieldChange| changed.is_renamed() && !self.is_remade(&changed.after.name);
        let changed = self.difference.changed_fields.iter().filter(is_here);
        let pairs: Vec<_> = changed
            .map(|changed| (&changed.before.name, &changed.after.name))
            .collect();
        script
            .renames
            .extend(ordered(&pairs).iter().map(|(old, new)| self.rename(old, new)));
        let indexes = self.difference.renamed_indexes.iter();
        let names: Vec<_> = indexes
            .map(|(old, new)| (fitting(&old.name), fitting(&new.name)))
            .collect();
        let pairs: Vec<_> = names.iter().map(|(old, new)| (old, new)).collect();
        let table = &self.change.before.name;
        script.renames.extend(
            ordered(&pairs)
                .iter()
                .map(|(old, new)| index::rename(table, old, new)),
        );
    }

    fn rename(&self, old: &str, new: &str) -> Statement {
        let written = ddl().word("ALTER TABLE").table(&self.change.before.name);
        Statement::sql(
            written
                .word("RENAME COLUMN")
                .name(old)
                .word("TO")
                .name(new)
                .finish(),
        )
    }
}

/// The renames in an order in which no name is taken when it is given; exchanged names pass through another.
fn ordered<N: Display>(pairs: &[(&N, &N)]) -> Vec<(String, String)> {
    let mut waiting: Vec<(String, String)> = pairs
        .iter()
        .map(|(old, new)| (old.to_string(), new.to_string()))
        .collect();
    let mut done = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let free = |(_, new): &(String, String)| waiting.iter().all(|(old, _)| old != new);
        match waiting.iter().position(free) {
            Some(position) => done.push(waiting.remove(position)),
            None => {
                let passing = format!("aksara_renamed_{}", done.len());
                if let Some((old, _)) = waiting.first_mut() {
                    done.push((std::mem::replace(old, passing.clone()), passing));
                }
            }
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use aksara_schema::FieldName;
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(pairs: &[(&str, &str)], expected: &[(&str, &str)]) {
        let names: Vec<(FieldName, FieldName)> = pairs
            .iter()
            .map(|(old, new)| (FieldName::new(*old).unwrap(), FieldName::new(*new).unwrap()))
            .collect();
        let pairs: Vec<_> = names.iter().map(|(old, new)| (old, new)).collect();
        let ordered = ordered(&pairs);
        let shown: Vec<_> = ordered
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
            .collect();
        assert_eq!(shown, expected);
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
