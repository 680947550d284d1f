//! The catalog: every object with the text of its CREATE statement.

use std::collections::BTreeMap;

use aksara_driver::{MakingStatement, OpaqueObject};
use aksara_schema::TableName;
use rusqlite::{Connection, Row};
use strum::{Display, EnumString};

use super::pragma::table_by_pragmas;
use super::table::read_table;
use crate::physical::Table;
use crate::render;

const OBJECTS: &str = include_str!("objects.sql");
const VIRTUAL_TABLES: &str = include_str!("virtual_tables.sql");

/// Everything in the main database, in the order of kinds and names.
pub(crate) struct Catalog {
    pub(crate) objects: Vec<CatalogObject>,
    /// By the names in lower case: SQLite's names do not depend on case.
    tables: BTreeMap<String, Table>,
    /// The tables whose statements were not understood, as objects beside them, with what the pragmas leave out.
    pub(crate) statements: Vec<OpaqueObject>,
}

/// One object.
pub(crate) struct CatalogObject {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) sql: String,
}

/// The kind of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "lowercase")]
pub(crate) enum ObjectKind {
    Table,
    Index,
    View,
    Trigger,
    #[strum(to_string = "virtual table", serialize = "virtual")]
    VirtualTable,
    /// A table that a virtual table keeps its rows in.
    #[strum(to_string = "shadow table", serialize = "shadow")]
    ShadowTable,
}

impl Catalog {
    pub(crate) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let objects = read_objects(connection)?;
        let mut tables = BTreeMap::new();
        let mut statements = Vec::new();
        for object in objects.iter().filter(|object| object.kind == ObjectKind::Table) {
            let table = match read_table(&object.sql) {
                Some(table) => table,
                None => {
                    statements.push(object.statement());
                    table_by_pragmas(connection, &object.name)?
                }
            };
            let name = object.name.clone();
            tables.insert(name.to_ascii_lowercase(), Table { name, ..table });
        }
        Ok(Self {
            objects,
            tables,
            statements,
        })
    }

    pub(crate) fn objects_of(&self, kind: ObjectKind) -> impl Iterator<Item = &CatalogObject> {
        self.objects.iter().filter(move |object| object.kind == kind)
    }

    /// The indexes that have a statement of their own, by their tables' names in lower case.
    pub(crate) fn indexes_by_table(&self) -> BTreeMap<String, Vec<&CatalogObject>> {
        let mut result: BTreeMap<String, Vec<&CatalogObject>> = BTreeMap::new();
        for index in self.objects_of(ObjectKind::Index) {
            result
                .entry(index.table.to_ascii_lowercase())
                .or_default()
                .push(index);
        }
        result
    }

    /// A table, without its indexes.
    pub(crate) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(&name.to_ascii_lowercase())
    }
}

fn read_objects(connection: &Connection) -> rusqlite::Result<Vec<CatalogObject>> {
    let mut statement = connection.prepare(VIRTUAL_TABLES)?;
    let kinds = statement.query_map([], |row| Ok((row.get("name")?, kind_of(row)?)))?;
    let kinds: BTreeMap<String, ObjectKind> = kinds.collect::<rusqlite::Result<_>>()?;
    let mut statement = connection.prepare(OBJECTS)?;
    let mut objects: Vec<CatalogObject> = statement
        .query_map([], CatalogObject::of)?
        .collect::<rusqlite::Result<_>>()?;
    for object in objects
        .iter_mut()
        .filter(|object| object.kind == ObjectKind::Table)
    {
        object.kind = kinds.get(&object.name).copied().unwrap_or(ObjectKind::Table);
    }
    Ok(objects)
}

/// SQLite has no other kinds.
fn kind_of(row: &Row<'_>) -> rusqlite::Result<ObjectKind> {
    let kind: String = row.get("type")?;
    Ok(kind.parse().unwrap_or(ObjectKind::View))
}

impl CatalogObject {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            kind: kind_of(row)?,
            name: row.get("name")?,
            table: row.get("tbl_name")?,
            sql: row.get("sql")?,
        })
    }

    /// The table's statement as an object of its own.
    fn statement(&self) -> OpaqueObject {
        OpaqueObject {
            kind: "statement that is not understood".to_owned(),
            table: TableName::whole(&*self.name).ok(),
            ..self.opaque()
        }
    }

    /// The object by name, with its statement.
    pub(crate) fn opaque(&self) -> OpaqueObject {
        let has_table = matches!(self.kind, ObjectKind::Trigger | ObjectKind::Index);
        OpaqueObject {
            kind: self.kind.to_string(),
            name: self.name.clone(),
            table: TableName::whole(&*self.table).ok().filter(|_| has_table),
            definition: Some(self.sql.clone()),
            making: self.making(),
        }
    }

    fn making(&self) -> Vec<MakingStatement> {
        match self.kind {
            ObjectKind::Trigger => vec![MakingStatement {
                sql: self.sql.clone(),
                reverse_sql: Some(render::drop_trigger(&self.name)),
            }],
            ObjectKind::Table
            | ObjectKind::Index
            | ObjectKind::View
            | ObjectKind::VirtualTable
            | ObjectKind::ShadowTable => Vec::new(),
        }
    }
}
