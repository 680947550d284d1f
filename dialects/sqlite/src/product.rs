//! SQLite as data.

use aksara_dialect::{Clients, Product, ServerVersion, Versions};

use crate::capabilities::CAPABILITIES;

/// SQLite. Its oldest version is the first with JSON built in, and its newest the bundled library's.
pub(crate) const SQLITE: Product = Product {
    name: crate::NAME,
    sql_names: &[crate::NAME],
    schemes: &["sqlite", "sqlite3"],
    example_url: "sqlite:PATH",
    versions: Versions {
        word: None,
        oldest: ServerVersion::new(3, 38, 0),
        newest: ServerVersion::new(3, 54, 0),
    },
    clients: Clients {
        backup: "sqlite3 DATABASE \".backup 'backup.sqlite3'\"",
        script: "sqlite3 -bail DATABASE < FILE",
    },
    capabilities: CAPABILITIES,
};
