//! Another session of the database, as data.

use aksara::OtherSession;
use serde_json::{Value, json};

/// All that is known of it.
pub fn session(session: &OtherSession) -> Value {
    json!({
        "id": session.id,
        "user": session.user,
        "host": session.host,
        "program": session.program,
        "seconds": session.seconds,
        "query": session.query,
    })
}
