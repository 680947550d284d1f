//! Stored programs hold statements. The client has no rule for them but `DELIMITER`, so that their keywords are followed.

use aksara_dialect::{Fragment, FragmentKind, LastPart, Nesting, StatementSoFar};

/// Stored programs with blocks and control flow, and `BEGIN NOT ATOMIC`, are one statement each.
#[derive(Debug, Default)]
pub(crate) struct StoredPrograms {
    open: Vec<Opener>,
    /// Whether a routine of a package has begun and its block has not.
    in_routine_head: bool,
}

/// A reason why a statement is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Block,
    Case,
    Control,
    Package,
}

/// The kinds of objects that `CREATE` makes, and which of them are programs.
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

impl Nesting for StoredPrograms {
    fn follow(&mut self, so_far: &StatementSoFar, fragment: &Fragment<'_>, next: Option<&Fragment<'_>>) {
        if fragment.kind != FragmentKind::Word {
            return;
        }
        let word = fragment.text.to_uppercase();
        if is_anonymous_block(so_far, &word) {
            self.open.push(Opener::Block);
        }
        if word == "PACKAGE" && so_far.begins_with(&["CREATE"]) && kind(so_far).is_none() {
            self.open.push(Opener::Package);
        }
        // The word after END says what ends; it opens nothing.
        let is_behind_end = *so_far.last() == LastPart::Word("END".to_owned());
        if (is_program(so_far) || !self.open.is_empty()) && !is_behind_end {
            self.follow_word(&word, so_far, next);
        }
    }

    fn holds_semicolon(&self, _: &StatementSoFar) -> bool {
        !self.open.is_empty()
    }
}

impl StoredPrograms {
    pub(crate) fn rules() -> Box<dyn Nesting> {
        Box::new(Self::default())
    }

    fn follow_word(&mut self, word: &str, so_far: &StatementSoFar, next: Option<&Fragment<'_>>) {
        let is_next = |expected: &str| next.is_some_and(|next| next.is_word(expected));
        match word {
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
            "FOR" if !follows_statement(so_far) => {}
            control if CONTROL.contains(&control) && self.begins_statement(so_far, next) => {
                self.open.push(Opener::Control);
            }
            _ => {}
        }
    }

    fn is_in_package(&self) -> bool {
        self.open.last() == Some(&Opener::Package)
    }

    /// Whether control flow can begin here. IF and REPEAT are functions too, and in a CASE an IF with a parenthesis
    /// is taken for one.
    fn begins_statement(&self, so_far: &StatementSoFar, next: Option<&Fragment<'_>>) -> bool {
        let is_call = next.is_some_and(|next| next.is_symbol("("));
        match so_far.last() {
            LastPart::Semicolon => true,
            LastPart::Word(_) => {
                (follows_statement(so_far) && !(is_call && self.open.last() == Some(&Opener::Case)))
                    || (self.open.is_empty() && !is_call)
            }
            // A label, or the end of a procedure's parameters.
            LastPart::Other => !is_call,
            LastPart::Start => false,
        }
    }

    fn close(&mut self, openers: &[Opener]) {
        self.open.pop_if(|last| openers.contains(last));
    }
}

/// MariaDB's `BEGIN NOT ATOMIC`, seen at its last word.
fn is_anonymous_block(so_far: &StatementSoFar, word: &str) -> bool {
    word == "ATOMIC" && so_far.words() == ["BEGIN", "NOT"]
}

/// Whether the statement makes a program, or gives an event a new one.
fn is_program(so_far: &StatementSoFar) -> bool {
    let Some((kind, true)) = kind(so_far) else {
        return false;
    };
    so_far.begins_with(&["CREATE"]) || (so_far.begins_with(&["ALTER"]) && kind == "EVENT")
}

/// The kind of object that the statement is about, and whether it is a program.
fn kind(so_far: &StatementSoFar) -> Option<(&'static str, bool)> {
    let mut words = so_far.words().iter();
    words.find_map(|word| KINDS.iter().find(|(kind, _)| kind == word).copied())
}

fn follows_statement(so_far: &StatementSoFar) -> bool {
    match so_far.last() {
        LastPart::Semicolon => true,
        LastPart::Word(word) => BEFORE_STATEMENTS.contains(&word.as_str()),
        LastPart::Other | LastPart::Start => false,
    }
}
