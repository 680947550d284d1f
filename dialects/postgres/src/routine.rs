//! Work of PostgreSQL's driver that needs the live catalog.

use aksara_dialect::Routine;

/// A concurrent build of an index. The invalid index that an earlier failure left under its name is dropped before it,
/// and the one that a failure leaves now after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcurrentIndex {
    /// The index, quoted and qualified; `None` if the database names it.
    pub index: Option<String>,
    /// `CREATE INDEX CONCURRENTLY …`
    pub sql: String,
}

impl From<ConcurrentIndex> for Routine {
    fn from(work: ConcurrentIndex) -> Self {
        let sql = vec![work.sql.clone()];
        Self::new(work, sql)
    }
}
