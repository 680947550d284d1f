//! Renames in a table: of its own fields, and of the tables and fields that its foreign keys refer to.

use crate::{ConstraintKind, Field, FieldName, NotCompared, Table, TableName};

/// The table and the fields that a foreign key refers to.
struct Target<'a> {
    table: &'a mut TableName,
    fields: &'a mut [FieldName],
}

impl Table {
    /// Renames a field in its place, and in what uses it: expressions, indexes, constraints, keys to the table itself.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        let follow = |name: &mut FieldName| {
            if name == old {
                *name = new.clone();
            }
        };
        for (name, mut field) in std::mem::take(&mut self.fields) {
            if name == *old {
                field = Field {
                    name: new.clone(),
                    attribute: NotCompared(None),
                    ..field
                };
            }
            if let Some(generated) = &mut field.generated {
                generated.expression.rename_field(old, new);
            }
            self.fields.insert(field.name.clone(), field);
        }
        let indexes = self.indexes.values_mut();
        indexes.for_each(|index| index.rename_field(old, new));
        let constraints = self.constraints.values_mut();
        constraints.for_each(|constraint| constraint.rename_field(old, new));
        self.primary_key_order.iter_mut().for_each(follow);
        let own_name = self.name.clone();
        self.follow_renamed_fields(&own_name, |name| (name == old).then_some(new));
    }

    /// Lets the foreign keys to a table refer to it under its new name.
    pub fn follow_renamed_table(&mut self, old: &TableName, new: &TableName) {
        for target in self.targets_mut() {
            if target.table == old {
                *target.table = new.clone();
            }
        }
    }

    /// Lets the foreign keys to a table's fields refer to them under their new names; a field without one keeps its name.
    pub fn follow_renamed_fields<'n>(
        &mut self,
        table: &TableName,
        new_name: impl Fn(&FieldName) -> Option<&'n FieldName>,
    ) {
        for target in self.targets_mut().filter(|target| target.table == table) {
            for field in target.fields {
                if let Some(new) = new_name(field) {
                    *field = new.clone();
                }
            }
        }
    }

    fn targets_mut(&mut self) -> impl Iterator<Item = Target<'_>> {
        let own = self.fields.values_mut().filter_map(|field| {
            let reference = field.reference.as_mut()?;
            Some(Target {
                table: &mut reference.table,
                fields: reference.field.as_mut_slice(),
            })
        });
        let named = self
            .constraints
            .values_mut()
            .filter_map(|constraint| match &mut constraint.kind {
                ConstraintKind::ForeignKey(key) => Some(Target {
                    table: &mut key.table,
                    fields: &mut key.target_fields,
                }),
                ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
            });
        own.chain(named)
    }
}
