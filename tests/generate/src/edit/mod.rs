//! Edits of models as people make them: fields and tables added, removed, altered and renamed, several at once.

mod computed;
mod enums;
mod fields;
mod names;
mod objects;
mod old_names;
mod relations;
mod renamed_values;
mod word;

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_operations::{AlterHints, AlterTable, Effect, Operation, resolve};
use aksara_schema::{
    Field, FieldName, FieldType, FrozenName, Literal, NotCompared, ObjectName, Schema, Table, TableName,
};
use proptest::prelude::*;

use self::old_names::OldNames;
use self::renamed_values::RenamedValues;
use super::{Choices, DECISIONS, Scope, Survivors, Words, field};

pub use self::renamed_values::RenamedValue;
pub use self::word::edit_words;

/// Models before and after an edit.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The models before, with names left open.
    pub before: Schema,
    /// The models after.
    pub after: Schema,
    /// The actions, in order.
    pub edits: Vec<Operation>,
    /// The words that it was made of.
    pub said: Vec<&'static str>,
    /// The parts of the models before that are kept.
    pub survivors: Survivors,
    /// The seed of the rows that it meets.
    pub decisions: Choices,
    /// The database's own words, which its types have their values from.
    pub words: Words,
    /// The values that its fields may hold.
    scope: Scope,
    renamed_values: RenamedValues,
}

/// Edits of at most so many words, of models that at most `length` operations build.
pub fn edited(length: usize, edits: usize, scope: impl Into<Scope>) -> impl Strategy<Value = Edited> {
    let scope = scope.into();
    let rows = |count| {
        let decisions = proptest::collection::vec(any::<u32>(), DECISIONS);
        proptest::collection::vec(decisions, count)
    };
    let decisions = proptest::collection::vec(any::<u32>(), 4 * DECISIONS);
    let numbers = (rows(1..=length), rows(0..=RICHER), rows(1..=edits), decisions);
    numbers.prop_map(move |(made, richer, edits, rows)| edit(made, richer, edits, Choices::new(rows), scope))
}

/// How many words at most give the models what edits change.
const RICHER: usize = 5;

fn enrich(schema: &mut Schema, choices: &mut Choices, scope: Scope) {
    let mut richer = schema.clone();
    let said = word::enrich(choices, &richer, scope);
    let operations = said.into_iter().flat_map(|(_, operations)| operations);
    let applied: Result<Vec<_>, _> = operations.map(|operation| operation.apply(&mut richer)).collect();
    if applied.is_ok() {
        *schema = richer;
    }
}

fn edit(
    made: Vec<Vec<u32>>,
    richer: Vec<Vec<u32>>,
    edits: Vec<Vec<u32>>,
    decisions: Choices,
    scope: Scope,
) -> Edited {
    let mut before = super::interpret(made, scope).schema;
    for row in richer {
        enrich(&mut before, &mut Choices::new(row), scope);
    }
    let mut edited = Edited {
        after: before.clone(),
        survivors: Survivors::all(&before),
        before,
        edits: Vec::new(),
        said: Vec::new(),
        decisions,
        words: scope.words(),
        scope,
        renamed_values: RenamedValues::default(),
    };
    for row in edits {
        edited.try_edit(&mut Choices::new(row), scope);
    }
    edited.before = as_models(&edited.before);
    edited.after = as_models(&edited.after);
    edited
}

impl Edited {
    /// Makes the edit of these decisions, if it is possible and can be given as answers afterwards.
    fn try_edit(&mut self, choices: &mut Choices, scope: Scope) {
        let Some((word, operations)) = word::choose(choices, &self.after, scope) else {
            return;
        };
        let mut edited = self.clone();
        edited.said.push(word);
        for operation in operations.into_iter().map(bearable) {
            let Ok(change) = operation.apply(&mut edited.after) else {
                return;
            };
            edited.renamed_values.follow(&change.effects, &edited.survivors);
            edited.survivors.follow(&change.effects);
            edited.edits.push(operation);
        }
        if edited.is_detectable() {
            *self = edited;
        }
    }

    fn is_detectable(&self) -> bool {
        let is_remade = |name: &TableName| {
            let both = self.before.table(name).zip(self.after.table(name));
            both.is_some_and(|(old, new)| relations::is_other_relation(old, new, &self.survivors))
        };
        // Models are refused whose fields of one native type have different values.
        self.survivors.is_detectable(&self.before, &self.after, is_remade)
            && resolve(&as_models(&self.after)).is_ok()
    }

    /// The values of enums that have other names.
    pub fn renamed_values(&self) -> Vec<RenamedValue> {
        self.renamed_values
            .known(&self.before, &self.after, &self.survivors)
    }

    /// The tables that are gone.
    pub fn gone_tables(&self) -> impl Iterator<Item = &TableName> {
        let tables = self.before.tables().map(|table| &table.name);
        let is_remade = |name: &TableName| {
            let is_taken = self.survivors.old_name(name).is_some();
            self.after.table(name).is_some() && !is_taken
        };
        tables.filter(move |name| self.survivors.get(name).is_none() && !is_remade(name))
    }

    /// The fields that are gone from tables that are kept, by their table's name afterwards.
    pub fn gone_fields(&self) -> impl Iterator<Item = (&TableName, &FieldName)> {
        self.before.tables().flat_map(|table| {
            let kept = self.survivors.get(&table.name);
            kept.into_iter().flat_map(move |(now, kept)| {
                let fields = table.fields.keys();
                let gone = fields.filter(|field| kept.new_name(field).is_none());
                gone.map(move |field| (now, field))
            })
        })
    }

    /// The value for rows that need one of this type; `None` if there is none for all types.
    pub fn fill(&self, field_type: &FieldType) -> Option<Literal> {
        field::fill(field_type, self.scope)
    }

    /// The change of each kept table, under its old name, for rows that fit both sides. Rows may
    /// hold NULL in the fields (under their new names) that are filled.
    pub fn changes(&self, filled: &BTreeSet<(TableName, FieldName)>) -> Vec<Effect> {
        let names = OldNames::of(self);
        let tables = self.before.tables().filter_map(|table| {
            let (now, fields) = self.survivors.get(&table.name)?;
            let mut after = Table::clone(self.after.table(now)?);
            for (_, field) in filled.iter().filter(|(table, _)| table == now) {
                if let Some(field) = after.fields.get_mut(field) {
                    field.nullable = true;
                }
            }
            Some(Effect::AlterTable(AlterTable {
                before: table.clone(),
                after: Arc::new(names.give(after)),
                fields: fields.clone(),
                is_referenced: true,
                hints: AlterHints::default(),
            }))
        });
        tables.collect()
    }
}

/// The operation in a form that existing rows allow: a new foreign key has no row to refer to in all of them.
fn bearable(operation: Operation) -> Operation {
    match operation {
        Operation::AddField(mut add) => {
            if add.field.needs_value() && add.field.reference.is_some() {
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
        table.primary_key_name = NotCompared(None);
        table.fields.values_mut().for_each(leave_open);
        Arc::new(table)
    });
    tables.collect()
}

fn leave_open(field: &mut Field) {
    let open = |name: &mut FrozenName| *name = NotCompared::<Option<ObjectName>>(None);
    field.unique.iter_mut().for_each(open);
    field.index.iter_mut().for_each(open);
    open(&mut field.type_check);
    if let Some(reference) = &mut field.reference {
        open(&mut reference.constraint);
    }
    if let FieldType::Foreign(_) = field.field_type {
        field.field_type = FieldType::Foreign(NotCompared(None));
    }
}
