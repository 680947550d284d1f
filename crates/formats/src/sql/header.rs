//! The part above the sections of an SQL file: its dependencies and its operations.

use std::sync::Arc;

use aksara_operations::{Dependency, Located, Migration, MigrationName, Operation, Origin};

use super::embedded::read_embedded;
use super::marker::{Line, LineKind};
use super::notation::{Marker, Meaning};
use super::read::at;
use super::section::misplaced;
use super::{SqlFileError, SqlFileProblem, SqlMigration};

/// The part above the sections.
pub(super) struct Header {
    dependencies: Vec<Located<Dependency>>,
    replaces: Vec<Located<Dependency>>,
    embedded: Option<(Migration, Origin)>,
}

impl Header {
    /// Reads the comments above the first section, where no SQL is allowed.
    pub fn above_sections(file: &Arc<str>, lines: &[Line<'_>]) -> Result<Self, SqlFileError> {
        let header = Self::read(file, lines)?;
        match lines.iter().find(|line| line.kind == LineKind::Sql) {
            Some(line) => Err(at(file, line, SqlFileProblem::OutsideSections)),
            None => Ok(header),
        }
    }

    /// Reads the comments of a file without sections.
    pub fn read(file: &Arc<str>, lines: &[Line<'_>]) -> Result<Self, SqlFileError> {
        let mut header = Self {
            dependencies: Vec::new(),
            replaces: Vec::new(),
            embedded: None,
        };
        let mut index = 0;
        while let Some(line) = lines.get(index) {
            index += 1;
            match line.kind {
                LineKind::Comment("depends", names) => {
                    header.dependencies.extend(names_in(file, line, names)?)
                }
                LineKind::Comment("replaces", names) => header.replaces.extend(names_in(file, line, names)?),
                LineKind::Comment("operations", "") => {
                    let length = end_of_operations(file, line, &lines[index..])?;
                    let embedded = read_embedded(file, line, &lines[index..index + length])?;
                    header.embedded = Some((embedded, line.origin(file)));
                    index += length + 1;
                }
                LineKind::Comment(..) => return Err(at(file, line, misplaced(line))),
                LineKind::Marker(marker) => refuse_statement(file, line, marker)?,
                LineKind::Suspicious | LineKind::Blank | LineKind::Sql => {}
            }
        }
        let named = header.names().next().filter(|_| header.has_operations());
        if let Some(name) = named {
            return Err(SqlFileError {
                problem: SqlFileProblem::RepeatedDependencies,
                origin: name.origin.clone().unwrap_or_else(|| lines[0].origin(file)),
            });
        }
        Ok(header)
    }

    /// Whether it has operations.
    pub fn has_operations(&self) -> bool {
        self.embedded.is_some()
    }

    /// Its operations.
    pub fn operations(&self) -> Vec<Located<Operation>> {
        let embedded = self.embedded.as_ref();
        embedded.map_or_else(Vec::new, |(migration, _)| migration.operations.clone())
    }

    /// The beginning of its operations.
    pub fn operations_origin(&self) -> Option<&Origin> {
        self.embedded.as_ref().map(|(_, origin)| origin)
    }

    /// The migrations that it names itself.
    fn names(&self) -> impl Iterator<Item = &Located<Dependency>> {
        self.dependencies.iter().chain(&self.replaces)
    }

    /// The place of anything that it says.
    pub fn first_origin(&self) -> Option<Origin> {
        let dependency = self.names().next();
        dependency
            .and_then(|dependency| dependency.origin.clone())
            .or_else(|| self.operations_origin().cloned())
    }

    /// The migration of this name with these operations.
    pub fn into_sql_migration(
        self,
        name: MigrationName,
        operations: Vec<Located<Operation>>,
    ) -> SqlMigration {
        let declares_dependencies = self.embedded.is_some() || !self.dependencies.is_empty();
        let (dependencies, replaces) = match self.embedded {
            Some((embedded, _)) => (embedded.dependencies, embedded.replaces),
            None => (self.dependencies, self.replaces),
        };
        SqlMigration {
            migration: Migration {
                name,
                dependencies,
                replaces,
                operations,
            },
            declares_dependencies,
        }
    }
}

/// The migrations that a comment names.
fn names_in(file: &Arc<str>, line: &Line<'_>, names: &str) -> Result<Vec<Located<Dependency>>, SqlFileError> {
    let name = |name: &str| match MigrationName::new(name) {
        Ok(name) => Ok(Located::at(Dependency::from(name), line.origin(file))),
        Err(error) => Err(at(file, line, SqlFileProblem::Dependency(error.to_string()))),
    };
    names.split_whitespace().map(name).collect()
}

/// A statement's edges have a meaning within sections alone.
fn refuse_statement(file: &Arc<str>, line: &Line<'_>, marker: Marker<'_>) -> Result<(), SqlFileError> {
    match marker.meaning {
        Meaning::Statement(_) => Err(at(file, line, SqlFileProblem::NoSection(marker.notation))),
        Meaning::NoTransaction | Meaning::Section(..) | Meaning::Divider | Meaning::Unknown => Ok(()),
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
