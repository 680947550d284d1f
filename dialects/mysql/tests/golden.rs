//! The golden SQL of the shared scenarios, forward and back: `tests/golden/*.snap`, by flavour.

use aksara_dialect::Dialect;
use aksara_mysql::{MARIADB, MYSQL};
use aksara_suite::{golden, read_scenarios, scenario_folder};

fn check(dialect: &dyn Dialect) {
    insta::with_settings!({
        snapshot_path => format!("golden/{}", dialect.name()),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        for scenario in read_scenarios(&scenario_folder()).unwrap() {
            let text = golden(&scenario, dialect, &dialect.newest_version()).unwrap();
            insta::assert_snapshot!(scenario.name.replace('/', "__"), text);
        }
    });
}

#[test]
fn golden_sql_of_mysql() {
    check(&MYSQL);
}

#[test]
fn golden_sql_of_mariadb() {
    check(&MARIADB);
}
