//! Coalescing: consecutive changes of one table become one step.
//!
//! A later change joins an earlier one of the same table where moving it there cannot be seen: nothing between
//! runs the user's code, refers to the table, is referred to by it, or gives up a name that the change takes. And
//! never where the merged change would give a row another value than the two in turn.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::Step;
use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping, Fill, Using};
use aksara_schema::{Field, FieldName, ObjectName, SqlExpression, Table, TableName};

use super::does_something;

/// Merges what can be merged; the order of what remains is kept.
pub fn coalesce(steps: Vec<Step>) -> Vec<Step> {
    let mut merged: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match earlier_step(&merged, &step) {
            Some((position, effect)) => {
                merged[position].effect = effect;
                merged[position].origins.extend(step.origins);
            }
            None => merged.push(step),
        }
    }
    merged.retain(does_something);
    merged
}

/// The earlier step that this one can join, and what the two become.
fn earlier_step(steps: &[Step], step: &Step) -> Option<(usize, Effect)> {
    let Effect::AlterTable(change) = &step.effect else {
        return None;
    };
    for (position, earlier) in steps.iter().enumerate().rev() {
        if let Some(effect) = join(&earlier.effect, change) {
            return Some((position, effect));
        }
        if keeps_its_place(&earlier.effect, change) {
            return None;
        }
    }
    None
}

/// The two as one effect, where they are of one table and no row sees a difference.
fn join(earlier: &Effect, change: &AlterTable) -> Option<Effect> {
    match earlier {
        Effect::CreateTable(table) if table.name == change.before.name => {
            let makes_rows = !change.hints.fill.is_empty() || !change.hints.using.is_empty();
            let exists_perhaps = earlier.taken_over().is_some();
            (!makes_rows && !exists_perhaps).then(|| Effect::CreateTable(change.after.clone()))
        }
        Effect::AlterTable(first) if first.before.name == change.before.name => {
            let joins =
                keeps_values(first, change) && runs_alike(first, change) && !takes_freed_field(first, change);
            joins.then(|| Effect::AlterTable(compose(first, change)))
        }
        Effect::CreateTable(_)
        | Effect::AlterTable(_)
        | Effect::DropTable(_)
        | Effect::RenameTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => None,
    }
}

/// Whether both run in the transaction, or both outside it. Otherwise one would be in the middle of the other.
fn runs_alike(first: &AlterTable, second: &AlterTable) -> bool {
    first.hints.concurrently.is_empty() == second.hints.concurrently.is_empty()
}

/// Whether a field is renamed to what another one was called before both changes, which they drop: in one step the name
/// would mean either. Letter case does not count, since most databases take no notice of it.
fn takes_freed_field(first: &AlterTable, second: &AlterTable) -> bool {
    let fields = first.fields.then(&second.fields);
    let had = first.before.fields.keys();
    let dropped = had.filter(|name| fields.new_name(name).is_none());
    let dropped: BTreeSet<String> = dropped.map(|name| name.as_str().to_lowercase()).collect();
    let mut renamed = fields.0.iter().filter(|(old, new)| old != new);
    renamed.any(|(_, new)| dropped.contains(&new.as_str().to_lowercase()))
}

/// The first change and then the second, as one.
fn compose(first: &AlterTable, second: &AlterTable) -> AlterTable {
    let renamed = |name: &FieldName| second.fields.new_name(name).cloned();
    let mut hints = second.hints.clone();
    hints.using.extend(
        first
            .hints
            .using
            .iter()
            .filter_map(|(name, using)| Some((renamed(name)?, using.clone()))),
    );
    hints.fill.extend(
        first
            .hints
            .fill
            .iter()
            .filter_map(|(name, fill)| Some((renamed(name)?, fill.clone()))),
    );
    hints
        .concurrently
        .extend(first.hints.concurrently.iter().cloned());
    AlterTable {
        before: first.before.clone(),
        after: second.after.clone(),
        fields: first.fields.then(&second.fields),
        is_referenced: first.is_referenced || second.is_referenced,
        hints,
    }
}

/// Whether every field gets the same values from the merged change as from the two in turn: at most one of them
/// changes its values, and what computes values sees the row that it would have seen.
fn keeps_values(first: &AlterTable, second: &AlterTable) -> bool {
    if second.hints.compute_values() && touches_fields(first, &second.hints) {
        return false;
    }
    if first.hints.compute_values() && disturbs_fields(second, &first.hints) {
        return false;
    }
    let valued = valued_fields(first);
    second.fields.0.iter().all(|(middle, new)| {
        let redefined = match (second.before.fields.get(middle), second.after.fields.get(new)) {
            (Some(before), Some(after)) => is_redefined(before, after),
            _ => false,
        };
        !(valued.contains(middle)
            && (redefined || second.hints.using.contains_key(new) || second.hints.fill.contains_key(new)))
    })
}

/// Whether a change makes anything else of a field that another change, which comes later, may compute values from.
fn touches_fields(change: &AlterTable, later: &AlterHints) -> bool {
    let (before, after) = (&change.before.fields, &change.after.fields);
    let is_same = |(name, field): (&FieldName, &Field)| {
        let after = after.get(name);
        after == Some(field) || after.is_some_and(|after| is_unread_expression(field, after, later))
    };
    before.len() != after.len()
        || !before.iter().all(is_same)
        || change.fields != FieldMapping::identity(&change.before)
}

/// Whether only the expression of a generated field changes, and the values that are computed do not come from it.
fn is_unread_expression(before: &Field, after: &Field, computed: &AlterHints) -> bool {
    let expressions = computed.using.values().map(Using::expression);
    let expressions = expressions.chain(
        computed
            .fill
            .values()
            .map(Fill::expression)
            .filter(Option::is_some),
    );
    let is_read = |expression: Option<&SqlExpression>| match expression {
        Some(SqlExpression::Unportable { .. }) | None => true,
        Some(expression) => expression.fields().contains(&&before.name),
    };
    let same = Field {
        generated: after.generated.clone(),
        ..before.clone()
    };
    before.generated.is_some()
        && after.generated.is_some()
        && same == *after
        && !expressions.into_iter().any(is_read)
}

/// Whether what another change computes from the row would find a field removed, renamed, or with other values.
fn disturbs_fields(change: &AlterTable, earlier: &AlterHints) -> bool {
    let is_kept = |before: &Field| {
        let after = change.after.fields.get(&before.name);
        let stays = after.is_some_and(|after| {
            !changes_values(before, after) || is_unread_expression(before, after, earlier)
        });
        stays && change.fields.new_name(&before.name) == Some(&before.name)
    };
    let computes = change.hints.compute_values() || !change.hints.fill.is_empty();
    computes || !change.before.fields.values().all(is_kept)
}

/// The fields whose values a change makes: new ones, and those with another type, nullability or expression.
fn valued_fields(change: &AlterTable) -> BTreeSet<&FieldName> {
    let is_valued = |field: &&Field| {
        let before = change
            .fields
            .old_name(&field.name)
            .and_then(|old| change.before.fields.get(old));
        change.hints.using.contains_key(&field.name)
            || before.is_none_or(|before| changes_values(before, field))
    };
    change
        .after
        .fields
        .values()
        .filter(is_valued)
        .map(|field| &field.name)
        .collect()
}

fn changes_values(before: &Field, after: &Field) -> bool {
    before.field_type.storage() != after.field_type.storage()
        || before.is_required() != after.is_required()
        || before.generated != after.generated
        || before.collation != after.collation
}

fn is_redefined(before: &Field, after: &Field) -> bool {
    changes_values(before, after) || before.default != after.default
}

/// Whether a step must keep its place before a change of another table, or of the same table by other means.
fn keeps_its_place(step: &Effect, change: &AlterTable) -> bool {
    match step {
        Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => true,
        Effect::CreateTable(table) => concerns(table, change),
        Effect::DropTable(table) => concerns(table, change) || gives_up_name(table, None, change),
        Effect::RenameTable(rename) => {
            concerns(&rename.before, change)
                || concerns(&rename.after, change)
                || gives_up_name(&rename.before, Some(&rename.after), change)
        }
        Effect::AlterTable(other) => {
            concerns(&other.before, change)
                || concerns(&other.after, change)
                || reads(other, &change.before.name)
                || gives_up_name(&other.before, Some(&other.after), change)
        }
    }
}

/// Whether a table is the changed one, refers to it, or is referred to or read by it.
fn concerns(table: &Table, change: &AlterTable) -> bool {
    let changed: &TableName = &change.before.name;
    let refers = |table: &Table, target: &TableName| table.referred_tables().any(|name| name == target);
    table.name == *changed
        || reads(change, &table.name)
        || refers(table, changed)
        || refers(&change.before, &table.name)
        || refers(&change.after, &table.name)
}

/// Whether a change looks values up in a table.
fn reads(change: &AlterTable, table: &TableName) -> bool {
    let mut lookups = change.hints.lookups();
    lookups.any(|lookup| lookup.table == *table)
}

/// Whether a step frees a name that the change then takes: that of an index or constraint, or of a table, since some
/// databases keep tables and indexes in one namespace.
fn gives_up_name(before: &Arc<Table>, after: Option<&Arc<Table>>, change: &AlterTable) -> bool {
    let kept = after.map(|table| names(table)).unwrap_or_default();
    let had = names(&change.before);
    let freed: BTreeSet<&str> = names(before).difference(&kept).copied().collect();
    names(&change.after)
        .difference(&had)
        .any(|taken| freed.contains(taken))
}

/// The names of a table, its indexes and its constraints.
fn names(table: &Table) -> BTreeSet<&str> {
    let objects = table.object_names().map(ObjectName::as_str);
    objects.chain([table.name.name()]).collect()
}
