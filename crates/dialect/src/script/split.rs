//! A script → its statements.

use super::{Fragment, Lexis, Nesting, StatementSoFar};

/// The default end of a statement.
const SEMICOLON: &str = ";";

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStatement<'a> {
    /// Its text, without what ends it and without the comments around it.
    pub sql: &'a str,
    /// Its first byte in the script.
    pub start: usize,
    /// Its bare words in upper case: no quoted names, no texts, no comments.
    pub words: Vec<String>,
}

/// Cuts a script into its statements, as the database's own client would. Comments alone are not statement.
///
/// An open quote or block reaches to the end of the script.
///
/// ```
/// use aksara_dialect::{Lexis, split_statements};
///
/// let plain = Lexis {
///     has_brackets: true,
///     ..Lexis::STANDARD
/// };
/// let statements = split_statements("UPDATE a SET b = ';'; -- all\nDELETE FROM c;", plain);
/// let texts: Vec<&str> = statements.iter().map(|statement| statement.sql).collect();
/// assert_eq!(texts, ["UPDATE a SET b = ';'", "DELETE FROM c"]);
/// ```
pub fn split_statements(script: &str, lexis: Lexis) -> Vec<ScriptStatement<'_>> {
    let mut splitter = Splitter {
        script,
        lexis,
        delimiter: SEMICOLON,
        nesting: (lexis.nesting)(),
        so_far: StatementSoFar::default(),
        range: None,
        statements: Vec::new(),
    };
    splitter.run();
    splitter.statements
}

struct Splitter<'a> {
    script: &'a str,
    lexis: Lexis,
    delimiter: &'a str,
    nesting: Box<dyn Nesting>,
    so_far: StatementSoFar,
    /// The statement so far, from its first significant byte to its last.
    range: Option<(usize, usize)>,
    statements: Vec<ScriptStatement<'a>>,
}

impl<'a> Splitter<'a> {
    fn run(&mut self) {
        let (mut position, mut previous) = (0, None);
        loop {
            // A delimiter comes before what it would be in SQL: `DELIMITER #` ends comments with `#`.
            if self.is_delimiter(position) {
                self.finish();
                (position, previous) = (position + self.delimiter.len(), None);
                continue;
            }
            let Some(fragment) = Fragment::next(self.script, position, previous.as_ref(), self.lexis) else {
                break;
            };
            position = match self.new_delimiter(&fragment) {
                Some(end) => end,
                None => {
                    self.take(&fragment);
                    fragment.end()
                }
            };
            previous = Some(fragment);
        }
        self.finish();
    }

    /// The end of the line that sets a delimiter, where one begins here. Quotes around it do not belong to it.
    fn new_delimiter(&mut self, fragment: &Fragment<'a>) -> Option<usize> {
        if !self.is_delimiter_command(fragment) {
            return None;
        }
        let line = self.script[fragment.end()..].lines().next().unwrap_or_default();
        let word = line.split_whitespace().next()?;
        let unquoted = ['\'', '"', '`']
            .iter()
            .find_map(|quote| word.strip_prefix(*quote)?.strip_suffix(*quote));
        self.delimiter = unquoted.filter(|inner| !inner.is_empty()).unwrap_or(word);
        Some(fragment.end() + line.len())
    }

    /// Whether a delimiter begins at a fragment. One that is a word is never part of a longer one.
    fn is_delimiter(&self, position: usize) -> bool {
        let Some(after) = self.script[position..].strip_prefix(self.delimiter) else {
            return false;
        };
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let is_part = self.delimiter.ends_with(is_word) && after.starts_with(is_word);
        let is_own = self.delimiter == SEMICOLON && self.nesting.holds_semicolon(&self.so_far);
        !is_part && !is_own
    }

    /// `DELIMITER` at the beginning of a line and of a statement.
    fn is_delimiter_command(&self, fragment: &Fragment<'a>) -> bool {
        let line = self.script[..fragment.start]
            .rsplit('\n')
            .next()
            .unwrap_or_default();
        self.lexis.has_delimiter_command
            && self.so_far.is_empty()
            && fragment.is_word("delimiter")
            && line.trim().is_empty()
    }

    fn take(&mut self, fragment: &Fragment<'a>) {
        if !fragment.is_significant() {
            return;
        }
        let start = self.range.map_or(fragment.start, |(start, _)| start);
        self.range = Some((start, fragment.end()));
        let next = self.next_significant(fragment);
        self.nesting.follow(&self.so_far, fragment, next.as_ref());
        self.so_far.take(fragment);
    }

    fn next_significant(&self, fragment: &Fragment<'a>) -> Option<Fragment<'a>> {
        let mut current = *fragment;
        loop {
            current = Fragment::next(self.script, current.end(), Some(&current), self.lexis)?;
            if current.is_significant() {
                return Some(current);
            }
        }
    }

    fn finish(&mut self) {
        self.nesting = (self.lexis.nesting)();
        let so_far = std::mem::take(&mut self.so_far);
        let Some((start, end)) = self.range.take() else {
            return;
        };
        self.statements.push(ScriptStatement {
            sql: &self.script[start..end],
            start,
            words: so_far.into_words(),
        });
    }
}
