//! The lines of an SQL file that mean something to aksara: comments, so that every other tool passes over them.

use std::ops::Range;
use std::sync::Arc;

use aksara_operations::Origin;

use super::layout::{Layout, Nature};
use super::notation::{Marker, Notation, marker};
use super::suspicion::looks_like_section;

/// The mark that some editors write at the beginning of a file.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A line of the file.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Its meaning to aksara.
    pub kind: LineKind<'a>,
    /// Its text without the line's end.
    pub text: &'a str,
    /// Its bytes in the file, with the line's end.
    pub range: Range<usize>,
    /// Its number, counted from 1.
    pub number: u32,
}

/// The meaning of a line to aksara.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind<'a> {
    /// A section's beginning or another marker of a migration tool.
    Marker(Marker<'a>),
    /// `-- aksara:word`, with what follows it.
    Comment(&'a str, &'a str),
    /// A comment that looks like a marker, of a form that is not known.
    Suspicious,
    /// A comment or nothing.
    Blank,
    /// SQL.
    Sql,
}

impl Line<'_> {
    /// Its place in a file.
    pub fn origin(&self, file: &Arc<str>) -> Origin {
        Origin {
            file: file.clone(),
            text: Arc::default(),
            span: self.range.start..self.range.start + self.text.len(),
            line: self.number,
            column: 1,
        }
    }
}

/// The lines of a file, without its byte order mark.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let content = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut start = text.len() - content.len();
    let mut reader = Reader {
        layout: Layout::new(content),
        is_in_operations: false,
        has_sql: false,
    };
    let pieces = content.split_inclusive('\n').zip(1..);
    pieces
        .map(|(piece, number)| {
            let range = start..start + piece.len();
            start = range.end;
            let text = piece.trim_end_matches(['\n', '\r']);
            Line {
                kind: reader.kind(text),
                text,
                range,
                number,
            }
        })
        .collect()
}

/// The state so far that the kind of the next line depends on.
struct Reader<'a> {
    layout: Layout<'a>,
    is_in_operations: bool,
    has_sql: bool,
}

impl<'a> Reader<'a> {
    fn kind(&mut self, line: &'a str) -> LineKind<'a> {
        let nature = self.layout.follow(line);
        let kind = said(line).unwrap_or(match nature {
            Nature::Code | Nature::InBody => LineKind::Sql,
            Nature::Comment if looks_like_section(line) => LineKind::Suspicious,
            Nature::Comment | Nature::InComment | Nature::Empty => LineKind::Blank,
        });
        let kind = match kind {
            LineKind::Suspicious if self.is_in_operations => LineKind::Blank,
            LineKind::Marker(marker) if self.is_in_operations && marker.notation != Notation::Dbmate => {
                LineKind::Blank
            }
            LineKind::Blank if !self.has_sql && !self.is_in_operations => {
                dependency_of_yoyo(line).unwrap_or(kind)
            }
            kind => kind,
        };
        match kind {
            LineKind::Comment("operations", _) => self.is_in_operations = true,
            LineKind::Comment("end", _) => self.is_in_operations = false,
            LineKind::Sql => self.has_sql = true,
            LineKind::Comment(..) | LineKind::Marker(_) | LineKind::Suspicious | LineKind::Blank => {}
        }
        kind
    }
}

/// The meaning of a line that is a comment for aksara or a marker.
fn said(line: &str) -> Option<LineKind<'_>> {
    let comment = line.trim_start().strip_prefix("--")?.trim();
    match comment.strip_prefix("aksara:") {
        Some(rest) => {
            let (word, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            Some(LineKind::Comment(word, rest.trim()))
        }
        None => marker(line).map(LineKind::Marker),
    }
}

/// `-- depends: NAME NAME` above the SQL, as yoyo has it (<https://ollycope.com/software/yoyo/latest/>).
fn dependency_of_yoyo(line: &str) -> Option<LineKind<'_>> {
    let names = line
        .trim_start()
        .strip_prefix("--")?
        .trim_start()
        .strip_prefix("depends:")?;
    Some(LineKind::Comment("depends", names.trim()))
}
