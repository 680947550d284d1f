//! The new tables that a table which is gone may be, found by what they share: no table is compared with all others.
//!
//! All that [`of_tables`](crate::likeness::of_tables) calls evidence is a key here, so that nothing is missed. Only
//! if very many tables are of one kind, only those with the nearest names are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aksara_schema::{Schema, Table, TableName};

use crate::join_table::{is_join_table, joined_tables};
use crate::likeness::{FieldKind, TypeKind, field_kinds, types_in_order};

/// How many tables of one kind are candidates on each side of a name.
const NEAR: usize = 12;

/// New tables by what they have.
pub(crate) struct NewTables {
    tables: Vec<Arc<Table>>,
    by_name: BTreeMap<TableName, usize>,
    by_folded: BTreeMap<String, Vec<usize>>,
    by_types: BTreeMap<Vec<TypeKind>, SimilarTables>,
    by_joined: BTreeMap<[TableName; 2], SimilarTables>,
    by_fields: SharedFields,
    /// All but those that only join two models.
    models: SimilarTables,
}

impl NewTables {
    pub(crate) fn new(tables: Vec<Arc<Table>>, gone: &[Arc<Table>]) -> Self {
        let mut found = Self {
            by_name: BTreeMap::new(),
            by_folded: BTreeMap::new(),
            by_types: BTreeMap::new(),
            by_joined: BTreeMap::new(),
            by_fields: SharedFields::new(&tables, gone),
            models: SimilarTables::default(),
            tables,
        };
        for (place, table) in found.tables.iter().enumerate() {
            let name = NamedTable::new(table, place);
            found.by_name.insert(table.name.clone(), place);
            found
                .by_folded
                .entry(name.text.to_lowercase())
                .or_default()
                .push(place);
            if let Some(types) = types_in_order(table) {
                found.by_types.entry(types).or_default().add(&name);
            }
            match joined_tables(table) {
                Some(joined) => found.by_joined.entry(joined).or_default().add(&name),
                None => found.models.add(&name),
            }
        }
        found
    }

    /// The tables that have something in common with one, in the order of their names.
    pub(crate) fn like(&self, old: &Table, draft: &Schema, next: &Schema) -> Vec<&Arc<Table>> {
        let name = NamedTable::new(old, 0);
        let mut places: BTreeSet<usize> = BTreeSet::new();
        places.extend(
            self.by_folded
                .get(&name.text.to_lowercase())
                .into_iter()
                .flatten(),
        );
        let of_types = types_in_order(old).and_then(|types| self.by_types.get(&types));
        let of_joined = joined_tables(old).and_then(|joined| self.by_joined.get(&joined));
        let alike = of_types.into_iter().chain(of_joined);
        alike.for_each(|alike| places.extend(alike.near(&name)));
        places.extend(self.by_fields.like(old, &name));
        places.extend(self.referred_to_instead(old, draft, next));
        places
            .into_iter()
            .filter_map(|place| self.tables.get(place))
            .collect()
    }

    /// The tables with the nearest names, where nothing speaks for any. A table that only joins two models is none of them.
    pub(crate) fn near(&self, old: &Table) -> Vec<&Arc<Table>> {
        if is_join_table(old) {
            return Vec::new();
        }
        let places = self.models.near(&NamedTable::new(old, 0)).into_iter();
        places.filter_map(|place| self.tables.get(place)).collect()
    }

    /// The tables that foreign keys refer to which referred to this one.
    fn referred_to_instead(&self, old: &Table, draft: &Schema, next: &Schema) -> BTreeSet<usize> {
        let mut places = BTreeSet::new();
        for referrer in draft.referrers(&old.name) {
            let Some(now) = next.table(&referrer.name) else {
                continue;
            };
            for field in referrer.fields.values() {
                let refers = field
                    .reference
                    .as_ref()
                    .is_some_and(|reference| reference.table == old.name);
                let now = now.fields.get(&field.name).filter(|_| refers);
                let target = now.and_then(|now| now.reference.as_ref());
                places.extend(target.and_then(|target| self.by_name.get(&target.table)));
            }
        }
        places
    }
}

/// Similar tables, by their names and by the ends of their names.
#[derive(Default)]
struct SimilarTables {
    by_name: BTreeSet<(Arc<str>, usize)>,
    by_end: BTreeSet<(Arc<str>, usize)>,
}

impl SimilarTables {
    fn add(&mut self, name: &NamedTable) {
        self.by_name.insert((name.text.clone(), name.place));
        self.by_end.insert((name.reversed.clone(), name.place));
    }

    /// All, or those whose names are next to a name in the order.
    fn near(&self, name: &NamedTable) -> BTreeSet<usize> {
        if self.by_name.len() <= 4 * NEAR {
            return self.by_name.iter().map(|(_, place)| *place).collect();
        }
        let by_name = neighbours(&self.by_name, &name.text);
        by_name.chain(neighbours(&self.by_end, &name.reversed)).collect()
    }
}

fn neighbours<'a>(
    names: &'a BTreeSet<(Arc<str>, usize)>,
    name: &Arc<str>,
) -> impl Iterator<Item = usize> + use<'a> {
    let key = (name.clone(), 0);
    let before = names.range(..key.clone()).rev().take(NEAR);
    before
        .chain(names.range(key..).take(NEAR))
        .map(|(_, place)| *place)
}

/// A table's name, as it is written and from its end, and its place among the others.
struct NamedTable {
    text: Arc<str>,
    reversed: Arc<str>,
    place: usize,
}

impl NamedTable {
    fn new(table: &Table, place: usize) -> Self {
        let text = table.name.name();
        let reversed: String = text.chars().rev().collect();
        Self {
            text: text.into(),
            reversed: reversed.into(),
            place,
        }
    }
}

/// Tables by their fields, to find those that share enough of them. Where two tables share so many of their fields, they
/// share one of the first few of each, in any order of all fields; the rarest come first.
struct SharedFields {
    rarity: BTreeMap<FieldKind, usize>,
    /// By a field, the number of fields that a table has, and the place of the field among them.
    tables: BTreeMap<(FieldKind, usize, usize), SimilarTables>,
    sizes: BTreeSet<usize>,
}

impl SharedFields {
    fn new(new: &[Arc<Table>], gone: &[Arc<Table>]) -> Self {
        let mut rarity: BTreeMap<FieldKind, usize> = BTreeMap::new();
        for kind in new.iter().chain(gone).flat_map(|table| field_kinds(table)) {
            *rarity.entry(kind).or_default() += 1;
        }
        let mut found = Self {
            rarity,
            tables: BTreeMap::new(),
            sizes: BTreeSet::new(),
        };
        for (place, new) in new.iter().enumerate() {
            let kinds = found.rarest_first(new);
            let (size, name) = (kinds.len(), NamedTable::new(new, place));
            found.sizes.insert(size);
            for (place, kind) in kinds.into_iter().enumerate() {
                found.tables.entry((kind, size, place)).or_default().add(&name);
            }
        }
        found
    }

    fn rarest_first(&self, table: &Table) -> Vec<FieldKind> {
        let mut kinds = field_kinds(table);
        kinds.sort_by_cached_key(|kind| (self.rarity.get(kind).copied(), kind.clone()));
        kinds
    }

    fn like(&self, old: &Table, name: &NamedTable) -> BTreeSet<usize> {
        let kinds = self.rarest_first(old);
        let mut found = BTreeSet::new();
        for size in &self.sizes {
            let demanded = (kinds.len() + size).div_ceil(4).max(1);
            let first = |count: usize| (count + 1).saturating_sub(demanded);
            for kind in kinds.iter().take(first(kinds.len())) {
                let places = (kind.clone(), *size, 0)..(kind.clone(), *size, first(*size));
                let alike = self.tables.range(places).map(|(_, alike)| alike);
                found.extend(alike.flat_map(|alike| alike.near(name)));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::{Field, FieldName, FieldType};
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::likeness::of_tables;

    /// `name: field field`; a field that begins with `n` is a number, others are texts.
    fn tables(lines: &[String]) -> Vec<Arc<Table>> {
        let table = |line: &String| {
            let (name, fields) = line.split_once(':').unwrap();
            let fields = fields.split_whitespace().map(|name| {
                let is_number = name.starts_with('n');
                let kind = if is_number {
                    FieldType::Boolean
                } else {
                    FieldType::Text
                };
                Field::new(FieldName::new(name).unwrap(), kind)
            });
            Arc::new(Table::new(TableName::new(name).unwrap()).with_fields(fields))
        };
        lines.iter().map(table).collect()
    }

    fn named(prefix: &str, lines: &[&str]) -> Vec<String> {
        let lines = lines.iter().enumerate();
        lines
            .map(|(number, line)| format!("{prefix}{number}: {line}"))
            .collect()
    }

    #[test]
    fn all_that_have_anything_in_common_are_found() {
        let fields = [
            "",
            "a",
            "n",
            "a b",
            "b a",
            "a n",
            "x y z",
            "a b c d",
            "a b c d e f",
            "a x y z",
            "p q",
            "n m",
        ];
        let (gone, new) = (tables(&named("old", &fields)), tables(&named("new", &fields)));
        let found = NewTables::new(new.clone(), &gone);
        for old in &gone {
            let like = found.like(old, &Schema::new(), &Schema::new());
            for new in &new {
                let is_like = !of_tables(old, new).is_empty();
                assert!(!is_like || like.contains(&new), "{} {}", old.name, new.name);
            }
        }
    }

    #[test]
    fn of_very_many_alike_the_nearest_names_are_looked_at() {
        let lines = |prefix: &str| -> Vec<String> {
            (0..2000)
                .map(|number| format!("{prefix}{number}: a own{number}"))
                .collect()
        };
        let (gone, new) = (tables(&lines("table")), tables(&lines("thing")));
        let found = NewTables::new(new, &gone);
        for (number, old) in gone.iter().enumerate() {
            let like = found.like(old, &Schema::new(), &Schema::new());
            assert!(like.len() <= 8 * NEAR, "{}", like.len());
            let namesake = format!("thing{number}");
            assert_eq!(
                like.iter().filter(|table| table.name.name() == namesake).count(),
                1
            );
        }
    }
}
