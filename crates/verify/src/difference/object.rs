//! Comparing what the schema has no word for: views, triggers, routines.

use aksara_driver::OpaqueObject;

use super::{AttributeDifference, Difference, DifferenceKind, Part, SchemaDifference};

/// The differences of `found` from `expected`.
pub fn of_objects(expected: &[OpaqueObject], found: &[OpaqueObject]) -> SchemaDifference {
    let find = |list: &[OpaqueObject], object: &OpaqueObject| {
        list.iter().find(|other| is_same(other, object)).cloned()
    };
    let mut items = Vec::new();
    for object in expected {
        match find(found, object) {
            None => items.push(difference(
                object,
                DifferenceKind::Missing {
                    expected: text(object),
                },
            )),
            Some(other) if other.definition == object.definition => {}
            Some(other) => items.push(difference(
                object,
                DifferenceKind::Different {
                    attributes: vec![AttributeDifference {
                        attribute: "definition",
                        expected: object.definition.clone(),
                        found: other.definition,
                    }],
                },
            )),
        }
    }
    let extra = found.iter().filter(|object| find(expected, object).is_none());
    items.extend(extra.map(|object| difference(object, DifferenceKind::Extra { found: text(object) })));
    items.sort();
    SchemaDifference { items }
}

fn is_same(left: &OpaqueObject, right: &OpaqueObject) -> bool {
    (&left.kind, &left.name, &left.table) == (&right.kind, &right.name, &right.table)
}

fn difference(object: &OpaqueObject, kind: DifferenceKind) -> Difference {
    Difference {
        table: object.table.clone(),
        part: Part::Object(object.kind.clone()),
        name: object.name.clone(),
        kind,
    }
}

fn text(object: &OpaqueObject) -> String {
    object.definition.clone().unwrap_or_default()
}
