//! How long a run waits for others.

use std::time::Duration;

use aksara_driver::LockLimit;

/// The default time that a run waits for another one, and for the locks of other sessions in all.
const TOTAL: Duration = Duration::from_secs(60);

/// The default time that a change of a table waits before it gives way.
const LIMIT: Duration = Duration::from_secs(3);

/// How long a run waits for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockWaits {
    /// For another runner; and for the locks of other sessions in all, from the first time that they were in the way.
    pub total: Duration,
    /// For a lock of another session at a time, while readers queue behind.
    pub limit: LockLimit,
}

impl Default for LockWaits {
    fn default() -> Self {
        Self {
            total: TOTAL,
            limit: LockLimit {
                duration: LIMIT,
                is_chosen: false,
            },
        }
    }
}
