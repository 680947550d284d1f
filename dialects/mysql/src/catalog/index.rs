//! Indexes from the catalog, one row for each part.

use aksara_driver::{MakingStatement, OpaqueObject, Row};
use aksara_schema::TableName;

use super::period::{Period, opaque_key};
use super::rows::{TableRows, objects};
use super::table::altering;
use super::text::unescaped;
use crate::flavour::Flavour;
use crate::index_method::IndexMethod;
use crate::name::{quoted, quoted_table};
use crate::physical::{Expression, Index, IndexKey, IndexKind, IndexPart};

const PRIMARY: &str = "PRIMARY";

/// Reads the columns of the primary key, and the indexes; what a physical table has no place for is given beside it.
pub(super) fn read_indexes(
    rows: &TableRows<'_>,
    periods: &[Period],
    table: &TableName,
    flavour: &'static Flavour,
    beside: &mut Vec<OpaqueObject>,
) -> (Vec<String>, Vec<Index>) {
    let (mut primary_key, mut indexes) = (Vec::new(), Vec::new());
    let usual_type = usual_type(rows.table.text("engine"));
    for (name, parts) in objects(rows.indexes, "index_name") {
        let unread = if periods.iter().any(|period| period.ends(parts)) {
            Some(opaque_key(name, parts, table))
        } else if !parts.iter().all(|part| is_plain(part, usual_type)) {
            Some(OpaqueObject {
                kind: "index".to_owned(),
                name: name.to_owned(),
                table: Some(table.clone()),
                definition: Some(definition_of(parts)),
                making: making(name, parts, table),
            })
        } else if name == PRIMARY {
            let columns = parts.iter().filter_map(|part| part.text("column_name"));
            primary_key.extend(columns.map(str::to_owned));
            None
        } else {
            indexes.push(read_index(name, parts, rows));
            None
        };
        let mut attributes = attributes(name, parts, table, flavour);
        attributes.extend(unsaid(name, parts, usual_type, table));
        if unread.as_ref().is_some_and(|index| index.making.is_empty()) {
            attributes
                .iter_mut()
                .for_each(|attribute| attribute.making.clear());
        }
        beside.extend(unread.into_iter().chain(attributes));
    }
    (primary_key, indexes)
}

fn read_index(name: &str, parts: &[Row], rows: &TableRows<'_>) -> Index {
    let kind = match parts.first().and_then(method) {
        Some(IndexMethod::Fulltext) => IndexKind::Fulltext {
            parser: rows.text.and_then(|text| text.parser(name)),
        },
        Some(IndexMethod::Spatial) => IndexKind::Spatial,
        None if is_unique(parts) => IndexKind::Unique,
        None => IndexKind::Plain,
    };
    Index {
        name: name.to_owned(),
        kind,
        parts: parts.iter().map(|part| read_part(part, rows)).collect(),
    }
}

fn read_part(part: &Row, rows: &TableRows<'_>) -> IndexPart {
    let column = || part.text("column_name").unwrap_or_default().to_owned();
    let key = match part.text("expression") {
        Some(text) => IndexKey::Expression(Expression::over(unescaped(text), rows.column_names())),
        None => IndexKey::Column(column()),
    };
    let is_descending = part.text("direction") == Some("D");
    IndexPart { key, is_descending }
}

fn is_unique(parts: &[Row]) -> bool {
    parts.first().and_then(|part| part.integer("non_unique")) == Some(0)
}

/// Whether the part is a whole field or an expression: no prefix, no hash of a text. The catalog gives places a prefix.
fn is_plain(part: &Row, usual_type: &str) -> bool {
    let is_whole = part.integer("prefix_length").is_none();
    match method(part) {
        Some(IndexMethod::Spatial) => true,
        Some(IndexMethod::Fulltext) => is_whole,
        None => is_whole && [Some("BTREE"), Some(usual_type)].contains(&part.text("index_type")),
    }
}

/// The type of an index that says nothing of it.
fn usual_type(engine: Option<&str>) -> &'static str {
    match engine {
        Some("MEMORY") => "HASH",
        Some(_) | None => "BTREE",
    }
}

fn method(part: &Row) -> Option<IndexMethod> {
    IndexMethod::named(part.text("index_type")?)
}

/// The parts of an index that the schema has no word for.
fn attributes(name: &str, parts: &[Row], table: &TableName, flavour: &'static Flavour) -> Vec<OpaqueObject> {
    let first = parts.first();
    let is_hidden = first.and_then(|part| part.integer("is_hidden")) == Some(1);
    let comment = first.and_then(|part| part.text("index_comment"));
    let attributes = [
        is_hidden.then(|| ("hidden index", definition_of(parts), hiding(name, table, flavour))),
        comment.map(|comment| ("index comment", comment.to_owned(), Vec::new())),
    ];
    let attributes = attributes.into_iter().flatten();
    attributes
        .map(|(kind, definition, making)| OpaqueObject {
            kind: kind.to_owned(),
            name: name.to_owned(),
            table: Some(table.clone()),
            definition: Some(definition),
            making,
        })
        .collect()
}

/// The options of a plain index or key that only the table's own statement gives.
fn unsaid(name: &str, parts: &[Row], usual_type: &str, table: &TableName) -> Option<OpaqueObject> {
    let is_descending_key = name == PRIMARY && parts.iter().any(|part| part.text("direction") == Some("D"));
    let is_unusual = parts
        .first()
        .is_some_and(|part| part.text("index_type") == Some("BTREE") && usual_type != "BTREE");
    let kind = match (is_descending_key, is_unusual) {
        (true, _) => "order of the primary key",
        (false, true) => "index method",
        (false, false) => return None,
    };
    Some(OpaqueObject {
        kind: kind.to_owned(),
        name: name.to_owned(),
        table: Some(table.clone()),
        definition: Some(definition_of(parts)),
        making: Vec::new(),
    })
}

fn hiding(name: &str, table: &TableName, flavour: &'static Flavour) -> Vec<MakingStatement> {
    let (hidden, seen) = flavour.catalog.hides_index;
    let alter = |word: &str| format!("ALTER INDEX {} {word}", quoted(name));
    altering(table, &alter(hidden), &alter(seen))
}

/// The statement of an index that the schema has no word for. The options of a vector index are nowhere to be read.
fn making(name: &str, parts: &[Row], table: &TableName) -> Vec<MakingStatement> {
    let list: Vec<String> = parts.iter().map(part_definition).collect();
    let list = list.join(", ");
    let first = parts.first();
    let method = first.and_then(|part| part.text("index_type"));
    if name == PRIMARY {
        return altering(table, &format!("ADD PRIMARY KEY ({list})"), "DROP PRIMARY KEY");
    }
    if method == Some("VECTOR") {
        return Vec::new();
    }
    let kind = if is_unique(parts) { "UNIQUE " } else { "" };
    let hash = if method == Some("HASH") { " USING HASH" } else { "" };
    let (table, index) = (quoted_table(table), quoted(name));
    vec![MakingStatement {
        sql: format!("CREATE {kind}INDEX {index} ON {table} ({list}){hash}"),
        reverse_sql: Some(format!("DROP INDEX {index} ON {table}")),
    }]
}

/// An index as its parts tell it: `UNIQUE BTREE (body(10), kind DESC)`.
pub(super) fn definition_of(parts: &[Row]) -> String {
    let first = parts.first();
    let unique = if is_unique(parts) { "UNIQUE " } else { "" };
    let method = first.and_then(|part| part.text("index_type")).unwrap_or_default();
    let parts: Vec<String> = parts.iter().map(part_definition).collect();
    format!("{unique}{method} ({})", parts.join(", "))
}

fn part_definition(part: &Row) -> String {
    let key = match part.text("column_name") {
        Some(column) => quoted(column),
        None => format!("({})", unescaped(part.text("expression").unwrap_or_default())),
    };
    let prefix = part.integer("prefix_length").map(|length| format!("({length})"));
    let order = part.text("direction").filter(|direction| *direction == "D");
    let order = order.map_or("", |_| " DESC");
    format!("{key}{}{order}", prefix.unwrap_or_default())
}
