//! Indexes from the catalog, one row for each part.

use aksara_driver::{DriverError, MakingStatement, OpaqueObject, Row};
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, FieldName, ForeignKey, Index, IndexKey, IndexPart, NotCompared,
    ObjectName, SortOrder, Table, TableName, Unique,
};

use super::catalog::{CatalogTable, objects};
use super::period::{Period, opaque_key};
use super::table::{altering, field_name, object_name};
use super::text::{from_mysql_catalog, read_expression};
use crate::flavour::Flavour;
use crate::index_method::IndexMethod;
use crate::name::{quoted, quoted_table};

const PRIMARY: &str = "PRIMARY";

/// Reads the primary key and the indexes into a table; gives what the schema has no word for.
pub(super) fn read_indexes(
    rows: &CatalogTable<'_>,
    keys: &[(ObjectName, ForeignKey)],
    periods: &[Period],
    table: &mut Table,
    flavour: Flavour,
) -> Result<Vec<OpaqueObject>, DriverError> {
    let mut opaque = Vec::new();
    let usual_type = usual_type(rows.table.text("engine"));
    for (name, parts) in objects(rows.indexes, "index_name") {
        let beside = if periods.iter().any(|period| period.ends(parts)) {
            Some(opaque_key(name, parts, &table.name))
        } else if !parts.iter().all(|part| is_plain(part, usual_type)) {
            Some(OpaqueObject {
                kind: "index".to_owned(),
                name: name.to_owned(),
                table: Some(table.name.clone()),
                definition: Some(definition_of(parts)),
                making: making(name, parts, &table.name),
            })
        } else if name == PRIMARY {
            read_primary_key(parts, table)?;
            None
        } else {
            let parser = rows.text.and_then(|text| text.parser(name));
            let is_check = |row: &Row| row.text("constraint_name") == Some(name);
            let reading = IndexReading {
                parser,
                keys,
                is_named_like_check: rows.checks.iter().any(is_check),
            };
            read_index(object_name(name)?, parts, reading, table)?;
            None
        };
        let mut attributes = attributes(name, parts, &table.name, flavour);
        attributes.extend(unsaid(name, parts, usual_type, &table.name));
        if beside.as_ref().is_some_and(|index| index.making.is_empty()) {
            attributes
                .iter_mut()
                .for_each(|attribute| attribute.making.clear());
        }
        opaque.extend(beside.into_iter().chain(attributes));
    }
    Ok(opaque)
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

/// What an index is beside what the schema says of it.
fn attributes(name: &str, parts: &[Row], table: &TableName, flavour: Flavour) -> Vec<OpaqueObject> {
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

/// What our word for a plain index or key does not say: only the table's own statement makes it so.
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

fn hiding(name: &str, table: &TableName, flavour: Flavour) -> Vec<MakingStatement> {
    let (hidden, seen) = match flavour {
        Flavour::Mysql => ("INVISIBLE", "VISIBLE"),
        Flavour::Mariadb => ("IGNORED", "NOT IGNORED"),
    };
    let alter = |word: &str| format!("ALTER INDEX {} {word}", quoted(name));
    altering(table, &alter(hidden), &alter(seen))
}

/// What makes an index that the schema has no word for. The options of a vector index are nowhere to be read.
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
    let kind = match first.and_then(|part| part.integer("non_unique")) {
        Some(0) => "UNIQUE ",
        Some(_) | None => "",
    };
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
    let unique = match first.and_then(|part| part.integer("non_unique")) {
        Some(0) => "UNIQUE ",
        Some(_) | None => "",
    };
    let method = first.and_then(|part| part.text("index_type")).unwrap_or_default();
    let parts: Vec<String> = parts.iter().map(part_definition).collect();
    format!("{unique}{method} ({})", parts.join(", "))
}

fn part_definition(part: &Row) -> String {
    let key = match part.text("column_name") {
        Some(column) => quoted(column),
        None => format!(
            "({})",
            from_mysql_catalog(part.text("expression").unwrap_or_default())
        ),
    };
    let prefix = part.integer("prefix_length").map(|length| format!("({length})"));
    let order = part.text("direction").filter(|direction| *direction == "D");
    let order = order.map_or("", |_| " DESC");
    format!("{key}{}{order}", prefix.unwrap_or_default())
}

fn read_primary_key(parts: &[Row], table: &mut Table) -> Result<(), DriverError> {
    let names = parts.iter().map(|part| field_name(part.text("column_name")));
    let key = names.collect::<Result<Vec<_>, _>>()?;
    for name in &key {
        if let Some(field) = table.fields.get_mut(name) {
            field.primary_key = true;
        }
    }
    if !table.primary_key().into_iter().eq(&key) {
        table.primary_key_order = key;
    }
    Ok(())
}

/// The facts that an index is read by, beside its parts.
struct IndexReading<'a> {
    parser: Option<String>,
    keys: &'a [(ObjectName, ForeignKey)],
    is_named_like_check: bool,
}

impl IndexReading<'_> {
    /// Whether a unique constraint would be the second constraint of its name.
    fn is_named_like_constraint(&self, name: &ObjectName) -> bool {
        self.is_named_like_check || self.keys.iter().any(|(key_name, _)| key_name == name)
    }
}

fn read_index(
    name: ObjectName,
    parts: &[Row],
    reading: IndexReading<'_>,
    table: &mut Table,
) -> Result<(), DriverError> {
    let index_parts = parts.iter().map(read_part).collect::<Result<Vec<_>, _>>()?;
    let method = parts.first().and_then(method);
    let fields: Option<Vec<FieldName>> = index_parts.iter().map(plain_field).collect();
    let fields = fields.filter(|_| method.is_none());
    let unique = parts.first().and_then(|part| part.integer("non_unique")) == Some(0);
    let serves_own_key = |fields: &Vec<FieldName>| {
        let mut keys = reading.keys.iter();
        keys.any(|(key_name, key)| *key_name == name && key.fields == *fields)
    };
    match fields {
        Some(fields) if !unique && serves_own_key(&fields) => {}
        Some(fields) if unique && reading.is_named_like_constraint(&name) => {
            let index = Index {
                unique,
                ..Index::over(name.clone(), fields)
            };
            table.indexes.insert(name, index);
        }
        Some(fields) => add_plain(name, fields, unique, table),
        None => {
            let index = Index {
                parts: index_parts,
                unique,
                method: method.map(|method| method.told(reading.parser.as_deref())),
                ..Index::over(name.clone(), [])
            };
            table.indexes.insert(name, index);
        }
    }
    Ok(())
}

/// An index of one field is the field's own, where it has no other.
fn add_plain(name: ObjectName, fields: Vec<FieldName>, unique: bool, table: &mut Table) {
    let single = match fields.as_slice() {
        [field] => table.fields.get_mut(field),
        _ => None,
    };
    match (single, unique) {
        (Some(field), true) if field.unique.is_none() => field.unique = Some(NotCompared(Some(name))),
        (Some(field), false) if field.index.is_none() => field.index = Some(NotCompared(Some(name))),
        (_, true) => {
            let unique = Unique {
                fields,
                deferrable: Deferrable::Never,
                nulls_not_distinct: false,
            };
            let constraint = Constraint {
                name: name.clone(),
                kind: ConstraintKind::Unique(unique),
            };
            table.constraints.insert(name, constraint);
        }
        (_, false) => {
            table.indexes.insert(name.clone(), Index::over(name, fields));
        }
    }
}

fn read_part(part: &Row) -> Result<IndexPart, DriverError> {
    let key = match part.text("expression") {
        Some(expression) => IndexKey::Expression(read_expression(&from_mysql_catalog(expression))),
        None => IndexKey::Field(field_name(part.text("column_name"))?),
    };
    let order = match part.text("direction") {
        Some("D") => SortOrder::Descending,
        Some(_) | None => SortOrder::Ascending,
    };
    Ok(IndexPart {
        order,
        ..IndexPart::ascending(key)
    })
}

fn plain_field(part: &IndexPart) -> Option<FieldName> {
    match (&part.key, part.order) {
        (IndexKey::Field(field), SortOrder::Ascending) => Some(field.clone()),
        (IndexKey::Field(_), SortOrder::Descending) | (IndexKey::Expression(_), _) => None,
    }
}
