//! The rows of a scenario: inserting them, demanding them, and remembering what a table holds.

use std::collections::BTreeMap;

use aksara_driver::{Connection, Value};
use aksara_schema::{FieldName, Literal, Schema, StorageType, Table, TableName};

use crate::literal::literal;
use crate::{Failure, ScenarioRow};

/// The rows of every table, each as its values by field.
pub(crate) type Snapshot = BTreeMap<TableName, Vec<BTreeMap<FieldName, Value>>>;

/// Inserts rows, in order.
pub(crate) async fn insert(
    connection: &mut dyn Connection,
    schema: &Schema,
    rows: &[ScenarioRow],
) -> Result<(), Failure> {
    for row in rows {
        let values = spelled(connection, schema, row)?;
        let names: Vec<&str> = values.iter().map(|(name, _, _)| name.as_str()).collect();
        let literals: Vec<&str> = values.iter().map(|(_, literal, _)| literal.as_str()).collect();
        let table = quoted_table(connection, schema, row)?;
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({})",
            names.join(", "),
            literals.join(", ")
        );
        connection
            .execute(&sql)
            .await
            .map_err(|error| Failure::new(format!("{sql}\n{error}")))?;
    }
    Ok(())
}

/// Demands that every one of these rows is there, and no other in their tables.
pub(crate) async fn demand(
    connection: &mut dyn Connection,
    schema: &Schema,
    rows: &[ScenarioRow],
) -> Result<(), Failure> {
    for row in rows {
        let table = quoted_table(connection, schema, row)?;
        let conditions: Vec<String> = spelled(connection, schema, row)?
            .into_iter()
            .map(|(name, literal, is_null)| {
                if is_null {
                    format!("{name} IS NULL")
                } else {
                    format!("{name} = {literal}")
                }
            })
            .collect();
        let sql = format!(
            "SELECT count(*) AS found FROM {table} WHERE {}",
            conditions.join(" AND ")
        );
        expect_count(connection, &sql, 1).await?;
        let total = rows.iter().filter(|other| other.table == row.table).count();
        expect_count(
            connection,
            &format!("SELECT count(*) AS found FROM {table}"),
            total as i64,
        )
        .await?;
    }
    Ok(())
}

/// Every row of every table of the schema, in the order of the primary key where there is one.
pub(crate) async fn snapshot(connection: &mut dyn Connection, schema: &Schema) -> Result<Snapshot, Failure> {
    let mut snapshot = Snapshot::new();
    for table in schema.tables() {
        let sql = select_all(connection, table);
        let found = connection
            .query(&sql, &[])
            .await
            .map_err(|error| Failure::new(format!("{sql}\n{error}")))?;
        let rows = found
            .into_iter()
            .map(|row| table.fields.keys().cloned().zip(row.values).collect());
        let mut rows: Vec<BTreeMap<FieldName, Value>> = rows.collect();
        // Not every type has an order in the database.
        if table.primary_key().is_empty() {
            rows.sort_by_cached_key(|row| format!("{row:?}"));
        }
        snapshot.insert(table.name.clone(), rows);
    }
    Ok(snapshot)
}

fn select_all(connection: &dyn Connection, table: &Table) -> String {
    let dialect = connection.dialect();
    let quoted = |name: &FieldName| dialect.quote_name(name.as_str());
    let fields: Vec<String> = table.fields.keys().map(quoted).collect();
    let key: Vec<String> = table.primary_key().into_iter().map(quoted).collect();
    let name = dialect.quote_table(&table.name);
    let order = if key.is_empty() {
        String::new()
    } else {
        format!(" ORDER BY {}", key.join(", "))
    };
    format!("SELECT {} FROM {name}{order}", fields.join(", "))
}

async fn expect_count(connection: &mut dyn Connection, sql: &str, expected: i64) -> Result<(), Failure> {
    let rows = connection
        .query(sql, &[])
        .await
        .map_err(|error| Failure::new(format!("{sql}\n{error}")))?;
    match rows.first().and_then(|row| row.integer("found")) {
        Some(found) if found == expected => Ok(()),
        found => Err(Failure::new(format!(
            "{sql}\nexpected {expected} row(s), found {found:?}"
        ))),
    }
}

/// Quoted name, spelled value, and whether the value is NULL, for each value of a row.
fn spelled(
    connection: &dyn Connection,
    schema: &Schema,
    row: &ScenarioRow,
) -> Result<Vec<(String, String, bool)>, Failure> {
    let table = find(schema, row)?;
    let dialect = connection.dialect();
    let spell = |(name, value): (&String, &serde_json::Value)| {
        let field = table.fields.get(name.as_str());
        let field = field.ok_or_else(|| Failure::new(format!("`{}` has no field `{name}`", row.table)))?;
        let storage: StorageType = field.field_type.storage();
        let literal = literal(value, &storage)
            .ok_or_else(|| Failure::new(format!("`{}.{name}` cannot be {value}", row.table)))?;
        let is_null = literal == Literal::Null;
        Ok((
            dialect.quote_name(name),
            dialect.spell_literal(&literal, &storage),
            is_null,
        ))
    };
    row.values.iter().map(spell).collect()
}

fn quoted_table(connection: &dyn Connection, schema: &Schema, row: &ScenarioRow) -> Result<String, Failure> {
    Ok(connection.dialect().quote_table(&find(schema, row)?.name))
}

fn find<'a>(schema: &'a Schema, row: &ScenarioRow) -> Result<&'a Table, Failure> {
    let name = TableName::new(row.table.clone()).ok();
    let table = name.and_then(|name| schema.table(&name));
    table
        .map(|table| &**table)
        .ok_or_else(|| Failure::new(format!("no table `{}`", row.table)))
}
