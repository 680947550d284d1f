//! Renames of fields, indexes and constraints; each is a statement of its own.

use aksara_dialect::{FieldChange, Statement};
use aksara_schema::{Constraint, TableName};

use super::{Alteration, Script};
use crate::lower::{ddl, index};
use crate::own_objects::fitting;

impl Alteration<'_> {
    pub(super) fn add_renames(&self, script: &mut Script) {
        let table = &self.change.before.name;
        let changed = self.difference.changed_fields.iter();
        let is_here = |changed: &&FieldChange| changed.is_renamed() && !self.is_remade(&changed.after.name);
        let fields = changed.filter(is_here);
        let fields = fields.map(|changed| (changed.before.name.to_string(), changed.after.name.to_string()));
        let fields = ordered(fields.collect());
        script.renames.extend(
            fields
                .iter()
                .map(|(old, new)| rename(table, "RENAME COLUMN", old, new)),
        );
        let indexes = self.difference.renamed_indexes.iter();
        let indexes = indexes.map(|(old, new)| (fitting(&old.name), fitting(&new.name)));
        let indexes = ordered(indexes.collect());
        script
            .renames
            .extend(indexes.iter().map(|(old, new)| index::rename(table, old, new)));
        let constraints = self.difference.renamed_constraints.iter();
        let kept = constraints.filter(|(_, new)| !self.goes_with_a_field(new));
        let constraints = kept.map(|(old, new)| (fitting(&old.name), fitting(&new.name)));
        let constraints = ordered(constraints.collect());
        script.renames.extend(
            constraints
                .iter()
                .map(|(old, new)| rename(table, "RENAME CONSTRAINT", old, new)),
        );
    }

    /// Whether a constraint is dropped with a field that is dropped and added again; it is then added as well.
    fn goes_with_a_field(&self, constraint: &Constraint) -> bool {
        constraint.fields().into_iter().any(|field| self.is_remade(field))
    }
}

fn rename(table: &TableName, action: &'static str, old: &str, new: &str) -> Statement {
    let written = ddl().word("ALTER TABLE").table(table).word(action);
    Statement::sql(written.name(old).word("TO").name(new).finish())
}

/// The renames in an order in which no name is taken when it is given; exchanged names pass through another.
fn ordered(mut waiting: Vec<(String, String)>) -> Vec<(String, String)> {
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
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(pairs: &[(&str, &str)], expected: &[(&str, &str)]) {
        let owned = |(old, new): &(&str, &str)| ((*old).to_owned(), (*new).to_owned());
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
