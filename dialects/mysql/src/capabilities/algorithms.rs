//! The ways in which the servers change a table, as data: InnoDB's online DDL.
//!
//! Tried on MySQL 9.7 and MariaDB 10.11 with ALGORITHM and LOCK; other versions are from the manuals
//! (<https://dev.mysql.com/doc/refman/9.4/en/innodb-online-ddl-operations.html>,
//! <https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-online-ddl>).

use aksara_dialect::{ChangedRows, Cost, Evidence, Lock, ServerVersion};

use crate::flavour::Server;

/// A kind of change for which the servers choose a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    AddColumn,
    /// With a constant that must be in parentheses.
    AddLargeColumn,
    /// With a default that is computed, or a stored expression.
    AddComputedColumn,
    AddVirtualColumn,
    /// With AUTO_INCREMENT.
    AddCountingColumn,
    DropColumn,
    DropVirtualColumn,
    RenameColumn,
    ChangeType,
    /// Of a text that varies in length and is in no index.
    ChangeCollation,
    /// A text gets room for more characters, within the same bytes for its length.
    LengthenText,
    AllowNull,
    ForbidNull,
    /// The default, the comment and the like.
    ChangeDefinition,
    AddIndex,
    AddExpressionIndex,
    AddFulltextIndex,
    AddSpatialIndex,
    DropIndex,
    DropExpressionIndex,
    RenameIndex,
    AddPrimaryKey,
    ReplacePrimaryKey,
    DropPrimaryKey,
    AddForeignKey,
    DropForeignKey,
    AddCheck,
    DropCheck,
    SetOptions,
    SetComment,
    RenameTable,
}

/// A way to change a table, the cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Algorithm {
    /// The catalog alone changes.
    Instant,
    /// The same, by another algorithm.
    Metadata,
    /// An index is built while others write.
    Index,
    /// An index is built while nobody writes.
    LockedIndex,
    /// The table is written anew while others write.
    Rebuild,
    /// The table is copied while others write.
    OnlineCopy,
    /// The table is written anew while nobody writes.
    LockedRebuild,
    /// The table is copied while nobody writes.
    LockedCopy,
}

use Algorithm::{Index, Instant, LockedCopy, LockedIndex, LockedRebuild, Metadata, OnlineCopy, Rebuild};
use Work::{
    AddColumn, AddComputedColumn, AddCountingColumn, AddExpressionIndex, AddFulltextIndex, AddIndex,
    AddLargeColumn, AddPrimaryKey, AddSpatialIndex, AddVirtualColumn, AllowNull, ChangeDefinition,
    ChangeType, DropCheck, DropColumn, DropExpressionIndex, DropIndex, DropVirtualColumn, ForbidNull,
    RenameTable, ReplacePrimaryKey, SetOptions,
};

/// The way of one kind of change: tried, before a version, and from a version on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) tried: Algorithm,
    pub(crate) before: Option<(ServerVersion, Algorithm)>,
    pub(crate) since: Option<(ServerVersion, Algorithm)>,
}

/// One way in every version.
pub(crate) const fn choice(tried: Algorithm) -> Choice {
    Choice {
        tried,
        before: None,
        since: None,
    }
}

/// The ways that all flavours share.
const COMMON: &[(Work, Choice)] = &[
    (AddVirtualColumn, choice(Instant)),
    (AddCountingColumn, choice(LockedRebuild)),
    (DropVirtualColumn, choice(Instant)),
    (AllowNull, choice(Rebuild)),
    (ForbidNull, choice(Rebuild)),
    (ChangeDefinition, choice(Instant)),
    (AddIndex, choice(Index)),
    (AddExpressionIndex, choice(LockedIndex)),
    (AddFulltextIndex, choice(LockedRebuild)),
    (AddSpatialIndex, choice(LockedIndex)),
    (DropIndex, choice(Metadata)),
    (DropExpressionIndex, choice(Metadata)),
    (AddPrimaryKey, choice(Rebuild)),
    (ReplacePrimaryKey, choice(Rebuild)),
    (DropCheck, choice(Instant)),
    (SetOptions, choice(Rebuild)),
    (RenameTable, choice(Metadata)),
];

/// Kinds that are instant alone, and write the table anew beside an action that is not.
const REBUILT_BESIDE_OTHERS: &[Work] = &[AddColumn, AddLargeColumn, DropColumn];

/// Kinds that copy the table beside one of others.
const COPIED_BESIDE: &[(&[Work], &[Work])] = &[
    (
        &[AddVirtualColumn, DropVirtualColumn],
        &[
            AddColumn,
            AddLargeColumn,
            AddComputedColumn,
            DropColumn,
            ChangeType,
            AllowNull,
            ForbidNull,
        ],
    ),
    (&[DropExpressionIndex], &[DropCheck]),
];

impl Work {
    /// The way in which a server does it, and how that is known.
    pub(crate) fn algorithm(self, server: Server) -> (Algorithm, Evidence) {
        let mut choices = server.flavour.algorithms.iter().chain(COMMON);
        let Some((_, choice)) = choices.find(|(work, _)| *work == self) else {
            return (LockedCopy, Evidence::Manual);
        };
        let older = choice.before.filter(|(version, _)| server.version < *version);
        let newer = choice.since.filter(|(version, _)| server.version >= *version);
        match older.or(newer) {
            Some((_, algorithm)) => (algorithm, Evidence::Manual),
            None => (choice.tried, Evidence::Tested),
        }
    }

    /// The way beside the other kinds of a statement, where it is another one than alone.
    pub(crate) fn algorithm_beside(self, others: &[Self], is_instant: bool) -> Option<Algorithm> {
        let mut copied = COPIED_BESIDE.iter();
        if copied
            .any(|(kinds, beside)| kinds.contains(&self) && others.iter().any(|other| beside.contains(other)))
        {
            return Some(LockedCopy);
        }
        (!is_instant && REBUILT_BESIDE_OTHERS.contains(&self)).then_some(Rebuild)
    }
}

impl Algorithm {
    /// The cost of it; every statement commits.
    pub(crate) const fn cost(self, evidence: Evidence) -> Cost {
        let lock = match self {
            Instant | Metadata | Index | Rebuild | OnlineCopy => Lock::Nobody,
            LockedIndex | LockedRebuild | LockedCopy => Lock::Writers,
        };
        let rewrite = match self {
            Rebuild | OnlineCopy | LockedRebuild | LockedCopy => true,
            Instant | Metadata | Index | LockedIndex => false,
        };
        Cost {
            lock,
            rewrite,
            scan: rewrite || matches!(self, Index | LockedIndex),
            rows: ChangedRows::None,
            rollback: false,
            evidence,
        }
    }
}
