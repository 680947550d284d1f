//! The golden SQL of the shared scenarios, forward and back: `tests/golden/*.snap`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara_postgres::Postgres;
use aksara_suite::{check_golden, read_scenarios, scenario_folder};

#[test]
fn golden_sql() {
    insta::with_settings!({
        snapshot_path => "golden",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        check_golden(&read_scenarios(&scenario_folder()).unwrap(), &Postgres, |name, text| {
            insta::assert_snapshot!(name, text);
        });
    });
}
