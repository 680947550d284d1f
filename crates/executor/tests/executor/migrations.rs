//! Migrations as a program's own values.

use std::sync::Arc;

use aksara_executor::{Checksum, MigrationEntry, MigrationSource, NoSuchMigration, SourceError};
use aksara_graph::{MigrationFile, Placement};
use aksara_operations::{
    AddField, CreateTable, Dependency, DropTable, Located, Migration, MigrationName, Operation, Origin,
    PythonFunction, ReverseSql, RunPython, RunSql, SqlText, TableReference,
};
use aksara_schema::{Field, FieldName, FieldType, Table, TableName};

/// A source of migrations.
#[derive(Default)]
pub struct Migrations {
    entries: Vec<MigrationEntry>,
    files: Vec<MigrationFile>,
    is_readable: bool,
}

impl Migrations {
    pub fn new() -> Self {
        Self {
            is_readable: true,
            ..Self::default()
        }
    }

    /// A chain: each migration depends on the one before it.
    pub fn chain(migrations: impl IntoIterator<Item = (&'static str, Vec<Operation>)>) -> Self {
        let mut before: Option<&str> = None;
        migrations
            .into_iter()
            .fold(Self::new(), |source, (name, operations)| {
                let dependencies: Vec<&str> = before.replace(name).into_iter().collect();
                source.with(name, &dependencies, operations)
            })
    }

    pub fn with(mut self, name: &str, dependencies: &[&str], operations: Vec<Operation>) -> Self {
        let file: Arc<str> = format!("migrations/{name}.py").into();
        let located = |(line, operation)| Located::at(operation, origin(&file, line));
        let migration = Migration {
            name: migration_name(name),
            dependencies: dependencies
                .iter()
                .map(|name| Located::generated(dependency(name)))
                .collect(),
            replaces: Vec::new(),
            operations: (10..).zip(operations).map(located).collect(),
        };
        let checksum = Checksum::of(&format!("{migration:?}"));
        self.entries.push(MigrationEntry {
            name: migration_name(name),
            file: file.clone(),
            checksum,
        });
        self.files.push(MigrationFile {
            file,
            migration: Arc::new(migration),
            placement: Placement::Dependencies,
        });
        self
    }

    /// The same migrations, one of them with another text.
    pub fn edited(mut self, name: &str) -> Self {
        for entry in self
            .entries
            .iter_mut()
            .filter(|entry| entry.name.as_str() == name)
        {
            entry.checksum = Checksum::of("something else");
        }
        self
    }

    /// The same migrations, of which only names and checksums can be known.
    pub fn unreadable(self) -> Self {
        Self {
            is_readable: false,
            ..self
        }
    }

    /// The same migrations without one.
    pub fn without(mut self, name: &str) -> Self {
        self.entries.retain(|entry| entry.name.as_str() != name);
        self.files.retain(|file| file.migration.name.as_str() != name);
        self
    }
}

impl MigrationSource for Migrations {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let found = self
            .files
            .iter()
            .find(|file| self.is_readable && file.migration.name == entry.name);
        found.cloned().ok_or_else(|| NoSuchMigration::of(entry))
    }

    fn may_replace(&self, entry: &MigrationEntry) -> bool {
        let mut files = self.files.iter();
        files.any(|file| file.migration.name == entry.name && !file.migration.replaces.is_empty())
    }
}

pub fn migration_name(text: &str) -> MigrationName {
    MigrationName::new(text).unwrap()
}

pub fn create_table(name: &str) -> Operation {
    let mut key = Field::new(field_name("id"), FieldType::Integer);
    key.primary_key = true;
    let table = Table::new(TableName::new(name).unwrap()).with_fields([key, text_field("name")]);
    CreateTable {
        table,
        if_not_exists: false,
    }
    .into()
}

pub fn drop_table(name: &str) -> Operation {
    DropTable::of(&TableName::new(name).unwrap()).into()
}

pub fn add_text(table: &str, name: &str) -> Operation {
    AddField {
        table: TableReference::new(table),
        field: text_field(name),
        fill: None,
    }
    .into()
}

pub fn sql(text: &str, reverse: Option<&str>) -> Operation {
    let common = |text: &str| SqlText::common(text);
    let reverse_sql = reverse.map_or(ReverseSql::Missing, |text| ReverseSql::Sql(common(text)));
    RunSql {
        sql: common(text),
        reverse_sql,
        state_operations: Vec::new(),
    }
    .into()
}

pub fn python(function: &str) -> Operation {
    RunPython {
        forward: PythonFunction::Named(function.to_owned()),
        reverse: Some(PythonFunction::Noop),
    }
    .into()
}

fn text_field(name: &str) -> Field {
    let mut field = Field::new(field_name(name), FieldType::Text);
    field.nullable = true;
    field
}

fn field_name(name: &str) -> FieldName {
    FieldName::new(name).unwrap()
}

fn dependency(name: &str) -> Dependency {
    migration_name(name).into()
}

fn origin(file: &Arc<str>, line: u32) -> Origin {
    Origin {
        file: file.clone(),
        text: Arc::default(),
        span: 0..1,
        line,
        column: 5,
    }
}
