//! The request of a caller: the target, and whether to run anything on the way.

use std::num::NonZeroUsize;

use aksara_dialect::Coalescing;
use aksara_operations::MigrationName;
use strum::{EnumString, IntoStaticStr};

use aksara_graph::HEAD;

use crate::AcceptedRename;

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The target.
    pub target: Goal,
    /// Whether the migrations run.
    pub mode: Mode,
    /// Applied migrations whose edit was intended.
    pub accept_edited: Vec<MigrationName>,
    /// Applied migrations whose file was renamed.
    pub accept_renamed: Vec<AcceptedRename>,
    /// Whether a way back may take rows, or values of rows, that applying again does not bring back. Without it, such a
    /// run is refused before it begins.
    pub allow_data_loss: bool,
    /// Whether an initial migration is recorded without running it where the database has its tables already, all of them
    /// as it would make them. Where it has only some, or others, the run is refused.
    pub fake_initial: bool,
    /// How the migrations share transactions.
    pub transactions: Transactions,
    /// Whether changes of one table become one; it changes no result, only how much there is to do.
    pub coalescing: Coalescing,
}

/// The state that a run leads to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Goal {
    /// Everything is applied.
    #[default]
    Head,
    /// This migration is applied, and nothing that needs it. It is its name or the beginning of one, `zero` or `head`.
    Named(String),
    /// So many more migrations are applied, or as many as there are.
    Forward(NonZeroUsize),
    /// The last so many migrations are reverted, or as many as there are.
    Back(NonZeroUsize),
}

impl Goal {
    /// The target of this name; everything where there is none.
    pub fn of_name(name: Option<impl Into<String>>) -> Self {
        match name.map(Into::into) {
            None => Self::Head,
            Some(name) if name == HEAD => Self::Head,
            Some(name) => Self::Named(name),
        }
    }

    /// The greatest number of migrations on the way.
    pub(crate) fn greatest_count(&self) -> usize {
        match self {
            Self::Head | Self::Named(_) => usize::MAX,
            Self::Forward(count) | Self::Back(count) => count.get(),
        }
    }
}

impl From<&str> for Goal {
    fn from(name: &str) -> Self {
        Self::of_name(Some(name))
    }
}

/// How the migrations of a run share transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transactions {
    /// Consecutive ones whose work is short share one, if the database can roll it back; each has a savepoint.
    #[default]
    Group,
    /// Each has its own, if the database can roll it back.
    Each,
    /// The whole run is one; refused before anything runs if one of its migrations cannot be rolled back.
    One,
}

/// Whether migrations run or are only recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// They run.
    #[default]
    Run,
    /// They are recorded as if they had run.
    Fake,
}

/// Which way a migration goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum Direction {
    /// It is applied.
    Forward,
    /// It is undone.
    Backward,
}

impl Direction {
    /// The other one.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}
