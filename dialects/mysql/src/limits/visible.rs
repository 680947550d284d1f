//! Tables of fields that `SELECT *` leaves out: one at least must be seen
//! (<https://dev.mysql.com/doc/refman/9.4/en/invisible-columns.html>).

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::Table;

use crate::flavour::Server;

/// Refuses a table whose fields are all invisible.
pub(super) fn check_visible(table: &Table, server: Server) -> Result<(), Unsupported> {
    if table.fields.values().all(|field| field.options.invisible) {
        Err(server.refuse(
            Some(Feature::MysqlFieldOptions),
            format!("the table `{}`", table.name),
            "none of its fields would be visible, and a table needs one that is",
            "take invisible=True from one of them, or drop the table",
        ))
    } else {
        Ok(())
    }
}
