//! Tables of our own in the user's database: made through the dialect like any other table.
//!
//! Their definitions are fixed values lowered as a CreateTable, so that no database needs SQL of its own for them.

use aksara_dialect::{Dialect, ServerVersion, Statement, Step, Unsupported};
use aksara_driver::{Connection, DriverError, Row, Value};
use aksara_operations::{AlterHints, AlterTable, Effect, FieldMapping, freeze_table};
use aksara_schema::{
    Default, Field, FieldName, FieldType, FrozenName, InvalidName, Schema, Table, TableName,
};
use thiserror::Error;

/// Why a table of our own cannot be made or used.
#[derive(Debug, Error)]
pub enum SystemTableError {
    /// The definition does not suit this database.
    #[error("the table `{table}` cannot be defined: {source}")]
    Definition {
        /// The table.
        table: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A table of this name has other columns.
    #[error(
        "the database has a table `{table}` that is not aksara's: its column `{column}` is missing or holds \
         something else; rename that table, or choose another database"
    )]
    Foreign {
        /// The table.
        table: &'static str,
        /// The missing part.
        column: &'static str,
    },
    /// The database refused.
    #[error("the table `{table}` cannot be used: {source}")]
    Driver {
        /// The table.
        table: &'static str,
        /// The database's error.
        source: DriverError,
    },
}

/// A table of our own: its name and its columns.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemTable {
    /// The table's name.
    pub name: &'static str,
    /// Makes its fields.
    pub fields: fn() -> Result<Vec<Field>, InvalidName>,
}

impl SystemTable {
    /// Whether the database has it.
    pub async fn exists(&self, connection: &mut dyn Connection) -> Result<bool, SystemTableError> {
        let home = home(connection);
        self.exists_in(connection, &home).await
    }

    /// Whether a namespace of the database has it.
    pub async fn exists_in(
        &self,
        connection: &mut dyn Connection,
        namespace: &str,
    ) -> Result<bool, SystemTableError> {
        let name = self.name_in(namespace)?;
        connection
            .has_table(&name)
            .await
            .map_err(|source| self.driver_error(source))
    }

    /// The rows that a query of it gives, whose text is made for its quoted name; none where the database does not have
    /// it.
    pub async fn rows(
        &self,
        connection: &mut dyn Connection,
        sql: impl FnOnce(&str) -> String,
    ) -> Result<Vec<Row>, SystemTableError> {
        if !self.exists(connection).await? {
            return Ok(Vec::new());
        }
        let sql = sql(&self.quoted(connection)?);
        connection
            .query(&sql, &[])
            .await
            .map_err(|source| self.driver_error(source))
    }

    /// Makes it where it is missing.
    pub async fn ensure(&self, connection: &mut dyn Connection) -> Result<(), SystemTableError> {
        if self.exists(connection).await? {
            return Ok(());
        }
        let table = self.table()?;
        self.create(connection, table).await
    }

    /// Makes it, where its definition is not the same every time.
    pub async fn create(
        &self,
        connection: &mut dyn Connection,
        table: Table,
    ) -> Result<(), SystemTableError> {
        let (dialect, version) = (connection.dialect(), connection.server_version());
        let create = |table: &str| format!("CREATE TABLE {table}");
        let (plain, qualified) = (dialect.quote_table(&table.name), self.quoted(connection)?);
        let (plain, qualified) = (create(&plain), create(&qualified));
        let statements = self.creation(table, &*dialect, &version)?;
        for sql in statements.iter().flat_map(Statement::sql_texts) {
            // Not every dialect lowers tables of a namespace that is given.
            self.execute(connection, &sql.replacen(&plain, &qualified, 1), &[])
                .await?;
        }
        Ok(())
    }

    /// Adds the columns that an older version of ours did not make.
    pub async fn complete(
        &self,
        connection: &mut dyn Connection,
        columns: &[&str],
    ) -> Result<(), SystemTableError> {
        let quoted = self.quoted(connection)?;
        let mut missing = Vec::new();
        for column in columns {
            let asked = format!("SELECT {column} FROM {quoted} WHERE 1 = 0");
            if connection.query(&asked, &[]).await.is_err() {
                missing.push(*column);
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let after = self.table()?;
        let mut before = after.clone();
        before.fields.retain(|name, _| !missing.contains(&name.as_str()));
        self.alter(connection, before, after).await
    }

    async fn alter(
        &self,
        connection: &mut dyn Connection,
        before: Table,
        after: Table,
    ) -> Result<(), SystemTableError> {
        let freeze = |table| freeze_table(table, &Schema::new());
        let before = freeze(before).map_err(|source| self.definition_error(source))?;
        let after = freeze(after).map_err(|source| self.definition_error(source))?;
        let (dialect, version) = (connection.dialect(), connection.server_version());
        let alter = |table: &str| format!("ALTER TABLE {table}");
        let (plain, qualified) = (dialect.quote_table(&after.name), self.quoted(connection)?);
        let step = Step {
            effect: Effect::AlterTable(AlterTable {
                fields: FieldMapping::identity(&before),
                before,
                after,
                is_referenced: false,
                hints: AlterHints::default(),
            }),
            origins: Vec::new(),
        };
        let statements = dialect.lower(&step, &version);
        let statements = statements.map_err(|source| self.definition_error(source))?;
        for sql in statements.iter().flat_map(Statement::sql_texts) {
            let sql = sql.replacen(&alter(&plain), &alter(&qualified), 1);
            self.execute(connection, &sql, &[]).await?;
        }
        Ok(())
    }

    /// Drops it where it is there.
    pub async fn drop(&self, connection: &mut dyn Connection) -> Result<(), SystemTableError> {
        if !self.exists(connection).await? {
            return Ok(());
        }
        let sql = format!("DROP TABLE {}", self.quoted(connection)?);
        self.execute(connection, &sql, &[]).await
    }

    /// Adds a row.
    pub async fn insert(
        &self,
        connection: &mut dyn Connection,
        columns: &[(&str, Value)],
    ) -> Result<(), SystemTableError> {
        let placeholders: Vec<String> = (1..=columns.len())
            .map(|position| connection.placeholder(position))
            .collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let values: Vec<Value> = columns.iter().map(|(_, value)| value.clone()).collect();
        let sql = format!(
            "INSERT INTO {} ({}) VALUES ({})",
            self.quoted(connection)?,
            names.join(", "),
            placeholders.join(", ")
        );
        self.execute(connection, &sql, &values).await
    }

    /// Runs a statement once for each row of values. Its text is made for the quoted name and the placeholders, counted
    /// from 1.
    pub async fn execute_many(
        &self,
        connection: &mut dyn Connection,
        sql: impl FnOnce(&str, &dyn Fn(usize) -> String) -> String,
        rows: Vec<Vec<Value>>,
    ) -> Result<(), SystemTableError> {
        let sql = sql(&self.quoted(connection)?, &|position| {
            connection.placeholder(position)
        });
        let executed = connection.execute_many(&sql, rows).await;
        executed.map(|_| ()).map_err(|source| self.driver_error(source))
    }

    /// Runs a statement, whose text names the table as [`Self::quoted`] does.
    pub async fn execute(
        &self,
        connection: &mut dyn Connection,
        sql: &str,
        values: &[Value],
    ) -> Result<(), SystemTableError> {
        let executed = connection.execute_with(sql, values).await;
        executed.map(|_| ()).map_err(|source| self.driver_error(source))
    }

    /// Its quoted name with the namespace that was found at connect: the user's SQL may have gone to another one.
    pub fn quoted(&self, connection: &dyn Connection) -> Result<String, SystemTableError> {
        let name = self.name_in(&home(connection))?;
        Ok(connection.dialect().quote_table(&name))
    }

    /// An error of the driver, with the table's name.
    pub fn driver_error(&self, source: DriverError) -> SystemTableError {
        SystemTableError::Driver {
            table: self.name,
            source,
        }
    }

    /// A column that is not as we make it.
    pub fn foreign(&self, column: &'static str) -> SystemTableError {
        SystemTableError::Foreign {
            table: self.name,
            column,
        }
    }

    /// The SQL that makes it if it is missing, for a script.
    pub fn creation_if_missing(
        &self,
        dialect: &dyn Dialect,
        version: &ServerVersion,
    ) -> Result<Vec<String>, SystemTableError> {
        let statements = self.creation(self.table()?, dialect, version)?;
        let texts = statements.iter().flat_map(Statement::sql_texts);
        Ok(texts
            .map(|sql| sql.replacen("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1))
            .collect())
    }

    fn table(&self) -> Result<Table, SystemTableError> {
        let fields = (self.fields)().map_err(|source| self.definition_error(source))?;
        Ok(Table::new(self.table_name()?).with_fields(fields))
    }

    fn creation(
        &self,
        table: Table,
        dialect: &dyn Dialect,
        version: &ServerVersion,
    ) -> Result<Vec<Statement>, SystemTableError> {
        let lower = |steps: Vec<Step>| -> Result<Vec<Statement>, Unsupported> {
            let lowered: Result<Vec<_>, _> = steps.iter().map(|step| dialect.lower(step, version)).collect();
            Ok(lowered?.into_iter().flatten().collect())
        };
        lower(self.steps(table)?).map_err(|source| self.definition_error(source))
    }

    fn steps(&self, table: Table) -> Result<Vec<Step>, SystemTableError> {
        let table = freeze_table(table, &Schema::new()).map_err(|source| self.definition_error(source))?;
        Ok(vec![Step {
            effect: Effect::CreateTable(table),
            origins: Vec::new(),
        }])
    }

    /// Its name.
    pub fn table_name(&self) -> Result<TableName, SystemTableError> {
        TableName::new(self.name).map_err(|source| self.definition_error(source))
    }

    fn name_in(&self, namespace: &str) -> Result<TableName, SystemTableError> {
        TableName::qualified(namespace, self.name).map_err(|source| self.definition_error(source))
    }

    /// A definition that cannot be.
    pub fn definition_error(
        &self,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> SystemTableError {
        SystemTableError::Definition {
            table: self.name,
            source: Box::new(source),
        }
    }
}

/// An integer primary key that counts up.
pub(crate) fn counted_key(name: &str) -> Result<Field, InvalidName> {
    let mut field = integer(name)?;
    field.primary_key = true;
    field.auto_increment = true;
    Ok(field)
}

/// A required integer.
pub(crate) fn integer(name: &str) -> Result<Field, InvalidName> {
    Ok(Field::new(FieldName::new(name)?, FieldType::Integer))
}

/// A required text of at most `max_length` characters.
pub(crate) fn varchar(name: &str, max_length: u32) -> Result<Field, InvalidName> {
    Ok(Field::new(
        FieldName::new(name)?,
        FieldType::String { max_length },
    ))
}

/// The moment of the INSERT, by the database's clock.
pub(crate) fn inserted_at(name: &str) -> Result<Field, InvalidName> {
    let mut field = Field::new(FieldName::new(name)?, FieldType::DateTime);
    field.nullable = true;
    field.default = Some(Default::CurrentTimestamp);
    Ok(field)
}

/// The same field, allowing NULL.
pub(crate) fn nullable(mut field: Field) -> Field {
    field.nullable = true;
    field
}

/// The same field, unique under its derived name.
pub(crate) fn unique(mut field: Field) -> Field {
    field.unique = Some(FrozenName::default());
    field
}

/// The namespace that holds our tables.
fn home(connection: &dyn Connection) -> String {
    connection.namespaces().home().to_owned()
}

/// A text as a parameter.
pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use crate::backfill_record::BACKFILL;
    use crate::history::HISTORY;
    use crate::journal::JOURNAL;

    #[test]
    fn the_names_of_our_tables_are_reserved() {
        for table in [HISTORY, JOURNAL, BACKFILL] {
            assert_eq!(
                table.table_name().map(|name| name.is_bookkeeping()).ok(),
                Some(true)
            );
        }
    }
}
