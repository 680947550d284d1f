//! Inspecting a live database: its tables as models.

use std::sync::Arc;

use aksara_driver::{
    Connection, DatabaseUrl, Inspection, MakingStatement, OpaqueObject, OwnTable, without_domains,
};
use aksara_formats::document::DocumentFormat;
use aksara_formats::python::write::write_models;
use aksara_operations::{Operation, ReverseSql, RunSql, SqlText};
use aksara_schema::{DerivedName, DialectName, FieldName, FrozenName, Management, Schema, Table, TableName};

use crate::new_migration::History;
use crate::{Error, ExtraOperations, MigrationDirectory, Project, WholeTable, registry};

/// The contents of a live database.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// Its tables, without those of the package itself.
    pub schema: Schema,
    /// Objects that no model describes: views, triggers, partitions, …
    pub others: Vec<OpaqueObject>,
    /// Statements that must run before the tables can be made.
    pub prerequisites: Vec<MakingStatement>,
    /// Tables that are called like those of the package, and are given only where they are named.
    pub package_tables: Vec<TableName>,
    /// The tables that only their own statements make as they are.
    pub own_tables: Vec<OwnTable>,
}

impl Project {
    /// Reads the tables of the project's database: all of them, or those that are named. It must be there.
    pub async fn inspect(&self, tables: &[String]) -> Result<Inspected, Error> {
        let url = self.settings().database_url()?.value;
        let (inspection, prerequisites) = read_existing(&url).await?;
        // Migrations that cannot be read make nothing, and are no reason not to look at the database.
        let made = History::read(self)
            .map(|history| history.schema)
            .unwrap_or_default();
        Inspected::of(inspection, prerequisites, tables, &made)
    }

    /// An error where there are migrations already: a history has one beginning.
    pub fn refuse_migrations(&self) -> Result<(), Error> {
        let path = self.settings().migrations_directory()?.value;
        let directory = MigrationDirectory::open_or_empty(self.root(), &path)?;
        match directory.graph()?.files().next() {
            None => Ok(()),
            Some(first) => Err(Error::HasMigrations {
                path: path.clone(),
                first: first.file.to_string(),
            }),
        }
    }
}

/// Reads the tables of a database, which must be there. Tables that are named like those of the package are left out.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let url = aksara::DatabaseUrl::parse("sqlite::memory:")?;
/// let inspected = aksara::inspect(&url).await?;
/// assert_eq!(inspected.schema.tables().count(), 0);
/// # Ok::<(), aksara::Error>(()) }).unwrap();
/// ```
pub async fn inspect(url: &DatabaseUrl) -> Result<Inspected, Error> {
    let (inspection, prerequisites) = read_existing(url).await?;
    Inspected::of(inspection, prerequisites, &[], &Schema::new())
}

async fn read_existing(url: &DatabaseUrl) -> Result<(Inspection, Vec<MakingStatement>), Error> {
    let driver = registry::driver_of(url)?;
    if driver.is_missing_file(url).await? {
        return Err(Error::NoDatabase { url: url.to_string() });
    }
    let mut connection = driver.connect(url).await?;
    let read = read(&mut *connection).await;
    connection.close().await?;
    read
}

async fn read(connection: &mut dyn Connection) -> Result<(Inspection, Vec<MakingStatement>), Error> {
    let inspection = connection.inspect().await?;
    Ok((inspection, connection.prerequisites().await?))
}

impl Inspected {
    /// Reads the tables over a connection that the program has.
    pub async fn read(connection: &mut dyn Connection) -> Result<Self, Error> {
        let (inspection, prerequisites) = read(connection).await?;
        Self::of(inspection, prerequisites, &[], &Schema::new())
    }

    fn of(
        inspection: Inspection,
        prerequisites: Vec<MakingStatement>,
        tables: &[String],
        made: &Schema,
    ) -> Result<Self, Error> {
        let default_namespace = inspection.default_namespace.clone();
        // The tables of the default namespace are reported without it. A user may name them with it.
        let is_written = |name: &TableName, written: &String| {
            let qualified = || {
                let namespace = default_namespace.as_ref().filter(|_| name.namespace().is_none());
                namespace.map(|namespace| format!("{namespace}.{name}"))
            };
            name.to_string() == *written || qualified().as_ref() == Some(written)
        };
        let is_wanted = |name: &TableName| {
            let is_meant = if tables.is_empty() {
                !is_of_package(name, made)
            } else {
                tables.iter().any(|written| is_written(name, written))
            };
            is_meant && !name.is_bookkeeping()
        };
        for written in tables {
            let has = |table: &Arc<Table>| is_written(&table.name, written);
            if !inspection.schema.tables().any(has) {
                return Err(Error::NoSuchTable {
                    table: written.clone(),
                    there: inspection
                        .schema
                        .tables()
                        .map(|table| table.name.to_string())
                        .collect(),
                });
            }
        }
        let schema = without_domains(inspection.schema, &inspection.domains, |_, _| false);
        let wanted = schema.tables().filter(|table| is_wanted(&table.name));
        let is_of_wanted = |object: &OpaqueObject| match &object.table {
            Some(table) => is_wanted(table),
            None => tables.is_empty(),
        };
        let is_left_out =
            |name: &&TableName| tables.is_empty() && is_of_package(name, made) && !name.is_bookkeeping();
        let names = schema.tables().map(|table| &table.name);
        Ok(Self {
            prerequisites,
            package_tables: names.filter(is_left_out).cloned().collect(),
            schema: wanted
                .map(|table| Arc::new(without_derived_names(table)))
                .collect(),
            others: inspection
                .spellings
                .into_iter()
                .chain(inspection.opaque)
                .filter(is_of_wanted)
                .collect(),
            own_tables: inspection.own_tables,
        })
    }

    /// The tables as a file of models.
    pub fn to_python(&self) -> String {
        write_models(&self.schema, &self.remarks())
    }

    /// The tables as a document, which `--app` takes as models.
    pub fn to_document(&self, format: DocumentFormat) -> Result<String, Error> {
        Ok(format.write(&self.schema)?)
    }

    /// The SQL that makes what no model can say, each statement once: what tables need comes before them.
    pub(crate) fn extra_operations(&self, dialect: &DialectName) -> ExtraOperations {
        let is_there = |table: &TableName| self.schema.table(table).is_some();
        let is_whole =
            |statement: &MakingStatement| self.own_tables.iter().any(|own| own.making == *statement);
        let making = |is_part: &dyn Fn(&OpaqueObject) -> bool| {
            let objects = self.others.iter().filter(|object| is_part(object));
            let statements = objects.flat_map(|object| &object.making);
            let is_own = |statement: &&MakingStatement| {
                !is_whole(statement) && !self.prerequisites.contains(statement)
            };
            runs(statements.filter(is_own), dialect)
        };
        let prerequisites = runs(self.prerequisites.iter(), dialect).into_iter();
        let whole = |own: &OwnTable| {
            let whole = WholeTable {
                sql: run_sql(&own.making, dialect),
                foreign_keys: self.schema.table(&own.table)?.foreign_keys().len(),
            };
            Some((own.table.clone(), whole))
        };
        ExtraOperations {
            before: prerequisites
                .chain(making(&|object| object.table.is_none()))
                .collect(),
            own_tables: self.own_tables.iter().filter_map(whole).collect(),
            after: making(&|object| object.table.as_ref().is_some_and(is_there)),
        }
    }

    /// A line for each thing that no model can say.
    pub fn remarks(&self) -> Vec<String> {
        let remark = |object: &OpaqueObject| {
            let (kind, name) = (&object.kind, &object.name);
            let place = object.table.as_ref().map(|table| format!(" on {table}"));
            let is_made = if object.making.is_empty() {
                ""
            } else {
                ", but a baseline makes it"
            };
            format!(
                "Not in these models{is_made}: {kind} {name}{}",
                place.unwrap_or_default()
            )
        };
        let of_package = |table: &TableName| {
            format!(
                "Not in these models: {table}, called like a table of the package; `aksara inspect {table}` gives it"
            )
        };
        let others = self.others.iter().map(remark);
        others.chain(self.package_tables.iter().map(of_package)).collect()
    }
}

/// Whether a table is called like one of the package, and is not the project's: one of the package's own models, or one
/// that no migration makes.
fn is_of_package(name: &TableName, made: &Schema) -> bool {
    let is_made = made.table(name).is_some_and(|table| match table.management {
        Management::Managed => true,
        Management::External => false,
    });
    name.is_of_package_model() || (name.is_of_package() && !is_made)
}

/// An operation for each statement, which may come several times.
fn runs<'a>(statements: impl Iterator<Item = &'a MakingStatement>, dialect: &DialectName) -> Vec<Operation> {
    let mut once: Vec<&MakingStatement> = Vec::new();
    for statement in statements {
        if !once.contains(&statement) {
            once.push(statement);
        }
    }
    let runs = once.into_iter().map(|statement| run_sql(statement, dialect));
    runs.map(Operation::from).collect()
}

fn run_sql(statement: &MakingStatement, dialect: &DialectName) -> RunSql {
    let text = |sql: &str| SqlText::of_dialect(*dialect, sql);
    RunSql {
        sql: text(&statement.sql),
        reverse_sql: match &statement.reverse_sql {
            Some(reverse_sql) => ReverseSql::Sql(text(reverse_sql)),
            None => ReverseSql::Noop,
        },
        state_operations: Vec::new(),
    }
}

/// A table that leaves open the names which replaying a migration derives.
fn without_derived_names(table: &Table) -> Table {
    let mut open = table.clone();
    let close = |name: &mut FrozenName, derived: DerivedName, fields: &[FieldName]| {
        let usual = derived.spell(&table.name, fields).ok();
        name.0.take_if(|name| usual.as_ref() == Some(name));
    };
    close(&mut open.primary_key_name, DerivedName::PrimaryKey, &[]);
    for field in open.fields.values_mut() {
        let own = [field.name.clone()];
        if let Some(name) = &mut field.unique {
            close(name, DerivedName::Unique, &own);
        }
        if let Some(name) = &mut field.index {
            close(name, DerivedName::Index, &own);
        }
        if let Some(reference) = &mut field.reference {
            close(&mut reference.constraint, DerivedName::ForeignKey, &own);
        }
        close(&mut field.type_check, DerivedName::Check, &own);
    }
    open
}
