//! A native enum type that is made anew while values of several fields are computed: the type is made for all of them at
//! once, so these fields are texts from the first of the steps that change it to the last.

use std::sync::Arc;

use aksara_dialect::{Detachment, Step};
use aksara_operations::AlterTable;
use aksara_schema::{FieldType, Table};

use crate::enum_values::{is_subsequence, native_values, value_renames};

/// Puts the steps around that make the fields texts, and enums again.
pub(super) fn compute_as_texts(mut steps: Vec<Step>) -> Vec<Step> {
    while let Some((name, detachment)) = find(&steps) {
        detachment.carry_out(&mut steps, |table| as_texts(table, &name));
    }
    steps
}

/// A change of a field whose enum type stays and gets other values.
struct Revalued {
    position: usize,
    type_name: String,
    is_computed: bool,
}

/// The last of several such fields of one type whose values are computed, and the steps that change the type.
fn find(steps: &[Step]) -> Option<(String, Detachment)> {
    let revalued: Vec<Revalued> = steps
        .iter()
        .enumerate()
        .filter_map(|(position, step)| Some((position, step.alteration()?)))
        .flat_map(|(position, change)| revalued_fields(position, change))
        .collect();
    revalued.iter().rev().find_map(|owner| {
        let same = || revalued.iter().filter(|other| other.type_name == owner.type_name);
        let is_shared = same().filter(|other| other.is_computed).count() > 1;
        let detachment = Detachment {
            owner: owner.position,
            first: same().next()?.position,
            last: same().next_back()?.position,
        };
        (owner.is_computed && is_shared).then(|| (owner.type_name.clone(), detachment))
    })
}

fn revalued_fields(position: usize, change: &AlterTable) -> Vec<Revalued> {
    let kept = change.fields.0.iter();
    let fields = kept.filter_map(|(old, new)| {
        let (before, after) = (change.before.fields.get(old)?, change.after.fields.get(new)?);
        let ((name, old), (new_name, new)) = (native_values(before)?, native_values(after)?);
        let using = change
            .hints
            .using
            .get(&after.name)
            .map(|using| using.expression());
        let renames = using
            .flatten()
            .and_then(|using| value_renames(using, before, after));
        (name == new_name && old != new).then(|| Revalued {
            position,
            type_name: name.to_owned(),
            is_computed: using.is_some() && !is_subsequence(old, new) && renames.is_none(),
        })
    });
    fields.collect()
}

/// The table with texts in place of the enums of a type.
fn as_texts(table: &Arc<Table>, name: &str) -> Arc<Table> {
    let mut table = Table::clone(table);
    for field in table.fields.values_mut() {
        if native_values(field).is_some_and(|(own, _)| own == name) {
            field.field_type = FieldType::Text;
        }
    }
    Arc::new(table)
}
