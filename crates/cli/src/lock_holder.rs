//! The holder of the lock, as data.

use aksara::LockHolder;
use serde_json::{Value, json};

use crate::other_session::session;

/// All that is known of it.
pub fn holder(holder: &LockHolder) -> Value {
    match holder {
        LockHolder::Session(other) => session(other),
        LockHolder::Lease(lease) => json!({
            "lease": lease.token,
            "user": lease.user,
            "host": lease.host,
            "process": lease.process,
            "seconds": lease.seconds,
            "renewed": lease.renewed,
            "rest": lease.rest,
        }),
    }
}
