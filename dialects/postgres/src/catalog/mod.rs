//! The live catalog: one query for each kind of object, for any number of tables. Tables are physical ones, in the
//! words of the catalog; what they have no place for is beside them by name.

mod columns;
mod constraints;
mod domains;
mod indexes;
mod objects;
mod rows;

use std::collections::BTreeMap;

use aksara_driver::{Connection, DriverError, OpaqueObject, Row};

use self::rows::{integer, is_true, named_table, parsed};
use crate::physical::{Owned, Table};
use crate::read::own_text;

pub(crate) use self::domains::{Domain, DomainColumn};
pub(crate) use self::objects::prerequisites;

const TABLES: &str = include_str!("tables.sql");
const FIELDS: &str = concat!(include_str!("counting.sql"), include_str!("fields.sql"));
const DOMAINS: &str = include_str!("domains.sql");
const ENUMS: &str = include_str!("enums.sql");
const CONSTRAINTS: &str = include_str!("constraints.sql");
const INDEXES: &str = include_str!("indexes.sql");
const DEFAULT_NAMESPACE: &str = "SELECT current_schema()::text AS name";

type Tables = BTreeMap<i64, Table>;

/// Everything in a database. Tables and domains are by their object identifiers.
pub(crate) struct Catalog {
    pub(crate) tables: Tables,
    pub(crate) domains: BTreeMap<i64, Domain>,
    pub(crate) domain_columns: Vec<DomainColumn>,
    pub(crate) opaque: Vec<OpaqueObject>,
    /// Objects that say the same as the schema in another way.
    pub(crate) spellings: Vec<OpaqueObject>,
    /// The first schema of the search path.
    pub(crate) default_namespace: Option<String>,
}

impl Catalog {
    /// Reads the database that a connection is open to.
    pub(crate) async fn read(connection: &mut dyn Connection) -> Result<Self, DriverError> {
        let rows = connection.query(TABLES, &[]).await?;
        let mut tables: Tables = rows.iter().map(read_table).collect::<Result<_, _>>()?;
        let rows = connection.query(ENUMS, &[]).await?;
        let enums = rows.iter().map(read_enum).collect::<Result<_, _>>()?;
        let fields = connection.query(FIELDS, &[]).await?;
        put(&mut tables, &fields, |table, row| {
            table.columns.push(columns::read(row, &enums)?);
            Ok(())
        })?;
        put(
            &mut tables,
            &connection.query(CONSTRAINTS, &[]).await?,
            |table, row| {
                table.constraints.push(Owned::by_table(constraints::read(row)?));
                Ok(())
            },
        )?;
        put(
            &mut tables,
            &connection.query(INDEXES, &[]).await?,
            |table, row| {
                table.indexes.push(Owned::by_table(indexes::read(row)?));
                Ok(())
            },
        )?;
        let rows = connection.query(DOMAINS, &[]).await?;
        let domain_columns = fields.iter().filter(|row| is_true(row, "is_domain"));
        Ok(Self {
            tables,
            domains: rows.iter().map(domains::read).collect::<Result<_, _>>()?,
            domain_columns: domain_columns
                .map(domains::read_column)
                .collect::<Result<_, _>>()?,
            opaque: objects::opaque(connection).await?,
            spellings: objects::spellings(connection).await?,
            default_namespace: default_namespace(connection).await?,
        })
    }
}

/// Gives each row to its table.
fn put(
    tables: &mut Tables,
    rows: &[Row],
    add: impl Fn(&mut Table, &Row) -> Result<(), DriverError>,
) -> Result<(), DriverError> {
    for row in rows {
        if let Some(table) = tables.get_mut(&integer(row, "table_id")?) {
            add(table, row)?;
        }
    }
    Ok(())
}

fn read_table(row: &Row) -> Result<(i64, Table), DriverError> {
    let table = Table {
        name: named_table(row, "namespace", "name")?,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        comment: row.text("comment").map(str::to_owned),
    };
    Ok((integer(row, "id")?, table))
}

/// A native enum type: its name and its values.
struct EnumType {
    name: String,
    values: Vec<String>,
}

fn read_enum(row: &Row) -> Result<(i64, EnumType), DriverError> {
    let native = EnumType {
        name: named_table(row, "namespace", "name")?.to_string(),
        values: parsed(row, "labels")?.unwrap_or_default(),
    };
    Ok((integer(row, "id")?, native))
}

/// The columns that expressions of the catalog name.
fn columns_of<'a>(expressions: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let names = |sql: &str| {
        own_text(sql)
            .fields()
            .into_iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    expressions.into_iter().flat_map(names).collect()
}

async fn default_namespace(connection: &mut dyn Connection) -> Result<Option<String>, DriverError> {
    let rows = connection.query(DEFAULT_NAMESPACE, &[]).await?;
    Ok(rows.first().and_then(|row| row.text("name")).map(str::to_owned))
}
