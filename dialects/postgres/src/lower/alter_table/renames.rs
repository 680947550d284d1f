//! Renames of fields, indexes and constraints; each is a statement of its own.

use aksara_dialect::{FieldChange, Statement};
use aksara_schema::{Constraint, TableName};

use super::{Alteration, Script};
use crate::lower::{ddl, index};
use crate::own_objects::fitting;

/// A name that is given up for another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rename {
    kind: RenameKind,
    old: String,
    new: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RenameKind {
    Field,
    Index,
    Constraint,
}

impl Alteration<'_> {
    pub(super) fn add_renames(&self, script: &mut Script) {
        let table = &self.change.before.name;
        let statements = |renames: Vec<Rename>| {
            let ordered = ordered(renames).into_iter();
            ordered.map(|rename| rename.statement(table)).collect::<Vec<_>>()
        };
        script.renames.extend(statements(self.field_renames()));
        // A unique constraint and an index share one namespace.
        script.renames.extend(statements(self.object_renames()));
    }

    fn field_renames(&self) -> Vec<Rename> {
        let changed = self.difference.changed_fields.iter();
        let is_here = |changed: &&FieldChange| changed.is_renamed() && !self.is_remade(&changed.after.name);
        let renamed = changed.filter(is_here).map(|changed| Rename {
            kind: RenameKind::Field,
            old: changed.before.name.to_string(),
            new: changed.after.name.to_string(),
        });
        renamed.collect()
    }

    fn object_renames(&self) -> Vec<Rename> {
        let indexes = self.difference.renamed_indexes.iter().map(|(old, new)| Rename {
            kind: RenameKind::Index,
            old: fitting(&old.name),
            new: fitting(&new.name),
        });
        let constraints = self.difference.renamed_constraints.iter();
        let kept = constraints.filter(|(_, new)| !self.goes_with_a_field(new));
        let constraints = kept.map(|(old, new)| Rename {
            kind: RenameKind::Constraint,
            old: fitting(&old.name),
            new: fitting(&new.name),
        });
        indexes.chain(constraints).collect()
    }

    /// Whether a constraint is dropped with a field that is dropped and added again; it is then added as well.
    fn goes_with_a_field(&self, constraint: &Constraint) -> bool {
        constraint.fields().into_iter().any(|field| self.is_remade(field))
    }
}

impl Rename {
    fn statement(&self, table: &TableName) -> Statement {
        let action = match self.kind {
            RenameKind::Field => "RENAME COLUMN",
            RenameKind::Constraint => "RENAME CONSTRAINT",
            RenameKind::Index => return index::rename(table, &self.old, &self.new),
        };
        let written = ddl().word("ALTER TABLE").table(table).word(action);
        Statement::sql(written.name(&self.old).word("TO").name(&self.new).finish())
    }
}

/// The renames in an order in which no name is taken when it is given; exchanged names pass through another.
fn ordered(mut waiting: Vec<Rename>) -> Vec<Rename> {
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
