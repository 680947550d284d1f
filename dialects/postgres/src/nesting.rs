//! Bodies of routines hold statements, as in psql.

use aksara_dialect::{Fragment, FragmentKind, Nesting, StatementSoFar};

/// `CREATE FUNCTION … BEGIN ATOMIC …; END` is one statement, and so is anything in parentheses.
#[derive(Debug, Default)]
pub(crate) struct AtomicRoutines {
    open: Vec<Opener>,
}

/// A reason why a statement is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    Parenthesis,
    Block,
    Case,
}

impl AtomicRoutines {
    pub(crate) fn rules() -> Box<dyn Nesting> {
        Box::new(Self::default())
    }

    fn close(&mut self, openers: &[Opener]) {
        self.open.pop_if(|last| openers.contains(last));
    }
}

impl Nesting for AtomicRoutines {
    fn follow(&mut self, so_far: &StatementSoFar, fragment: &Fragment<'_>, _: Option<&Fragment<'_>>) {
        if fragment.is_symbol("(") {
            self.open.push(Opener::Parenthesis);
        } else if fragment.is_symbol(")") {
            self.close(&[Opener::Parenthesis]);
        }
        if fragment.kind != FragmentKind::Word
            || !is_routine(so_far)
            || self.open.contains(&Opener::Parenthesis)
        {
            return;
        }
        if fragment.is_word("BEGIN") {
            self.open.push(Opener::Block);
        } else if fragment.is_word("CASE") && !self.open.is_empty() {
            self.open.push(Opener::Case);
        } else if fragment.is_word("END") {
            self.close(&[Opener::Block, Opener::Case]);
        }
    }

    fn holds_semicolon(&self, _: &StatementSoFar) -> bool {
        !self.open.is_empty()
    }
}

fn is_routine(so_far: &StatementSoFar) -> bool {
    ["FUNCTION", "PROCEDURE"].iter().any(|kind| {
        so_far.begins_with(&["CREATE", kind]) || so_far.begins_with(&["CREATE", "OR", "REPLACE", kind])
    })
}
