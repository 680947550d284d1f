//! Rebuilds a table.

use aksara_driver::DriverError;
use aksara_operations::AlterTable;

use super::session::Session;

pub(super) fn rebuild_table(session: &Session, change: &AlterTable) -> Result<(), DriverError> {
    let _ = (session, change);
    Err(DriverError::Refused {
        message: "rebuild".into(),
    })
}
