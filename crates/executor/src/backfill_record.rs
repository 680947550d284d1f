//! The record of a running backfill: the table `aksara_backfill`, which holds the last key of the last ranges.
//!
//! Its key columns have the types of the table's own key, and the database alone fills and compares them: no key
//! travels through this program, whatever its type is. A range's row is written in the range's own transaction. The
//! table is made for each backfill, and dropped when its migration is in the history.

use aksara_dialect::Dialect;
use aksara_driver::{Connection, Row, Value};
use aksara_schema::{Field, FieldName, FieldType, InvalidName, Literal, StorageType, Table, TableOptions};

use crate::system_table::{SystemTable, SystemTableError, integer, varchar};

/// The record's table, without the columns that depend on the key.
pub(crate) const BACKFILL: SystemTable = SystemTable {
    name: "aksara_backfill",
    fields: record_fields,
};

/// Which backfill a record is of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The migration.
    pub migration: &'a str,
    /// The number of its statement.
    pub statement: usize,
    /// The table whose rows are updated.
    pub table: &'a Table,
}

/// A range that is done, by its last key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FinishedRange {
    /// The number of the range, counted from 1.
    pub batch: i64,
    /// How many rows are in it and the ones before.
    pub rows: i64,
    /// The last key, for people.
    pub key: String,
}

fn record_fields() -> Result<Vec<Field>, InvalidName> {
    let mut batch = Field::new(FieldName::new("batch")?, FieldType::BigInteger);
    batch.primary_key = true;
    Ok(vec![
        batch,
        varchar("migration", 255)?,
        integer("statement")?,
        Field::new(FieldName::new("subject")?, FieldType::Text),
        Field::new(FieldName::new("done")?, FieldType::BigInteger),
    ])
}

/// The column that holds field `position` of the key, counted from 0.
pub(crate) fn key_column(position: usize) -> String {
    format!("key_{}", position + 1)
}

impl Subject<'_> {
    /// Drops and creates the record for this backfill.
    pub async fn create(&self, connection: &mut dyn Connection) -> Result<(), SystemTableError> {
        BACKFILL.drop(connection).await?;
        let fields = self
            .fields()
            .map_err(|source| BACKFILL.definition_error(source))?;
        let options = &self.table.options;
        let table = Table {
            options: TableOptions {
                charset: options.charset.clone(),
                collation: options.collation.clone(),
                ..TableOptions::default()
            },
            ..Table::new(BACKFILL.table_name()?).with_fields(fields)
        };
        BACKFILL.create(connection, table).await
    }

    /// The last range that is done, where there is one of this backfill.
    pub async fn last(
        &self,
        connection: &mut dyn Connection,
    ) -> Result<Option<FinishedRange>, SystemTableError> {
        let sql = |table: &str| format!("SELECT * FROM {table} ORDER BY batch DESC LIMIT 1");
        let rows = BACKFILL.rows(connection, sql).await?;
        let is_ours = |row: &&Row| {
            row.text("migration") == Some(self.migration)
                && row.integer("statement") == i64::try_from(self.statement).ok()
                && row.text("subject") == Some(&self.name())
        };
        rows.iter().find(is_ours).map(|row| self.bound(row)).transpose()
    }

    /// A range by its row.
    pub fn bound(&self, row: &Row) -> Result<FinishedRange, SystemTableError> {
        let number = |column| row.integer(column).ok_or_else(|| BACKFILL.foreign(column));
        let keys: Vec<String> = (0..self.table.primary_key().len())
            .map(|position| shown(row.get(&key_column(position))))
            .collect();
        Ok(FinishedRange {
            batch: number("batch")?,
            rows: number("done")?,
            key: keys.join(", "),
        })
    }

    /// The constants of a row about this backfill, in the columns' order.
    pub fn constants(&self, dialect: &dyn Dialect) -> Result<String, SystemTableError> {
        let text = |text: &str| {
            let literal = Literal::text(text).map_err(|source| BACKFILL.definition_error(source))?;
            Ok(dialect.spell_literal(&literal, &StorageType::Text))
        };
        let (migration, subject) = (text(self.migration)?, text(&self.name())?);
        Ok(format!("{migration}, {}, {subject}", self.statement))
    }

    /// The table and its key: progress along another one says nothing.
    fn name(&self) -> String {
        let key: Vec<&str> = self
            .table
            .primary_key()
            .iter()
            .map(|name| name.as_str())
            .collect();
        format!("{} ({})", self.table.name, key.join(", "))
    }

    fn fields(&self) -> Result<Vec<Field>, InvalidName> {
        let mut fields = record_fields()?;
        for (position, name) in self.table.primary_key().into_iter().enumerate() {
            let Some(key) = self.table.fields.get(name) else {
                continue;
            };
            let column = FieldName::new(key_column(position))?;
            fields.push(Field {
                collation: key.collation.clone(),
                ..Field::new(column, key.field_type.resolved().clone())
            });
        }
        Ok(fields)
    }
}

/// A key's value as a message shows it.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "NULL".to_owned(),
        Some(Value::Integer(number)) => number.to_string(),
        Some(Value::BigInteger(text) | Value::Decimal(text)) => text.clone(),
        Some(Value::Text(text) | Value::Json(text)) => format!("'{text}'"),
        Some(Value::Uuid(uuid)) => uuid.to_string(),
        Some(Value::Bytes(bytes)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Some(Value::Boolean(truth)) => truth.to_string(),
        Some(Value::Float(number)) => number.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(Value::Time(time)) => time.to_string(),
        Some(Value::DateTime(moment)) => moment.to_rfc3339(),
        Some(Value::Duration(microseconds)) => format!("{microseconds} µs"),
        Some(Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| shown(Some(item))).collect();
            format!("[{}]", items.join(", "))
        }
    }
}
