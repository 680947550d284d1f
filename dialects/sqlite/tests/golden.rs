//! The golden SQL of the shared scenarios, forward and back: `tests/golden/*.snap`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_dialect::Dialect;
use aksara_sqlite::Sqlite;
use aksara_suite::{golden, read_scenarios, scenario_folder};

#[test]
fn golden_sql() {
    insta::with_settings!({
        snapshot_path => "golden",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for scenario in read_scenarios(&scenario_folder()).unwrap() {
            let text = golden(&scenario, &Sqlite, &Sqlite.newest_version()).unwrap();
            insta::assert_snapshot!(scenario.name.replace('/', "__"), text);
        }
    });
}
