//! Foreign keys whose target is no key any more: a unique constraint goes that a foreign key of another table, or of the
//! same one, refers to. Databases refuse that, some of them half way.

use crate::{Dialect, ReferenceTarget, Step, Unsupported};
use aksara_operations::AlterTable;
use aksara_schema::{ConstraintKind, FieldName, ForeignKey, Index, ObjectName, Schema, Table, TableName};

use super::evolving_tables::EvolvingTables;

/// A foreign key whose target was a key before a step and was none after it.
struct Lost {
    referrer: TableName,
    name: Option<ObjectName>,
    position: usize,
}

/// Refuses the first step that takes its target from a foreign key for good. Of the schema, the tables that no step changes count.
pub(crate) fn refuse_lost_targets(
    schema: &Schema,
    steps: &[Step],
    dialect: &dyn Dialect,
) -> Result<(), Unsupported> {
    let demand = dialect.reference_target();
    let mut tables = EvolvingTables::new(schema, steps);
    let mut lost = Vec::new();
    for (position, step) in steps.iter().enumerate() {
        tables.follow(&step.effect);
        if let Some(change) = step.alteration().filter(|change| change.is_referenced) {
            let referrers = tables.referrers(&change.after.name);
            lost.extend(referrers.flat_map(|table| {
                losing(table, change, demand).map(|name| Lost {
                    referrer: table.name.clone(),
                    name,
                    position,
                })
            }));
        }
    }
    let refused = lost
        .into_iter()
        .find_map(|lost| refusal(&lost, &tables, steps, dialect));
    refused.map_or(Ok(()), Err)
}

/// The names of a table's foreign keys that lose their target by a change.
fn losing(
    table: &Table,
    change: &AlterTable,
    demand: ReferenceTarget,
) -> impl Iterator<Item = Option<ObjectName>> {
    let keys = table.foreign_keys().into_iter();
    let losing = keys.filter(move |(_, key)| {
        let old_names = change.fields.old_names(&key.target_fields);
        key.table == change.after.name
            && old_names.is_some_and(|fields| demand.is_met_by(&change.before, &fields))
            && !demand.is_met_by(&change.after, &key.target_fields)
    });
    losing
        .map(|(name, _)| name.cloned())
        .collect::<Vec<_>>()
        .into_iter()
}

/// The refusal, where the key is there in the end and has no target still.
fn refusal(
    lost: &Lost,
    tables: &EvolvingTables<'_>,
    steps: &[Step],
    dialect: &dyn Dialect,
) -> Option<Unsupported> {
    let referrer = tables.get(&lost.referrer)?;
    let mut keys = referrer.foreign_keys().into_iter();
    let (_, key) = keys.find(|(name, _)| name.cloned() == lost.name)?;
    let target = tables.get(&key.table)?;
    let is_met = dialect.reference_target().is_met_by(target, &key.target_fields);
    (!is_met).then(|| {
        let step = steps.get(lost.position);
        unsupported(referrer, &key, dialect).at(step.and_then(Step::origin))
    })
}

fn unsupported(referrer: &Table, key: &ForeignKey, dialect: &dyn Dialect) -> Unsupported {
    let names = |fields: &[FieldName]| {
        let quoted: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        quoted.join(", ")
    };
    let targets = names(&key.target_fields);
    Unsupported {
        subject: format!(
            "the foreign key of `{}` over {}",
            referrer.name,
            names(&key.fields)
        ),
        dialect: dialect.name(),
        feature: None,
        reason: format!(
            "it refers to {targets} of `{}`, which {}",
            key.table,
            dialect.reference_target().words()
        ),
        alternative: format!(
            "keep what makes {targets} unique, or change the foreign key in the same migration"
        ),
        origin: None,
    }
}

impl ReferenceTarget {
    fn words(self) -> &'static str {
        match self {
            Self::UniqueSet => "would be no primary key and not unique any more",
            Self::LeadingIndex => "would begin no key or index in this order any more",
        }
    }

    /// Whether a foreign key can refer to these fields of the table.
    fn is_met_by(self, table: &Table, fields: &[FieldName]) -> bool {
        let is_target = |own: &[&FieldName]| match self {
            Self::UniqueSet => own.len() == fields.len() && own.iter().all(|field| fields.contains(field)),
            Self::LeadingIndex => {
                own.len() >= fields.len() && own.iter().zip(fields).all(|(own, field)| *own == field)
            }
        };
        let counts = |is_unique: bool| match self {
            Self::UniqueSet => is_unique,
            Self::LeadingIndex => true,
        };
        let own = table.fields.values().filter(|field| {
            counts(field.unique.is_some())
                && (field.unique.is_some() || field.index.is_some() || field.reference.is_some())
        });
        let mut own = own.map(|field| vec![&field.name]);
        let mut named = table
            .constraints
            .values()
            .filter_map(|constraint| match &constraint.kind {
                ConstraintKind::Unique(unique) => Some(unique.fields.iter().collect()),
                ConstraintKind::ForeignKey(key) => counts(false).then(|| key.fields.iter().collect()),
                ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => None,
            });
        let indexes = table
            .indexes
            .values()
            .filter(|index| index.condition.is_none() && counts(index.unique));
        let mut indexes = indexes
            .map(leading_fields)
            .filter_map(|(fields, is_whole)| (is_whole || counts(false)).then_some(fields));
        is_target(&table.primary_key())
            || own.any(|fields: Vec<&FieldName>| is_target(&fields))
            || named.any(|fields: Vec<&FieldName>| is_target(&fields))
            || indexes.any(|fields| is_target(&fields))
    }
}

/// The fields of an index up to the first expression, and whether these are all.
fn leading_fields(index: &Index) -> (Vec<&FieldName>, bool) {
    let parts = index.parts.iter();
    let fields: Vec<&FieldName> = parts.map_while(|part| part.key.as_field()).collect();
    let is_whole = fields.len() == index.parts.len();
    (fields, is_whole)
}
