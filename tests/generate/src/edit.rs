//! Edits of models as people make them: fields and tables added, removed, altered and renamed, several at once.

use std::sync::Arc;

use aksara_operations::{AlterHints, AlterTable, Effect, Operation};
use aksara_schema::{Carried, Field, FieldType, FrozenName, ObjectName, Reference, Schema, Table};
use proptest::prelude::*;

use super::{Choices, DECISIONS, Scope, Survivors, Words, operation};

/// Models before and after an edit.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The models before, with names left open.
    pub before: Schema,
    /// The models after.
    pub after: Schema,
    /// What was done, in order.
    pub edits: Vec<Operation>,
    /// What is kept of the models before.
    pub survivors: Survivors,
    /// What the rows that it meets are made from.
    pub decisions: Choices,
    /// The database's own words, which its types have their values from.
    pub words: Words,
}

/// Edits of at most so many operations, of models that at most `length` operations build.
pub fn edited(length: usize, edits: usize, scope: impl Into<Scope>) -> impl Strategy<Value = Edited> {
    let scope = scope.into();
    let rows = |count| {
        let decisions = proptest::collection::vec(any::<u32>(), DECISIONS);
        proptest::collection::vec(decisions, count)
    };
    let decisions = proptest::collection::vec(any::<u32>(), 4 * DECISIONS);
    let numbers = (rows(1..=length), rows(1..=edits), decisions);
    numbers.prop_map(move |(made, edits, rows)| edit(made, edits, Choices::new(rows), scope))
}

fn edit(made: Vec<Vec<u32>>, edits: Vec<Vec<u32>>, decisions: Choices, scope: Scope) -> Edited {
    let before = super::interpret(made, scope).schema;
    let mut edited = Edited {
        after: before.clone(),
        survivors: Survivors::all(&before),
        before,
        edits: Vec::new(),
        decisions,
        words: scope.words(),
    };
    for row in edits {
        edited.try_edit(&mut Choices::new(row), scope);
    }
    edited.before = as_models(&edited.before);
    edited.after = as_models(&edited.after);
    edited
}

impl Edited {
    /// Does what these decisions lead to, where that is possible and leaves no name to something else.
    fn try_edit(&mut self, choices: &mut Choices, scope: Scope) {
        let Some(operation) = operation::choose(choices, &self.after, scope) else {
            return;
        };
        let operation = bearable(operation);
        let (mut after, mut survivors) = (self.after.clone(), self.survivors.clone());
        let Ok(change) = operation.apply(&mut after) else {
            return;
        };
        survivors.follow(&change.effects);
        if survivors.are_plain(&self.before, &after) {
            self.after = after;
            self.survivors = survivors;
            self.edits.push(operation);
        }
    }

    /// What becomes of each table that is kept, as one change under its old name, for rows that fit both sides.
    pub fn changes(&self) -> Vec<Effect> {
        let tables = self.before.tables().filter_map(|table| {
            let (now, fields) = self.survivors.get(&table.name)?;
            let after = self.after.table(now)?;
            Some(Effect::AlterTable(AlterTable {
                before: table.clone(),
                after: Arc::new(self.under_old_names(after)),
                fields: fields.clone(),
                is_referenced: true,
                hints: AlterHints::default(),
            }))
        });
        tables.collect()
    }

    /// The table with references that name what they refer to as it was called.
    fn under_old_names(&self, table: &Table) -> Table {
        let mut table = table.clone();
        if let Some(old) = self.survivors.old_name(&table.name) {
            table.name = old.clone();
        }
        for reference in table
            .fields
            .values_mut()
            .filter_map(|field| field.reference.as_mut())
        {
            self.rename_reference(reference);
        }
        for constraint in table.constraints.values_mut() {
            if let aksara_schema::ConstraintKind::ForeignKey(key) = &mut constraint.kind
                && let Some(old) = self.survivors.old_name(&key.table).cloned()
            {
                let fields = self.survivors.get(&old).map(|(_, fields)| fields);
                for field in &mut key.target_fields {
                    *field = fields
                        .and_then(|fields| fields.old_name(field))
                        .unwrap_or(field)
                        .clone();
                }
                key.table = old;
            }
        }
        table
    }

    fn rename_reference(&self, reference: &mut Reference) {
        let Some(old) = self.survivors.old_name(&reference.table).cloned() else {
            return;
        };
        let fields = self.survivors.get(&old).map(|(_, fields)| fields);
        if let Some(field) = &mut reference.field {
            *field = fields
                .and_then(|fields| fields.old_name(field))
                .unwrap_or(field)
                .clone();
        }
        reference.table = old;
    }
}

/// The operation, so that rows that are there can bear it without a value that somebody must give.
fn bearable(operation: Operation) -> Operation {
    match operation {
        Operation::AddField(mut add) => {
            if add.field.needs_value() {
                add.field.nullable = true;
            }
            add.fill = None;
            Operation::AddField(add)
        }
        other => other,
    }
}

/// The schema as models describe it: derived names and the types of foreign keys are left open.
fn as_models(schema: &Schema) -> Schema {
    let tables = schema.tables().map(|table| {
        let mut table = Table::clone(table);
        table.primary_key_name = Carried(None);
        table.fields.values_mut().for_each(leave_open);
        Arc::new(table)
    });
    tables.collect()
}

fn leave_open(field: &mut Field) {
    let open = |name: &mut FrozenName| *name = Carried::<Option<ObjectName>>(None);
    field.unique.iter_mut().for_each(open);
    field.index.iter_mut().for_each(open);
    open(&mut field.type_check);
    if let Some(reference) = &mut field.reference {
        open(&mut reference.constraint);
    }
    if let FieldType::Foreign(_) = field.field_type {
        field.field_type = FieldType::Foreign(Carried(None));
    }
}
