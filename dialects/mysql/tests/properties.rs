//! Properties of the dialect over generated histories: lowering gives statements or a refusal and never panics, and
//! normalizing is idempotent.

use aksara_dialect::Dialect;
use aksara_generate::{Names, history, schema};
use aksara_mysql::{MARIADB, MYSQL};
use aksara_suite::{compiles_or_refuses, normalizes_once};
use proptest::prelude::*;

proptest! {
    #[test]
    fn every_history_compiles_or_is_refused(history in history(25, Names::Hostile)) {
        compiles_or_refuses(&history.operations, &MYSQL, &MYSQL.newest_version()).unwrap();
        compiles_or_refuses(&history.operations, &MARIADB, &MARIADB.newest_version()).unwrap();
    }

    #[test]
    fn normalizing_is_idempotent(schema in schema(25, Names::Hostile)) {
        normalizes_once(&schema, &MYSQL, &MYSQL.newest_version()).unwrap();
        normalizes_once(&schema, &MARIADB, &MARIADB.newest_version()).unwrap();
    }
}
