//! Comparing tables item by item.

use aksara_schema::{Schema, Table, TableName};

use super::attributes::{self, Attribute};
use super::{AttributeDifference, Difference, DifferenceKind, Part, SchemaDifference};

/// The differences of `found` from `expected`.
pub fn differences(expected: &Schema, found: &Schema) -> SchemaDifference {
    let mut items = Vec::new();
    for table in expected.tables() {
        match found.table(&table.name) {
            None => items.push(whole(table, |expected| DifferenceKind::Missing { expected })),
            Some(other) if other == table => {}
            Some(other) => items.extend(of_tables(table, other)),
        }
    }
    let is_extra = |table: &&std::sync::Arc<Table>| expected.table(&table.name).is_none();
    let extra = found.tables().filter(is_extra);
    items.extend(extra.map(|table| whole(table, |found| DifferenceKind::Extra { found })));
    items.sort();
    SchemaDifference { items }
}

/// The differences of two tables.
fn of_tables(expected: &Table, found: &Table) -> Vec<Difference> {
    let mut comparison = Comparison {
        table: &expected.name,
        items: Vec::new(),
    };
    comparison.compare(
        Part::Options,
        expected.name.name(),
        Some(attributes::of_table(expected)),
        Some(attributes::of_table(found)),
    );
    comparison.compare_all(Part::Field, &fields(expected), &fields(found));
    comparison.compare_all(Part::Index, &indexes(expected), &indexes(found));
    comparison.compare_all(Part::Constraint, &constraints(expected), &constraints(found));
    comparison.items
}

/// Things by name, with their attributes.
type Named<'a> = Vec<(&'a str, Vec<Attribute>)>;

fn fields(table: &Table) -> Named<'_> {
    let fields = table.fields.values();
    fields
        .map(|field| (field.name.as_str(), attributes::of_field(field)))
        .collect()
}

fn indexes(table: &Table) -> Named<'_> {
    let indexes = table.indexes.values();
    indexes
        .map(|index| (index.name.as_str(), attributes::of_index(index)))
        .collect()
}

fn constraints(table: &Table) -> Named<'_> {
    let constraints = table.constraints.values();
    constraints
        .map(|constraint| (constraint.name.as_str(), attributes::of_constraint(constraint)))
        .collect()
}

struct Comparison<'a> {
    table: &'a TableName,
    items: Vec<Difference>,
}

impl Comparison<'_> {
    fn compare_all(&mut self, part: Part, expected: &Named<'_>, found: &Named<'_>) {
        let find = |list: &Named<'_>, name: &str| {
            let found = list.iter().find(|(other, _)| *other == name);
            found.map(|(_, attributes)| attributes.clone())
        };
        for (name, attributes) in expected {
            self.compare(part.clone(), name, Some(attributes.clone()), find(found, name));
        }
        for (name, attributes) in found.iter().filter(|(name, _)| find(expected, name).is_none()) {
            self.compare(part.clone(), name, None, Some(attributes.clone()));
        }
    }

    fn compare(
        &mut self,
        part: Part,
        name: &str,
        expected: Option<Vec<Attribute>>,
        found: Option<Vec<Attribute>>,
    ) {
        let kind = match (expected, found) {
            (None, None) => None,
            (Some(expected), None) => Some(DifferenceKind::Missing {
                expected: attributes::line(&expected),
            }),
            (None, Some(found)) => Some(DifferenceKind::Extra {
                found: attributes::line(&found),
            }),
            (Some(expected), Some(found)) => different(&expected, &found),
        };
        self.items.extend(kind.map(|kind| Difference {
            table: Some(self.table.clone()),
            part,
            name: name.to_owned(),
            kind,
        }));
    }
}

fn different(expected: &[Attribute], found: &[Attribute]) -> Option<DifferenceKind> {
    let get = |list: &[Attribute], name: &str| {
        let attribute = list.iter().find(|(other, _)| *other == name);
        attribute.and_then(|(_, text)| text.clone())
    };
    let mut names: Vec<&'static str> = expected.iter().map(|(name, _)| *name).collect();
    let is_new = |name: &&'static str| !expected.iter().any(|(other, _)| other == name);
    names.extend(found.iter().map(|(name, _)| *name).filter(is_new));
    let attribute = |attribute: &'static str| {
        let (expected, found) = (get(expected, attribute), get(found, attribute));
        (expected != found).then_some(AttributeDifference {
            attribute,
            expected,
            found,
        })
    };
    let attributes: Vec<_> = names.into_iter().filter_map(attribute).collect();
    (!attributes.is_empty()).then_some(DifferenceKind::Different { attributes })
}

fn whole(table: &Table, kind: impl FnOnce(String) -> DifferenceKind) -> Difference {
    let fields: Vec<&str> = table.fields.keys().map(|name| name.as_str()).collect();
    Difference {
        table: Some(table.name.clone()),
        part: Part::Table,
        name: table.name.to_string(),
        kind: kind(fields.join(", ")),
    }
}
