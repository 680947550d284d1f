//! Properties of all flavours over generated histories: lowering gives statements or a refusal and never panics, and
//! normalizing is idempotent.

use aksara_dialect::Dialect;
use aksara_generate::{Names, schema};
use aksara_mysql::Mysql;
use aksara_suite::{check_compilations, normalizes_once};
use proptest::prelude::*;

aksara_suite::tests![every_history_compiles_or_is_refused, normalizing_is_idempotent,];

fn every_history_compiles_or_is_refused() {
    for flavour in Mysql::all() {
        check_compilations(&flavour).unwrap();
    }
}

proptest! {
    fn normalizing_is_idempotent(schema in schema(25, Names::Hostile)) {
        for flavour in Mysql::all() {
            normalizes_once(&schema, &flavour, &flavour.newest_version()).unwrap();
        }
    }
}
