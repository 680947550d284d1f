//! The target of `migrate`: a migration's name, or so many migrations forward or back.

use std::num::NonZeroUsize;

use aksara::Goal;

/// A target as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetArgument {
    /// `0006`, `zero`, `head`
    Name(String),
    /// `-1`
    Back(NonZeroUsize),
    /// `+1`
    Forward(NonZeroUsize),
}

impl TargetArgument {
    /// Reads it. A migration's name begins with neither sign.
    pub fn parse(text: &str) -> Result<Self, String> {
        let count = |digits: &str| {
            let count = digits.parse();
            count.map_err(|_| "a count is a whole number from 1 on, such as -1".to_owned())
        };
        if let Some(digits) = text.strip_prefix('-') {
            return count(digits).map(Self::Back);
        }
        match text.strip_prefix('+') {
            Some(digits) => count(digits).map(Self::Forward),
            None => Ok(Self::Name(text.to_owned())),
        }
    }

    /// The goal of a run.
    pub fn goal(&self) -> Goal {
        match self {
            Self::Name(name) => Goal::of_name(Some(name)),
            Self::Back(count) => Goal::Back(*count),
            Self::Forward(count) => Goal::Forward(*count),
        }
    }
}
