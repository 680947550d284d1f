//! The course of a detection: rename, release, record what others make, build, tear down, complete.
//!
//! Every operation is applied to a draft as soon as it is found, so that each is known to apply, and later steps
//! see what earlier ones did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_operations::{AlterField, Fill, Operation, Using, resolve};
use aksara_schema::{Field, FieldName, FieldType, Management, ObjectName, Schema, Table, TableName};

use crate::moved_key::MovedKeys;
use crate::renamed_values::RenamedValues;
use crate::row_value::DecidedValues;
use crate::stepped::backfill;
use crate::{Answers, DetectionError, Pair, RowValueQuestion};

/// The operations that lead from the history to the models, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detection {
    /// The operations; empty where nothing changed.
    pub operations: Vec<Operation>,
    /// The later steps, in migrations of their own, if fields are made in steps.
    pub later: Option<LaterSteps>,
}

/// The steps after the first one: it adds fields without their rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterSteps {
    /// Backfills of these fields; one without given values is to be filled in.
    pub backfill: Vec<Operation>,
    /// The operations that give the fields their rules.
    pub constrain: Vec<Operation>,
}

/// Finds the operations that lead from one schema to the other. `previous` is what replay gave, `next` is as the
/// models have it, with references and names still open. External tables are left as they are; those that are referred to are
/// recorded.
pub fn detect(pair: Pair<&Schema>, answers: &Answers) -> Result<Detection, DetectionError> {
    let next = resolve(pair.next).map_err(|error| DetectionError::Models(Box::new(error)))?;
    let mut detector = Detector::new(pair.previous.clone(), next.clone(), answers);
    detector.apply_renames(answers)?;
    detector.demand_values()?;
    if !answers.assume_no_renames {
        detector.ask(answers)?;
    }
    // A table that is dropped and created has no rows, so no values are asked for.
    detector.replace_join_tables(answers)?;
    let DecidedValues { fills, stepped } = detector.decide_values(answers)?;
    detector.fills = fills;
    detector.relax(&stepped);
    detector.carry_out(answers)?;
    let later = detector.later_steps(next, &stepped)?;
    Ok(Detection {
        operations: detector.operations,
        later,
    })
}

/// A detection under way.
pub(crate) struct Detector {
    /// The schema of the history, after every rename.
    pub(crate) original: Schema,
    /// The original after the operations so far.
    pub(crate) draft: Schema,
    /// The schema of the models, with every reference resolved.
    pub(crate) next: Schema,
    /// The values for rows that would have none.
    pub(crate) fills: BTreeMap<(TableName, FieldName), Fill>,
    /// Tables and fields that were said to be removed, under temporary names: others have taken theirs.
    pub(crate) removed: BTreeSet<(TableName, Option<FieldName>)>,
    /// Values of enums that rows get in the place of others.
    renamed_values: RenamedValues,
    /// Fields of foreign keys that get other values.
    pub(crate) moved_keys: MovedKeys,
    pub(crate) operations: Vec<Operation>,
}

impl Detector {
    fn new(previous: Schema, next: Schema, answers: &Answers) -> Self {
        Self {
            original: Schema::new(),
            draft: previous,
            next,
            fills: BTreeMap::new(),
            removed: BTreeSet::new(),
            renamed_values: RenamedValues::of(answers),
            moved_keys: MovedKeys::default(),
            operations: Vec::new(),
        }
    }

    /// Finds all that follows once everything is decided.
    fn carry_out(&mut self, answers: &Answers) -> Result<(), DetectionError> {
        self.remove_blockers(answers)?;
        self.record_external()?;
        self.exchange_values()?;
        self.release_old_keys()?;
        self.build()?;
        self.rewrite_detached()?;
        self.tear_down()?;
        self.complete()
    }

    /// The steps after this one, where fields are made in steps.
    fn later_steps(
        &self,
        next: Schema,
        stepped: &[(RowValueQuestion, Option<Fill>)],
    ) -> Result<Option<LaterSteps>, DetectionError> {
        if stepped.is_empty() {
            return Ok(None);
        }
        let decided = Answers::no_renames();
        let mut filling = Self::new(self.draft.clone(), next.clone(), &decided);
        for (question, fill) in stepped {
            filling.push(backfill(question, fill.as_ref())?)?;
        }
        let mut constraining = Self::new(self.draft.clone(), next, &decided);
        constraining.carry_out(&decided)?;
        Ok(Some(LaterSteps {
            backfill: filling.operations,
            constrain: constraining.operations,
        }))
    }

    /// Adds an operation and applies it to the draft.
    pub(crate) fn push(&mut self, operation: impl Into<Operation>) -> Result<(), DetectionError> {
        let operation = operation.into();
        operation
            .apply(&mut self.draft)
            .map_err(|source| DetectionError::Operation {
                operation: operation.describe(),
                source: Box::new(source),
            })?;
        self.operations.push(operation);
        Ok(())
    }

    /// The tables of the models that differ from the draft's of the same name.
    pub(crate) fn changed_tables(&self) -> Vec<Pair<Arc<Table>>> {
        let pairs = self.managed_next().filter_map(|next| {
            let previous = self.draft.table(&next.name)?;
            let differs = is_managed(previous) && !is_same(previous, next);
            differs.then(|| Pair {
                previous: previous.clone(),
                next: next.clone(),
            })
        });
        pairs.collect()
    }

    /// The tables of the models that the draft does not have, or has as those of others.
    pub(crate) fn new_tables(&self) -> Vec<Arc<Table>> {
        let is_ours = |name: &TableName| self.draft.table(name).is_some_and(|table| is_managed(table));
        self.managed_next()
            .filter(|next| !is_ours(&next.name))
            .cloned()
            .collect()
    }

    /// The tables of the draft that the models do not have. Those of the package's own models are never dropped by
    /// detection.
    pub(crate) fn gone_tables(&self) -> Vec<Arc<Table>> {
        let is_ours = |table: &Table| is_managed(table) && !table.name.is_of_package_model();
        let gone = |table: &&Arc<Table>| is_ours(table) && self.next.table(&table.name).is_none();
        self.draft.tables().filter(gone).cloned().collect()
    }

    fn demand_values(&self) -> Result<(), DetectionError> {
        let before = |table: &TableName, field: &FieldName| self.draft.table(table)?.fields.get(field);
        let after = |table: &TableName, field: &FieldName| self.next.table(table)?.fields.get(field);
        self.renamed_values.demand(before, after)
    }

    /// Gives an existing field its new definition, and its values their new names.
    pub(crate) fn alter(
        &mut self,
        table: &TableName,
        there: &Field,
        field: Field,
        fill: Option<Fill>,
    ) -> Result<(), DetectionError> {
        let becomes_required = !there.is_required() && field.is_required();
        let renamed = self.renamed_values.take(table, there, &field);
        let renamed = renamed.map(|(there, back)| (Using::from(there), Using::from(back)));
        let values = renamed.or_else(|| self.take_lookup(table, &field.name));
        let (using, reverse_using) = values.unzip();
        self.push(AlterField {
            using,
            reverse_using,
            fill: fill.filter(|_| becomes_required),
            ..AlterField::replace(table.into(), field)
        })
    }

    /// Gives values their new names where nothing else of their field changes: they go round in a ring.
    fn exchange_values(&mut self) -> Result<(), DetectionError> {
        let fields: Vec<(TableName, FieldName)> = self.renamed_values.fields().cloned().collect();
        for (table, name) in fields {
            let field = |schema: &Schema| schema.table(&table)?.fields.get(&name).cloned();
            match (field(&self.draft), field(&self.next)) {
                (Some(there), Some(next)) if there == next => self.alter(&table, &there, next, None)?,
                (Some(_) | None, Some(_) | None) => {}
            }
        }
        Ok(())
    }

    pub(crate) fn renames_values_of(&self, table: &TableName, field: &FieldName) -> bool {
        let mut fields = self.renamed_values.fields();
        fields.any(|(owner, name)| owner == table && name == field)
    }

    fn managed_next(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.next.tables().filter(|table| is_managed(table))
    }
}

/// The field without its foreign key: with the type that the key gave it.
pub(crate) fn without_reference(field: &Field, schema: &Schema) -> Field {
    Field {
        field_type: own_type(field, schema),
        reference: None,
        ..field.clone()
    }
}

/// Follows foreign keys to the type that is stored. A circle of keys has none; it is stored as a UUID.
fn own_type(field: &Field, schema: &Schema) -> FieldType {
    let mut current = field;
    for _ in 0..=schema.tables().len() {
        let FieldType::Foreign(_) = current.field_type else {
            return current.field_type.clone();
        };
        let target = current.reference.as_ref().and_then(|reference| {
            schema
                .table(&reference.table)?
                .fields
                .get(reference.field.as_ref()?)
        });
        match target {
            Some(target) => current = target,
            None => break,
        }
    }
    FieldType::Uuid
}

pub(crate) fn is_managed(table: &Table) -> bool {
    match table.management {
        Management::Managed => true,
        Management::External => false,
    }
}

/// Equal, also in the name of the primary key if the models give one.
fn is_same(previous: &Arc<Table>, next: &Arc<Table>) -> bool {
    previous == next && new_key_name(previous, next).is_none()
}

/// Whether the primary keys have the same fields in the same order, and the name that the models give, if they give one.
pub(crate) fn has_same_key(previous: &Table, next: &Table) -> bool {
    previous.primary_key() == next.primary_key() && new_key_name(previous, next).is_none()
}

/// The name that the models give the primary key, if it has another one.
pub(crate) fn new_key_name<'a>(previous: &Table, next: &'a Table) -> Option<&'a ObjectName> {
    let name = next.primary_key_name.0.as_ref();
    let is_new = |name: &&ObjectName| previous.primary_key_name.0.as_ref() != Some(*name);
    name.filter(is_new).filter(|_| !next.primary_key().is_empty())
}
