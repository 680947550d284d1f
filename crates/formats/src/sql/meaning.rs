//! The meaning of an SQL migration: what is read by aksara or by a database, without layout and comments.
//!
//! A file does not name the database whose SQL it is, so that only what is a comment to each of them is left out:
//! `-- …` and `/* … */`. Hints (`/*! … */`, `/*+ … */`) and the lines that mean something to a migration tool count.
//! A file whose quotes are not the same to every database counts as it is.

use std::collections::BTreeMap;

use super::marker::{LineKind, lines};

/// The meaning of a file's text.
pub fn meaning(text: &str) -> String {
    let mut reader = Reader {
        text,
        position: 0,
        markers: markers(text),
        meaning: String::new(),
        is_apart: false,
    };
    match reader.read() {
        Some(()) => reader.meaning,
        None => text.to_owned(),
    }
}

/// The lines that mean something, with the place where each begins.
fn markers(text: &str) -> BTreeMap<usize, &str> {
    let mut is_in_operations = false;
    let mut found = BTreeMap::new();
    for line in lines(text) {
        let is_marker = match line.kind {
            LineKind::Comment(word, _) => {
                is_in_operations = word == "operations" || is_in_operations && word != "end";
                true
            }
            LineKind::Marker(_) | LineKind::Suspicious => true,
            LineKind::Blank | LineKind::Sql => is_in_operations,
        };
        if is_marker {
            found.insert(line.range.start, line.text);
        }
    }
    found
}

/// Characters beside which white space says nothing.
const PUNCTUATION: &[char] = &['(', ')', ',', ';'];

struct Reader<'a> {
    text: &'a str,
    position: usize,
    markers: BTreeMap<usize, &'a str>,
    meaning: String,
    /// Whether white space or a comment is before the next word.
    is_apart: bool,
}

impl Reader<'_> {
    /// Reads the text; `None` if not every database would read it alike.
    fn read(&mut self) -> Option<()> {
        while let Some(first) = self.rest().chars().next() {
            if let Some(line) = self.markers.get(&self.position) {
                self.meaning.push_str(&format!("\n{}\n", line.trim()));
                self.skip(line.len());
            } else if first.is_whitespace() {
                self.skip(first.len_utf8());
            } else if let Some(length) = self.comment()? {
                self.skip(length);
            } else {
                let length = self.word(first)?;
                self.take(first, length);
            }
        }
        Some(())
    }

    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn skip(&mut self, length: usize) {
        self.position += length;
        self.is_apart = true;
    }

    fn take(&mut self, first: char, length: usize) {
        let is_apart = self.is_apart && !self.meaning.ends_with(PUNCTUATION) && !self.meaning.ends_with('\n');
        if is_apart && !PUNCTUATION.contains(&first) {
            self.meaning.push(' ');
        }
        let word = &self.text[self.position..self.position + length];
        self.meaning.push_str(word);
        self.position += length;
        self.is_apart = false;
    }

    /// The length of the comment that begins here, where one does.
    fn comment(&self) -> Option<Option<usize>> {
        let rest = self.rest();
        if let Some(comment) = rest.strip_prefix("--") {
            let is_comment = comment.is_empty() || comment.starts_with(char::is_whitespace);
            return Some(is_comment.then(|| rest.find('\n').unwrap_or(rest.len())));
        }
        match rest.strip_prefix("/*") {
            Some(comment) if !comment.starts_with(['!', '+']) => {
                let end = comment.find("*/")?;
                let is_nested = comment[..end].contains("/*");
                (!is_nested).then_some(Some(end + 4))
            }
            Some(_) | None => Some(None),
        }
    }

    /// The length of the quoted text or the character that begins here.
    fn word(&self, first: char) -> Option<usize> {
        let rest = self.rest();
        match first {
            '\'' | '"' | '`' => {
                let end = rest[1..].find(first)? + 1;
                (!rest[..end].contains('\\')).then_some(end + 1)
            }
            '$' => match tag(rest) {
                Some(tag) => Some(rest[tag.len()..].find(tag)? + 2 * tag.len()),
                None => Some(1),
            },
            _ => Some(first.len_utf8()),
        }
    }
}

/// The tag of a text in dollar quotes, with its dollars.
fn tag(text: &str) -> Option<&str> {
    let end = text[1..].find('$')? + 1;
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    text[1..end].chars().all(is_word).then_some(&text[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::{assert_eq, assert_ne};

    const FILE: &str =
        "-- migrate:up\nCREATE TABLE a (b text DEFAULT 'x  -- y');\nINSERT INTO a VALUES ($$ 1 -- 2 $$);\n";

    #[test]
    fn layout_and_comments_do_not_count() {
        let formatted = "-- A table.\n  -- migrate:up\n\nCREATE TABLE a\n(\n    b /* b */ text DEFAULT 'x  -- y' -- why\n) ;\n\n\
                         INSERT\tINTO a\r\nVALUES ( $$ 1 -- 2 $$ );";
        assert_eq!(meaning(formatted), meaning(FILE));
    }

    #[test]
    fn everything_else_counts() {
        for (before, after) in [
            ("x  -- y", "x -- y"),
            ("x  -- y", "x  -- z"),
            ("1 -- 2", "1 -- 3"),
            ("TABLE a", "TABLE b"),
            ("TABLE a", "TABLEa"),
            ("migrate:up", "migrate:up transaction:false"),
            ("CREATE", "/*!50001 x */ CREATE"),
            ("-- migrate:up\n", ""),
        ] {
            assert_ne!(
                meaning(&FILE.replacen(before, after, 1)),
                meaning(FILE),
                "{before} {after}"
            );
        }
    }

    #[test]
    fn quotes_that_databases_read_differently_are_left_as_they_are() {
        for text in [
            "SELECT 'it\\'s  -- x';",
            "SELECT /* a /* b */ c */ 1",
            "SELECT  'open",
        ] {
            assert_eq!(meaning(text), text);
        }
    }
}
