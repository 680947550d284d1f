//! Native enum types that are made anew: PostgreSQL takes no value from a type and changes no order of them.
//! <https://www.postgresql.org/docs/current/datatype-enum.html>
//!
//! The fields of such a type are texts from the first step that has it to the last: so everything that names them (checks,
//! indexes, generated fields, defaults, foreign keys) changes with them as with any other change of a type. The only field of a
//! type, where no expression names it, needs none of that: the driver's block gives it the new type at once.

mod named;
mod spans;

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_dialect::{Step, table_at};
use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping};
use aksara_schema::{Field, FieldType, Table};

use self::named::is_named;
use self::spans::{Span, Version, spans};
use crate::enum_values::{is_subsequence, native_values, renamed, value_renames};

/// Puts the steps around that make the fields texts, and enums again. The user's own code finds enums.
pub(super) fn change_as_texts(steps: Vec<Step>) -> Vec<Step> {
    let mut done = Vec::with_capacity(steps.len());
    let mut ours = Vec::new();
    for step in steps {
        match step.effect {
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {
                done.append(&mut change_between(std::mem::take(&mut ours)));
                done.push(step);
            }
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_) => {
                ours.push(step);
            }
        }
    }
    done.append(&mut change_between(ours));
    done
}

/// The same for steps of ours alone.
fn change_between(mut steps: Vec<Step>) -> Vec<Step> {
    let tables = steps.iter().flat_map(|step| <[_; 2]>::from(step.effect.sides()));
    let fields = tables.flatten().flat_map(|table| table.fields.values());
    let types: BTreeSet<String> = fields
        .filter_map(|field| native_values(field).map(|(name, _)| name.to_owned()))
        .collect();
    for name in types {
        if is_remade(&steps, &name) {
            steps = with_texts(steps, &name);
        }
    }
    steps
}

/// Whether the type is made anew for more than one field, or for one that something else depends on.
fn is_remade(steps: &[Step], name: &str) -> bool {
    let lists: Vec<&[String]> = steps
        .iter()
        .flat_map(|step| <[_; 2]>::from(step.effect.sides()))
        .flatten()
        .flat_map(|table| values_in(table, name))
        .collect();
    let first = steps
        .iter()
        .find_map(|step| values_in(step.effect.sides().0?, name).next());
    let last = steps
        .iter()
        .rev()
        .find_map(|step| values_in(step.effect.sides().1?, name).next());
    let (Some(first), Some(last)) = (first, last) else {
        return false;
    };
    let grows = is_subsequence(first, last) && lists.iter().all(|list| *list == first || *list == last);
    let is_alone = || {
        steps.iter().filter(|step| has(step, name)).count() == 1
            && steps.iter().all(|step| changes_alone(step, name))
    };
    !grows && !is_renamed(steps, name) && !is_alone()
}

/// Whether every change of the type gives values other names and does nothing else.
fn is_renamed(steps: &[Step], name: &str) -> bool {
    let mut changes = steps.iter().filter(|step| has(step, name));
    changes.all(|step| {
        step.alteration()
            .is_some_and(|change| renames_values(change, name))
    })
}

fn renames_values(change: &AlterTable, name: &str) -> bool {
    let number = |table: &Table| table.fields.values().filter(|field| is_of(field, name)).count();
    let kept = change.fields.0.iter();
    let kept =
        kept.filter_map(|(old, new)| Some((change.before.fields.get(old)?, change.after.fields.get(new)?)));
    let own: Vec<(&Field, &Field)> = kept
        .filter(|(before, after)| is_of(before, name) && is_of(after, name))
        .collect();
    let is_whole = [&change.before, &change.after]
        .iter()
        .all(|table| number(table) == own.len());
    is_whole
        && own.into_iter().all(|(before, after)| {
            let using = change
                .hints
                .using
                .get(&after.name)
                .and_then(|using| using.expression());
            let renames = using
                .and_then(|using| value_renames(using, before, after))
                .unwrap_or_default();
            let values = |field| native_values(field).map(|(_, values)| values.to_vec());
            values(before).map(|values| renamed(&values, &renames)) == values(after)
        })
}

/// Whether a step has the type not at all, or for one field that stays, and that no expression names or computes.
fn changes_alone(step: &Step, name: &str) -> bool {
    if !has(step, name) {
        return true;
    }
    let Some(change) = step.alteration() else {
        return false;
    };
    let one = |table: &Table| {
        let mut own = table.fields.values().filter(|field| is_of(field, name));
        let first = own
            .next()
            .filter(|field| own.next().is_none() && !is_named(table, &field.name));
        first.map(|field| field.name.clone())
    };
    let (Some(before), Some(after)) = (one(&change.before), one(&change.after)) else {
        return false;
    };
    change.fields.new_name(&before) == Some(&after) && !change.hints.using.contains_key(&after)
}

/// The steps with texts in place of the type.
fn with_texts(mut steps: Vec<Step>, name: &str) -> Vec<Step> {
    let own: Vec<usize> = (0..steps.len())
        .filter(|position| steps.get(*position).is_some_and(|step| has(step, name)))
        .collect();
    let (Some(first), Some(last)) = (own.first().copied(), own.last().copied()) else {
        return steps;
    };
    let spans = spans(&steps, first, last);
    for step in steps.get_mut(first..=last).unwrap_or_default() {
        for table in <[_; 2]>::from(step.effect.sides_mut()).into_iter().flatten() {
            *table = as_texts(table, name);
        }
    }
    let starts = spans.iter().filter_map(|span| start(span, &steps, first, name));
    let ends = spans.iter().filter_map(|span| end(span, &steps, last + 1, name));
    let (starts, ends): (Vec<Step>, Vec<Step>) = (starts.collect(), ends.collect());
    steps.splice(last + 1..last + 1, ends);
    steps.splice(first..first, starts);
    steps
}

/// The step that makes the fields of a table texts.
fn start(span: &Span, steps: &[Step], first: usize, name: &str) -> Option<Step> {
    let Version { table, position } = span.start.as_ref()?;
    let before = table_at(table, steps, *position, first);
    let after = as_texts(&before, name);
    values_in(table, name).next().map(|_| span.step(before, after))
}

/// The step that makes them enums.
fn end(span: &Span, steps: &[Step], end: usize, name: &str) -> Option<Step> {
    let Version { table, position } = span.end.as_ref()?;
    let after = table_at(table, steps, position + 1, end);
    let before = as_texts(&after, name);
    values_in(table, name).next().map(|_| span.step(before, after))
}

impl Span {
    fn step(&self, before: Arc<Table>, after: Arc<Table>) -> Step {
        Step {
            effect: Effect::AlterTable(AlterTable {
                fields: FieldMapping::identity(&before),
                before,
                after,
                is_referenced: true,
                hints: AlterHints::default(),
            }),
            origins: self.origins.clone(),
        }
    }
}

fn has(step: &Step, name: &str) -> bool {
    let (before, after) = step.effect.sides();
    [before, after]
        .into_iter()
        .flatten()
        .any(|table| values_in(table, name).next().is_some())
}

fn is_of(field: &Field, name: &str) -> bool {
    native_values(field).is_some_and(|(own, _)| own == name)
}

/// The values of the type in each field that has it.
fn values_in<'a>(table: &'a Table, name: &'a str) -> impl Iterator<Item = &'a [String]> {
    let types = table.fields.values().filter_map(native_values);
    types
        .filter(move |(own, _)| *own == name)
        .map(|(_, values)| values)
}

/// The table with texts in place of the enums of a type.
fn as_texts(table: &Arc<Table>, name: &str) -> Arc<Table> {
    let mut table = Table::clone(table);
    for field in table.fields.values_mut() {
        if is_of(field, name) {
            field.field_type = FieldType::Text;
        }
    }
    Arc::new(table)
}
