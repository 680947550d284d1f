//! Foreign keys whose rows lack their target while a transaction is open.
//!
//! SQLite counts them and looks at the count when the transaction is committed, not when a savepoint is released.

#![expect(unsafe_code, reason = "rusqlite has no call for the counters of a connection")]

use std::ffi::c_int;

use rusqlite::{Connection, ffi};

/// Whether a COMMIT would be refused because of them
/// (<https://www.sqlite.org/c3ref/c_dbstatus_options.html#sqlitedbstatusdeferredfks>).
pub(super) fn has_open_keys(connection: &Connection) -> bool {
    let (mut now, mut highest): (c_int, c_int) = (0, 0);
    // SAFETY: the connection is open for as long as it is borrowed, and SQLite writes the two numbers alone.
    let code = unsafe {
        ffi::sqlite3_db_status(
            connection.handle(),
            ffi::SQLITE_DBSTATUS_DEFERRED_FKS,
            &raw mut now,
            &raw mut highest,
            0,
        )
    };
    code != ffi::SQLITE_OK || now != 0
}
