//! The lines of an SQL file that mean something to aksara: comments, so that every other tool passes over them.

use std::ops::Range;
use std::sync::Arc;

use aksara_operations::Origin;

/// A line of the file.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// What it says to aksara.
    pub kind: LineKind<'a>,
    /// Its text without the line's end.
    pub text: &'a str,
    /// Its bytes in the file, with the line's end.
    pub range: Range<usize>,
    /// Its number, counted from 1.
    pub number: u32,
}

/// What a line says to aksara.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind<'a> {
    /// `-- migrate:up`, with what follows it.
    Section(&'a str, &'a str),
    /// `-- aksara:word`, with what follows it.
    Comment(&'a str, &'a str),
    /// A comment or nothing.
    Blank,
    /// SQL, or part of a comment of several lines.
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

/// The lines of a file.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let pieces = text.split_inclusive('\n').zip(1..);
    pieces
        .map(|(piece, number)| {
            let range = start..start + piece.len();
            start = range.end;
            let text = piece.trim_end_matches(['\n', '\r']);
            Line {
                kind: kind(text.trim_start_matches('\u{feff}')),
                text,
                range,
                number,
            }
        })
        .collect()
}

fn kind(text: &str) -> LineKind<'_> {
    let Some(comment) = text.trim_start().strip_prefix("--") else {
        return match text.trim().is_empty() {
            true => LineKind::Blank,
            false => LineKind::Sql,
        };
    };
    let comment = comment.trim();
    let word = |marker: &str| {
        let rest = comment.strip_prefix(marker)?;
        Some(rest.split_once(char::is_whitespace).unwrap_or((rest, "")))
    };
    match (word("migrate:"), word("aksara:")) {
        (Some((section, rest)), _) => LineKind::Section(section, rest.trim()),
        (None, Some((word, rest))) => LineKind::Comment(word, rest.trim()),
        (None, None) => LineKind::Blank,
    }
}
