//! A place among the tokens of a statement.

use crate::token::{Token, TokenKind, tokens};

/// A place among the tokens of a statement. Readers move it and give `None` where the text is not as expected.
pub(super) struct Cursor<'a> {
    sql: &'a str,
    tokens: Vec<Token<'a>>,
    position: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(sql: &'a str) -> Self {
        Self {
            sql,
            tokens: tokens(sql).collect(),
            position: 0,
        }
    }

    /// The token here.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.position).copied()
    }

    /// Whether the token here is this keyword or symbol.
    pub(super) fn is(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is(word))
    }

    /// Whether the token here is one of these keywords.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// Steps over the token here.
    pub(super) fn step(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.position += 1;
        Some(token)
    }

    /// Steps over these keywords or symbols if all of them are here.
    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let here = self.tokens.iter().skip(self.position).take(words.len());
        let found =
            here.clone().count() == words.len() && here.zip(words).all(|(token, word)| token.is(word));
        if found {
            self.position += words.len();
        }
        found
    }

    /// Steps over these keywords or symbols, which must be here.
    pub(super) fn expect(&mut self, words: &[&str]) -> Option<()> {
        self.eat(words).then_some(())
    }

    /// A name. SQLite takes a text in single quotes for one as well.
    pub(super) fn name(&mut self) -> Option<String> {
        let token = self.step()?;
        match token.kind {
            TokenKind::Text => {
                let inner = token.text.strip_prefix('\'')?.strip_suffix('\'')?;
                Some(inner.replace("''", "'"))
            }
            TokenKind::Word | TokenKind::Quoted => token.name(),
            TokenKind::Number | TokenKind::Symbol => None,
        }
    }

    /// The name after an optional `IF NOT EXISTS` and an optional `schema.`.
    pub(super) fn object_name(&mut self) -> Option<String> {
        self.eat(&["IF", "NOT", "EXISTS"]);
        let first = self.name()?;
        if self.eat(&["."]) {
            self.name()
        } else {
            Some(first)
        }
    }

    /// Steps over a parenthesis that opens here and gives what is inside.
    pub(super) fn parenthesis(&mut self) -> Option<&'a str> {
        let open = self.peek()?;
        self.expect(&["("])?;
        let mut depth = 1;
        loop {
            let token = self.step()?;
            match token.text {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.sql.get(open.end()..token.start).map(str::trim);
            }
        }
    }

    /// The offset of the token here; the end of the text if there is none.
    pub(super) fn start(&self) -> usize {
        self.peek().map_or(self.sql.len(), |token| token.start)
    }

    /// The text from an offset to the end of the token before this place.
    pub(super) fn since(&self, start: usize) -> &'a str {
        let last = self
            .position
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last));
        last.and_then(|last| self.sql.get(start..last.end()))
            .unwrap_or("")
    }

    /// The text from here to the end.
    pub(super) fn rest(&self) -> &'a str {
        let end = self.tokens.last().map_or(0, Token::end);
        self.sql.get(self.start()..end).unwrap_or("")
    }

    /// Whether the last token is this keyword.
    pub(super) fn ends_with(&self, word: &str) -> bool {
        self.tokens.last().is_some_and(|token| token.is(word))
    }

    /// Whether the last token but one is this keyword.
    pub(super) fn is_before_last(&self, word: &str) -> bool {
        self.tokens
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|token| token.is(word))
    }

    /// The name that the last token is.
    pub(super) fn last_name(&self) -> Option<String> {
        self.tokens.last().and_then(Token::name)
    }

    /// The text without its last tokens.
    pub(super) fn without_last(&self, count: usize) -> &'a str {
        let end = self.tokens.iter().rev().nth(count).map_or(0, Token::end);
        self.sql.get(..end).unwrap_or("")
    }

    /// Whether every token was stepped over.
    pub(super) fn is_at_end(&self) -> bool {
        self.peek().is_none()
    }
}

/// The parts of a list, split at its commas outside parentheses.
pub(super) fn list_items(inner: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut start, mut depth) = (0, 0);
    for token in tokens(inner) {
        match token.text {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 0 => {
                items.push(inner[start..token.start].trim());
                start = token.end();
            }
            _ => {}
        }
    }
    items.push(inner[start..].trim());
    items
}
