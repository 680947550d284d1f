//! An SQL file → a migration.

use std::sync::Arc;

use aksara_operations::{
    Dependency, Located, Migration, MigrationName, Origin, ReverseSql, RunSql, SqlScript, SqlText,
};
use aksara_schema::RawSql;

use super::embedded::read_embedded;
use super::marker::{Line, LineKind, lines};
use super::section::{Sections, misplaced};
use super::{SqlFileError, SqlFileProblem};

/// A migration that was read from an SQL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlMigration {
    /// The migration.
    pub migration: Migration,
    /// Whether the file tells what it depends on. Where it does not, its name alone orders it.
    pub declares_dependencies: bool,
}

/// Reads the migration of an SQL file. `file` is the file as the user knows it.
///
/// A file without sections runs as it is, and has no way back. A file with operations in its comment and sections that
/// are as they were generated is those operations; where a section was edited, its SQL runs, and the operations say what
/// it does to the schema.
///
/// ```
/// use aksara_formats::sql::read_sql_migration;
/// use aksara_operations::MigrationName;
///
/// let name = MigrationName::new("0002_names").unwrap();
/// let text = "-- aksara:depends 0001_initial\n-- migrate:up\nUPDATE a SET b = 1;\n-- migrate:down\n";
/// let read = read_sql_migration("0002_names.sql", name, text).unwrap();
/// assert_eq!(read.migration.operations.len(), 1);
/// assert!(read.declares_dependencies);
/// ```
pub fn read_sql_migration(
    file: impl Into<Arc<str>>,
    name: MigrationName,
    text: &str,
) -> Result<SqlMigration, SqlFileError> {
    read(file.into(), name, text).map_err(|error| error.in_text(text))
}

fn read(file: Arc<str>, name: MigrationName, text: &str) -> Result<SqlMigration, SqlFileError> {
    let lines = lines(text);
    let is_section = |line: &Line<'_>| matches!(line.kind, LineKind::Section(..));
    let Some(first) = lines.iter().position(is_section) else {
        return plain(&file, name, text, &lines);
    };
    let header = Header::read(&file, &lines[..first])?;
    if let Some(line) = lines[..first].iter().find(|line| line.kind == LineKind::Sql) {
        return Err(at(&file, line, SqlFileProblem::OutsideSections));
    }
    let sections = Sections::read(&file, text, &lines[first..])?;
    let declares_dependencies = header.declares_dependencies();
    let mut migration = header.migration(name.clone());
    migration.name = name;
    let has_operations = header.embedded.is_some();
    if !(has_operations && sections.is_generated) {
        migration.operations = vec![Located::at(
            RunSql {
                sql: sections.sql,
                reverse_sql: sections.reverse_sql,
                state_operations: migration.operations,
            }
            .into(),
            lines[first].origin(&file),
        )];
    }
    Ok(SqlMigration {
        migration,
        declares_dependencies,
    })
}

/// A file without sections, in the form of the Python package: it has no way back.
fn plain(
    file: &Arc<str>,
    name: MigrationName,
    text: &str,
    lines: &[Line<'_>],
) -> Result<SqlMigration, SqlFileError> {
    let header = Header::read(file, lines)?;
    if let Some((_, origin)) = &header.embedded {
        // Operations say what sections do; there are none.
        return Err(SqlFileError {
            problem: SqlFileProblem::OutsideSections,
            origin: origin.clone(),
        });
    }
    let script = SqlScript {
        sql: RawSql::new(text),
        parameters: Vec::new(),
    };
    let origin = lines.first().map(|line| line.origin(file));
    let run = RunSql {
        sql: SqlText::Common(vec![Located {
            value: script,
            origin: origin.clone(),
        }]),
        reverse_sql: ReverseSql::Missing,
        state_operations: Vec::new(),
    };
    let declares_dependencies = header.declares_dependencies();
    let mut migration = header.migration(name);
    migration.operations = vec![Located {
        value: run.into(),
        origin,
    }];
    Ok(SqlMigration {
        migration,
        declares_dependencies,
    })
}

/// What stands above the sections.
struct Header {
    dependencies: Vec<Located<Dependency>>,
    embedded: Option<(Migration, Origin)>,
}

impl Header {
    fn read(file: &Arc<str>, lines: &[Line<'_>]) -> Result<Self, SqlFileError> {
        let mut header = Self {
            dependencies: Vec::new(),
            embedded: None,
        };
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            index += 1;
            match line.kind {
                LineKind::Comment("depends", name) => header.depend(file, line, name)?,
                LineKind::Comment("operations", "") => {
                    let length = end_of_operations(file, line, &lines[index..])?;
                    let embedded = read_embedded(file, line, &lines[index..index + length])?;
                    header.embedded = Some((embedded, line.origin(file)));
                    index += length + 1;
                }
                LineKind::Comment(..) => return Err(at(file, line, misplaced(line))),
                LineKind::Section(..) | LineKind::Blank | LineKind::Sql => {}
            }
        }
        match (&header.embedded, header.dependencies.first()) {
            (Some(_), Some(dependency)) => Err(SqlFileError {
                problem: SqlFileProblem::RepeatedDependencies,
                origin: dependency.origin.clone().unwrap_or_else(|| lines[0].origin(file)),
            }),
            _ => Ok(header),
        }
    }

    fn declares_dependencies(&self) -> bool {
        self.embedded.is_some() || !self.dependencies.is_empty()
    }

    fn migration(&self, name: MigrationName) -> Migration {
        match &self.embedded {
            Some((embedded, _)) => Migration {
                name,
                ..embedded.clone()
            },
            None => Migration {
                dependencies: self.dependencies.clone(),
                ..Migration::new(name)
            },
        }
    }

    fn depend(&mut self, file: &Arc<str>, line: &Line<'_>, name: &str) -> Result<(), SqlFileError> {
        let name = MigrationName::new(name)
            .map_err(|error| at(file, line, SqlFileProblem::Dependency(error.to_string())))?;
        self.dependencies
            .push(Located::at(Dependency::from(name), line.origin(file)));
        Ok(())
    }
}

/// How many lines the operations have.
fn end_of_operations(file: &Arc<str>, marker: &Line<'_>, lines: &[Line<'_>]) -> Result<usize, SqlFileError> {
    let is_end = |line: &Line<'_>| line.kind == LineKind::Comment("end", "");
    let end = lines.iter().position(is_end);
    match end.filter(|end| lines[..*end].iter().all(|line| line.kind == LineKind::Blank)) {
        Some(end) => Ok(end),
        None => Err(at(file, marker, SqlFileProblem::OpenOperations)),
    }
}

fn at(file: &Arc<str>, line: &Line<'_>, problem: SqlFileProblem) -> SqlFileError {
    SqlFileError {
        problem,
        origin: line.origin(file),
    }
}
