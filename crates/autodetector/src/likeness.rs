//! Likeness: what speaks for something that is new being something that is gone, under another name.

use std::collections::BTreeSet;

use aksara_schema::{
    Field, FieldName, FieldType, IndexKey, ObjectName, Table, TableName, ValueFamily as Family,
};

use crate::Likeness;
use crate::candidate::Candidate;
use crate::join_table::{is_join_table, join_the_same};

/// Fields that every model has by itself; they say nothing about a table.
pub(crate) const IMPLICIT: [&str; 3] = ["id", "created_at", "updated_at"];

/// From this ratio on, two names are similar.
const SIMILAR: f64 = 0.6;

/// A field in its table.
#[derive(Clone, Copy)]
pub(crate) struct FieldOfTable<'a> {
    pub(crate) table: &'a Table,
    pub(crate) field: &'a Field,
}

/// A field's name, and the family of its values; a foreign key has none.
pub(crate) type FieldKind = (FieldName, Option<Family>);

/// The table that a field refers to, and the family of its values.
pub(crate) type TypeKind = (Option<TableName>, Option<Family>);

/// A candidate with the evidence of its name before all other.
pub(crate) fn candidate<N: ToString>(name: N, old: &str, evidence: Vec<Likeness>) -> Candidate<N> {
    let new = name.to_string();
    let of_name = of_names(old, &new).into_iter();
    Candidate::new(name, of_name.chain(evidence).collect(), tenths(old, &new))
}

/// The evidence that a field is the other one, beside its name; `None` if it cannot be.
pub(crate) fn of_fields(old: FieldOfTable<'_>, new: FieldOfTable<'_>) -> Option<Vec<Likeness>> {
    // A generated field has no values of its own.
    if old.field.generated.is_some() || new.field.generated.is_some() {
        return None;
    }
    let mut evidence = of_types(old, new);
    if evidence.is_empty() && of_names(old.field.name.as_str(), new.field.name.as_str()).is_none() {
        return None;
    }
    if old.field.primary_key && new.field.primary_key {
        evidence.push(Likeness::PrimaryKey);
    }
    if position(old) == position(new) {
        evidence.push(Likeness::SamePosition);
    }
    let covered = indexes(old);
    if !covered.is_empty() && covered == indexes(new) {
        evidence.push(Likeness::SameIndexes);
    }
    Some(evidence)
}

/// The evidence that a table is the other one, beside its name and what refers to it.
pub(crate) fn of_tables(old: &Table, new: &Table) -> Vec<Likeness> {
    let (ours, theirs) = (own_fields(old), own_fields(new));
    let is_shared = |field: &&&Field| {
        let other = new.fields.get(&field.name);
        other.is_some_and(|other| is_same_kind(field, other))
    };
    let shared = ours.iter().filter(is_shared).count();
    let fields = if shared == ours.len() && shared == theirs.len() {
        Some(Likeness::SameFields)
    } else if 4 * shared >= ours.len() + theirs.len() {
        Some(Likeness::SharedFields)
    } else {
        None
    };
    let same_types = types_in_order(old).is_some_and(|types| types_in_order(new) == Some(types));
    [
        join_the_same(old, new).then_some(Likeness::SameModels),
        fields,
        same_types.then_some(Likeness::SameTypes),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether the names differ in letter case alone.
pub(crate) fn is_letter_case(old: &str, new: &str) -> bool {
    old != new && old.to_lowercase() == new.to_lowercase()
}

fn of_names(old: &str, new: &str) -> Option<Likeness> {
    if is_letter_case(old, new) {
        Some(Likeness::LetterCase)
    } else if ratio(old, new) >= SIMILAR || share_a_word(old, new) {
        Some(Likeness::SimilarName)
    } else {
        None
    }
}

fn ratio(old: &str, new: &str) -> f64 {
    strsim::normalized_damerau_levenshtein(&old.to_lowercase(), &new.to_lowercase())
}

/// The likeness of two names from 0 to 10.
fn tenths(old: &str, new: &str) -> u32 {
    let ratio = ratio(old, new);
    (1..=10)
        .filter(|tenth| ratio * 10.0 >= f64::from(*tenth))
        .max()
        .unwrap_or(0)
}

/// Whether a word of the one name is one of the other; nearly every key has an `id`.
fn share_a_word(old: &str, new: &str) -> bool {
    let words = |name: &str| -> BTreeSet<String> {
        let words = name.split('_').map(str::to_lowercase);
        words.filter(|word| word.len() > 2).collect()
    };
    !words(old).is_disjoint(&words(new))
}

fn of_types(old: FieldOfTable<'_>, new: FieldOfTable<'_>) -> Vec<Likeness> {
    let target = |field: &Field| field.reference.as_ref().map(|reference| reference.table.clone());
    match (target(old.field), target(new.field)) {
        (Some(before), Some(after)) if before == after => vec![Likeness::SameType, Likeness::SameTarget],
        (Some(_), Some(_)) if is_same_side(old, new) => vec![Likeness::SameSide],
        (Some(_), _) | (_, Some(_)) => Vec::new(),
        (None, None) if old.field.field_type == new.field.field_type => vec![Likeness::SameType],
        (None, None) if family(old.field) == family(new.field) => vec![Likeness::SimilarType],
        (None, None) => Vec::new(),
    }
}

/// Whether both fields are the same column of a table that joins two models.
fn is_same_side(old: FieldOfTable<'_>, new: FieldOfTable<'_>) -> bool {
    let joins = is_join_table(old.table) && is_join_table(new.table);
    joins && side(old) == side(new)
}

fn side(place: FieldOfTable<'_>) -> Option<usize> {
    let mut own = own_fields(place.table).into_iter();
    own.position(|field| field.name == place.field.name)
}

fn position(place: FieldOfTable<'_>) -> Option<usize> {
    place.table.fields.get_index_of(&place.field.name)
}

/// The indexes and constraints over a field: its own UNIQUE and index, and the named ones.
fn indexes(place: FieldOfTable<'_>) -> BTreeSet<Option<&ObjectName>> {
    let FieldOfTable { table, field } = place;
    let is_key = |key: &IndexKey| matches!(key, IndexKey::Field(name) if *name == field.name);
    let indexes = table.indexes.values();
    let indexes = indexes.filter(|index| index.parts.iter().any(|part| is_key(&part.key)));
    let constraints = table.constraints.values();
    let constraints = constraints.filter(|constraint| constraint.fields().contains(&&field.name));
    let own = field.unique.iter().chain(&field.index).map(|_| None);
    let named = indexes.map(|index| &index.name);
    let named = named.chain(constraints.map(|constraint| &constraint.name));
    named.map(Some).chain(own).collect()
}

/// The fields of a table that two tables may share.
pub(crate) fn field_kinds(table: &Table) -> Vec<FieldKind> {
    let fields = own_fields(table).into_iter();
    fields
        .map(|field| (field.name.clone(), value_family(field)))
        .collect()
}

/// The types of a table's fields, as another table may have them as well; `None` where one is computed.
pub(crate) fn types_in_order(table: &Table) -> Option<Vec<TypeKind>> {
    let target = |field: &Field| field.reference.as_ref().map(|reference| reference.table.clone());
    let kind = |field: &Field| {
        let is_computed = field.generated.is_some();
        (!is_computed).then(|| (target(field), value_family(field)))
    };
    own_fields(table).into_iter().map(kind).collect()
}

/// Whether a field with values of its own has values of another kind now.
pub(crate) fn is_of_other_kind(old: &Field, new: &Field) -> bool {
    let families = value_family(old).zip(value_family(new));
    let holds_values = old.generated.is_none() && new.generated.is_none();
    holds_values && families.is_some_and(|(old, new)| old != new)
}

fn is_same_kind(old: &Field, new: &Field) -> bool {
    value_family(old) == value_family(new)
}

/// The family of a field's values; those of a foreign key are its target's.
fn value_family(field: &Field) -> Option<Family> {
    let is_foreign = matches!(field.field_type, FieldType::Foreign(_));
    (!is_foreign).then(|| family(field))
}

fn own_fields(table: &Table) -> Vec<&Field> {
    let fields = table.fields.values();
    fields
        .filter(|field| !IMPLICIT.contains(&field.name.as_str()))
        .collect()
}

fn family(field: &Field) -> Family {
    field.field_type.storage().facts().family
}
