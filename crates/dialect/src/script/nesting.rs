//! Whether a semicolon is within a statement: in a trigger, a routine's body, a block.
//!
//! The rules are those of the databases' own clients (`sqlite3_complete`, psql); MySQL's client has none but
//! `DELIMITER`, so its stored programs are followed by their keywords.

use super::{Blocks, Fragment};

/// The open parts of the statement so far.
#[derive(Debug)]
pub(super) struct Nesting {
    blocks: Blocks,
    /// The bare words so far, in upper case.
    words: Vec<String>,
    open: Vec<Opener>,
    /// Whether a routine of a package has begun and its block has not.
    in_routine_head: bool,
    last: Last,
    /// The word before the last fragment, for SQLite's `; END`.
    before_last: Last,
}

/// A reason why a statement is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Parenthesis,
    Block,
    Case,
    Control,
    Package,
}

/// A significant fragment, as far as nesting depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Last {
    Start,
    Word(String),
    Semicolon,
    Other,
}

/// The kinds of objects that `CREATE` makes on MySQL and MariaDB: which of them are programs.
const KINDS: &[(&str, bool)] = &[
    ("PROCEDURE", true),
    ("FUNCTION", true),
    ("TRIGGER", true),
    ("EVENT", true),
    ("PACKAGE", true),
    ("TABLE", false),
    ("TEMPORARY", false),
    ("VIEW", false),
    ("INDEX", false),
    ("UNIQUE", false),
    ("FULLTEXT", false),
    ("SPATIAL", false),
    ("USER", false),
    ("ROLE", false),
    ("DATABASE", false),
    ("SCHEMA", false),
    ("SERVER", false),
    ("SEQUENCE", false),
];

/// The words that a statement of a stored program can follow.
const BEFORE_STATEMENTS: &[&str] = &["BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "ROW", "ATOMIC"];

/// Control flow that `END` and its own word end.
const CONTROL: &[&str] = &["IF", "LOOP", "WHILE", "REPEAT", "FOR"];

impl Nesting {
    pub(super) fn new(blocks: Blocks) -> Self {
        Self {
            blocks,
            words: Vec::new(),
            open: Vec::new(),
            in_routine_head: false,
            last: Last::Start,
            before_last: Last::Start,
        }
    }

    /// The bare words so far, in upper case.
    pub(super) fn into_words(self) -> Vec<String> {
        self.words
    }

    /// Whether nothing of the statement has been seen.
    pub(super) fn is_empty(&self) -> bool {
        self.last == Last::Start
    }

    /// Whether a semicolon here belongs to the statement.
    pub(super) fn holds_semicolon(&self) -> bool {
        match self.blocks {
            Blocks::Triggers => self.is_trigger() && !self.has_ended_trigger(),
            Blocks::AtomicRoutines | Blocks::StoredPrograms => !self.open.is_empty(),
        }
    }

    /// Follows a significant fragment; `next` is the one after it.
    pub(super) fn follow(&mut self, fragment: &Fragment<'_>, next: Option<&Fragment<'_>>) {
        let word = (fragment.kind == super::FragmentKind::Word).then(|| fragment.text.to_uppercase());
        match self.blocks {
            Blocks::Triggers => {}
            Blocks::AtomicRoutines => self.follow_routine(fragment, word.as_deref()),
            Blocks::StoredPrograms => self.follow_program(word.as_deref(), next),
        }
        let last = match (word, fragment.is_symbol(";")) {
            (Some(word), _) => {
                self.words.push(word.clone());
                Last::Word(word)
            }
            (None, true) => Last::Semicolon,
            (None, false) => Last::Other,
        };
        self.before_last = std::mem::replace(&mut self.last, last);
    }

    fn is_trigger(&self) -> bool {
        self.begins_with(&["CREATE"]) && self.words.iter().take(3).any(|word| word == "TRIGGER")
    }

    /// <https://sqlite.org/c3ref/complete.html>
    fn has_ended_trigger(&self) -> bool {
        self.last == Last::Word("END".to_owned()) && self.before_last == Last::Semicolon
    }

    /// As psql has it: parentheses, and in routines BEGIN and CASE up to END.
    fn follow_routine(&mut self, fragment: &Fragment<'_>, word: Option<&str>) {
        if fragment.is_symbol("(") {
            self.open.push(Opener::Parenthesis);
        } else if fragment.is_symbol(")") {
            self.close(&[Opener::Parenthesis]);
        }
        if !self.is_routine() || self.open.contains(&Opener::Parenthesis) {
            return;
        }
        match word {
            Some("BEGIN") => self.open.push(Opener::Block),
            Some("CASE") if !self.open.is_empty() => self.open.push(Opener::Case),
            Some("END") => self.close(&[Opener::Block, Opener::Case]),
            _ => {}
        }
    }

    fn is_routine(&self) -> bool {
        let kind = if self.begins_with(&["CREATE", "OR", "REPLACE"]) {
            self.words.get(3)
        } else {
            self.words.get(1)
        };
        self.begins_with(&["CREATE"]) && kind.is_some_and(|kind| kind == "FUNCTION" || kind == "PROCEDURE")
    }

    fn follow_program(&mut self, word: Option<&str>, next: Option<&Fragment<'_>>) {
        let Some(word) = word else { return };
        let is_next = |expected: &str| next.is_some_and(|next| next.is_word(expected));
        if self.is_anonymous_block(word) {
            self.open.push(Opener::Block);
        }
        if word == "PACKAGE" && self.begins_with(&["CREATE"]) && self.kind().is_none() {
            self.open.push(Opener::Package);
        }
        if !self.is_program() && self.open.is_empty() {
            return;
        }
        match word {
            // The word after END says what ends; it opens nothing.
            _ if self.last == Last::Word("END".to_owned()) => {}
            "PROCEDURE" | "FUNCTION" if self.is_in_package() => self.in_routine_head = true,
            // A package has a block of its own without an end of its own.
            "BEGIN" if self.is_in_package() && !self.in_routine_head => {}
            "BEGIN" => {
                self.in_routine_head = false;
                self.open.push(Opener::Block);
            }
            "CASE" => self.open.push(Opener::Case),
            "END" if CONTROL.iter().any(|control| is_next(control)) => self.close(&[Opener::Control]),
            "END" => self.close(&[Opener::Block, Opener::Case, Opener::Package]),
            "IF" if is_next("EXISTS") || is_next("NOT") && self.open.is_empty() => {}
            // It also says what a trigger, a cursor or a lock is for.
            "FOR" if !self.follows_statement() => {}
            control if CONTROL.contains(&control) && self.begins_statement(next) => {
                self.open.push(Opener::Control);
            }
            _ => {}
        }
    }

    /// MariaDB's `BEGIN NOT ATOMIC`, seen at its last word.
    fn is_anonymous_block(&self, word: &str) -> bool {
        word == "ATOMIC" && self.words == ["BEGIN", "NOT"]
    }

    /// Whether the statement makes a program, or gives an event a new one.
    fn is_program(&self) -> bool {
        let Some((kind, true)) = self.kind() else {
            return false;
        };
        self.begins_with(&["CREATE"]) || (self.begins_with(&["ALTER"]) && kind == "EVENT")
    }

    /// The kind of object that the statement is about, and whether it is a program.
    fn kind(&self) -> Option<(&'static str, bool)> {
        let mut words = self.words.iter();
        words.find_map(|word| KINDS.iter().find(|(kind, _)| kind == word).copied())
    }

    fn is_in_package(&self) -> bool {
        self.open.last() == Some(&Opener::Package)
    }

    /// Whether control flow can begin here. IF and REPEAT are functions too, and in a CASE an IF with a parenthesis
    /// is taken for one.
    fn begins_statement(&self, next: Option<&Fragment<'_>>) -> bool {
        let is_call = next.is_some_and(|next| next.is_symbol("("));
        match &self.last {
            Last::Semicolon => true,
            Last::Word(_) => {
                (self.follows_statement() && !(is_call && self.open.last() == Some(&Opener::Case)))
                    || (self.open.is_empty() && !is_call)
            }
            // A label, or the end of a procedure's parameters.
            Last::Other => !is_call,
            Last::Start => false,
        }
    }

    fn follows_statement(&self) -> bool {
        match &self.last {
            Last::Semicolon => true,
            Last::Word(word) => BEFORE_STATEMENTS.contains(&word.as_str()),
            Last::Other | Last::Start => false,
        }
    }

    fn close(&mut self, openers: &[Opener]) {
        if self.open.last().is_some_and(|last| openers.contains(last)) {
            self.open.pop();
        }
    }

    fn begins_with(&self, words: &[&str]) -> bool {
        self.words.len() >= words.len()
            && self
                .words
                .iter()
                .zip(words)
                .all(|(word, expected)| word == expected)
    }
}
