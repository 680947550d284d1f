//! A history and a live database beside it, which may hold what the history does not know.

use aksara_dialect::{Command, Dialect, Routine, Statement, Step};
use aksara_driver::{Connection, DatabaseUrl, Driver, DriverError, Value};
use aksara_operations::{AlterField, AlterTable, CreateTable, Effect, Operation};
use aksara_schema::{Field, FieldName, FieldType, Schema, Table, TableName};
use aksara_sqlite::{RebuildTable, Sqlite, SqliteDriver};

/// A project with its database in memory.
pub struct Project {
    pub connection: Box<dyn Connection>,
    pub schema: Schema,
}

/// A required field of the given type.
pub fn field(name: &str, field_type: FieldType) -> Field {
    Field::new(FieldName::new(name).unwrap(), field_type)
}

/// A field that may be NULL.
pub fn nullable(name: &str, field_type: FieldType) -> Field {
    Field {
        nullable: true,
        ..field(name, field_type)
    }
}

/// An integer primary key that counts.
pub fn id() -> Field {
    Field {
        primary_key: true,
        auto_increment: true,
        ..field("id", FieldType::Integer)
    }
}

pub fn table_name(name: &str) -> TableName {
    TableName::new(name).unwrap()
}

/// `users(id, email, age)`, as the history knows it.
pub fn users() -> Table {
    Table::new(table_name("users")).with_fields([
        id(),
        field("email", FieldType::String { max_length: 254 }),
        nullable("age", FieldType::Integer),
    ])
}

/// A change of `users.age` that only a rebuild can make.
pub fn widen_age() -> Operation {
    alter(nullable("age", FieldType::BigInteger))
}

/// A field of `users` as it is from now on.
pub fn alter(field: Field) -> Operation {
    AlterField::replace((&table_name("users")).into(), field).into()
}

impl Project {
    /// The history has these tables; the database has what the SQL makes.
    pub async fn new(tables: impl IntoIterator<Item = Table>, live: &str) -> Self {
        let mut schema = Schema::new();
        for table in tables {
            Operation::from(CreateTable {
                table,
                if_not_exists: false,
            })
            .apply(&mut schema)
            .unwrap();
        }
        let url = DatabaseUrl::parse("sqlite::memory:").unwrap();
        let mut connection = SqliteDriver.connect(&url).await.unwrap();
        connection.execute(live).await.unwrap();
        Self { connection, schema }
    }

    /// The history has `users` alone; the database has what the SQL makes.
    pub async fn of_users(live: &str) -> Self {
        Self::new([users()], live).await
    }

    /// Migrates as the executor does, and demands that something was rebuilt.
    pub async fn rebuild(
        &mut self,
        operations: impl IntoIterator<Item = Operation>,
    ) -> Result<(), DriverError> {
        let steps = self.steps(operations);
        let statements = self.lowered(&steps);
        assert!(statements.iter().any(is_rebuild), "{statements:?}");
        self.run_unit(&steps, statements).await
    }

    /// Migrates as the executor does, in whatever way is the cheapest.
    pub async fn migrate(
        &mut self,
        operations: impl IntoIterator<Item = Operation>,
    ) -> Result<(), DriverError> {
        let steps = self.steps(operations);
        let statements = self.lowered(&steps);
        self.run_unit(&steps, statements).await
    }

    fn lowered(&self, steps: &[Step]) -> Vec<Statement> {
        let version = self.connection.server_version();
        let statements = steps.iter().map(|step| Sqlite.lower(step, &version).unwrap());
        statements.flatten().collect()
    }

    async fn run_unit(&mut self, steps: &[Step], statements: Vec<Statement>) -> Result<(), DriverError> {
        let transaction = Sqlite.arrange(steps, statements).unwrap();
        for statement in &transaction.before {
            self.connection.run(statement).await.unwrap();
        }
        self.connection.begin().await.unwrap();
        let result = self.run_all(&transaction.body).await;
        match result {
            Ok(()) => self.connection.commit().await.unwrap(),
            Err(_) => self.connection.rollback().await.unwrap(),
        }
        for statement in &transaction.after {
            self.connection.run(statement).await.unwrap();
        }
        result
    }

    /// Makes the changes of several operations in one rebuild, as the compiler coalesces them.
    pub async fn rebuild_as_one(
        &mut self,
        operations: impl IntoIterator<Item = Operation>,
    ) -> Result<(), DriverError> {
        let steps = self.steps(operations);
        let changes = steps.into_iter().map(|step| match step.effect {
            Effect::AlterTable(change) => change,
            other => panic!("{other:?}"),
        });
        let change = changes.reduce(then).unwrap();
        let routine = Routine::new(RebuildTable::alone(change), Vec::new());
        self.connection.begin().await.unwrap();
        let result = self.connection.run(&Statement::routine(routine)).await;
        match result {
            Ok(()) => self.connection.commit().await.unwrap(),
            Err(_) => self.connection.rollback().await.unwrap(),
        }
        result
    }

    /// Rebuilds, and gives the message of the refusal. The database is as it was.
    pub async fn refusal(&mut self, operations: impl IntoIterator<Item = Operation>) -> String {
        let before = self.catalog().await;
        let result = self.rebuild_as_one(operations).await;
        assert_eq!(self.catalog().await, before);
        refusal(result)
    }

    pub async fn execute(&mut self, sql: &str) {
        self.connection.execute(sql).await.unwrap();
    }

    /// The first column of a query's rows, as text.
    pub async fn texts(&mut self, sql: &str) -> Vec<String> {
        let rows = self.connection.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| text(&row.values[0])).collect()
    }

    /// The statement that SQLite keeps of an object.
    pub async fn sql_of(&mut self, name: &str) -> String {
        let sql = self
            .texts(&format!("SELECT sql FROM sqlite_schema WHERE name = '{name}'"))
            .await;
        sql.concat()
    }

    pub async fn catalog(&mut self) -> Vec<String> {
        self.texts("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
            .await
    }

    fn steps(&mut self, operations: impl IntoIterator<Item = Operation>) -> Vec<Step> {
        let mut steps = Vec::new();
        for operation in operations {
            let change = operation.apply(&mut self.schema).unwrap();
            steps.extend(change.effects.into_iter().map(|effect| Step {
                effect,
                origins: Vec::new(),
            }));
        }
        steps
    }

    async fn run_all(&mut self, statements: &[Statement]) -> Result<(), DriverError> {
        for statement in statements {
            self.connection.run(statement).await?;
        }
        Ok(())
    }
}

/// The message of a refusal.
pub fn refusal(result: Result<(), DriverError>) -> String {
    match result {
        Err(DriverError::Refused { message }) => message,
        Err(DriverError::ObjectInTheWay { message, advice } | DriverError::Violated { message, advice }) => {
            format!("{message}; {advice}")
        }
        other => panic!("{other:?}"),
    }
}

/// One change and then another, as one.
fn then(first: AlterTable, second: AlterTable) -> AlterTable {
    let renamed = |name: FieldName| second.fields.new_name(&name).cloned().unwrap_or(name);
    let mut hints = first.hints;
    hints.using = hints
        .using
        .into_iter()
        .map(|(name, using)| (renamed(name), using))
        .collect();
    hints.using.extend(second.hints.using);
    AlterTable {
        before: first.before,
        fields: first.fields.then(&second.fields),
        hints,
        ..second
    }
}

fn is_rebuild(statement: &Statement) -> bool {
    match &statement.command {
        Command::Routine(routine) => routine.work::<RebuildTable>().is_some(),
        _ => false,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        value => format!("{value:?}"),
    }
}
