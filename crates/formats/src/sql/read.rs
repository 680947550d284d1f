//! An SQL file, or a file for each way → a migration.

use std::sync::Arc;

use aksara_operations::{
    Located, Migration, MigrationName, Origin, ReverseSql, RunSql, ScriptTransaction, SqlScript, SqlText,
};
use aksara_schema::RawSql;

use super::file_name::{PairKey, read_file_name};
use super::header::Header;
use super::marker::{Line, LineKind, lines};
use super::notation::{Marker, Meaning};
use super::places::show_texts;
use super::section::Sections;
use super::{SqlFileError, SqlFileProblem};

/// A migration that was read from an SQL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlMigration {
    /// The migration.
    pub migration: Migration,
    /// Whether the file gives its dependencies. If not, its name alone orders it.
    pub declares_dependencies: bool,
}

/// The text of an SQL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlSource {
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// Its text.
    pub text: String,
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
    let source = SqlSource {
        file: file.into(),
        text: text.to_owned(),
    };
    let read = read(source.file.clone(), name, text).map_err(|error| error.in_text(text))?;
    Ok(SqlMigration {
        migration: show_texts(read.migration, &[&source]),
        ..read
    })
}

fn read(file: Arc<str>, name: MigrationName, text: &str) -> Result<SqlMigration, SqlFileError> {
    let lines = lines(text);
    refuse_suspicious(&file, &lines)?;
    refuse_templates(&file, &lines, is_of_flyway(&name))?;
    let Some(first) = lines.iter().position(begins_section) else {
        let (header, script) = one_way(&file, text, &lines)?;
        return Ok(header.into_sql_migration(name, vec![script.run(ReverseSql::Missing)]));
    };
    let is_divider = matches!(meaning(&lines[first]), Some(Meaning::Divider));
    let header = if is_divider {
        Header::read(&file, &lines[..first])?
    } else {
        Header::above_sections(&file, &lines[..first])?
    };
    let sections = if is_divider {
        Sections::divided(&file, text, &lines, first)?
    } else {
        Sections::read(&file, text, &lines, first)?
    };
    let operations = if sections.is_generated && header.has_operations() {
        header.operations()
    } else {
        vec![Located::at(
            RunSql {
                sql: sections.sql,
                reverse_sql: sections.reverse_sql,
                state_operations: header.operations(),
            }
            .into(),
            lines[first].origin(&file),
        )]
    };
    Ok(header.into_sql_migration(name, operations))
}

/// Reads the migration of two SQL files, one for each way. Neither has sections.
pub fn read_sql_pair(
    name: MigrationName,
    up: &SqlSource,
    down: &SqlSource,
) -> Result<SqlMigration, SqlFileError> {
    let (header, forward) = read_half(up, &name).map_err(|error| error.in_text(&up.text))?;
    let (header_of_down, backward) = read_half(down, &name).map_err(|error| error.in_text(&down.text))?;
    if let Some(origin) = header_of_down.first_origin() {
        let problem = SqlFileProblem::CommentInDownFile;
        return Err(SqlFileError { problem, origin }.in_text(&down.text));
    }
    let reverse_sql = ReverseSql::Sql(SqlText::Common(vec![backward.script]));
    let read = header.into_sql_migration(name, vec![forward.run(reverse_sql)]);
    Ok(SqlMigration {
        migration: show_texts(read.migration, &[up, down]),
        ..read
    })
}

fn read_half(source: &SqlSource, name: &MigrationName) -> Result<(Header, UnsectionedSql), SqlFileError> {
    let lines = lines(&source.text);
    refuse_suspicious(&source.file, &lines)?;
    refuse_templates(&source.file, &lines, is_of_flyway(name))?;
    match lines.iter().find(|line| begins_section(line)) {
        Some(line) => Err(at(&source.file, line, SqlFileProblem::SectionInPair)),
        None => one_way(&source.file, &source.text, &lines),
    }
}

/// The SQL of a file without sections.
struct UnsectionedSql {
    script: Located<SqlScript>,
    origin: Option<Origin>,
}

impl UnsectionedSql {
    /// The operation that runs it.
    fn run(self, reverse_sql: ReverseSql) -> Located<aksara_operations::Operation> {
        let run = RunSql {
            sql: SqlText::Common(vec![self.script]),
            reverse_sql,
            state_operations: Vec::new(),
        };
        Located {
            value: run.into(),
            origin: self.origin,
        }
    }
}

/// A file without sections, in the form of the Python package.
fn one_way(
    file: &Arc<str>,
    text: &str,
    lines: &[Line<'_>],
) -> Result<(Header, UnsectionedSql), SqlFileError> {
    let header = Header::read(file, lines)?;
    if let Some(origin) = header.operations_origin() {
        // Operations say what sections do; there are none.
        return Err(SqlFileError {
            problem: SqlFileProblem::OutsideSections,
            origin: origin.clone(),
        });
    }
    let start = lines.first().map_or(text.len(), |line| line.range.start);
    let origin = lines.first().map(|line| line.origin(file));
    let script = SqlScript {
        sql: RawSql::new(&text[start..]),
        parameters: Vec::new(),
        transaction: transaction(lines),
    };
    let script = Located {
        value: script,
        origin: origin.clone(),
    };
    Ok((header, UnsectionedSql { script, origin }))
}

/// The transaction of a file's statements, if a line gives it.
pub(super) fn transaction(lines: &[Line<'_>]) -> ScriptTransaction {
    let says_none = |line: &Line<'_>| matches!(meaning(line), Some(Meaning::NoTransaction));
    if lines.iter().any(says_none) {
        ScriptTransaction::Single
    } else {
        ScriptTransaction::Migration
    }
}

/// The meaning of a line's marker.
pub(super) fn meaning<'a>(line: &Line<'a>) -> Option<Meaning<'a>> {
    match line.kind {
        LineKind::Marker(Marker { meaning, .. }) => Some(meaning),
        LineKind::Comment(..) | LineKind::Suspicious | LineKind::Blank | LineKind::Sql => None,
    }
}

/// Whether a section begins at a line. A word that is not known is taken for one, so that it is refused as such.
pub(super) fn begins_section(line: &Line<'_>) -> bool {
    match meaning(line) {
        Some(Meaning::Section(..) | Meaning::Divider | Meaning::Unknown) => true,
        Some(Meaning::Statement(_) | Meaning::NoTransaction) | None => false,
    }
}

fn refuse_suspicious(file: &Arc<str>, lines: &[Line<'_>]) -> Result<(), SqlFileError> {
    match lines.iter().find(|line| line.kind == LineKind::Suspicious) {
        Some(line) => {
            let written = line.text.trim().to_owned();
            Err(at(file, line, SqlFileProblem::LooksLikeSection { written }))
        }
        None => Ok(()),
    }
}

/// A placeholder that Flyway and tern would fill, and that a database would take as text.
fn refuse_templates(file: &Arc<str>, lines: &[Line<'_>], is_of_flyway: bool) -> Result<(), SqlFileError> {
    let is_of_tern = lines.iter().any(|line| meaning(line) == Some(Meaning::Divider));
    let opening = match (is_of_flyway, is_of_tern) {
        (true, _) => "${",
        (false, true) => "{{",
        (false, false) => return Ok(()),
    };
    let template = |line: &&Line<'_>| {
        let (_, after) = line.text.split_once(opening)?;
        Some(after.split_once('}')?.0.to_owned())
    };
    let sql = lines.iter().filter(|line| line.kind == LineKind::Sql);
    match sql
        .map(|line| (line, template(&line)))
        .find_map(|(line, inner)| Some((line, inner?)))
    {
        Some((line, inner)) => {
            let written = format!("{opening}{inner}}}");
            Err(at(file, line, SqlFileProblem::Template { written }))
        }
        None => Ok(()),
    }
}

fn is_of_flyway(name: &MigrationName) -> bool {
    let name = read_file_name(name.as_str());
    name.is_ok_and(|name| matches!(name.pair, PairKey::Version(_)))
}

/// A problem at a line.
pub(super) fn at(file: &Arc<str>, line: &Line<'_>, problem: SqlFileProblem) -> SqlFileError {
    SqlFileError {
        problem,
        origin: line.origin(file),
    }
}
