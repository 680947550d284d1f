//! The request of a caller: the target, and whether to run anything on the way.

use aksara_dialect::Coalescing;
use aksara_operations::MigrationName;
use strum::{EnumString, IntoStaticStr};

use crate::AcceptedRename;

/// A run that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The target: a migration's name or the beginning of one, `zero`, or `None` for everything.
    pub target: Option<String>,
    /// Whether the migrations run.
    pub mode: Mode,
    /// Applied migrations whose edit was intended.
    pub accept_edited: Vec<MigrationName>,
    /// Applied migrations whose file was renamed.
    pub accept_renamed: Vec<AcceptedRename>,
    /// Whether changes of one table become one; it changes no result, only how much there is to do.
    pub coalescing: Coalescing,
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
