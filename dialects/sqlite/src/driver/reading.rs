//! Reading rows with their logical types, which follow from the columns' declared types.
//!
//! An expression has no declared type, and a STRICT table's types are not logical ones: there a value comes as
//! SQLite keeps it.

use std::sync::Arc;

use aksara_driver::{DriverError, Row, Value};
use aksara_schema::StorageType;

use super::session::{Session, bind};
use super::value;
use crate::types::read_declared_type;

/// Rows that are handed on at once.
const BATCH: usize = 256;

/// The columns of a result.
struct Columns {
    names: Arc<[String]>,
    types: Vec<Option<StorageType>>,
}

impl Session {
    /// Runs one query and hands its rows on in batches; `sink` answers whether it takes more.
    pub(super) fn read(
        &self,
        sql: &str,
        parameters: &[Value],
        mut sink: impl FnMut(Vec<Row>) -> bool,
    ) -> Result<(), DriverError> {
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection().prepare_cached(sql)?;
            bind(&mut statement, parameters)?;
            let (mut rows, mut batch) = (statement.raw_query(), Vec::new());
            let mut columns = None;
            while let Some(row) = rows.next()? {
                // After the first step: a change of the schema makes SQLite prepare the statement again.
                let columns = columns.get_or_insert_with(|| Columns::of(row.as_ref()));
                batch.push(columns.row(row)?);
                if batch.len() == BATCH && !sink(std::mem::take(&mut batch)) {
                    return Ok(());
                }
            }
            sink(batch);
            Ok(())
        };
        read().map_err(|error| self.explain(error, sql))
    }
}

impl Columns {
    fn of(statement: &rusqlite::Statement<'_>) -> Self {
        let types = statement.columns().into_iter().map(|column| {
            let declared = column.decl_type()?;
            Some(read_declared_type(declared, false).storage())
        });
        Self {
            types: types.collect(),
            names: statement.column_names().into_iter().map(str::to_owned).collect(),
        }
    }

    fn row(&self, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
        let values = self.types.iter().enumerate().map(|(position, storage)| {
            let value = value::value(row.get_ref(position)?);
            Ok(match storage {
                Some(storage) => value.interpreted(storage),
                None => value,
            })
        });
        Ok(Row {
            columns: self.names.clone(),
            values: values.collect::<rusqlite::Result<_>>()?,
        })
    }
}
