//! The lines of a section → its scripts.

use std::ops::Range;
use std::sync::Arc;

use aksara_operations::{Located, Origin, ScriptTransaction, SqlScript};
use aksara_schema::RawSql;

use super::marker::Line;
use super::notation::{Edge, Meaning};
use super::read::{at, meaning};
use super::{SqlFileError, SqlFileProblem};

/// Makes scripts of a section's lines.
pub(super) struct Cutter<'a, 't> {
    /// The file.
    pub file: &'a Arc<str>,
    /// Its text.
    pub text: &'t str,
    /// The section's marker.
    pub marker: &'a Line<'t>,
    /// The transaction of the statements.
    pub transaction: ScriptTransaction,
}

impl Cutter<'_, '_> {
    /// The lines between the edges of statements, each a script of its own: an edge ends a statement.
    pub fn scripts(&self, lines: &[Line<'_>]) -> Result<Vec<Located<SqlScript>>, SqlFileError> {
        let edge = |line: &Line<'_>| match meaning(line) {
            Some(Meaning::Statement(edge)) => Some(edge),
            _ => None,
        };
        let mut opened: Option<&Line<'_>> = None;
        for line in lines {
            opened = match (edge(line), opened) {
                (None, opened) => opened,
                (Some(Edge::Begin), None) => Some(line),
                (Some(Edge::End), Some(_)) => None,
                (Some(Edge::Begin | Edge::End), _) => {
                    return Err(at(self.file, line, SqlFileProblem::UnpairedStatement));
                }
            };
        }
        if let Some(line) = opened {
            return Err(at(self.file, line, SqlFileProblem::UnpairedStatement));
        }
        let pieces = lines.split(|line| edge(line).is_some());
        Ok(pieces.map(|piece| self.script(piece)).collect())
    }

    /// The lines as one script.
    pub fn script(&self, lines: &[Line<'_>]) -> Located<SqlScript> {
        let range = text_range(lines, self.marker);
        let script = SqlScript {
            sql: RawSql::new(&self.text[range.clone()]),
            parameters: Vec::new(),
            transaction: self.transaction,
        };
        let origin = Origin {
            file: self.file.clone(),
            text: Arc::default(),
            span: range,
            line: lines.first().map_or(self.marker.number + 1, |line| line.number),
            column: 1,
        };
        Located::at(script, origin)
    }
}

/// The bytes of the lines; at the marker's end where there are none.
pub(super) fn text_range(lines: &[Line<'_>], marker: &Line<'_>) -> Range<usize> {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => marker.range.end..marker.range.end,
    }
}
