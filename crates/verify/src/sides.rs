//! On which side of a statement the live tables are.
//!
//! Only the parts count that the statement changes: what somebody else changed in the table is not its concern. The database
//! does all of them or none, so that they are on one side.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_dialect::{Trace, TracedTable};
use aksara_driver::{Connection, DriverError};
use aksara_executor::Side;
use aksara_schema::{Management, Schema, Table};

use crate::snapshot::{Snapshot, expected, recorded};
use crate::{Difference, DifferenceKind, Part, ScratchServer, differences, respell};

/// Compares the tables of a trace.
pub(crate) async fn side(
    connection: &mut dyn Connection,
    trace: &Trace,
    server: Option<&ScratchServer>,
) -> Result<Side, DriverError> {
    let snapshot = Snapshot::without_rows(connection).await?;
    let mut both = Vec::new();
    for select in [before, after] {
        let tables: Schema = trace.tables.iter().filter_map(select).map(managed).collect();
        let as_reported = recorded(&tables, snapshot.default_namespace.as_ref());
        let by_rules = expected(connection, &as_reported);
        both.push((as_reported, by_rules));
    }
    let [(_, before), (_, after)] = both.as_slice() else {
        return Ok(Side::Same);
    };
    let named = [before, after].map(|schema| snapshot.clone().without_unexpected_domains(connection, schema));
    let live = found(&named, before, after);
    let by_rules = compare(before, after, &live);
    let (Side::Neither(_), Some(server)) = (&by_rules, server) else {
        return Ok(by_rules);
    };
    let mut spelled = Vec::new();
    for (as_reported, by_rules) in &both {
        let respelled = respell(server, &[], as_reported, by_rules, &live).await;
        spelled.push(respelled.unwrap_or_else(|_| by_rules.clone()));
    }
    match spelled.as_slice() {
        [before, after] => Ok(compare(before, after, &live)),
        _ => Ok(by_rules),
    }
}

fn before(table: &TracedTable) -> Option<&Arc<Table>> {
    table.before.as_ref()
}

fn after(table: &TracedTable) -> Option<&Arc<Table>> {
    table.after.as_ref()
}

fn managed(table: &Arc<Table>) -> Arc<Table> {
    Arc::new(Table {
        management: Management::Managed,
        ..Table::clone(table)
    })
}

/// The live tables whose names either side has.
fn found(live: &[Snapshot; 2], before: &Schema, after: &Schema) -> Schema {
    let [first, _] = live;
    let names = before.tables().chain(after.tables()).map(|table| &table.name);
    names
        .filter_map(|name| first.schema.table(name).cloned())
        .collect()
}

/// A part of a table, and one of its attributes; `None` for whether it is there.
type Place = (Option<String>, Part, String, Option<&'static str>);

fn compare(before: &Schema, after: &Schema, live: &Schema) -> Side {
    let changed = places(&differences(before, after).items);
    let from_before = places(&differences(before, live).items);
    let from_after = places(&differences(after, live).items);
    let differs =
        |places: &BTreeMap<Place, String>, place: &Place| places.keys().any(|other| is_within(place, other));
    let (mut is_before, mut is_after) = (true, true);
    let mut lines = Vec::new();
    for place in changed.keys() {
        let (differs_before, differs_after) = (differs(&from_before, place), differs(&from_after, place));
        is_before &= !differs_before;
        is_after &= !differs_after;
        if differs_before {
            lines.extend(shown("from before", place, &from_before));
        }
        if differs_after {
            lines.extend(shown("from after", place, &from_after));
        }
    }
    match (is_before, is_after) {
        (true, true) => Side::Same,
        (true, false) => Side::Before,
        (false, true) => Side::After,
        (false, false) => {
            lines.dedup();
            Side::Neither(lines)
        }
    }
}

/// Whether a difference is about a place: the attribute itself, whether the thing is there at all, or anything in a table
/// that comes or goes.
fn is_within(place: &Place, other: &Place) -> bool {
    let (table, part, name, attribute) = place;
    let (other_table, other_part, other_name, other_attribute) = other;
    let is_whole = (*part == Part::Table || *other_part == Part::Table) && other_table == table;
    is_whole
        || ((table, part, name) == (other_table, other_part, other_name)
            && (attribute.is_none() || other_attribute.is_none() || attribute == other_attribute))
}

fn shown(side: &str, place: &Place, places: &BTreeMap<Place, String>) -> Vec<String> {
    let found = places.iter().filter(|(other, _)| is_within(place, other));
    found.map(|(_, text)| format!("{side}: {text}")).collect()
}

/// The places of differences, each with its text.
fn places(items: &[Difference]) -> BTreeMap<Place, String> {
    let mut places = BTreeMap::new();
    for item in items {
        let table = item.table.as_ref().map(ToString::to_string);
        let place = |attribute| (table.clone(), item.part.clone(), item.name.clone(), attribute);
        match &item.kind {
            DifferenceKind::Missing { .. } | DifferenceKind::Extra { .. } => {
                places.insert(place(None), item.to_string());
            }
            DifferenceKind::Different { attributes } => {
                for attribute in attributes {
                    let one = Difference {
                        kind: DifferenceKind::Different {
                            attributes: vec![attribute.clone()],
                        },
                        ..item.clone()
                    };
                    places.insert(place(Some(attribute.attribute)), one.to_string());
                }
            }
        }
    }
    places
}
