//! The changes of a table by the steps of a plan before a given one.

use std::collections::{BTreeMap, BTreeSet};

use aksara_operations::AlterTable;
use aksara_schema::{FieldName, StorageType, ValueKind};

/// The change of a table by earlier steps of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Touch {
    /// Changed its fields, except for these.
    Altered(KeptFields),
    /// Made it, so that it has no rows.
    Created,
    /// Dropped it or gave it another name.
    Gone,
}

/// The fields that changes leave with their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct KeptFields {
    /// Those with everything that they had, their names too.
    pub(super) unchanged: BTreeSet<FieldName>,
    /// Those whose values refer to the same rows, and are referred to by the same ones, each with its name before the plan.
    pub(super) referring_alike: BTreeMap<FieldName, FieldName>,
}

impl KeptFields {
    pub(super) fn of(change: &AlterTable) -> Self {
        let mut kept = Self::default();
        for (old, new) in &change.fields.0 {
            let fields = (change.before.fields.get(old), change.after.fields.get(new));
            let (Some(before), Some(after)) = fields else {
                continue;
            };
            if change.hints.using.contains_key(new) {
                continue;
            }
            let types = [before, after].map(|field| field.field_type.storage());
            if old == new && after == before && types[0] == types[1] {
                kept.unchanged.insert(new.clone());
            }
            let is_computed_anew = after.generated.is_some() && after.generated != before.generated;
            if refer_alike(&types) && !is_computed_anew && !change.hints.fill.contains_key(new) {
                kept.referring_alike.insert(new.clone(), old.clone());
            }
        }
        kept
    }

    /// The fields that are left by these changes and then by another one.
    pub(super) fn then(&self, next: &Self) -> Self {
        let before = |(new, old): (&FieldName, &FieldName)| {
            Some((new.clone(), self.referring_alike.get(old)?.clone()))
        };
        Self {
            unchanged: &self.unchanged & &next.unchanged,
            referring_alike: next.referring_alike.iter().filter_map(before).collect(),
        }
    }
}

/// Whether a value of the first type refers to the same row after it got the second one.
pub(super) fn refer_alike(types: &[StorageType; 2]) -> bool {
    let are = |kinds: &[ValueKind]| types.iter().all(|of| kinds.contains(&of.facts().kind));
    let is_enum = |of: &StorageType| matches!(of, StorageType::Enum { .. });
    types[0] == types[1]
        || are(&[ValueKind::Integer, ValueKind::BigInteger])
        || are(&[ValueKind::Text]) && !types.iter().any(is_enum)
}
