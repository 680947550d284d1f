//! Triggers hold statements: <https://sqlite.org/c3ref/complete.html>.

use aksara_dialect::{LastPart, Nesting, StatementSoFar};

/// `CREATE TRIGGER … BEGIN …; END` is one statement.
#[derive(Debug)]
pub(crate) struct Triggers;

impl Triggers {
    pub(crate) fn rules() -> Box<dyn Nesting> {
        Box::new(Self)
    }
}

impl Nesting for Triggers {
    fn holds_semicolon(&self, so_far: &StatementSoFar) -> bool {
        is_trigger(so_far) && !has_ended(so_far)
    }
}

fn is_trigger(so_far: &StatementSoFar) -> bool {
    let mut first = so_far.words().iter().take(3);
    so_far.begins_with(&["CREATE"]) && first.any(|word| word == "TRIGGER")
}

/// `; END`
fn has_ended(so_far: &StatementSoFar) -> bool {
    *so_far.last() == LastPart::Word("END".to_owned()) && *so_far.before_last() == LastPart::Semicolon
}
