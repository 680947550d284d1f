//! The golden SQL of the shared scenarios, forward and back: `tests/golden/mysql/*.snap`, `tests/golden/mariadb/*.snap`.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use aksara_mysql::{Flavour, MARIADB, MYSQL};
use aksara_suite::{check_golden, read_scenarios, scenario_folder};

fn check(flavour: Flavour, folder: &str) {
    insta::with_settings!({
        snapshot_path => folder,
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        check_golden(&read_scenarios(&scenario_folder()).unwrap(), &flavour, |name, text| {
            insta::assert_snapshot!(name, text);
        });
    });
}

#[test]
fn golden_sql_of_mysql() {
    check(MYSQL, "golden/mysql");
}

#[test]
fn golden_sql_of_mariadb() {
    check(MARIADB, "golden/mariadb");
}
