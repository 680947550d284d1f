//! Statements that begin, end or commit a transaction, by their first words.
//!
//! The user's code runs within a transaction that is not its own. Statements in a routine or a text that the
//! server executes are not found here.

use super::{Lexis, split_statements};

/// The first words of statements, in upper case and separated by single spaces.
#[derive(Debug, Clone, Copy)]
pub struct TransactionWords {
    /// Of those that begin or end a transaction.
    pub control: &'static [&'static str],
    /// Of those that begin like them and stay within it.
    pub inside: &'static [&'static str],
    /// Of those that commit by themselves, with everything that was done before them.
    pub committing: &'static [&'static str],
    /// Of those that begin like them and commit nothing.
    pub not_committing: &'static [&'static str],
    /// Of those that may do several things, of which some stay done where it fails.
    pub partly: &'static [&'static str],
}

/// The effect of a statement on the transaction that it runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionEffect {
    /// It begins or ends one.
    Controls(&'static str),
    /// It commits, and cannot be rolled back.
    Commits(&'static str),
}

impl TransactionWords {
    /// The effect of a text of one or more statements: that of the first one that has any.
    pub fn effect(&self, script: &str, lexis: Lexis) -> Option<TransactionEffect> {
        split_statements(script, lexis)
            .iter()
            .find_map(|statement| self.effect_of(&statement.words))
    }

    /// Whether the database does each statement of a text wholly or not at all.
    pub fn is_all_or_nothing(&self, script: &str, lexis: Lexis) -> bool {
        let is_partly = |words: &[String]| self.partly.iter().any(|start| begins_with(words, start));
        let statements = split_statements(script, lexis);
        !statements.iter().any(|statement| is_partly(&statement.words))
    }

    fn effect_of(&self, words: &[String]) -> Option<TransactionEffect> {
        let starting = |list: &'static [&'static str]| list.iter().find(|start| begins_with(words, start));
        let controls = starting(self.control).filter(|_| starting(self.inside).is_none());
        let commits = || starting(self.committing).filter(|_| starting(self.not_committing).is_none());
        controls
            .map(|words| TransactionEffect::Controls(words))
            .or_else(|| commits().map(|words| TransactionEffect::Commits(words)))
    }
}

/// Whether words begin with these.
pub(super) fn begins_with(words: &[String], expected: &str) -> bool {
    let mut own = words.iter();
    expected
        .split(' ')
        .all(|expected| own.next().is_some_and(|word| word == expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const WORDS: TransactionWords = TransactionWords {
        control: &["COMMIT", "ROLLBACK"],
        inside: &["ROLLBACK TO"],
        committing: &["CREATE"],
        not_committing: &["CREATE TEMPORARY TABLE"],
        partly: &["CALL"],
    };
    const LEXIS: Lexis = Lexis {
        has_backslashes: true,
        has_hash_comments: true,
        has_spaced_dashes: true,
        has_code_comments: true,
        ..Lexis::STANDARD
    };

    fn check(script: &str, expected: Option<TransactionEffect>) {
        assert_eq!(WORDS.effect(script, LEXIS), expected, "{script}");
    }

    #[test]
    fn a_procedure_may_do_a_part() {
        assert!(!WORDS.is_all_or_nothing("call a()", LEXIS));
        assert!(WORDS.is_all_or_nothing("CREATE PROCEDURE a() CALL b()", LEXIS));
    }

    #[test]
    fn the_first_words_of_each_statement_decide() {
        check("SELECT 'COMMIT'; -- COMMIT\n", None);
        check("rollback to savepoint a", None);
        check(
            "SELECT 1; /* then */ commit",
            Some(TransactionEffect::Controls("COMMIT")),
        );
        check(
            "create table a (b int)",
            Some(TransactionEffect::Commits("CREATE")),
        );
        check("CREATE TEMPORARY TABLE a (b int)", None);
    }
}
